"""People like this one: what is known of a person, and the spread of what is not."""

import math
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.evidence import find_parameter
from turgor.skin.load import TRAITS

FloatArray = NDArray[np.float64]

#: traits that differ between people of one age, site and phototype -> the record of how much
SPREADS: Mapping[str, str] = {
    "trait.repair": "virtual.person.repair",
    "trait.inflammation": "virtual.person.inflammation",
    "trait.pigment": "virtual.person.pigment",
    "trait.barrier": "virtual.person.barrier",
    "trait.irritation": "virtual.person.irritation",
}


def trait_draws(known: Mapping[str, float], size: int, seed: int) -> Mapping[str, FloatArray]:
    """Each trait of ``size`` people, (size,): what is known as it is, the rest spread about it.

    A gain spreads log-normally about its known or usual value, one person in each of ``size``
    equally likely slices, traits independent.

    Errors: InputError where fewer than one person is asked for, or a trait is unknown.
    """
    if size < 1:
        raise InputError(f"{size} people are none; take 1 or more")
    unknown = sorted(set(known) - set(TRAITS))
    if unknown:
        raise InputError(f"no traits of a skin: {', '.join(unknown)}; allowed: {', '.join(TRAITS)}")
    drawn: dict[str, FloatArray] = {}
    for index, name in enumerate(TRAITS):
        middle = known.get(name, TRAITS[name])
        drawn[name] = np.full(size, middle, dtype=np.float64)
        if name in SPREADS:
            drawn[name] *= _gains(name, size, [seed, index])
    return drawn


def even_normals(size: int, seed: int | list[int]) -> FloatArray:
    """Standard normals (size,), one in each of equally likely slices, shuffled by the seed.

    The array is shared by all who ask for the same, and can't be written to.
    """
    return _even_normals(size, seed if isinstance(seed, int) else tuple(seed))


@lru_cache(128)
def _even_normals(size: int, seed: int | tuple[int, ...]) -> FloatArray:
    from scipy.special import ndtri

    random = np.random.default_rng(seed)
    shares = (random.permutation(size) + random.random(size)) / size
    found = np.asarray(ndtri(np.clip(shares, 1e-9, 1.0 - 1e-9)))
    found.setflags(write=False)
    return found


def log_spread(name: str) -> float:
    """Standard deviation of a trait's logarithm between people."""
    record = find_parameter(SPREADS[name])
    return math.sqrt(math.log1p(((record.spread or 0.0) / record.value) ** 2))


def _gains(name: str, size: int, seed: list[int]) -> FloatArray:
    record, sd = find_parameter(SPREADS[name]), log_spread(name)
    low = record.least if record.least is not None else 0.0
    high = record.most if record.most is not None else math.inf
    return np.clip(record.value * np.exp(sd * even_normals(size, seed)), low, high)
