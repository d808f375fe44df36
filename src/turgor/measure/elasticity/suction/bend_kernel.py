"""The bend that parts a phase's fast answer from its slow one, found between samples.

The bend is the point of the phase that stands farthest from the straight line between the phase's
start and end, which is where its speed has fallen to the phase's mean speed.
"""

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.measure.elasticity.suction.curve_kernel import corner

Floats = NDArray[np.float64]
_LEAST_BEND = 0.05
_QUIET = 2e-6
_POINTS = 8
_GOLDEN = 0.3819660112501051


@jit
def bend_time(
    time: Floats, move: Floats, start: float, end: float, total: float, noise: float
) -> tuple[float, bool]:
    """Time of the bend and whether it is a sharp corner; NaN where the phase has none.

    time, move : (n,) samples of the phase and how far it has moved since its start, positive in
    the phase's own direction. total : its whole move. noise : scatter of a sample.

    A phase that stands nowhere above the line by more than 5 % of its move, or six times the
    noise, has no bend.
    """
    n = len(time)
    if n < 8 or total <= 0.0:
        return np.nan, False
    speed = total / (end - start)
    above = move - speed * (time - start)
    k = int(np.argmax(above))
    if above[k] < max(_LEAST_BEND * total, 6.0 * noise) or k >= n - 3:
        return np.nan, False
    sharp = corner(time, above, k, noise)
    if time[max(k - 2, 0)] <= sharp <= time[k + 2]:
        return sharp, True
    if noise <= _QUIET * total:
        return _where_level(time, above, k), False
    return _from_law(time, above, k, start, noise), False


@jit
def _where_level(time: Floats, above: Floats, k: int) -> float:
    """Where the polynomial through the eight nearest samples is level, beside sample ``k``."""
    n = len(time)
    first = min(max(k - _POINTS // 2, 0), n - _POINTS)
    low, high = time[max(k - 1, 0)], time[min(k + 1, n - 1)]
    slope_low, slope_high = _slope(time, above, first, low), _slope(time, above, first, high)
    if slope_low <= 0.0 or slope_high >= 0.0:
        return float(time[k])
    for _ in range(60):
        middle = 0.5 * (low + high)
        if _slope(time, above, first, middle) > 0.0:
            low = middle
        else:
            high = middle
    return float(0.5 * (low + high))


@jit
def _slope(time: Floats, value: Floats, first: int, x: float) -> float:
    """Slope at ``x`` of the polynomial through eight samples from ``first``."""
    total = 0.0
    for a in range(first, first + _POINTS):
        weight = 0.0
        for left_out in range(first, first + _POINTS):
            if left_out == a:
                continue
            term = 1.0 / (time[a] - time[left_out])
            for b in range(first, first + _POINTS):
                if b != a and b != left_out:
                    term *= (x - time[b]) / (time[a] - time[b])
            weight += term
        total += weight * value[a]
    return float(total)


@jit
def _from_law(time: Floats, above: Floats, k: int, start: float, noise: float) -> float:
    """Where the better of two laws, fitted around sample ``k``, is level.

    The laws are a line with a dying exponential, and two lines that meet; each has three numbers
    that enter linearly and a time that is found by a grid and golden sections. The lines are taken
    only where they miss less by what noise hardly does. The window reaches from 0.4 to twice the
    time of sample ``k``, at least nine samples.
    """
    n = len(time)
    rise = max(time[k] - start, 1e-9)
    first = int(np.searchsorted(time, start + 0.4 * rise))
    last = int(np.searchsorted(time, start + 2.0 * rise, side="right"))
    first, last = max(min(first, k - 4), 0), min(max(last, k + 5), n)
    at, part = time[first:last] - time[first], above[first:last]
    span = at[-1]
    step = span / max(len(at) - 1, 1)
    tau, missed = _best(at, part, np.log(0.5 * step), np.log(2.0 * span), False)
    meeting, missed_by_lines = _best(at, part, 2.0 * step, span - 2.0 * step, True)
    if missed_by_lines + 6.0 * noise**2 < missed:
        return float(time[first] + meeting)
    _, slope, fast, _ = _solved(at, part, tau, False)
    ratio = np.exp(tau) * slope / fast if fast != 0.0 else -1.0
    found = -np.exp(tau) * np.log(ratio) if ratio > 0.0 else -1.0
    return float(time[first] + found) if 0.0 <= found <= span else float(time[k])


@jit
def _best(at: Floats, value: Floats, low: float, high: float, lines: bool) -> tuple[float, float]:
    """The law's time (log of it for the exponential) that misses least, and what it misses."""
    best, place = np.inf, low
    for i in range(12):
        x = low + (high - low) * i / 11.0
        missed = _solved(at, value, x, lines)[3]
        if missed < best:
            best, place = missed, x
    width = (high - low) / 11.0
    left, right = max(place - width, low), min(place + width, high)
    a, b = left + _GOLDEN * (right - left), right - _GOLDEN * (right - left)
    at_a, at_b = _solved(at, value, a, lines)[3], _solved(at, value, b, lines)[3]
    for _ in range(18):
        if at_a < at_b:
            right, b, at_b = b, a, at_a
            a = left + _GOLDEN * (right - left)
            at_a = _solved(at, value, a, lines)[3]
        else:
            left, a, at_a = a, b, at_b
            b = right - _GOLDEN * (right - left)
            at_b = _solved(at, value, b, lines)[3]
    place = 0.5 * (left + right)
    return place, _solved(at, value, place, lines)[3]


@jit
def _solved(at: Floats, value: Floats, x: float, lines: bool) -> tuple[float, float, float, float]:
    """Best level, slope and third term of a law for one time ``x``, and the squares it misses."""
    n = len(at)
    terms = np.empty(n)
    rate = 0.0 if lines else np.exp(-x)
    s1, s2, f0, f1, f2, v0, v1, v2 = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for i in range(n):
        s, z = at[i], value[i]
        f = max(x - s, 0.0) if lines else np.exp(-s * rate)
        terms[i] = f
        s1 += s
        s2 += s * s
        f0 += f
        f1 += f * s
        f2 += f * f
        v0 += z
        v1 += z * s
        v2 += z * f
    # rows of the normal equations, eliminated from the first
    a11, a12, b1 = s2 - s1 * s1 / n, f1 - s1 * f0 / n, v1 - s1 * v0 / n
    a22, b2 = f2 - f0 * f0 / n, v2 - f0 * v0 / n
    under = a11 * a22 - a12 * a12
    if not under > 1e-14 * a11 * a22:
        return 0.0, 0.0, 0.0, np.inf
    slope, fast = (b1 * a22 - b2 * a12) / under, (b2 * a11 - b1 * a12) / under
    level = (v0 - slope * s1 - fast * f0) / n
    missed = 0.0
    for i in range(n):
        gap = value[i] - level - slope * at[i] - fast * terms[i]
        missed += gap * gap
    return level, slope, fast, missed
