"""Mean echo against depth below a border, and the layers that it betrays."""

import math

import numpy as np
from numpy.typing import NDArray

from turgor.measure.ultrasound.border import sheared
from turgor.measure.ultrasound.speckle import Speckle

Floats = NDArray[np.float64]
#: how far an entry echo stands out at least, in dB, and how much of the skin it is at most
ENTRY_LEAST_DB = 3.0
_ENTRY_MOST = 0.3
#: shares of the dermis between which a low-echogenic band may end
_BAND_FROM, _BAND_TO = 0.05, 0.75
_BINS = 60


def entry_below(
    power: Floats, surface: Floats, bottom: Floats, usable: NDArray[np.bool_], speckle: Speckle
) -> tuple[int, float]:
    """Thickness in rows of a bright layer that begins at the surface, and its dB; (0, dB) if none.

    The layer ends where the mean profile below the surface falls steepest.
    """
    deep = float(np.median((bottom - surface)[usable])) if usable.any() else 0.0
    edge = math.ceil(speckle.edge_px)
    most, wide, gap = int(_ENTRY_MOST * deep), max(3, 2 * edge), max(1, edge // 2)
    first = gap + 2
    if most <= first:
        return 0, 0.0
    db = _mean_db(sheared(power, surface, 0, most + wide + gap)[:, usable])
    # the steepest fall nearby, not the best cut of all: a slope across the dermis is no edge
    falls = [
        float(
            db[max(0, at - gap - wide + 1) : at - gap + 1].mean()
            - db[at + gap : at + gap + wide].mean()
        )
        for at in range(first, most)
    ]
    found = first + int(np.argmax(falls))
    # not the mean: a layer hardly thicker than the pulse never reaches its own level
    step = float(db[: found + 1].max() - db[found + edge : found + edge + 2 * wide].mean())
    return (found, step) if step >= ENTRY_LEAST_DB else (0, step)


def band_under(
    power: Floats,
    top: Floats,
    bottom: Floats,
    usable: NDArray[np.bool_],
    speckle: Speckle,
    least_db: float,
) -> tuple[float, float]:
    """Where in the dermis a fainter band ends that begins at its top, and its dB; (0, dB) if none.

    The share is of the way from ``top`` to ``bottom``.
    """
    deep = float(np.median((bottom - top)[usable])) if usable.any() else 0.0
    if deep < 12.0:
        return 0.0, 0.0
    margin = 1.5 * speckle.edge_px / deep
    shares = np.linspace(margin, 1.0 - margin, _BINS)
    rows = top + shares[:, None] * (bottom - top)
    index = np.clip(np.rint(rows).astype(np.int64), 0, power.shape[0] - 1)
    db = _mean_db(np.take_along_axis(power, index, axis=0)[:, usable])
    best, found, step = 0.0, 0.0, 0.0
    for k in range(2, _BINS - 6):
        if not _BAND_FROM <= shares[k] <= _BAND_TO:
            continue
        band, rest = db[:k], db[k : min(_BINS, 2 * k + 8)]
        rise = float(rest.mean() - band.mean())
        gain = rise * math.sqrt(len(band) * len(rest) / (len(band) + len(rest)))
        if gain > best:
            best, found, step = gain, float(shares[k]), rise
    if step < least_db:
        return 0.0, -step
    return found, -step


def _mean_db(power: Floats) -> Floats:
    """Geometric mean over columns, in dB, raised by what speckle takes from it."""
    with np.errstate(divide="ignore"):
        log = np.where(np.isfinite(power), np.log(np.maximum(power, 1e-12)), np.nan)
    seen = np.isfinite(log)
    total = np.where(seen, log, 0.0).sum(axis=1) / np.maximum(seen.sum(axis=1), 1)
    return np.asarray(10.0 / math.log(10.0) * (total + np.euler_gamma))
