"""The compiled tile: camera codes to L*, a*, b*, ITA, MI_rgb and EI_rgb in one pass.

Each step is a short loop over a few hundred pixels that stay in the first-level cache, free of
branches so that the compiler turns it into vector code. Cube root, logarithm and arctangent are
written out here in float32: their own errors (a few 1e-7 relative) lie far below what a pixel
carries, and plain IEEE arithmetic is kept, so a result does not hang on the machine.
"""

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit

Row = NDArray[np.float32]
Codes = NDArray[np.uint8] | NDArray[np.uint16]

#: pixels in one tile, and the scratch rows of a tile
TILE = 512
ROWS = 14

#: R_lin or G_lin below this is darkness, and its logarithm is not stated
FLOOR = 1e-4

_F = np.float32
_ZERO, _ONE, _TWO, _THIRD = _F(0.0), _F(1.0), _F(2.0), _F(1.0 / 3.0)
_TINY = _F(1e-12)
_EPSILON, _KAPPA_116, _OFFSET = _F(216.0 / 24389.0), _F(24389.0 / 27.0 / 116.0), _F(16.0 / 116.0)
_L_SCALE, _L_OFFSET, _A_SCALE, _B_SCALE = _F(116.0), _F(16.0), _F(500.0), _F(200.0)
_FIFTY, _HALF_TURN, _QUARTER_TURN = _F(50.0), _F(180.0), _F(90.0)
_DEG = _F(180.0 / np.pi)
_ROOT_SEED = np.int32(709921077)
_MANTISSA, _ONE_BITS = np.int32(0x007FFFFF), np.int32(0x3F800000)
_SQRT_HALF_BITS = np.int32(0x3F3504F3)
_EXPONENT = np.int32(23)
_LN_TERMS = (_F(2.0), _F(2.0 / 3.0), _F(2.0 / 5.0), _F(2.0 / 7.0), _F(2.0 / 9.0))
_INDEX_LN = _F(100.0 / np.log(10.0))
_INDEX_LN2 = _F(100.0 * np.log10(2.0))
#: minimax of arctan(t) / t in t² on [0, 1]; largest error 3.3e-7°
_A0, _A1, _A2, _A3, _A4, _A5, _A6, _A7, _A8 = (
    _F(0.999999886375787), _F(-0.3333259699260334), _F(0.1998590625773902),
    _F(-0.14161225936650096), _F(0.10498935044968719), _F(-0.07234836220032961),
    _F(0.03978099312424642), _F(-0.01440122488271263), _F(0.002456693001586338),
)  # fmt: skip
_LOWEST = _F(FLOOR)
_NAN = _F(np.nan)


@jit
def fill_maps(
    codes: Codes,
    first: int,
    end: int,
    linearise: NDArray[np.float32],
    weights: NDArray[np.float32],
    maps: tuple[Row, Row, Row, Row, Row, Row],
    clipped: NDArray[np.bool_],
) -> None:
    """Fill maps for the pixels ``first`` to ``end``.

    codes : (n, 3) uint8 or uint16. linearise : (3, levels). weights : (5, terms) from camera
    terms to X/Xn, Y/Yn, Z/Zn, R_lin, G_lin; terms is 3 or 6. maps : L*, a*, b*, ITA, MI_rgb,
    EI_rgb, each (n,) float32, or (0,) where it is not wanted. clipped : (n,), or (0,).
    """
    scratch = np.empty(ROWS * TILE, dtype=np.float32)
    bits = scratch.view(np.int32)
    clip = np.empty(TILE, dtype=np.bool_)
    index = maps[4].size > 0 or maps[5].size > 0
    angle = maps[3].size > 0
    start = first
    while start < end:
        count = min(TILE, end - start)
        linear_rows(codes, start, count, linearise, scratch, clip)
        weighted_rows(scratch, count, weights)
        _cube_roots(scratch, bits, count)
        _lab(scratch, count)
        if angle:
            _ita(scratch, count)
        if index:
            log_rows(scratch, bits, count)
            _indices(scratch, count, clip)
        for k in range(6):
            if maps[k].size > 0:
                out = maps[k]
                for i in range(count):
                    out[start + i] = scratch[k * TILE + i]
        if clipped.size > 0:
            for i in range(count):
                clipped[start + i] = clip[i]
        start += count


# Scratch rows: 0 L*, 1 a*, 2 b*, 3 ITA, 4 MI, 5 EI at the end. Before: 6-8 camera r, g, b; 9-11
# X, Y, Z over white, then their f; 12, 13 R_lin, G_lin. Row numbers are constants, and loops
# write below the rows that they read where they can: the compiler then makes vector code.


@jit
def linear_rows(
    codes: Codes,
    start: int,
    count: int,
    linearise: NDArray[np.float32],
    scratch: Row,
    clip: NDArray[np.bool_],
) -> None:
    """Rows 6 to 8: linear camera values of ``count`` pixels from ``start``; and what is clipped."""
    top = linearise.shape[1] - 1
    for i in range(count):
        r = codes[start + i, 0]
        g = codes[start + i, 1]
        b = codes[start + i, 2]
        scratch[6 * TILE + i] = linearise[0, r]
        scratch[7 * TILE + i] = linearise[1, g]
        scratch[8 * TILE + i] = linearise[2, b]
        clip[i] = min(r, g, b) == 0 or max(r, g, b) >= top


