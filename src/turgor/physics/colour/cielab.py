"""CIE 1976 L*a*b* from tristimulus values and back, with hue and chroma (iso-cie-11664-4)."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

_EDGE = 6.0 / 29.0


def lab_from_xyz(xyz: ArrayLike, white: ArrayLike) -> NDArray[np.float64]:
    """L*, a*, b* (..., 3) of X, Y, Z (..., 3) against the white (3,) of the same scale."""
    ratio = np.asarray(xyz, dtype=np.float64) / np.asarray(white, dtype=np.float64)
    bent = np.where(ratio > _EDGE**3, np.cbrt(ratio), ratio / (3.0 * _EDGE**2) + 4.0 / 29.0)
    fx, fy, fz = bent[..., 0], bent[..., 1], bent[..., 2]
    return np.stack((116.0 * fy - 16.0, 500.0 * (fx - fy), 200.0 * (fy - fz)), axis=-1)


def xyz_from_lab(lab: ArrayLike, white: ArrayLike) -> NDArray[np.float64]:
    """X, Y, Z (..., 3), in the white's scale, of L*, a*, b* (..., 3)."""
    values = np.asarray(lab, dtype=np.float64)
    fy = (values[..., 0] + 16.0) / 116.0
    bent = np.stack((fy + values[..., 1] / 500.0, fy, fy - values[..., 2] / 200.0), axis=-1)
    ratio = np.where(bent > _EDGE, bent**3, 3.0 * _EDGE**2 * (bent - 4.0 / 29.0))
    return np.asarray(ratio * np.asarray(white, dtype=np.float64))


def chroma(a_star: ArrayLike, b_star: ArrayLike) -> NDArray[np.float64]:
    """C*ab, the distance from grey."""
    return np.hypot(np.asarray(a_star, dtype=np.float64), np.asarray(b_star, dtype=np.float64))


def hue_deg(a_star: ArrayLike, b_star: ArrayLike) -> NDArray[np.float64]:
    """h_ab in degrees, 0 <= h < 360; 0 for a perfect grey, where hue means nothing."""
    angle = np.degrees(np.arctan2(b_star, a_star))
    return np.asarray(np.where(angle < 0.0, angle + 360.0, angle)) % 360.0
