"""Group speed depth by depth: layers show, though a wave longer than they are mixes them."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from turgor.errors import MeasureError
from turgor.measure.elasticity.wave.group import group_speed
from turgor.measure.elasticity.wave.plane import planes_of
from turgor.measure.elasticity.wave.settings import WaveSettings
from turgor.record.wave_field import WaveField

F = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class DepthSpeeds:
    """Group speed of windows of depth; all arrays (windows,), mean of the sides.

    depth_mm : middle of each window. speed_m_s, u_m_s, quality : NaN where ``reason`` says why.
    """

    depth_mm: F
    speed_m_s: F
    u_m_s: F
    quality: F
    reason: tuple[str, ...]


def group_speeds_by_depth(
    field: WaveField, settings: WaveSettings | None = None, window_mm: float = 0.0
) -> DepthSpeeds:
    """Group speed of each depth, or of each window of depths, within the chosen range.

    window_mm : 0 = every depth by itself.

    Errors: MeasureError where no depth lies in the chosen range.
    """
    chosen = settings or WaveSettings()
    low = -np.inf if chosen.depth_from_mm is None else chosen.depth_from_mm
    high = np.inf if chosen.depth_to_mm is None else chosen.depth_to_mm
    depths = field.depth_mm[(field.depth_mm >= low) & (field.depth_mm <= high)]
    if not depths.size:
        raise MeasureError(f"no depth lies within {low:g} to {high:g} mm")
    which = np.floor((depths - depths[0]) / window_mm + 1e-9) if window_mm > 0 else depths
    windows = [depths[which == one] for one in np.unique(which)]
    found = [_one(field, chosen, float(w[0]), float(w[-1])) for w in windows]
    columns = np.array([numbers for numbers, _ in found])
    return DepthSpeeds(
        np.array([float(w.mean()) for w in windows]),
        columns[:, 0],
        columns[:, 1],
        columns[:, 2],
        tuple(reason for _, reason in found),
    )


def _one(
    field: WaveField, settings: WaveSettings, first_mm: float, last_mm: float
) -> tuple[tuple[float, float, float], str]:
    rows = (field.depth_mm >= first_mm) & (field.depth_mm <= last_mm)
    part = replace(field, motion=field.motion[rows], depth_mm=field.depth_mm[rows])
    whole = replace(settings, depth_from_mm=None, depth_to_mm=None)
    try:
        sides = [group_speed(plane, whole) for plane in planes_of(part, whole)]
    except MeasureError as error:
        return (np.nan, np.nan, np.nan), str(error)
    speed = float(np.mean([one.speed_m_s for one in sides]))
    u = float(np.sqrt(np.sum([one.u_m_s**2 for one in sides]))) / len(sides)
    return (speed, u, min(one.quality for one in sides)), ""
