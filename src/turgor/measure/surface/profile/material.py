"""Material ratio curve of roughness profiles: Rmr, Rdc and the Rk family."""

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.record.height_map import FloatMap

MATERIAL_NAMES = ("rmr", "rdc", "rk", "rpk", "rvk", "rmrk1", "rmrk2")
#: material ratios (%) between which the height difference Rdc is taken
RDC_FROM_PCT, RDC_TO_PCT = 2.5, 50.0


@jit
def material_values(
    rough: FloatMap,
    line: NDArray[np.int64],
    start: NDArray[np.int64],
    length: int,
    cut: float,
    out: FloatMap,
) -> None:
    """Fill ``out`` (windows, 7) in the order of MATERIAL_NAMES; ratios in percent, heights in µm.

    The curve joins the heights in falling order at ratios (i + 1/2) / n. The equivalent straight
    line is the least-squares line of the 40 % wide stretch whose secant is flattest; Rpk and Rvk
    are heights of triangles with the areas of the peaks and valleys beyond it.
    """
    for w in range(line.size):
        z = np.empty(length)
        n = 0
        for i in range(start[w], start[w] + length):
            if not np.isnan(rough[line[w], i]):
                z[n] = rough[line[w], i]
                n += 1
        if n < 10:
            continue
        z = np.sort(z[:n])[::-1]
        above = 0
        while above < n and z[above] > cut:
            above += 1
        level = above
        while level < n and z[level] == cut:
            level += 1
        out[w, 0] = 50.0 * (above + level) / n
        ratios = (RDC_FROM_PCT, RDC_TO_PCT)
        at = np.empty(2)
        for i in range(2):
            position = min(max(ratios[i] / 100.0 * n - 0.5, 0.0), n - 1.0)
            k = min(int(position), n - 2)
            at[i] = z[k] + (position - k) * (z[k + 1] - z[k])
        out[w, 1] = at[0] - at[1]
        core_values(z, out[w])


@jit
def core_values(z: FloatMap, out: FloatMap) -> None:
    """Fill Rk, Rpk, Rvk, Rmrk1 and Rmrk2 from the heights in falling order."""
    n = z.size
    wide = round(0.4 * n)
    best = 0
    flattest = np.inf
    for k in range(n - wide):
        fall = z[k] - z[k + wide]
        if fall < flattest:
            flattest = fall
            best = k
    # least-squares line over the stretch, ratio 0 .. 1
    count = wide + 1
    mean_p = (best + 0.5 * wide + 0.5) / n
    mean_z = z[best : best + count].mean()
    upper = 0.0
    lower = 0.0
    for i in range(best, best + count):
        p = (i + 0.5) / n - mean_p
        upper += p * (z[i] - mean_z)
        lower += p * p
    slope = upper / lower
    high = mean_z - slope * mean_p
    low = high + slope
    out[2] = high - low
    peaks = 0
    peak_area = 0.0
    while peaks < n and z[peaks] > high:
        peak_area += z[peaks] - high
        peaks += 1
    valleys = 0
    valley_area = 0.0
    while valleys < n and z[n - 1 - valleys] < low:
        valley_area += low - z[n - 1 - valleys]
        valleys += 1
    out[3] = 2.0 * peak_area / peaks if peaks else 0.0
    out[4] = 2.0 * valley_area / valleys if valleys else 0.0
    out[5] = 100.0 * peaks / n
    out[6] = 100.0 - 100.0 * valleys / n
