"""Carry a region from the baseline to every capture, and find the field that all of them share."""

import json
from dataclasses import asdict
from typing import Any

import numpy as np

from turgor.errors import MeasureError, StoreError
from turgor.measure.surface.register import Registration, carry_polygon, polygon_mask
from turgor.measure.surface.register.transform import DisplacementField, Grid, Transform
from turgor.record.height_map import BoolMap, FloatMap, HeightMap
from turgor.store import StoredRegistration

#: raised whenever a registration may come out otherwise than before
REGISTRATION_VERSION = "1"

Polygon = tuple[tuple[float, float], ...]

#: strip along a field's edge that is left out of the shared field, so that a slightly bent outline
#: never reaches beyond what was captured
EDGE_UM = 100.0
#: the shared field must be at least this share of the baseline's field to be worth measuring
LEAST_SHARED_FRACTION = 0.1


def stored(registration: Registration, capture: str, baseline: str) -> StoredRegistration:
    """A registration as the store keeps it."""
    return StoredRegistration(
        capture=capture,
        baseline=baseline,
        method_version=REGISTRATION_VERSION,
        shift_x_um=float(registration.shift_um[0]),
        shift_y_um=float(registration.shift_um[1]),
        rotation_deg=float(registration.rotation_deg),
        overlap_fraction=float(registration.overlap_fraction),
        residual_um=_finite(registration.residual_rms_um),
        form=json.dumps(_plain(asdict(registration)), sort_keys=True, allow_nan=False),
    )


def refused(reason: str, capture: str, baseline: str) -> StoredRegistration:
    """A registration that could not be made, with the reason."""
    return StoredRegistration(
        capture, baseline, REGISTRATION_VERSION, None, None, None, None, None, refused=reason
    )


def restored(kept: StoredRegistration) -> Registration:
    """A kept registration, exactly as it was found.

    Errors: StoreError where what was kept can't be read back.
    """
    try:
        form = json.loads(kept.form)
        moved = form.pop("transform")
        bent = moved.pop("field")
        field = DisplacementField(
            np.array(bent.pop("x_um"), dtype=np.float64),
            np.array(bent.pop("y_um"), dtype=np.float64),
            **bent,
        )
        baseline, followup = _grid(form.pop("baseline_grid")), _grid(form.pop("followup_grid"))
        transform = Transform(
            rotation_deg=moved["rotation_deg"],
            shift_um=_pair(moved["shift_um"]),
            centre_um=_pair(moved["centre_um"]),
            field=field,
        )
        band = _pair(form.pop("band_um"))
        numbers: dict[str, Any] = {
            name: np.nan if value is None else value for name, value in form.items()
        }
        return Registration(
            transform=transform,
            baseline_grid=baseline,
            followup_grid=followup,
            band_um=band,
            **numbers,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise StoreError(
            f"capture {kept.capture[:12]}: its registration can't be read back; restore the study "
            "from a copy"
        ) from error


def region_mask(
    height_map: HeightMap, polygon_um: Polygon, registration: Registration | None
) -> BoolMap:
    """(rows, cols) bool, the points of a capture inside a region of the baseline.

    registration : None for the baseline itself.

    Errors: MeasureError for a malformed polygon.
    """
    points = np.array(polygon_um, dtype=np.float64).reshape(-1, 2)
    if registration is not None:
        points = carry_polygon(registration, points)
    return polygon_mask(points, height_map.shape, height_map.pitch_x_um, height_map.pitch_y_um)


def shared_field(baseline: Grid, registrations: list[Registration]) -> Polygon:
    """The part of the baseline's field that lies in the field of every registered capture.

    Every field is taken as the quadrilateral of its corners in the baseline's frame, less a strip
    of EDGE_UM; what all of them hold is a convex polygon, in whole µm. It doesn't depend on the
    order of the captures beyond rounding, and the same captures always give the same polygon.

    Errors: MeasureError where less than LEAST_SHARED_FRACTION of the baseline is left.
    """
    shared = _corners(baseline)
    for registration in registrations:
        footprint = registration.transform.backward(_corners(registration.followup_grid))
        shared = clip_convex(shared, footprint)
    width, height = baseline.size_um
    share = abs(_area(shared)) / (width * height)
    if share < LEAST_SHARED_FRACTION:
        raise MeasureError(
            f"all captures together share only {100 * share:.0f} % of the baseline's field; at "
            f"least {100 * LEAST_SHARED_FRACTION:.0f} % are needed; declare a region with "
            "`turgor study region`, or take out the capture that lies apart"
        )
    return tuple((float(x), float(y)) for x, y in np.round(shared))


def clip_convex(subject: FloatMap, window: FloatMap) -> FloatMap:
    """The part of one convex polygon inside another, both (n, 2); empty where there is none.

    Sutherland and Hodgman's method: cut by the line of each of the window's edges in turn.
    """
    if _area(window) < 0:
        window = window[::-1]
    points = subject
    for start, end in zip(window, np.roll(window, -1, axis=0), strict=True):
        if len(points) == 0:
            break
        along = end - start
        side = along[0] * (points[:, 1] - start[1]) - along[1] * (points[:, 0] - start[0])
        kept: list[FloatMap] = []
        for index, point in enumerate(points):
            before = index - 1
            if (side[index] >= 0) != (side[before] >= 0):
                share = side[before] / (side[before] - side[index])
                kept.append(points[before] + share * (point - points[before]))
            if side[index] >= 0:
                kept.append(point)
        points = np.array(kept, dtype=np.float64).reshape(-1, 2)
    return points


def _corners(grid: Grid) -> FloatMap:
    width, height = grid.size_um
    edge = min(EDGE_UM, 0.1 * width, 0.1 * height)
    return np.array(
        [[edge, edge], [width - edge, edge], [width - edge, height - edge], [edge, height - edge]]
    )


def _area(points: FloatMap) -> float:
    x, y = points[:, 0], points[:, 1]
    return 0.5 * float(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)))


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _grid(table: dict[str, object]) -> Grid:
    rows, cols = (int(item) for item in table["shape"])  # type: ignore[attr-defined]
    return Grid((rows, cols), float(str(table["pitch_x_um"])), float(str(table["pitch_y_um"])))


def _pair(values: list[float]) -> tuple[float, float]:
    return float(values[0]), float(values[1])


def _plain(value: object) -> object:
    """Arrays as lists, tuples as lists, what is not finite as null."""
    if isinstance(value, dict):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float | np.floating):
        return _finite(float(value))
    return value
