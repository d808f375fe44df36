"""sRGB: linear light to X, Y, Z under D65 for 2 degrees, and the transfer function both ways.

Source: iec-61966-2-1, whose matrix has four digits; the way back is its exact inverse.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: linear R, G, B (0 to 1) to X, Y, Z with Y = 1 for white
RGB_TO_XYZ: NDArray[np.float64] = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
)
XYZ_TO_RGB: NDArray[np.float64] = np.asarray(np.linalg.inv(RGB_TO_XYZ), dtype=np.float64)
RGB_TO_XYZ.setflags(write=False)
XYZ_TO_RGB.setflags(write=False)

_CODE_EDGE, _LINEAR_EDGE = 0.04045, 0.0031308


def linear_from_srgb(code: ArrayLike) -> NDArray[np.float64]:
    """Linear light (0 to 1) of sRGB code values (0 to 1), any shape; negative values mirror."""
    value = np.asarray(code, dtype=np.float64)
    size = np.abs(value)
    bent = ((np.maximum(size, _CODE_EDGE) + 0.055) / 1.055) ** 2.4
    return np.copysign(np.where(size <= _CODE_EDGE, size / 12.92, bent), value)


def srgb_from_linear(linear: ArrayLike) -> NDArray[np.float64]:
    """SRGB code values (0 to 1) of linear light (0 to 1), any shape; negative values mirror."""
    value = np.asarray(linear, dtype=np.float64)
    size = np.abs(value)
    bent = 1.055 * np.maximum(size, _LINEAR_EDGE) ** (1.0 / 2.4) - 0.055
    return np.copysign(np.where(size <= _LINEAR_EDGE, 12.92 * size, bent), value)


def xyz_from_linear(rgb: ArrayLike) -> NDArray[np.float64]:
    """X, Y, Z (..., 3) with Y = 100 for white of linear R, G, B (..., 3)."""
    return np.asarray(100.0 * (np.asarray(rgb, dtype=np.float64) @ RGB_TO_XYZ.T))


def linear_from_xyz(xyz: ArrayLike) -> NDArray[np.float64]:
    """Linear R, G, B (..., 3) of X, Y, Z (..., 3) with Y = 100 for white; not clipped."""
    return np.asarray((np.asarray(xyz, dtype=np.float64) / 100.0) @ XYZ_TO_RGB.T)
