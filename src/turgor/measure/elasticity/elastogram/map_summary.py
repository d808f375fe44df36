"""Sum up a map of stiffness over a region: middle, spread, what is missing, what is a bound."""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError, MeasureError
from turgor.record.elastogram import Elastogram

F = NDArray[np.float64]
_FOUR = re.compile(r"\s*(\d{1,6})[\s,;]+(\d{1,6})[\s,;]+(\d{1,6})[\s,;]+(\d{1,6})\s*")


@dataclass(frozen=True, slots=True)
class MapSummary:
    """One region of a map, in the unit of its quantity.

    median, mean, sd : over the pixels that have a value; sd is the spread of the skin over the
    region, no uncertainty. pixels : how many there are, missing ones included.
    missing_share : without a value. low_share, high_share : of those with one, at the low or the
    high end of a colour bar, beyond which they may be anything.
    """

    median: float
    mean: float
    sd: float
    pixels: int
    missing_share: float
    low_share: float
    high_share: float
    region: tuple[int, int, int, int]

    @property
    def bound_share(self) -> float:
        """Share of the values that are only a bound."""
        return self.low_share + self.high_share


def summed_map(elastogram: Elastogram, roi: str | None) -> MapSummary:
    """The map within ``roi`` ('x0 y0 x1 y1'), or within that which was stated on reading.

    Errors: MeasureError without a map or a value; InputError for a region outside of it.
    """
    values = elastogram.values
    if values is None:
        raise MeasureError("this elastogram holds numbers of a report and no map")
    region = _region(values.shape, roi if roi is not None else elastogram.settings.get("roi"))
    x0, y0, x1, y1 = region
    part = values[y0:y1, x0:x1]
    found = part[np.isfinite(part)]
    if found.size == 0:
        raise MeasureError(
            f"no pixel of the region {x0} {y0} {x1} {y1} has a value; state another roi"
        )
    ends = _ends(elastogram)
    return MapSummary(
        median=float(np.median(found)),
        mean=float(found.mean()),
        sd=float(found.std(ddof=1)) if found.size > 1 else 0.0,
        pixels=int(part.size),
        missing_share=1.0 - found.size / part.size,
        low_share=float(np.mean(found == min(ends))) if ends else 0.0,
        high_share=float(np.mean(found == max(ends))) if ends else 0.0,
        region=region,
    )


def _ends(elastogram: Elastogram) -> tuple[float, float] | None:
    """End values of the colour bar, where the map was read from one."""
    if elastogram.origin != "colour-bar":
        return None
    try:
        return float(elastogram.settings["bar_low"]), float(elastogram.settings["bar_high"])
    except (KeyError, ValueError):
        return None


def _region(shape: tuple[int, ...], roi: str | None) -> tuple[int, int, int, int]:
    rows, cols = shape[0], shape[1]
    if roi is None:
        return 0, 0, cols, rows
    match = _FOUR.fullmatch(roi)
    x0, y0, x1, y1 = (int(part) for part in match.groups()) if match else (0, 0, 0, 0)
    if not (x0 < x1 <= cols and y0 < y1 <= rows):
        raise InputError(
            f"roi is '{roi[:40]}'; write 'x0 y0 x1 y1' in pixels within the map of {cols} x {rows}"
        )
    return x0, y0, x1, y1
