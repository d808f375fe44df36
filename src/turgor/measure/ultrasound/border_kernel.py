"""Kernels that place one border by the likelihood of speckle and a smooth course.

Power of speckle is exponential about its mean, and the mean crosses a sharp border along the
integral of the pulse's power. One pixel's evidence is bounded by a share of strays on each side,
so that debris in the path and hairs across the dermis shift nothing for long.
"""

import math

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit

Floats = NDArray[np.float64]
_LEAST, _FOLLOWED = 1e-14, 1e-10


@jit
def _density(power: float, mean: float, other: float, strays: float) -> float:
    """Log density of a pixel's power, of mean ``mean`` save for strays of mean ``other``."""
    own = (1.0 - strays) / mean * math.exp(-power / mean)
    stray = strays / other * math.exp(-power / other)
    return math.log(own + stray + 1e-300)


@jit
def border_evidence(
    power: Floats,
    above: Floats,
    below: Floats,
    reach: int,
    edge_px: float,
    strays: tuple[float, float],
) -> Floats:
    """Log likelihood of a border at each offset from -reach to reach, (cols, 2 reach + 1).

    power : (2 half + 1, cols), rows about the rough course, NaN = none; half > reach.
    above, below : (cols,) mean power on both sides; a column without both gives zeros.
    edge_px : sigma of the crossing; 0 = taken as sharp, which is quicker. strays : share of
    pixels above, and below, that look like the other side.
    """
    height, cols = power.shape
    half = (height - 1) // 2
    ramp = math.ceil(2.5 * edge_px)
    out = np.zeros((cols, 2 * reach + 1))
    over, under = np.zeros(height + 1), np.zeros(height + 1)
    crossing = np.empty(2 * ramp + 1)
    for k in range(2 * ramp + 1):
        away = (k - ramp) / (edge_px * math.sqrt(2.0)) if edge_px > 0.0 else 0.0
        crossing[k] = 0.5 * (1.0 + math.erf(away))
    for c in range(cols):
        a, b = above[c], below[c]
        if not (a > 0.0 and b > 0.0):
            continue
        for r in range(height):
            p = power[r, c]
            over[r + 1], under[r + 1] = over[r], under[r]
            if p == p:
                over[r + 1] += _density(p, a, b, strays[0])
                under[r + 1] += _density(p, b, a, strays[1])
        for k in range(2 * reach + 1):
            at = half + k - reach
            if ramp == 0:
                out[c, k] = 0.5 * (over[at] + over[at + 1] + under[height] * 2.0)
                out[c, k] -= 0.5 * (under[at] + under[at + 1])
                continue
            first, last = max(0, at - ramp), min(height - 1, at + ramp)
            total = over[first] + under[height] - under[last + 1]
            for r in range(first, last + 1):
                p = power[r, c]
                if p == p:
                    part = crossing[r - at + ramp]
                    share = strays[0] + (strays[1] - strays[0]) * part
                    total += _density(p, a + (b - a) * part, b + (a - b) * part, share)
            out[c, k] = total
    return out


@jit
def smooth_course(evidence: Floats, drift: Floats, step_px: float) -> tuple[float, Floats, Floats]:
    """Forward and backward over columns: log evidence of the step, mean and spread of the offset.

    evidence : (cols, states), log likelihood by offset. drift : (cols,), by how many states the
    offset is expected to change from the column before. step_px : sigma about that change, in
    states. The mean is in states; a priori all states are alike.
    """
    cols, states = evidence.shape
    forward, lit = np.empty((cols, states)), np.empty((cols, states))
    kernel, turned = np.empty(2 * states + 1), np.empty(2 * states + 1)
    prior = np.full(states, 1.0 / states)
    total = 0.0
    for c in range(cols):
        if c > 0:
            low, high = _fill(kernel, turned, drift[c], step_px, states)
            _moved(forward[c - 1], kernel, low, high, prior)
        peak = evidence[c].max()
        scale = 0.0
        for s in range(states):
            lit[c, s] = math.exp(evidence[c, s] - peak)
            forward[c, s] = prior[s] * lit[c, s] + _LEAST
            scale += forward[c, s]
        forward[c] /= scale
        total += math.log(scale) + peak
    mean, spread = np.empty(cols), np.empty(cols)
    backward = np.ones(states)
    for c in range(cols - 1, -1, -1):
        weight, centre, square = 0.0, 0.0, 0.0
        for s in range(states):
            w = forward[c, s] * backward[s]
            weight += w
            centre += w * s
            square += w * s * s
        centre /= weight
        mean[c], spread[c] = centre, math.sqrt(max(square / weight - centre * centre, 0.0))
        if c == 0:
            break
        low, high = _fill(kernel, turned, drift[c], step_px, states)
        for s in range(states):
            backward[s] *= lit[c, s]
        _moved(backward / backward.sum(), turned, -high, -low, prior)
        for s in range(states):
            backward[s] = prior[s] + _LEAST
    return total, mean, spread


@jit
def _moved(chance: Floats, kernel: Floats, low: int, high: int, out: Floats) -> None:
    """``chance`` after one step into ``out``; what is all but impossible is not followed."""
    states = len(chance)
    out[:] = 0.0
    for k in range(states):
        if chance[k] > _FOLLOWED:
            first, last = max(low, -k), min(high, states - 1 - k)
            for j in range(first, last + 1):
                out[k + j] += chance[k] * kernel[j + states]


@jit
def _fill(
    kernel: Floats, turned: Floats, drift: float, step_px: float, states: int
) -> tuple[int, int]:
    """Chance of each change of offset into ``kernel[change + states]``; least and most change.

    turned : the same with the sign of the change turned, for the way back.
    """
    low = max(-states, math.floor(drift - 3.5 * step_px) - 1)
    high = min(states, math.ceil(drift + 3.5 * step_px) + 1)
    total = 0.0
    for k in range(low, high + 1):
        kernel[k + states] = math.exp(-0.5 * ((k - drift) / step_px) ** 2)
        total += kernel[k + states]
    for k in range(low, high + 1):
        kernel[k + states] /= max(total, 1e-280)
        turned[states - k] = kernel[k + states]
    return low, high
