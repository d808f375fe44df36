"""Directions of light in a stack of media: cosines and weights in each, joined by Snell's law.

Every direction is one value of n·sin(angle), which refraction keeps. Between two neighbouring
refractive indices lies one segment with Gauss nodes in the cosine of the thinner medium that
carries it, so that total reflection falls exactly between nodes.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

#: Weight, beside 1 for all directions, of the one that a beam comes from: too little to be seen,
#: enough to divide by.
_BEAM = 1e-9
#: Directions of less weight than this receive light and send as good as none.
LEAST_WEIGHT = 1e-7


@dataclass(frozen=True, slots=True)
class Streams:
    """Directions of one stack, from the outside medium downwards.

    index : refractive index of each medium, the outside first. invariant : (k,) n·sin(angle),
    the viewing direction first (it carries no weight), then the beam's where there is one (hardly
    any), then the segments, rising. cosine, weight
    : for each medium the (k_m,) first directions, namely those that it can carry; each weight
    sums to 1.
    """

    index: tuple[float, ...]
    invariant: FloatArray
    cosine: tuple[FloatArray, ...]
    weight: tuple[FloatArray, ...]

    def reflectance(self, upper: int) -> FloatArray:
        """Fresnel reflectance of the boundary under medium ``upper``, for the shared directions."""
        n_a, n_b = self.index[upper], self.index[upper + 1]
        shared = min(self.cosine[upper].size, self.cosine[upper + 1].size)
        mu_a, mu_b = self.cosine[upper][:shared], self.cosine[upper + 1][:shared]
        across = (n_a * mu_a - n_b * mu_b) / (n_a * mu_a + n_b * mu_b)
        along = (n_a * mu_b - n_b * mu_a) / (n_a * mu_b + n_b * mu_a)
        return 0.5 * (across**2 + along**2)


def streams(
    index: tuple[float, ...],
    view_deg: float,
    per_segment: int = 8,
    outside: float = 1.0,
    beam_deg: float | None = None,
) -> Streams:
    """Directions for media of refractive ``index`` (top layer first) seen from ``outside``.

    view_deg, beam_deg : angles to the normal in the outside medium of the direction that is read
    out, and of the one that a beam comes from.
    """
    media = (outside, *index)
    edges = sorted(set(media))
    nodes, halves = np.polynomial.legendre.leggauss(per_segment)
    invariants = [np.array([outside * np.sin(np.deg2rad(view_deg))])]
    scaled = [np.zeros(1)]  # n² · cosine · d(cosine), which Snell's law keeps
    if beam_deg is not None:
        slant = np.deg2rad(beam_deg)
        invariants.append(np.array([outside * np.sin(slant)]))
        scaled.append(np.array([outside**2 * np.cos(slant) * _BEAM]))
    low = 0.0
    for n in edges:
        top = np.sqrt(1.0 - (low / n) ** 2)
        cosine = top * (1.0 - 0.5 * (nodes + 1.0))
        invariants.append(n * np.sqrt(1.0 - cosine**2))
        scaled.append(n * n * cosine * 0.5 * top * halves)
        low = n
    invariant, measure = np.concatenate(invariants), np.concatenate(scaled)
    cosines, weights = [], []
    for n in media:
        carried = invariant < n
        count = int(carried.sum())
        mu = np.sqrt(1.0 - (invariant[:count] / n) ** 2)
        weight = measure[:count] / (n * n * mu)
        cosines.append(mu)
        weights.append(weight / weight.sum())
    return Streams(media, invariant, tuple(cosines), tuple(weights))
