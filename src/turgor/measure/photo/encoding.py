"""From a file's code values to linear light, and from linear RGB to X, Y, Z under D65."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from turgor.physics.colour import white_point
from turgor.physics.colour.rgb import RGB_TO_XYZ, linear_from_srgb

#: gamma of Adobe RGB (1998), 4.3.4.2
_ADOBE_GAMMA = 563.0 / 256.0
#: chromaticities of red, green and blue: Display P3 (SMPTE RP 431-2 primaries) and Adobe RGB
_PRIMARIES = {
    "display-p3": ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),
    "adobe-rgb": ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06)),
}


@cache
def _linear(encoding: str, levels: int) -> NDArray[np.float32]:
    code = np.arange(levels, dtype=np.float64) / (levels - 1)
    if encoding == "adobe-rgb":
        linear = code**_ADOBE_GAMMA
    elif encoding == "linear":
        linear = code
    else:  # sRGB, Display P3, and unknown, which the photograph flags
        linear = linear_from_srgb(code)
    table = linear.astype(np.float32)
    table.setflags(write=False)
    return table


def linear_table(encoding: str, levels: int) -> NDArray[np.float32]:
    """(levels,) linear value 0..1 of each code value; 'unknown' is taken as sRGB."""
    return _linear(encoding, levels)


@cache
def _matrix(encoding: str) -> NDArray[np.float64]:
    if encoding not in _PRIMARIES:
        return RGB_TO_XYZ
    columns = np.array([(x / y, 1.0, (1 - x - y) / y) for x, y in _PRIMARIES[encoding]]).T
    white = white_point("D65", "cie-1931-2deg") / 100.0
    matrix = columns * np.linalg.solve(columns, white)
    matrix.setflags(write=False)
    return matrix


def rgb_to_xyz(encoding: str) -> NDArray[np.float64]:
    """(3, 3) from linear RGB of an encoding to XYZ with Y = 1 for white."""
    return _matrix(encoding)
