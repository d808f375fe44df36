"""Columns that show no skin: a hair's shadow, or a probe that lost contact."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
#: dB by which a column's dermis must fall below the image's to count as shaded
SHADE_DB = 10.0


def shaded_columns(power: Floats, surface: Floats, bottom: Floats) -> NDArray[np.bool_]:
    """(cols,) True where the dermis is much fainter than in the image at large, or missing.

    The mean log power between the borders, over three columns, against its upper quartile.
    """
    rows = np.arange(power.shape[0])[:, None]
    inside = (rows > surface) & (rows < bottom) & np.isfinite(power)
    count = inside.sum(axis=0)
    log = np.where(inside, np.log10(np.where(inside, np.maximum(power, 1e-12), 1.0)), 0.0)
    three = np.ones(3)
    many = np.convolve(count, three, "same")
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = 10.0 * np.convolve(log.sum(axis=0), three, "same") / many
    good = count > 0
    if not good.any():
        return np.ones(power.shape[1], np.bool_)
    return np.asarray(~good | (mean < np.percentile(mean[good], 75.0) - SHADE_DB))
