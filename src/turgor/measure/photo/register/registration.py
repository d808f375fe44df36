"""What a registration of two photographs is, and its plain form for a store."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.measure.photo.register.mapping import SkinMap
from turgor.measure.photo.register.spline import FloatArray, SplineField

PLAIN_VERSION = 1


@dataclass(frozen=True, slots=True)
class PhotoLimits:
    """What is still called the same skin in photographs; every figure is the project's own.

    least_matches : features that follow one homography. least_overlap_fraction : of the baseline's
    usable skin that lies in the follow-up. least_agreement_fraction : of blocks that look alike
    after registration. largest_strain : 95th percentile of principal strain. largest_fold_fraction
    : of the baseline where the displacement folds over itself. nodes_along : node spacings along
    the longer side of the baseline.
    """

    least_matches: int = 12
    least_overlap_fraction: float = 0.3
    least_agreement_fraction: float = 0.5
    largest_strain: float = 0.25
    largest_fold_fraction: float = 0.002
    nodes_along: int = 24


@dataclass(frozen=True, slots=True)
class Pose:
    """How the camera stood against the baseline, at the baseline's centre.

    rotation_deg : positive turns x towards y (clockwise as drawn). scale : follow-up pixels per
    baseline pixel. stretch : larger over smaller scale of two directions, 1 = square on.
    perspective_pct : change of scale from the centre to a corner. shift_px : of the centre.
    """

    rotation_deg: float
    scale: float
    stretch: float
    perspective_pct: float
    shift_px: tuple[float, float]


@dataclass(frozen=True, slots=True)
class BlockMaps:
    """Judgement block by block in the baseline's frame, arrays (block rows, block cols).

    pitch_px : of the blocks; the first is centred at (pitch - 1) / 2. error_px : expected error of
    the map, from residual and inconsistency there and back, in follow-up pixels at the baseline's
    scale. correlation : of the aligned channel. seen : share of usable skin in both.
    """

    pitch_px: float
    error_px: NDArray[np.float32]
    correlation: NDArray[np.float32]
    seen: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PhotoRegistration:
    """The follow-up in the baseline's frame.

    Points are (n, 2), x right and y down in pixels, the centre of the top left pixel at (0, 0).
    inconsistency_px and residual_px are medians over the blocks that both photographs show.
    """

    skin_map: SkinMap
    baseline_shape: tuple[int, int]
    followup_shape: tuple[int, int]
    pose: Pose
    blocks: BlockMaps
    matches: int
    overlap_fraction: float
    agreement_fraction: float
    inconsistency_px: float
    residual_px: float
    strain_p95: float
    fold_fraction: float
    flags: tuple[str, ...] = ()

    def forward(self, points_px: FloatArray) -> FloatArray:
        """Baseline points in the follow-up."""
        return self.skin_map.forward(_points(points_px))

    def backward(self, points_px: FloatArray) -> FloatArray:
        """Follow-up points in the baseline."""
        return self.skin_map.backward(_points(points_px))

    def error_at(self, points_px: FloatArray) -> FloatArray:
        """(n,) expected error at baseline points in px; NaN where the follow-up shows nothing."""
        points = _points(points_px)
        inside = self.in_view(points)
        rows, cols = self.blocks.error_px.shape
        place = (points - (self.blocks.pitch_px - 1.0) / 2.0) / self.blocks.pitch_px
        col = np.clip(np.rint(place[:, 0]), 0, cols - 1).astype(np.intp)
        row = np.clip(np.rint(place[:, 1]), 0, rows - 1).astype(np.intp)
        return np.where(inside, self.blocks.error_px[row, col], np.nan)

    def in_view(self, points_px: FloatArray) -> NDArray[np.bool_]:
        """(n,) whether baseline points lie within the follow-up's frame."""
        moved = self.forward(points_px)
        rows, cols = self.followup_shape
        most = np.array([cols - 1.0, rows - 1.0])
        return np.asarray(((moved >= 0.0) & (moved <= most)).all(axis=1))

    def strain_map(self) -> NDArray[np.float32]:
        """(block rows, block cols) greatest principal strain by size, signed; pose left out."""
        strain = self.skin_map.strain_at(self._centres())
        worst = np.where(np.abs(strain[:, 0]) > np.abs(strain[:, 1]), strain[:, 0], strain[:, 1])
        return worst.reshape(self.blocks.error_px.shape).astype(np.float32)

    def area_factor_map(self) -> NDArray[np.float32]:
        """(block rows, block cols) determinant of the displacement's Jacobian; ≤ 0 is a fold."""
        factor = self.skin_map.area_factor_at(self._centres())
        return factor.reshape(self.blocks.error_px.shape).astype(np.float32)

    def _centres(self) -> FloatArray:
        rows, cols = self.blocks.error_px.shape
        pitch = self.blocks.pitch_px
        x, y = np.meshgrid((np.arange(cols) + 0.5) * pitch, (np.arange(rows) + 0.5) * pitch)
        return np.stack([x.ravel() - 0.5, y.ravel() - 0.5], axis=1)

    def to_plain(self) -> dict[str, object]:
        """Numbers, lists and text only, ready for JSON; ``from_plain`` reads it back."""
        return {
            "version": PLAIN_VERSION,
            "homography": self.skin_map.homography.tolist(),
            "nodes_px": self.skin_map.field.nodes_px.tolist(),
            "spacing_px": self.skin_map.field.spacing_px,
            "baseline_shape": list(self.baseline_shape),
            "followup_shape": list(self.followup_shape),
            "pose": asdict(self.pose) | {"shift_px": list(self.pose.shift_px)},
            "blocks": {
                "pitch_px": self.blocks.pitch_px,
                "error_px": _rounded(self.blocks.error_px),
                "correlation": _rounded(self.blocks.correlation),
                "seen": _rounded(self.blocks.seen),
            },
            "matches": self.matches,
            **{name: getattr(self, name) for name in _FIGURES},
            "flags": list(self.flags),
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, object]) -> "PhotoRegistration":
        """Read what ``to_plain`` wrote.

        Errors: InputError where a part is missing, malformed or of another version.
        """
        if plain.get("version") != PLAIN_VERSION:
            raise InputError(
                f"the stored registration has version {plain.get('version')!r}; this program reads "
                f"{PLAIN_VERSION}; register the photographs again"
            )
        try:
            return _read(plain)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InputError(
                f"the stored registration is malformed ({type(error).__name__}: {error}); register "
                "the photographs again"
            ) from error


