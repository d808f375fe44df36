"""Echo of the dermis: levels of its upper and lower half, and the share of faint pixels."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.measure.ultrasound.spatial import spatial_u

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Echogenicity:
    """Means with their spatial uncertainty; all None where the dermis has no pixels.

    upper, lower : mean of the two halves by normalised depth. ratio : upper over lower.
    low_share : share of the dermis' pixels at or below the low level.
    """

    upper: tuple[float, float | None] | None
    lower: tuple[float, float | None] | None
    ratio: tuple[float, float | None] | None
    low_share: tuple[float, float | None] | None


def echogenicity_of(
    value: Floats, top: Floats, bottom: Floats, usable: NDArray[np.bool_], low_level: float
) -> Echogenicity:
    """Echogenicity between two borders.

    value : (rows, cols), linear or grey, NaN = none. top, bottom : (cols,) rows; the dermis is cut
    in two halfway between them in every column. Only usable columns count.
    """
    if not usable.any():
        return Echogenicity(None, None, None, None)
    first = max(0, math.floor(float(top[usable].min())))
    value = value[first : math.ceil(float(bottom[usable].max())) + 1]
    rows = first + np.arange(value.shape[0])[:, None]
    middle = 0.5 * (top + bottom)
    seen = np.isfinite(value) & usable
    upper = _column_means(value, seen & (rows >= top) & (rows < middle))
    lower = _column_means(value, seen & (rows >= middle) & (rows <= bottom))
    low = _column_means((value <= low_level).astype(np.float64), seen & (rows >= top)
                        & (rows <= bottom))  # fmt: skip
    both = np.isfinite(upper) & np.isfinite(lower)
    if both.sum() < 3:
        return Echogenicity(None, None, None, None)
    upper, lower = np.where(both, upper, np.nan), np.where(both, lower, np.nan)
    over, under = float(np.nanmean(upper)), float(np.nanmean(lower))
    ratio = None
    if under > 0.0:
        share = over / under
        ratio = (share, _finite(spatial_u((upper - share * lower) / under)))
    return Echogenicity(
        (over, spatial_u(upper)), (under, spatial_u(lower)), ratio,
        (float(np.nanmean(low)), spatial_u(low)),
    )  # fmt: skip


def _column_means(value: Floats, inside: NDArray[np.bool_]) -> Floats:
    count = inside.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        total = np.where(inside, value, 0.0).sum(axis=0)
        return np.where(count > 0, total / count, np.nan)


def _finite(u: float | None) -> float | None:
    return u if u is not None and math.isfinite(u) else None
