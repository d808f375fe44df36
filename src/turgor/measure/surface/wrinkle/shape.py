"""The shape of one wrinkle from its strip: mean section, place of its bottom, depth along it.

The strip is read as depth along the line times a section across it (rank one, least squares over
the measured points). Depth at a place is then the amplitude of the section there, over about
1 mm along the line and over the width of the wrinkle. A minimum of the heights would be drawn to
the microrelief's furrows and grow with noise; an amplitude isn't.
"""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter1d

from turgor.record.height_map import FloatMap


@dataclass(frozen=True, slots=True)
class Shape:
    """share : (m,) mean section, 1 at its bottom; depth_um : (n,) amplitude along the line.

    core_left_um, core_right_um : where the section is half; zone_left_um, zone_right_um : where
    it has levelled out. bottom_um : offset of the bottom from the line.
    """

    offset_um: FloatMap
    share: FloatMap
    depth_um: FloatMap
    top: FloatMap
    low: FloatMap
    core_left_um: float
    core_right_um: float
    zone_left_um: float
    zone_right_um: float
    bottom_um: float


def fit_shape(depths_um: FloatMap, offset_um: FloatMap, step_um: float, window_um: float) -> Shape:
    """Fit amplitude and section to a strip (n, m) of depths, NaN = missing."""
    valid = np.isfinite(depths_um)
    strip = np.where(valid, depths_um, 0.0)
    weight = valid.astype(np.float64)
    section = _section(strip, weight, np.ones(len(strip)))
    width = 200.0
    for _ in range(3):
        bottom, peak = _bottom(section, offset_um, width)
        section = section / peak
        left, right = _half_width(section, offset_um, bottom)
        width = left + right
        core = (offset_um > bottom - left) & (offset_um < bottom + right)
        top, low = _sums(strip[:, core], weight[:, core], section[core])
        depth = along_line(top, low, step_um, window_um)
        section = _section(strip, weight, np.maximum(depth, 0.0))
    bottom, peak = _bottom(section, offset_um, width)
    section = section / peak
    left, right = _half_width(section, offset_um, bottom)
    zone = [_zone(section, offset_um, bottom, side, left + right) for side in (-1, 1)]
    return Shape(
        offset_um,
        section,
        depth * peak,
        top * peak,
        low,
        left,
        right,
        zone[0],
        zone[1],
        float(bottom),
    )


def _section(strip: FloatMap, weight: FloatMap, amplitude: FloatMap) -> FloatMap:
    """Least squares section for given amplitudes."""
    top = amplitude @ strip
    low = (amplitude * amplitude) @ weight
    usual = max(float(low.max()), 1e-12)
    known = low > 0.02 * usual
    if not known.any():
        return np.zeros(strip.shape[1])
    section = np.where(known, top / np.maximum(low, 1e-12), 0.0)
    at = np.arange(len(section))
    return np.asarray(np.interp(at, at[known], section[known]))


def _bottom(section: FloatMap, offset_um: FloatMap, width_um: float) -> tuple[float, float]:
    """Offset and value of the section's peak near the line, by a parabola through three points."""
    near = np.abs(offset_um) <= min(max(0.35 * width_um, 150.0), 400.0)
    at = int(np.argmax(np.where(near, section, -np.inf)))
    at = min(max(at, 1), len(section) - 2)
    a, b, c = section[at - 1], section[at], section[at + 1]
    bend = a - 2.0 * b + c
    part = 0.5 * (a - c) / bend if bend < -1e-12 else 0.0
    part = min(0.5, max(-0.5, part))
    peak = b - 0.25 * (a - c) * part
    step = offset_um[1] - offset_um[0]
    return float(offset_um[at] + part * step), max(float(peak), 1e-6)


def _half_width(section: FloatMap, offset_um: FloatMap, bottom: float) -> tuple[float, float]:
    """Distances from the bottom to half depth, left and right, linear between points."""
    centre = int(np.argmin(np.abs(offset_um - bottom)))
    step = float(offset_um[1] - offset_um[0])
    found = []
    for side in (-1, 1):
        at = centre
        while 0 < at + side < len(section) - 1 and section[at + side] > 0.5:
            at += side
        a, b = section[at], section[min(max(at + side, 0), len(section) - 1)]
        part = (a - 0.5) / (a - b) if a > b else 0.5
        found.append(max(abs(offset_um[at] + side * part * step - bottom), step))
    return float(found[0]), float(found[1])


def _zone(
    section: FloatMap, offset_um: FloatMap, bottom: float, side: int, width_um: float
) -> float:
    """How far from its bottom the section levels out: below 3 %, or where it rises again."""
    step = float(offset_um[1] - offset_um[0])
    smooth = gaussian_filter1d(section, max(0.5, 0.08 * width_um / step), mode="nearest")
    at = int(np.argmin(np.abs(offset_um - bottom)))
    least = 0.55 * width_um
    most = 1.6 * width_um
    while 0 < at + side < len(section) - 1:
        reach = abs(float(offset_um[at]) - bottom)
        level = smooth[at]
        rising = level < 0.15 and smooth[at + side] > level
        if reach >= most or (reach >= least and (level < 0.03 or rising)):
            break
        at += side
    return max(least, abs(float(offset_um[at]) - bottom))


def _sums(strip: FloatMap, weight: FloatMap, section: FloatMap) -> tuple[FloatMap, FloatMap]:
    """Per point: sum of depth times section, and of section squared over what was measured."""
    full = max(float((section * section).sum()), 1e-12)
    return strip @ section / full, weight @ (section * section) / full


def along_line(top: FloatMap, low: FloatMap, step_um: float, window_um: float) -> FloatMap:
    """Amplitude in Gaussian windows along the line; interpolated where little was measured."""
    sigma = window_um / step_um
    top = gaussian_filter1d(top, sigma, mode="nearest")
    low = gaussian_filter1d(low, sigma, mode="nearest")
    enough = low > 0.25
    if not enough.any():
        return np.zeros(len(top))
    at = np.arange(len(top))
    raw = top / np.maximum(low, 1e-12)
    return np.asarray(np.interp(at, at[enough], raw[enough]))


def sideways_um(depths_um: FloatMap, shape: Shape, step_um: float, window_um: float) -> FloatMap:
    """(n,) how far the bottom lies from the line at each point, by the section's own slope.

    First order least squares of the shift, over about 1 mm along the line, at most half a core.
    """
    step = float(shape.offset_um[1] - shape.offset_um[0])
    width = shape.core_left_um + shape.core_right_um
    slope = np.gradient(gaussian_filter1d(shape.share, max(0.6, 0.1 * width / step)), step)
    near = np.abs(shape.offset_um - shape.bottom_um) <= max(width, 100.0)
    valid = np.isfinite(depths_um[:, near])
    rest = np.where(valid, depths_um[:, near] - np.outer(shape.depth_um, shape.share[near]), 0.0)
    slope = slope[near]
    sigma = window_um / step_um
    top = gaussian_filter1d(-(rest @ slope) * shape.depth_um, sigma, mode="nearest")
    low = gaussian_filter1d((valid @ (slope * slope)) * shape.depth_um**2, sigma, mode="nearest")
    floor = 0.01 * float(low.max(initial=0.0)) + 1e-12
    most = 0.25 * width
    return np.asarray(np.clip(top / (low + floor), -most, most) + shape.bottom_um)
