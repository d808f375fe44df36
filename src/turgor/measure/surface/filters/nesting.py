"""From a nesting index to weights: standard deviation, taps, and the grid they are summed on.

A Gaussian that passes half of the amplitude at the nesting index L has weights
exp(-pi (x / (alpha L))^2) with alpha = sqrt(ln 2 / pi), hence a standard deviation of
alpha L / sqrt(2 pi). A local quadratic fit passes more, (1 + t) exp(-t) with
t = (omega sigma)^2 / 2, so its standard deviation is larger by the root of that equation.
Small kernels are sampled, and the standard deviation is then solved for the sampled weights.
"""

from dataclasses import dataclass
from math import ceil, exp, log, pi, sqrt

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.record.height_map import FloatMap

#: share of the nesting index that scales the weights, so that half of the amplitude passes
ALPHA = sqrt(log(2.0) / pi)
#: weights reach this many standard deviations: 6e-7 of a Gaussian's mass lies outside
REACH = 5.0
#: nodes of the coarse grid per standard deviation; below it the filter runs on every point
_NODES = 4.5
#: the first smoothing, in node distances: what folds back onto the coarse grid is below 5e-5
_FIRST = 0.75
_FIRST_REACH = 4.0
#: nodes beyond each border: some still meet points of the map, and interpolation needs two
PAD = 3


@dataclass(frozen=True, slots=True)
class Axis:
    """One direction of a filter.

    sigma : standard deviation of the whole filter, in points.
    step : points between the nodes of the grid on which it is summed (1 = every point).
    first : weights of the smoothing that comes before the nodes are picked; [1.0] where step is 1.
    powers : (5, 2 radius + 1) weights for the local powers u^0 … u^4, u = distance / sigma.
    """

    sigma: float
    step: int
    first: NDArray[np.float64]
    powers: FloatMap


def check_nesting(nesting_um: float, pitch_x_um: float, pitch_y_um: float) -> None:
    """Refuse a nesting index that no filter on this grid can act on.

    Errors: InputError.
    """
    for pitch in (pitch_x_um, pitch_y_um):
        if not (np.isfinite(pitch) and pitch > 0):
            raise InputError(f"pitch {pitch_x_um} × {pitch_y_um} µm is not positive and finite")
        if not (np.isfinite(nesting_um) and nesting_um >= 2.0 * pitch):
            raise InputError(
                f"nesting index {nesting_um:g} µm is below two pitches ({2 * pitch:g} µm); "
                "choose a larger one or leave the filter out"
            )


def axis(nesting_um: float, pitch_um: float, order: int) -> Axis:
    """The weights of one direction of a Gaussian regression of local degree ``order``."""
    wavelength = nesting_um / pitch_um
    sigma = ideal_sigma(wavelength, order)
    step = max(1, int(sigma / _NODES))
    if step == 1:
        if sigma < 3.0:
            sigma = _sampled_sigma(wavelength, order)
        return Axis(sigma, 1, np.ones(1), _powers(sigma, sigma))
    first = gaussian_weights(_FIRST * step, _FIRST_REACH)
    offset = np.arange(first.size) - first.size // 2
    rest = sqrt(sigma**2 - float(first @ offset**2))
    return Axis(sigma, step, first, _powers(sigma / step, rest / step))


def ideal_sigma(wavelength: float, order: int) -> float:
    """Standard deviation that passes half of the amplitude at ``wavelength``, both in points."""
    from scipy.optimize import brentq

    passes_half = log(2.0)
    if order == 2:
        passes_half = float(brentq(lambda t: (1.0 + t) * exp(-t) - 0.5, 1.0, 3.0))
    return wavelength * sqrt(2.0 * passes_half) / (2.0 * pi)


def gaussian_weights(sigma: float, reach: float = REACH) -> NDArray[np.float64]:
    """Sampled Gaussian weights of sum one, ``reach`` standard deviations to both sides."""
    radius = max(1, ceil(reach * sigma))
    weights = np.exp(-0.5 * np.square(np.arange(-radius, radius + 1) / sigma))
    return np.asarray(weights / weights.sum())


def transmission(frequency: NDArray[np.float64], sigma: float, order: int) -> NDArray[np.float64]:
    """What the sampled weights pass of a wave of ``frequency`` (cycles per point) along an axis."""
    weights = gaussian_weights(sigma)
    radius = weights.size // 2
    u2 = np.square(np.arange(-radius, radius + 1) / sigma)
    wave = np.cos(2.0 * pi * np.outer(frequency, np.arange(-radius, radius + 1)))
    flat = np.asarray(wave @ weights)
    if order < 2:
        return flat
    s, k = float(weights @ u2), float(weights @ u2**2)
    gram = np.array([[1.0, s, s], [s, k, s * s], [s, s * s, k]])
    a, b, _ = np.linalg.solve(gram, np.array([1.0, 0.0, 0.0]))
    return np.asarray((a + b * s) * flat + b * (wave @ (weights * u2)))


def _sampled_sigma(wavelength: float, order: int) -> float:
    """Standard deviation at which the sampled weights pass half at ``wavelength`` points."""
    from scipy.optimize import brentq

    at = np.array([1.0 / wavelength])
    return float(
        brentq(lambda s: float(transmission(at, s, order)[0]) - 0.5, 0.25, 3.0 * wavelength)
    )


def _powers(sigma: float, rest: float) -> FloatMap:
    """Weights whose sums over Gaussian-smoothed data are the local moments of the data itself.

    The whole Gaussian (``sigma``) is the first smoothing followed by one of width ``rest``. Hermite
    polynomials are its derivatives, and derivatives pass through a convolution, so
    u^p = sum c He_k(u) becomes sum c (sigma / rest)^k He_k(v / rest) on the smoothed data.
    """
    radius = max(1, ceil(REACH * rest))
    v = np.arange(-radius, radius + 1) / rest
    weights = np.exp(-0.5 * v * v)
    weights /= weights.sum()
    r = sigma / rest
    he = [np.ones_like(v), r * v, r**2 * (v**2 - 1), r**3 * (v**3 - 3 * v)]
    he.append(r**4 * (v**4 - 6 * v**2 + 3))
    powers = [he[0], he[1], he[2] + he[0], he[3] + 3 * he[1], he[4] + 6 * he[2] + 3 * he[0]]
    return np.ascontiguousarray(np.array(powers) * weights)