_FIGURES = (
    "overlap_fraction", "agreement_fraction", "inconsistency_px", "residual_px", "strain_p95",
    "fold_fraction",
)  # fmt: skip


def _points(points_px: FloatArray) -> FloatArray:
    points = np.asarray(points_px, np.float64)
    if points.ndim != 2 or points.shape[1] != 2:
        raise InputError(f"points have shape {points.shape}; allowed: (n, 2), x and y in pixels")
    return points


def _rounded(values: NDArray[np.float32]) -> list[list[float | None]]:
    """Unknown is None, since JSON knows no NaN; it is read back as NaN."""
    return [
        [round(float(value), 5) if np.isfinite(value) else None for value in row] for row in values
    ]


def _read(plain: Mapping[str, object]) -> PhotoRegistration:
    def mapping(value: object) -> Mapping[str, object]:
        if not isinstance(value, Mapping):
            raise TypeError("a table is expected")
        return value

    def array(value: object, dimensions: int) -> FloatArray:
        read = np.asarray(value, np.float64)
        if read.ndim != dimensions:
            raise ValueError(f"{dimensions} dimensions are expected")
        return read

    def pair(value: object) -> tuple[float, float]:
        read = array(value, 1)
        return float(read[0]), float(read[1])

    def number(value: object) -> float:
        return float(array(value, 0))

    pose, blocks = mapping(plain["pose"]), mapping(plain["blocks"])
    flags = plain["flags"]
    if not isinstance(flags, list):
        raise TypeError("flags are a list")
    homography = array(plain["homography"], 2)
    if homography.shape != (3, 3) or not np.isfinite(homography).all():
        raise ValueError("the homography is 3 x 3 finite numbers")
    shapes = [pair(plain[name]) for name in ("baseline_shape", "followup_shape")]
    figures = {name: number(plain[name]) for name in _FIGURES}
    return PhotoRegistration(
        skin_map=SkinMap(
            homography, SplineField(array(plain["nodes_px"], 3), number(plain["spacing_px"]))
        ),
        baseline_shape=(int(shapes[0][0]), int(shapes[0][1])),
        followup_shape=(int(shapes[1][0]), int(shapes[1][1])),
        pose=Pose(
            number(pose["rotation_deg"]), number(pose["scale"]), number(pose["stretch"]),
            number(pose["perspective_pct"]), pair(pose["shift_px"]),
        ),
        blocks=BlockMaps(
            number(blocks["pitch_px"]),
            *(
                array(blocks[name], 2).astype(np.float32)
                for name in ("error_px", "correlation", "seen")
            ),
        ),
        matches=int(number(plain["matches"])),
        overlap_fraction=figures["overlap_fraction"],
        agreement_fraction=figures["agreement_fraction"],
        inconsistency_px=figures["inconsistency_px"],
        residual_px=figures["residual_px"],
        strain_p95=figures["strain_p95"],
        fold_fraction=figures["fold_fraction"],
        flags=tuple(str(flag) for flag in flags),
    )  # fmt: skip
