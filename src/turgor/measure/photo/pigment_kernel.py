"""The compiled tile of the pigment maps: camera codes to melanin, haemoglobin and shading."""

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.measure.photo.colour_kernel import (
    FLOOR,
    ROWS,
    TILE,
    Codes,
    Row,
    linear_rows,
    log_rows,
    weighted_rows,
)

_LOWEST = np.float32(FLOOR)
_NAN = np.float32(np.nan)


@jit
def fill_pigment(
    codes: Codes,
    first: int,
    end: int,
    linearise: NDArray[np.float32],
    weights: NDArray[np.float32],
    unmix: NDArray[np.float32],
    gloss: float,
    maps: tuple[Row, Row, Row],
    clipped: NDArray[np.bool_],
) -> None:
    """Fill the three maps for the pixels ``first`` to ``end``.

    codes : (n, 3). linearise : (3, levels). weights : (5, terms), of which the last three rows lead
    to linear R, G, B. unmix : (3, 3) from 100 log10(1 / linear) to the components. gloss : taken
    off R, G and B before the logarithm. NaN where a channel is clipped or below FLOOR.
    """
    scratch = np.empty(ROWS * TILE, dtype=np.float32)
    bits = scratch.view(np.int32)
    clip = np.empty(TILE, dtype=np.bool_)
    off = np.float32(gloss)
    start = first
    while start < end:
        count = min(TILE, end - start)
        linear_rows(codes, start, count, linearise, scratch, clip)
        weighted_rows(scratch, count, weights)
        for k in range(11, 14):
            for i in range(count):
                scratch[k * TILE + i] -= off
        log_rows(scratch, bits, count)
        for k in range(3):
            r, g, b = unmix[k, 0], unmix[k, 1], unmix[k, 2]
            out = maps[k]
            for i in range(count):
                red = scratch[11 * TILE + i]
                least = min(min(red, scratch[12 * TILE + i]), scratch[13 * TILE + i])
                total = r * scratch[6 * TILE + i] + g * scratch[7 * TILE + i]
                total += b * scratch[8 * TILE + i]
                hidden = least < _LOWEST or clip[i]
                out[start + i] = _NAN if hidden else -total
        for i in range(count):
            clipped[start + i] = clip[i]
        start += count
