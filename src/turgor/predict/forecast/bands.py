"""Quantiles of a forecast over time, of people that count differently."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

#: the median and the ends of the 50, 80 and 95 % bands
LEVELS = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)


@dataclass(frozen=True, slots=True)
class Bands:
    """Quantiles at LEVELS, (7, V), in order."""

    quantiles: FloatArray

    @property
    def median(self) -> FloatArray:
        """(V,)."""
        return np.asarray(self.quantiles[LEVELS.index(0.5)])

    def band(self, share: float) -> tuple[FloatArray, FloatArray]:
        """Lower and upper end, (V,) each, of the 0.5, 0.8 or 0.95 band."""
        low = LEVELS.index(round(0.5 - share / 2.0, 3))
        return self.quantiles[low], self.quantiles[len(LEVELS) - 1 - low]


def bands_of(values: FloatArray, weights: FloatArray | None = None) -> Bands:
    """Quantiles of (V, B) values, each of the B people counting by its weight."""
    return Bands(weighted_quantiles(values, LEVELS, weights))


def weighted_quantiles(
    values: FloatArray, levels: Sequence[float], weights: FloatArray | None = None
) -> FloatArray:
    """Quantiles (L, V) of (V, B) values; with equal weights NumPy's 'hazen' rule.

    Each value stands in the middle of its own weight; between them it is linear, beyond them flat.
    """
    size = values.shape[-1]
    ordered = np.sort(values, axis=-1)
    if weights is None or np.ptp(weights) == 0.0:
        at = np.clip(size * np.asarray(levels) - 0.5, 0.0, size - 1.0)
        low = np.floor(at).astype(np.intp)
        part = (at - low)[:, None]
        here, there = ordered[:, low].T, ordered[:, np.minimum(low + 1, size - 1)].T
        return np.asarray((1.0 - part) * here + part * there)
    order = np.argsort(values, axis=-1)
    w = weights / weights.sum()
    found = np.empty((len(levels), values.shape[0]))
    for row in range(values.shape[0]):
        kept = order[row]
        share = np.cumsum(w[kept]) - 0.5 * w[kept]
        found[:, row] = np.interp(levels, share, ordered[row])
    return found
