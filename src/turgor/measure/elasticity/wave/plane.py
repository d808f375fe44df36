"""From a field to planes of motion over distance and time: gaps, spacing and sides looked after."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import MeasureError
from turgor.measure.elasticity.wave.settings import WaveSettings
from turgor.record.wave_field import WaveField

F = NDArray[np.float64]
GAPS_FILLED, LATERALS_LEFT_OUT = "gaps-filled", "laterals-with-gaps-left-out"
LEAST_LATERALS, LEAST_TIMES = 8, 24
_LONGEST_GAP, _MOST_GAPS, _UNEVEN = 3, 0.2, 0.01


@dataclass(frozen=True, slots=True)
class Plane:
    """Motion of one side of the source, averaged over depth.

    motion : (laterals, times) in mm/s or µm. distance_mm : from the source, rising.
    time_s : evenly spaced. side : 'right' or 'left' of the source.
    """

    motion: F
    distance_mm: F
    time_s: F
    side: str
    flags: tuple[str, ...] = ()


def planes_of(field: WaveField, settings: WaveSettings) -> tuple[Plane, ...]:
    """A plane for each side of the source that holds enough laterals.

    Errors: MeasureError for too few laterals, times or depths in the chosen range, or for an
    uneven time axis.
    """
    rows = _within(field.depth_mm, settings.depth_from_mm, settings.depth_to_mm)
    if not rows.any():
        raise MeasureError(
            f"no depth lies within {settings.depth_from_mm} to {settings.depth_to_mm} mm; "
            f"the field reaches from {field.depth_mm[0]:g} to {field.depth_mm[-1]:g} mm"
        )
    check_even("time_s", field.time_s, LEAST_TIMES)
    with np.errstate(invalid="ignore"):
        counts = np.isfinite(field.motion[rows]).sum(axis=0)
        mean = np.nansum(field.motion[rows], axis=0) / counts
    mean[counts < 0.5 * rows.sum()] = np.nan
    found = []
    for side, sign in (("right", 1.0), ("left", -1.0)):
        distance = sign * field.lateral_mm
        far = (distance > 0) if (field.lateral_mm < 0).any() else (distance >= 0)
        chosen = far & _within(distance, settings.lateral_from_mm, settings.lateral_to_mm)
        if chosen.sum() >= LEAST_LATERALS:
            order = np.argsort(distance[chosen])
            found.append(
                _plane(mean[chosen][order], distance[chosen][order], field, settings, side)
            )
    if not found:
        raise MeasureError(
            f"fewer than {LEAST_LATERALS} laterals lie on one side of the source within the chosen "
            f"range; the field reaches from {field.lateral_mm[0]:g} to {field.lateral_mm[-1]:g} mm"
        )
    return tuple(found)


def check_even(name: str, axis: F, least: int) -> float:
    """The step of an evenly spaced axis.

    Errors: MeasureError where it holds fewer than ``least`` positions or its steps vary by more
    than a hundredth.
    """
    if axis.size < least:
        raise MeasureError(f"{name} holds {axis.size} positions; at least {least} are needed")
    steps = np.diff(axis)
    spread = float(np.ptp(steps) / steps.mean())
    if spread > _UNEVEN:
        raise MeasureError(
            f"{name} is uneven: its steps vary by {spread:.0%}; resample the record evenly"
        )
    return float(steps.mean())


def _within(axis: F, start: float | None, end: float | None) -> NDArray[np.bool_]:
    low = -np.inf if start is None else start - 1e-9
    high = np.inf if end is None else end + 1e-9
    return (axis >= low) & (axis <= high)


def _plane(motion: F, distance: F, field: WaveField, settings: WaveSettings, side: str) -> Plane:
    filled, kept, flags = _without_gaps(motion)
    if kept.sum() < LEAST_LATERALS:
        raise MeasureError(
            f"only {kept.sum()} laterals of the {side} side are free of long gaps; at least "
            f"{LEAST_LATERALS} are needed"
        )
    step_s = float(np.diff(field.time_s).mean())
    values = _as_motion(filled[kept], field.quantity, settings.motion, step_s)
    return Plane(values, distance[kept], field.time_s, side, flags)


def _without_gaps(motion: F) -> tuple[F, NDArray[np.bool_], tuple[str, ...]]:
    """Short gaps in time bridged by straight lines; laterals with longer ones left out."""
    missing = ~np.isfinite(motion)
    if not missing.any():
        return motion, np.ones(len(motion), bool), ()
    filled = motion.copy()
    kept = missing.mean(axis=1) <= _MOST_GAPS
    ticks = np.arange(motion.shape[1])
    for row in np.flatnonzero(kept & missing.any(axis=1)):
        edges = np.flatnonzero(np.diff(np.r_[0, missing[row].astype(int), 0]))
        kept[row] = (edges[1::2] - edges[::2]).max() <= _LONGEST_GAP
        seen = ~missing[row]
        filled[row] = np.interp(ticks, ticks[seen], motion[row, seen])
    flags = (GAPS_FILLED,) if (missing.any(axis=1) & kept).any() else ()
    return filled, kept, flags if kept.all() else (*flags, LATERALS_LEFT_OUT)


def _as_motion(values: F, quantity: str, wanted: str, step_s: float) -> F:
    """Displacement in µm or velocity in mm/s, whichever the user wants."""
    if quantity == "displacement_um" and wanted == "velocity":
        return np.asarray(np.gradient(values, step_s, axis=1) * 1e-3)
    if quantity == "velocity_mm_s" and wanted == "displacement":
        sums = np.cumsum(0.5 * (values[:, 1:] + values[:, :-1]), axis=1) * step_s * 1e3
        return np.concatenate([np.zeros((len(values), 1)), sums], axis=1)
    return values
