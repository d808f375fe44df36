"""Values, areas and the bend of one phase of a suction curve, from samples as they are.

Between samples of one phase the polynomial through the six nearest of them is read (the straight
line where there are fewer); beyond its first and last sample the line through the two nearest.
Phases are never read across their edges, where the curve has a corner.
"""

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit

Floats = NDArray[np.float64]
_POINTS = 6
_GAUSS = 0.7745966692414834
#: areas of the first, second and middle of five even steps under the polynomial of degree five
_FIRST = (475.0, 1427.0, -798.0, 482.0, -173.0, 27.0)
_SECOND = (-27.0, 637.0, 1022.0, -258.0, 77.0, -11.0)
_MIDDLE = (11.0, -93.0, 802.0, 802.0, -93.0, 11.0)
_SHARE = 1440.0


@jit
def value_at(time: Floats, value: Floats, x: float) -> float:
    """Value at ``x`` of a phase with the samples ``time``, ``value``, both (n,), n at least 1."""
    n = len(time)
    if n == 1:
        return float(value[0])
    i = int(np.searchsorted(time, x)) - 1
    if x <= time[0] or x >= time[n - 1] or n < _POINTS:
        i = min(max(i, 0), n - 2)
        share = (x - time[i]) / (time[i + 1] - time[i])
        return float(value[i] + share * (value[i + 1] - value[i]))
    return _polynomial(time, value, min(max(i - 2, 0), n - _POINTS), x)


@jit
def _polynomial(time: Floats, value: Floats, first: int, x: float) -> float:
    total = 0.0
    for a in range(first, first + _POINTS):
        weight = 1.0
        for b in range(first, first + _POINTS):
            if b != a:
                weight *= (x - time[b]) / (time[a] - time[b])
        total += weight * value[a]
    return float(total)


@jit
def area_between(time: Floats, value: Floats, start: float, end: float) -> float:
    """Area under a phase from ``start`` to ``end``, of what ``value_at`` reads."""
    n = len(time)
    total = 0.0
    left = start
    i = int(np.searchsorted(time, start, side="right"))
    while left < end:
        right = min(time[i], end) if i < n else end
        if right > left:
            whole = 0 < i < n and left == time[i - 1] and right == time[i] and n >= _POINTS
            first = min(max(i - 3, 0), n - _POINTS)
            if whole and _even(time, first):
                total += _even_area(value, first, i - 1 - first) * (right - left)
            else:
                middle, half = 0.5 * (left + right), 0.5 * (right - left)
                sides = value_at(time, value, middle - _GAUSS * half)
                sides += value_at(time, value, middle + _GAUSS * half)
                total += half * (5.0 * sides + 8.0 * value_at(time, value, middle)) / 9.0
        left = right
        i += 1
    return total


@jit
def _even(time: Floats, first: int) -> bool:
    step = (time[first + _POINTS - 1] - time[first]) / (_POINTS - 1)
    for a in range(first, first + _POINTS - 1):
        if abs(time[a + 1] - time[a] - step) > 1e-7 * step:
            return False
    return True


@jit
def _even_area(value: Floats, first: int, place: int) -> float:
    """Mean height over step ``place``, 0 to 4, of five even steps from sample ``first``."""
    total = 0.0
    for a in range(_POINTS):
        if place == 2:
            weight = _MIDDLE[a]
        elif place == 0:
            weight = _FIRST[a]
        elif place == 4:
            weight = _FIRST[_POINTS - 1 - a]
        elif place == 1:
            weight = _SECOND[a]
        else:
            weight = _SECOND[_POINTS - 1 - a]
        total += weight * value[first + a]
    return total / _SHARE


@jit
def noise_sd(value: Floats) -> float:
    """Scatter of single samples from third differences, blind to slow change; 0 below 8 samples.

    Where every fifth step or more is exactly none, values are rounded, and the scatter is at least
    that of their rounding.
    """
    n = len(value)
    if n < 8:
        return 0.0
    third = np.empty(n - 3)
    still, least = 0, np.inf
    for i in range(n - 1):
        step = abs(value[i + 1] - value[i])
        if step == 0.0:
            still += 1
        else:
            least = min(least, step)
    for i in range(n - 3):
        third[i] = abs(value[i + 3] - 3.0 * value[i + 2] + 3.0 * value[i + 1] - value[i])
    scatter = float(np.median(third) / 0.67449 / np.sqrt(20.0))
    rounded = 5 * still >= n and least < np.inf
    return max(scatter, least / np.sqrt(12.0)) if rounded else scatter


@jit
def corner(time: Floats, above: Floats, k: int, noise: float) -> float:
    """Time of a sharp corner beside sample ``k``, NaN where the curve bends smoothly.

    It is sharp where the slope changes within one step by five times what it changes beside it,
    and by what noise can't do. It lies where the lines through three samples on either side meet.
    """
    n = len(time)
    best, found = 0.0, -1
    for j in range(max(k - 1, 3), min(k + 1, n - 4)):
        change = abs(_bend_at(above, j) + _bend_at(above, j + 1))
        beside = 0.0
        for i in (j - 2, j - 1, j + 2, j + 3):
            if 1 <= i < n - 1:
                beside = max(beside, abs(_bend_at(above, i)))
        beside = max(beside - 6.0 * noise, 0.0)
        if change > 5.0 * beside + 12.0 * noise + 1e-12 and change - beside > best:
            best, found = change - beside, j
    if found < 0:
        return np.nan
    left0, left1 = _line(time, above, found - 2, found + 1)
    right0, right1 = _line(time, above, found + 1, found + 4)
    if left1 == right1:
        return np.nan
    return (right0 - left0) / (left1 - right1)


@jit
def _bend_at(value: Floats, i: int) -> float:
    return float(value[i + 1] - 2.0 * value[i] + value[i - 1])


@jit
def _line(time: Floats, value: Floats, start: int, end: int) -> tuple[float, float]:
    """Intercept and slope of the straight line through samples ``start`` to ``end`` - 1."""
    count = end - start
    t = time[start:end].sum() / count
    v = value[start:end].sum() / count
    top, bottom = 0.0, 0.0
    for i in range(start, end):
        top += (time[i] - t) * (value[i] - v)
        bottom += (time[i] - t) ** 2
    slope = top / bottom
    return v - slope * t, slope
