"""Group speed by time to peak: when each lateral moves most, and a line that resists outliers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import MeasureError

F = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ArrivalSpeed:
    """A speed from arrival times.

    arrival_s : (laterals,) of the greatest motion, between samples. inliers : (laterals,) within
    three robust standard deviations of the line. quality : their share. u_m_s : from their scatter.
    """

    speed_m_s: float
    u_m_s: float
    quality: float
    arrival_s: F
    inliers: NDArray[np.bool_]


def arrival_speed(motion: F, distance_mm: F, time_s: F) -> ArrivalSpeed:
    """Slope of distance over time to peak by Theil and Sen: the median of all pairs' slopes.

    motion : (laterals, times). The polarity that carries the larger peaks is used at all laterals.

    Errors: MeasureError where the arrivals don't come later with distance.
    """
    up, down = np.median(motion.max(axis=1)), np.median(-motion.min(axis=1))
    series = motion if up >= down else -motion
    sample_s = float(np.diff(time_s).mean())
    arrival = time_s[0] + _peak_index(series) * sample_s
    i, j = np.triu_indices(len(arrival), 1)
    slopes = (arrival[j] - arrival[i]) / (distance_mm[j] - distance_mm[i]) * 1e3
    slowness = float(np.median(slopes))
    rest = arrival - slowness * distance_mm * 1e-3
    rest = rest - np.median(rest)
    spread = max(1.4826 * float(np.median(np.abs(rest))), 0.25 * sample_s)
    inliers = np.abs(rest) <= 3.0 * spread
    x_m = distance_mm[inliers] * 1e-3
    lever = float(((x_m - x_m.mean()) ** 2).sum())
    u = float(np.sqrt((rest[inliers] ** 2).sum() / max(1, inliers.sum() - 2) / lever))
    if slowness <= 2.0 * u:
        raise MeasureError(
            "times to peak don't grow with distance: the wave does not cross the field, or comes "
            "from elsewhere than lateral_mm = 0"
        )
    return ArrivalSpeed(
        1.0 / slowness, u / slowness**2, float(inliers.mean()), arrival, np.asarray(inliers)
    )


def _peak_index(series: F) -> F:
    """Vertex of the parabola through the highest sample and its neighbours, in samples."""
    top = np.clip(np.argmax(series, axis=1), 1, series.shape[1] - 2)
    rows = np.arange(len(series))
    a, b, c = series[rows, top - 1], series[rows, top], series[rows, top + 1]
    bend = a - 2.0 * b + c
    shift = np.where(bend < 0, 0.5 * (a - c) / np.where(bend < 0, bend, -1.0), 0.0)
    return np.asarray(top + np.clip(shift, -0.5, 0.5))
