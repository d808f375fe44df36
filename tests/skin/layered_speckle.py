"""Layered speckle whose borders and powers are known in closed form; knows nothing of detectors.

Complex white noise, weighted by the root of the power planted at every point, blurred by a
Gaussian pulse: so every layer's power is exponential about its planted mean, and the mean crosses
a border along the integral of the pulse's power. Compressed evenly in dB to grey levels.
"""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter

#: grey level of 0 dB (the dermis' own power) and levels to one dB
ZERO_DB, LEVELS_PER_DB = 185.0, 5.1


@dataclass(frozen=True)
class Layered:
    """grey : (rows, cols) levels. Borders in rows, one value a column; band None where absent."""

    grey: np.ndarray
    surface: np.ndarray
    entry_bottom: np.ndarray
    band: np.ndarray | None
    bottom: np.ndarray


def layered(
    seed,
    *,
    rows=520,
    cols=240,
    surface=150.0,
    tilt=0.05,
    arc=12.0,
    entry_px=14.0,
    dermis_px=150.0,
    band_px=0.0,
    wave_px=6.0,
    powers_db=(-32.0, 6.0, -9.0, 0.0, -12.0),
    gain_db=0.0,
    pulse_px=(3.0, 0.8),
    debris=14,
    ringing=True,
) -> Layered:
    """One image. powers_db : path, entry echo, band, dermis, subcutis, in dB of the dermis.

    tilt : rows per column. arc : rows by which the middle bulges up. wave_px : amplitude of the
    lower border's undulation, two and five waves over the width. pulse_px : sigma of the pulse's
    amplitude along depth and across.
    """
    rng = np.random.default_rng(seed)
    x = np.linspace(-1.0, 1.0, cols)
    top = surface + tilt * (np.arange(cols) - cols / 2) + arc * x**2
    under = top + entry_px
    low = under + dermis_px
    low = low + wave_px * (np.sin(2 * np.pi * x + seed) + 0.4 * np.sin(5 * np.pi * x + 2 * seed))
    band = under + band_px if band_px else None
    at = np.arange(rows)[:, None]
    db = np.full((rows, cols), powers_db[0])
    db = np.where(at >= top, powers_db[1], db)
    if band is not None:
        db = np.where(at >= under, powers_db[2], db)
        db = np.where(at >= band, powers_db[3], db)
    else:
        db = np.where(at >= under, powers_db[3], db)
    db = np.where(at >= low, powers_db[4], db)
    for _ in range(debris):  # bubbles in the path, well clear of the skin
        c = rng.integers(2, cols - 2)
        r = rng.integers(70, max(71, int(top[c]) - 15))
        db[r : r + 8, c : c + 2] = -4.0
    noise = rng.normal(size=(2, rows, cols)) * 10.0 ** (db / 20.0)
    field = gaussian_filter(noise, (0.0, *pulse_px), mode="reflect")
    unit = gaussian_filter(_impulse(), pulse_px)
    power = (field**2).sum(axis=0) / (2.0 * float((unit**2).sum()))
    grey = ZERO_DB + LEVELS_PER_DB * (10.0 * np.log10(np.maximum(power, 1e-12)) + gain_db)
    if ringing:
        for line, level in ((3, 120.0), (4, 150.0), (18, 90.0), (34, 110.0), (50, 70.0)):
            grey[line] = np.maximum(grey[line], level + gain_db * LEVELS_PER_DB)
    return Layered(np.clip(np.rint(grey), 0, 255), top, under, band, low)


def _impulse() -> np.ndarray:
    lone = np.zeros((101, 61))
    lone[50, 30] = 1.0
    return lone
