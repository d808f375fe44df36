"""An exponential approach to a last value, a + b exp(-t / tau), and how sure its end is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.measure.barrier.noise import neighbour_correlation

F = NDArray[np.float64]
_FEWEST = 12
_TAUS = 120
#: 95 % of chi-squared with one degree of freedom
_CHI = 3.841
_K = 1.96
#: numbers held at once; a recording of hours must not take the memory
_MOST_AT_ONCE = 2_000_000


@dataclass(frozen=True, slots=True)
class Approach:
    """The fit: value at time t from contact is asymptote + amplitude · exp(-(t - from_s) / tau_s).

    u : of the asymptote, a 1.96th of half its 95 % profile interval.
    """

    asymptote: float
    u: float
    amplitude: float
    tau_s: float
    from_s: float
    rho: float


def fit_approach(time_s: F, value: F, from_s: float) -> tuple[Approach | None, str]:
    """Fit readings from ``from_s`` on, or None and why the asymptote is not identified.

    For every time constant on a grid asymptote and amplitude follow by least squares; the profile
    over the grid gives the interval. Noise that hangs together widens it.
    """
    good = np.isfinite(value) & (time_s >= from_s)
    t, y = time_s[good] - from_s, value[good]
    if t.size < _FEWEST:
        return None, f"{t.size} readings: an approach needs {_FEWEST} or more"
    span = float(t[-1] - t[0])
    step = float(np.median(np.diff(t)))
    taus = np.geomspace(0.5 * step, 4.0 * span, _TAUS)
    _, _, left, _ = _profile(t, y, taus)
    best = int(np.argmin(left))
    low, high = taus[max(best - 1, 0)], taus[min(best + 1, _TAUS - 1)]
    fine = np.geomspace(low, high, 60)
    fa, fb, fleft, _ = _profile(t, y, fine)
    nearest = int(np.argmin(fleft))
    least, tau = float(fleft[nearest]), float(fine[nearest])
    residuals = y - fa[nearest] - fb[nearest] * np.exp(-t / tau)
    rho = neighbour_correlation(residuals, 3)
    inflation = (1.0 + rho) / (1.0 - rho)
    noise = least / max(t.size - 3, 1) * inflation
    flat = float(np.sum((y - y.mean()) ** 2))
    if flat - least < 4.0 * _CHI * noise:
        return None, "no approach is to be seen: the readings are flat within their noise"
    inside = np.concatenate([left, fleft]) <= least + _CHI * noise
    if inside[_TAUS - 1] or tau > span:
        return None, (
            "the readings end before they bend: an asymptote would be an extrapolation; record on"
        )
    every = np.concatenate([taus, fine])[inside]
    pa, _, pleft, spread = _profile(t, y, every)
    room = np.sqrt(np.maximum(least + _CHI * noise - pleft, 0.0)) * spread
    half = 0.5 * float((pa + room).max() - (pa - room).min())
    fit = Approach(float(fa[nearest]), half / _K, float(fb[nearest]), tau, from_s, rho)
    return fit, ""


def _profile(t: F, y: F, taus: F) -> tuple[F, F, F, F]:
    """Asymptote, amplitude, residual sum of squares, and SD of the asymptote per unit noise."""
    block = max(_MOST_AT_ONCE // t.size, 1)
    parts = [_of_block(t, y, taus[i : i + block]) for i in range(0, taus.size, block)]
    a, b, left, spread = (np.concatenate(column) for column in zip(*parts, strict=True))
    return a, b, left, spread


def _of_block(t: F, y: F, taus: F) -> tuple[F, F, F, F]:
    shape = np.exp(-t[None, :] / taus[:, None])
    n = float(t.size)
    se, see = shape.sum(axis=1), (shape * shape).sum(axis=1)
    level = float(y.mean())
    z = y - level
    sz, sez = float(z.sum()), shape @ z
    det = np.maximum(n * see - se * se, 1e-300)
    b = (n * sez - se * sz) / det
    a = (sz - b * se) / n
    residual = z[None, :] - a[:, None] - b[:, None] * shape
    left = np.sum(residual * residual, axis=1)
    return level + a, b, left, np.sqrt(see / det)
