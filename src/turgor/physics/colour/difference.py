"""The colour difference CIEDE2000, with kL = kC = kH = 1 (sharma-2005, ISO/CIE 11664-6)."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

_TWENTY_FIVE_7 = 25.0**7

#: hues exactly opposite count as near; rounding must not decide that (Sharma's 14th pair)
_OPPOSITE = 180.0 + 1e-9


def delta_e_2000(lab1: ArrayLike, lab2: ArrayLike) -> NDArray[np.float64]:
    """CIEDE2000 of L*, a*, b* (..., 3) and (..., 3), broadcast; symmetric, 0 for equals."""
    first, second = np.asarray(lab1, dtype=np.float64), np.asarray(lab2, dtype=np.float64)
    l1, a1, b1 = first[..., 0], first[..., 1], first[..., 2]
    l2, a2, b2 = second[..., 0], second[..., 1], second[..., 2]
    mean_c7 = ((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2.0) ** 7
    stretch = 1.5 - 0.5 * np.sqrt(mean_c7 / (mean_c7 + _TWENTY_FIVE_7))
    c1, c2 = np.hypot(stretch * a1, b1), np.hypot(stretch * a2, b2)
    h1, h2 = _hue(stretch * a1, b1), _hue(stretch * a2, b2)
    turn, mean_h = _turn_and_mean(h1, h2, c1 * c2 == 0.0)
    d_h = 2.0 * np.sqrt(c1 * c2) * np.sin(np.radians(turn) / 2.0)
    mean_l, mean_c = (l1 + l2) / 2.0, (c1 + c2) / 2.0
    bow = (mean_l - 50.0) ** 2
    s_l = 1.0 + 0.015 * bow / np.sqrt(20.0 + bow)
    s_c = 1.0 + 0.045 * mean_c
    s_h = 1.0 + 0.015 * mean_c * _hue_weight(mean_h)
    by_l, by_c, by_h = (l2 - l1) / s_l, (c2 - c1) / s_c, d_h / s_h
    square = by_l**2 + by_c**2 + by_h**2 + _rotation(mean_c, mean_h) * by_c * by_h
    return np.asarray(np.sqrt(np.maximum(square, 0.0)))


def _hue(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Hue in degrees, 0 to 360, 0 for grey."""
    return np.degrees(np.arctan2(b, a)) % 360.0


def _turn_and_mean(
    h1: NDArray[np.float64], h2: NDArray[np.float64], grey: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The shorter turn from h1 to h2, and the hue between them, degrees."""
    turn = h2 - h1
    turn = np.where(turn > _OPPOSITE, turn - 360.0, turn)
    turn = np.where(turn < -_OPPOSITE, turn + 360.0, turn)
    total = h1 + h2
    far = np.abs(h1 - h2) > _OPPOSITE
    mean = np.where(far, np.where(total < 360.0, total + 360.0, total - 360.0), total) / 2.0
    return np.where(grey, 0.0, turn), np.where(grey, total, mean)


def _hue_weight(mean_h: NDArray[np.float64]) -> NDArray[np.float64]:
    """T: how much hue counts at this hue."""
    return np.asarray(
        1.0
        - 0.17 * np.cos(np.radians(mean_h - 30.0))
        + 0.24 * np.cos(np.radians(2.0 * mean_h))
        + 0.32 * np.cos(np.radians(3.0 * mean_h + 6.0))
        - 0.20 * np.cos(np.radians(4.0 * mean_h - 63.0))
    )


def _rotation(mean_c: NDArray[np.float64], mean_h: NDArray[np.float64]) -> NDArray[np.float64]:
    """R_T: hue and chroma lean on each other in blue."""
    c7 = mean_c**7
    lean = np.radians(30.0 * np.exp(-(((mean_h - 275.0) / 25.0) ** 2)))
    return np.asarray(-2.0 * np.sqrt(c7 / (c7 + _TWENTY_FIVE_7)) * np.sin(2.0 * lean))
