"""What reading adds to a person's change: noise of the visit's reading and of the one before."""

import numpy as np
from numpy.typing import NDArray

from turgor.predict.forecast.people import even_normals
from turgor.predict.forecast.remembered import noise_of

__all__ = ["noise_of", "paired_normals"]

FloatArray = NDArray[np.float64]


def paired_normals(size: int, seed: list[int]) -> tuple[FloatArray, FloatArray]:
    """Two independent standard normals of each person, (size,) each, even and in mirrored pairs.

    Whoever has (a, b) has a partner with (b, a): a difference or a ratio of two readings then has
    its median at no change, whatever the number of people, and a forecast of nothing stays at
    nothing. Partners are dealt at random.
    """
    half = (size + 1) // 2
    one, other = even_normals(half, [*seed, 1]), even_normals(half, [*seed, 2])
    order = np.random.default_rng([*seed, 3]).permutation(size)
    first = np.concatenate([one, other])[:size][order]
    second = np.concatenate([other, one])[:size][order]
    return first, second
