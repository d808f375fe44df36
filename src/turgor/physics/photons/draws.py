"""Random numbers for photons: every photon owns a stream, so no order of work can matter.

xoroshiro128+ (Blackman and Vigna 2018, doi:10.1145/3460772), started by splitmix64 from the run's
seed and the photon's number. State is handed round as two scalars, so that the same functions
compile for processors and graphics cards.
"""

import math

import numpy as np

from turgor.compute import jit

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_A = np.uint64(0xBF58476D1CE4E5B9)
_MIX_B = np.uint64(0x94D049BB133111EB)
_UNIT = 2.0**-53

# sine and cosine up to a quarter of a right angle's half: Taylor terms, error below 1e-13
_S3, _S5, _S7, _S9, _S11, _S13 = (
    -1 / 6, 1 / 120, -1 / 5040, 1 / 362880, -1 / 39916800, 1 / 6227020800,
)  # fmt: skip
_C2, _C4, _C6, _C8, _C10, _C12 = (
    -1 / 2, 1 / 24, -1 / 720, 1 / 40320, -1 / 3628800, 1 / 479001600,
)  # fmt: skip


@jit
def mixed(state: np.uint64) -> np.uint64:
    """The finaliser of splitmix64: every bit in moves every bit out."""
    state = (state ^ (state >> np.uint64(30))) * _MIX_A
    state = (state ^ (state >> np.uint64(27))) * _MIX_B
    return state ^ (state >> np.uint64(31))


@jit
def stream(seed: np.uint64, photon: np.uint64) -> tuple[np.uint64, np.uint64]:
    """First state of a photon's own stream."""
    base = mixed(seed + _GOLDEN) + photon * (_GOLDEN + _GOLDEN)
    return mixed(base + _GOLDEN), mixed(base + _GOLDEN + _GOLDEN)


@jit
def drawn(a: np.uint64, b: np.uint64) -> tuple[np.uint64, np.uint64, np.uint64]:
    """Next state, and 64 random bits."""
    bits = a + b
    b = b ^ a
    a = ((a << np.uint64(24)) | (a >> np.uint64(40))) ^ b ^ (b << np.uint64(16))
    b = (b << np.uint64(37)) | (b >> np.uint64(27))
    return a, b, bits


@jit
def uniform(a: np.uint64, b: np.uint64) -> tuple[np.uint64, np.uint64, float]:
    """Next state, and a number of [0, 1)."""
    a, b, bits = drawn(a, b)
    return a, b, np.int64(bits >> np.uint64(11)) * _UNIT


@jit
def azimuth(a: np.uint64, b: np.uint64) -> tuple[np.uint64, np.uint64, float, float]:
    """Next state, and the cosine and sine of an angle drawn from the whole circle.

    The angle lies within an eighth of a circle about an axis; which axis, two other bits say.
    """
    a, b, bits = drawn(a, b)
    t = (np.int64(bits >> np.uint64(11)) * _UNIT - 0.5) * (0.5 * math.pi)
    q = t * t
    sine = t * (1.0 + q * (_S3 + q * (_S5 + q * (_S7 + q * (_S9 + q * (_S11 + q * _S13))))))
    cosine = 1.0 + q * (_C2 + q * (_C4 + q * (_C6 + q * (_C8 + q * (_C10 + q * _C12)))))
    sign = 1.0 - np.int64((bits >> np.uint64(9)) & np.uint64(2))
    if bits & np.uint64(512):
        return a, b, sign * cosine, sine
    return a, b, sine, sign * cosine
