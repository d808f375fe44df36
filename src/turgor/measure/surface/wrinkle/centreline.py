"""Centre lines: smoothed, at even steps, with tangents, and moved sideways."""

import numpy as np
from scipy.ndimage import gaussian_filter1d

from turgor.record.height_map import FloatMap


def smooth_line(points_um: FloatMap, step_um: float, sigma_um: float) -> FloatMap:
    """(n, 2) points, smoothed along the line and resampled at even steps; the ends stay.

    The smoothing mirrors the line through its ends, so a straight line is left as it is.
    """
    points = resample(points_um, step_um)
    if len(points) < 3:
        return points
    sigma = sigma_um / step_um
    reach = min(len(points) - 1, int(4.0 * sigma) + 1)
    head = 2.0 * points[0] - points[reach:0:-1]
    tail = 2.0 * points[-1] - points[-2 : -reach - 2 : -1]
    longer = np.concatenate([head, points, tail])
    smooth = gaussian_filter1d(longer, sigma, axis=0, mode="nearest")
    return resample(np.asarray(smooth[reach : reach + len(points)]), step_um)


def resample(points_um: FloatMap, step_um: float) -> FloatMap:
    """The same polyline with points at even steps of about ``step_um``."""
    along = arc_um(points_um)
    if along[-1] <= 0:
        return points_um[:1].copy()
    count = max(2, round(along[-1] / step_um) + 1)
    at = np.linspace(0.0, along[-1], count)
    return np.stack([np.interp(at, along, points_um[:, k]) for k in (0, 1)], axis=1)


def arc_um(points_um: FloatMap) -> FloatMap:
    """(n,) distance along the polyline from its first point."""
    steps = np.hypot(*np.diff(points_um, axis=0).T)
    return np.concatenate([[0.0], np.cumsum(steps)])


def tangents(points_um: FloatMap) -> FloatMap:
    """(n, 2) unit tangents."""
    if len(points_um) < 2:
        return np.tile([1.0, 0.0], (len(points_um), 1))
    along = np.gradient(points_um, axis=0)
    return np.asarray(along / np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-12)[:, None])


def moved_sideways(points_um: FloatMap, shift_um: FloatMap) -> FloatMap:
    """Each point moved along its normal, which points right of the way along (y down)."""
    t = tangents(points_um)
    return np.asarray(points_um + np.stack([-t[:, 1], t[:, 0]], axis=1) * shift_um[:, None])


def lengthened(points_um: FloatMap, more_um: float, step_um: float) -> FloatMap:
    """The line with straight pieces of this length added to both ends."""
    span = min(len(points_um) - 1, max(1, round(1500.0 / step_um)))
    first = points_um[0] - points_um[span]
    last = points_um[-1] - points_um[-1 - span]
    first = first / max(float(np.hypot(*first)), 1e-12)
    last = last / max(float(np.hypot(*last)), 1e-12)
    count = max(1, round(more_um / step_um))
    out = (np.arange(count) + 1.0)[:, None] * step_um
    return np.concatenate(
        [(points_um[0] + out * first)[::-1], points_um, points_um[-1] + out * last]
    )


def orientation_deg(points_um: FloatMap) -> float:
    """Direction of the line's main axis, 0 to 180°, from x towards y (y down)."""
    centred = points_um - points_um.mean(axis=0)
    sxx, syy = float((centred[:, 0] ** 2).sum()), float((centred[:, 1] ** 2).sum())
    sxy = float((centred[:, 0] * centred[:, 1]).sum())
    return float(np.degrees(0.5 * np.arctan2(2.0 * sxy, sxx - syy)) % 180.0)