@jit
def weighted_rows(scratch: Row, count: int, weights: NDArray[np.float32]) -> None:
    """Rows 9 to 13: five weighted sums of the camera terms."""
    for k in range(5):
        w0, w1, w2 = weights[k, 0], weights[k, 1], weights[k, 2]
        for i in range(count):
            r = scratch[6 * TILE + i]
            g = scratch[7 * TILE + i]
            b = scratch[8 * TILE + i]
            scratch[(9 + k) * TILE + i] = w0 * r + w1 * g + w2 * b
    if weights.shape[1] == 6:
        for k in range(5):
            w3, w4, w5 = weights[k, 3], weights[k, 4], weights[k, 5]
            for i in range(count):
                r = max(scratch[6 * TILE + i], _ZERO)
                g = max(scratch[7 * TILE + i], _ZERO)
                b = max(scratch[8 * TILE + i], _ZERO)
                more = w3 * np.sqrt(r * g) + w4 * np.sqrt(g * b) + w5 * np.sqrt(r * b)
                scratch[(9 + k) * TILE + i] += more


@jit
def _cube_roots(scratch: Row, bits: NDArray[np.int32], count: int) -> None:
    """Replace X, Y, Z over white by f: a bit-trick seed, one Halley and one Newton step."""
    for k in range(9, 12):
        for i in range(count):
            scratch[6 * TILE + i] = max(scratch[k * TILE + i], _EPSILON)
        for i in range(count):
            third = np.float32(bits[6 * TILE + i]) * _THIRD
            bits[7 * TILE + i] = np.int32(third) + _ROOT_SEED
        for i in range(count):
            x = scratch[6 * TILE + i]
            y = scratch[7 * TILE + i]
            cube = y * y * y
            y = y * (cube + _TWO * x) / (_TWO * cube + x)
            y = y - (y - x / (y * y)) * _THIRD
            t = scratch[k * TILE + i]
            line = _KAPPA_116 * t + _OFFSET
            scratch[k * TILE + i] = y if t > _EPSILON else line


@jit
def _lab(scratch: Row, count: int) -> None:
    for i in range(count):
        fx = scratch[9 * TILE + i]
        fy = scratch[10 * TILE + i]
        fz = scratch[11 * TILE + i]
        scratch[i] = _L_SCALE * fy - _L_OFFSET
        scratch[TILE + i] = _A_SCALE * (fx - fy)
        scratch[2 * TILE + i] = _B_SCALE * (fy - fz)


@jit
def _ita(scratch: Row, count: int) -> None:
    """ITA = atan2(L* - 50, b*) in degrees; 0 where both are 0."""
    for i in range(count):
        y = scratch[i] - _FIFTY
        x = scratch[2 * TILE + i]
        ay = abs(y)
        ax = abs(x)
        t = min(ax, ay) / max(max(ax, ay), _TINY)
        s = t * t
        p = _A5 + s * (_A6 + s * (_A7 + s * _A8))
        p = _A0 + s * (_A1 + s * (_A2 + s * (_A3 + s * (_A4 + s * p))))
        angle = p * t * _DEG
        angle = _QUARTER_TURN - angle if ay > ax else angle
        angle = _HALF_TURN - angle if x < _ZERO else angle
        scratch[3 * TILE + i] = -angle if y < _ZERO else angle


@jit
def log_rows(scratch: Row, bits: NDArray[np.int32], count: int) -> None:
    """100 log10 of rows 11 + k (not below FLOOR) into rows 6 + k, k from 0 to 2.

    By exponent and an atanh series; rows 9 and 10 are overwritten.
    """
    for k in range(3):
        for i in range(count):
            scratch[9 * TILE + i] = max(scratch[(11 + k) * TILE + i], _LOWEST)
        for i in range(count):
            lifted = bits[9 * TILE + i] + (_ONE_BITS - _SQRT_HALF_BITS)
            bits[10 * TILE + i] = (lifted >> _EXPONENT) - np.int32(127)
            bits[9 * TILE + i] = (lifted & _MANTISSA) + _SQRT_HALF_BITS
        for i in range(count):
            m = scratch[9 * TILE + i]
            s = (m - _ONE) / (m + _ONE)
            q = s * s
            series = _LN_TERMS[3] + q * _LN_TERMS[4]
            series = _LN_TERMS[0] + q * (_LN_TERMS[1] + q * (_LN_TERMS[2] + q * series))
            power = np.float32(bits[10 * TILE + i])
            scratch[(6 + k) * TILE + i] = power * _INDEX_LN2 + s * series * _INDEX_LN


@jit
def _indices(scratch: Row, count: int, clip: NDArray[np.bool_]) -> None:
    """MI_rgb = 100 log10(1/R_lin), EI_rgb = 100 log10(R_lin/G_lin); NaN in dark and clipped."""
    for i in range(count):
        red = scratch[7 * TILE + i]
        green = scratch[8 * TILE + i]
        dark = min(scratch[12 * TILE + i], scratch[13 * TILE + i]) < _LOWEST
        hidden = dark or clip[i]
        scratch[4 * TILE + i] = _NAN if hidden else -red
        scratch[5 * TILE + i] = _NAN if hidden else red - green
