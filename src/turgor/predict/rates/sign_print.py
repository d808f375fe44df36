"""What is printed of a sign, beside the days that an arm's people have: chances and noise.

One print in twenty may be anything: a slip, another meaning of the word.
"""

import numpy as np
from numpy.typing import NDArray

from turgor.predict.rates.sign_rows import SignRow
from turgor.predict.rates.sign_table import FOLLOWED_DAYS

FloatArray = NDArray[np.float64]

#: days added before a logarithm is taken: nobody prints minutes
LEAST_DAYS = 0.25
#: share of prints that may be anything
_ODD = 0.05
#: of a range low to high, the share of its logarithm that is the standard deviation of its middle
_OF_RANGE = 0.25


def row_likelihood(row: SignRow, spans: FloatArray, stretch: FloatArray) -> FloatArray:
    """(N, U) log likelihood of what a row prints, from its people's days (N, U, B)."""
    from scipy.stats import binom

    if row.is_duration:
        noise = np.hypot(stretch, range_noise(row))
        away = (printed_log(row) - told_log(spans)) / noise
        sure = np.exp(-0.5 * away**2) / (noise * np.sqrt(2.0 * np.pi))
        odd = 1.0 / np.log(FOLLOWED_DAYS / LEAST_DAYS)
    else:
        sure = binom.pmf(row.events, row.trials, told_share(row, spans))
        odd = 1.0 / (row.trials + 1)
    return np.asarray(np.log((1.0 - _ODD) * sure + _ODD * odd))


def printed_log(row: SignRow) -> float:
    """Logarithm of a printed duration, of a range its middle."""
    return float(0.5 * np.log((row.low + LEAST_DAYS) * (row.high + LEAST_DAYS)))


def told_log(spans: FloatArray) -> FloatArray:
    """(N, U) logarithm of the duration that such people (N, U, B) have in the middle."""
    return np.asarray(np.log(np.median(spans, axis=2) + LEAST_DAYS))


def told_share(row: SignRow, spans: FloatArray) -> FloatArray:
    """(N, U) share of people of whom a count tells; half a person either way is left open."""
    had = {
        "share": spans > 0.0, "within": spans <= row.day, "beyond": spans > row.day,
    }[row.kind]  # fmt: skip
    return np.asarray((had.sum(axis=2) + 0.5) / (had.shape[2] + 1.0))


def range_noise(row: SignRow) -> float:
    """What a printed range leaves open of its middle, on the logarithm."""
    return float(_OF_RANGE * np.log((row.high + LEAST_DAYS) / (row.low + LEAST_DAYS)))
