"""Height, section and slope parameters of roughness profiles, one row of values a window."""

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.record.height_map import FloatMap

HEIGHT_NAMES = (
    "ra", "rq", "rsk", "rku", "rp", "rv", "rz", "rpt", "rvt", "rt", "rmax", "rdq", "rda", "rdr",
)  # fmt: skip
#: below this total height (µm) a profile is flat: its shape and spacing are rounding noise
FLAT_UM = 1e-6


@jit
def height_values(
    rough: FloatMap,
    line: NDArray[np.int64],
    start: NDArray[np.int64],
    section: int,
    sections: int,
    step: float,
    least_valid: float,
    out: FloatMap,
) -> None:
    """Fill ``out`` (windows, 14) in the order of HEIGHT_NAMES; all NaN where a section is too bare.

    rough : (lines, points), µm. line, start : (windows,) where each evaluation length begins.
    section : points in a section; step : µm between points. Heights count from the mean line of
    the filter, slopes by the seven-point formula, which also looks past the window's ends.
    """
    for w in range(line.size):
        z = rough[line[w]]
        first = start[w]
        end = first + section * sections
        if section_values(z, first, section, sections, least_valid, out[w]):
            moment_values(z, first, end, out[w])
            slope_values(z, first, end, step, out[w])


@jit
def section_values(
    z: FloatMap, first: int, section: int, sections: int, least_valid: float, out: FloatMap
) -> bool:
    """Fill peaks and pits by section and over all; False where a section is too bare."""
    top = -np.inf
    low = np.inf
    peaks = 0.0
    pits = 0.0
    largest = 0.0
    for s in range(sections):
        high_s = -np.inf
        low_s = np.inf
        here = 0
        for i in range(first + s * section, first + (s + 1) * section):
            if not np.isnan(z[i]):
                here += 1
                high_s = max(high_s, z[i])
                low_s = min(low_s, z[i])
        if here == 0 or here < least_valid * section:
            return False
        peaks += high_s
        pits -= low_s
        largest = max(largest, high_s - low_s)
        top = max(top, high_s)
        low = min(low, low_s)
    out[4] = peaks / sections
    out[5] = pits / sections
    out[6] = (peaks + pits) / sections
    out[7] = top
    out[8] = -low
    out[9] = top - low
    out[10] = largest
    return True


@jit
def moment_values(z: FloatMap, first: int, end: int, out: FloatMap) -> None:
    """Fill Ra, Rq and, where the profile isn't flat, Rsk and Rku; Rt is already in ``out``."""
    n = 0
    sum1 = 0.0
    sum2 = 0.0
    sum3 = 0.0
    sum4 = 0.0
    for i in range(first, end):
        h = z[i]
        if np.isnan(h):
            continue
        n += 1
        sum1 += abs(h)
        sum2 += h * h
        sum3 += h * h * h
        sum4 += h * h * h * h
    rq = np.sqrt(sum2 / n)
    out[0] = sum1 / n
    out[1] = rq
    if out[9] > FLAT_UM:
        out[2] = sum3 / n / rq**3
        out[3] = sum4 / n / rq**4


@jit
def slope_values(z: FloatMap, first: int, end: int, step: float, out: FloatMap) -> None:
    """Fill Rdq, Rda and Rdr (%) of one window from the seven-point slopes that exist in it."""
    squares = 0.0
    slopes = 0.0
    lengths = 0.0
    m = 0
    for i in range(max(first, 3), min(end, z.size - 3)):
        g = (z[i + 3] - z[i - 3] + 9.0 * (z[i - 2] - z[i + 2]) + 45.0 * (z[i + 1] - z[i - 1])) / (
            60.0 * step
        )
        if np.isnan(g) or np.isnan(z[i]):
            continue
        m += 1
        squares += g * g
        slopes += abs(g)
        lengths += np.sqrt(1.0 + g * g) - 1.0
    if m > 0:
        out[11] = np.sqrt(squares / m)
        out[12] = slopes / m
        out[13] = 100.0 * lengths / m
