"""Place the canonical face on a photograph by five or more named points."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from turgor.errors import MeasureError
from turgor.measure.photo.zone.canonical import FloatArray, canonical_face, swapped
from turgor.measure.photo.zone.landmark import LandmarkSet, require_known

LEAST_POINTS = 5
#: of canonical units (outer eye corners 1 apart), root mean square after the similarity
LARGEST_RESIDUAL, FLAGGED_RESIDUAL = 0.16, 0.09
_LEAST_SPREAD = 0.12
_SMOOTHING = 1e-3
#: the bend fades beyond this distance from the nearest point, over this length
_FREE, _FADE = 0.35, 0.35


@dataclass(frozen=True, slots=True)
class FacePlacement:
    """The canonical face on one photograph.

    landmarks : what it was placed by. matrix : (2, 3) similarity from canonical units to pixels.
    residual : root mean square distance of the points from the similarity, canonical units.
    unit_px : pixels of one canonical unit. flags : 'points-far-from-canonical'.
    """

    landmarks: LandmarkSet
    matrix: FloatArray
    residual: float
    unit_px: float
    flags: tuple[str, ...]

    def to_pixels(self, canonical: FloatArray) -> FloatArray:
        """(n, 2) canonical places in pixels: the similarity, then a thin plate through the points.

        Away from all points the bend fades and the similarity alone is left.
        """
        from scipy.interpolate import RBFInterpolator

        names = list(self.landmarks.points_px)
        source = _canonical(names)
        aim = np.array([self.landmarks.points_px[name] for name in names])
        rest = (aim - _through(self.matrix, source)) / self.unit_px
        plate = RBFInterpolator(
            source, rest, kernel="thin_plate_spline", smoothing=_SMOOTHING, degree=1
        )
        places = np.asarray(canonical, np.float64).reshape(-1, 2)
        away = np.hypot(*(places[:, None, :] - source[None, :, :]).transpose(2, 0, 1)).min(axis=1)
        fade = np.exp(-((np.maximum(away - _FREE, 0.0) / _FADE) ** 2))
        bend = plate(places) * fade[:, None]
        return np.asarray(_through(self.matrix, places) + bend * self.unit_px)


def place_face(
    landmarks: LandmarkSet | Mapping[str, tuple[float, float]],
    shape: tuple[int, int] | None = None,
) -> FacePlacement:
    """Fit the canonical face to named points.

    landmarks : x, y in pixels by name, at least five of ``canonical_face().points``; 'right' and
    'left' are the person's own. shape : rows and columns, to catch points beside the photograph.

    Errors: MeasureError where points are too few, unknown, beside the photograph, on one line,
    swapped between right and left, or far from any face.
    """
    given = landmarks if isinstance(landmarks, LandmarkSet) else LandmarkSet(dict(landmarks))
    points = given.points_px
    require_known(points, shape)
    if len(points) < LEAST_POINTS:
        raise MeasureError(
            f"{len(points)} points are placed; at least {LEAST_POINTS} are needed; known: "
            f"{', '.join(canonical_face().points)}"
        )
    names = list(points)
    source, aim = _canonical(names), np.array([points[name] for name in names])
    for label, cloud, unit in (("named", source, 1.0), ("placed", aim, _size(aim))):
        spread = np.linalg.svd(cloud - cloud.mean(axis=0), compute_uv=False) / np.sqrt(len(cloud))
        if not spread[1] > _LEAST_SPREAD * 0.5 * unit:
            raise MeasureError(
                f"the points as {label} lie on one line or on one spot; add the mouth corners or "
                "the chin"
            )
    matrix, residual = _similarity(source, aim)
    _, other = _similarity(_canonical([swapped(name) for name in names]), aim)
    if other < 0.5 * residual:
        raise MeasureError(
            "right and left points are swapped, or the photograph is mirrored; 'right' is the "
            "person's own right, at the left of a photograph from the front"
        )
    if residual > LARGEST_RESIDUAL:
        worst = names[int(np.argmax(np.hypot(*(aim - _through(matrix, source)).T)))]
        raise MeasureError(
            f"the points don't fit a face: {residual:.2f} of the distance between the outer eye "
            f"corners off on average, {LARGEST_RESIDUAL} is allowed; look at '{worst}' first"
        )
    flags = ("points-far-from-canonical",) if residual > FLAGGED_RESIDUAL else ()
    return FacePlacement(given, matrix, residual, _unit_px(matrix), flags)


def _canonical(names: list[str]) -> FloatArray:
    known = canonical_face().points
    return np.array([known[name] for name in names], np.float64)


def _size(points: FloatArray) -> float:
    """Largest distance from the middle, so that a spread can be told without units."""
    return float(np.hypot(*(points - points.mean(axis=0)).T).max())


def _similarity(source: FloatArray, aim: FloatArray) -> tuple[FloatArray, float]:
    """Least-squares similarity without reflection (Umeyama 1991), residual in source units."""
    mean_s, mean_a = source.mean(axis=0), aim.mean(axis=0)
    s, a = source - mean_s, aim - mean_a
    # As complex numbers a similarity is one product.
    s_c, a_c = s[:, 0] + 1j * s[:, 1], a[:, 0] + 1j * a[:, 1]
    turn = (np.conj(s_c) @ a_c) / (np.abs(s_c) ** 2).sum()
    scale = max(abs(turn), 1e-9)
    matrix = np.array([[turn.real, -turn.imag], [turn.imag, turn.real]])
    shift = mean_a - matrix @ mean_s
    rest = np.abs(a_c - turn * s_c) / scale
    return np.column_stack([matrix, shift]), float(np.sqrt(np.mean(rest**2)))


def _through(matrix: FloatArray, points: FloatArray) -> FloatArray:
    return np.asarray(points @ matrix[:, :2].T + matrix[:, 2])


def _unit_px(matrix: FloatArray) -> float:
    return float(np.hypot(matrix[0, 0], matrix[1, 0]))
