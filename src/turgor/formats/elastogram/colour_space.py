"""Distances between screen colours: CIELAB for opaque colours, hue planes for blended ones."""

import numpy as np
from numpy.typing import NDArray

F = NDArray[np.float64]

#: linear sRGB to XYZ, and its white (IEC 61966-2-1, D65)
_TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
_WHITE = _TO_XYZ.sum(axis=1)
#: two axes at right angles to grey, so that adding grey moves nothing
_AXES = np.array([[1.0, -1.0, 0.0], [0.5, 0.5, -1.0]]) / np.sqrt([[2.0], [1.5]])


def lab_of_code(code: F) -> F:
    """(..., 3) sRGB codes 0 to 255 -> (..., 3) L*, a*, b* (CIE 15, D65)."""
    part = np.clip(code / 255.0, 0.0, 1.0)
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    ratio = linear @ _TO_XYZ.T / _WHITE
    limit = (6.0 / 29.0) ** 3
    f = np.where(ratio > limit, np.cbrt(ratio), ratio / (3 * (6.0 / 29.0) ** 2) + 4.0 / 29.0)
    lab: F = np.stack(
        [
            116.0 * f[..., 1] - 16.0,
            500.0 * (f[..., 0] - f[..., 1]),
            200.0 * (f[..., 1] - f[..., 2]),
        ],
        axis=-1,
    )
    return lab


def distances(pixel: F, bar: F, alpha: float) -> F:
    """(m, 3) and (n, 3) sRGB codes -> (m, n) distances in steps of about one CIELAB unit.

    alpha : share of colour in the pixel. At 1 the distance is CIE 1976 colour difference. Below,
    an unknown grey between black and white lies underneath: the distance is that to the nearest
    colour which any such grey could give, in hundredths of the code's range, over alpha.
    """
    if alpha >= 1.0:
        return _euclid(lab_of_code(pixel), lab_of_code(bar))
    scale = 100.0 / 255.0 / alpha
    planes = _euclid(pixel @ _AXES.T * scale, bar @ _AXES.T * (100.0 / 255.0))
    grey = pixel.mean(axis=1)[:, None] - alpha * bar.mean(axis=1)[None, :]
    beyond = np.maximum(np.maximum(grey - (1.0 - alpha) * 255.0, -grey), 0.0)
    total: F = np.hypot(planes, np.sqrt(3.0) * scale * beyond)
    return total


def _euclid(a: F, b: F) -> F:
    square = (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1)[None, :] - 2.0 * (a @ b.T)
    away: F = np.sqrt(np.maximum(square, 0.0))
    return away
