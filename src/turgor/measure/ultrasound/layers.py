"""The skin's layers in one image: surface, entry echo, low-echogenic band, lower border."""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from turgor.errors import MeasureError
from turgor.measure.ultrasound.border import FAINTEST, Border, place_border
from turgor.measure.ultrasound.compression import evened, root_compressed
from turgor.measure.ultrasound.depth_profile import band_under, entry_below
from turgor.measure.ultrasound.region import Region, rough_region
from turgor.measure.ultrasound.shadow import shaded_columns
from turgor.measure.ultrasound.speckle import Speckle, speckle_of

Floats = NDArray[np.float64]
#: share of pixels above the surface that look like skin (bubbles), and of skin that looks empty
DEBRIS = (0.1, 0.02)
_LEAST_ROWS, _LEAST_COLS = 48, 16


@dataclass(frozen=True, slots=True)
class Layers:
    """What was found; every border is over all columns, ``usable`` says where to believe it.

    entry_bottom, band_bottom : None where the image shows no such layer.
    entry_db : how far the entry echo stands out from what lies beneath it. band_db : the
        low-echogenic band less the dermis beneath it. out_of_image : (cols,) True where the lower
        border lies too near the last row. root : levels were a root of the echo, not even in dB.
    """

    surface: Border
    entry_bottom: Border | None
    band_bottom: Border | None
    bottom: Border
    usable: NDArray[np.bool_]
    out_of_image: NDArray[np.bool_]
    speckle: Speckle
    entry_db: float
    band_db: float
    root: bool = False


def find_layers(level: Floats, levels_per_db: float | None, band_least_db: float) -> Layers:
    """Every border of an image.

    level : (rows, cols), NaN = no image. levels_per_db : where levels are known to be even in dB;
    None = grey, both read off the speckle. band_least_db : how much fainter a low-echogenic band
    is than what lies beneath it.

    Errors: MeasureError where the image is too small or no skin can be seen in it.
    """
    rows, cols = level.shape
    if rows < _LEAST_ROWS or cols < _LEAST_COLS:
        raise MeasureError(
            f"the image has {rows} rows and {cols} columns; borders need at least {_LEAST_ROWS} x "
            f"{_LEAST_COLS}"
        )
    region = rough_region(level, levels_per_db)
    margin = 4.0 * region.slack_rows + 0.3 * float(np.median(_deep(region)))
    first = max(0, math.floor(float(region.surface.min()) - margin))
    level = level[first : math.ceil(float(region.bottom.max()) + margin) + 1]
    region = Region(region.surface - first, region.bottom - first, region.slack_rows)
    deep = _deep(region)
    inside = _between(level.shape, region.surface + 0.15 * deep, region.bottom - 0.15 * deep)
    dark = _between(level.shape, region.bottom + 0.15 * deep, region.bottom + deep)
    root = levels_per_db is None and root_compressed(level, inside, dark)
    if root:
        level = evened(level, inside)
    speckle = speckle_of(level, inside, levels_per_db)
    middle = float(np.median(level[inside & np.isfinite(level)]))
    power = 10.0 ** ((level - middle) / (10.0 * speckle.levels_per_db))
    usable = ~shaded_columns(power, region.surface, region.bottom)
    placed = _placed(power, region, speckle, usable, band_least_db)
    last = rows - 1 - math.ceil(4.0 * speckle.edge_px)
    return replace(
        placed,
        surface=placed.surface.lowered(first),
        entry_bottom=None if placed.entry_bottom is None else placed.entry_bottom.lowered(first),
        band_bottom=None if placed.band_bottom is None else placed.band_bottom.lowered(first),
        bottom=placed.bottom.lowered(first),
        root=root,
        out_of_image=placed.bottom.row + first > last,
    )


def _placed(
    power: Floats, region: Region, speckle: Speckle, usable: NDArray[np.bool_], least_db: float
) -> Layers:
    deep = float(np.median(_deep(region)))
    edge, reach = math.ceil(2.0 * speckle.edge_px), math.ceil(region.slack_rows)
    side, haze = max(4 * edge, round(0.2 * deep)), max(4, 2 * edge)
    surface = place_border(
        power, region.surface, speckle, reach=reach, above=(edge, edge + haze),
        below=(edge, edge + max(6, round(0.06 * deep))), usable=usable,
        roughly=(FAINTEST, 1.0), strays=DEBRIS, even=True,
    )  # fmt: skip
    bottom = place_border(
        power, region.bottom, speckle, reach=round(1.5 * reach), above=(edge, edge + side),
        below=(edge, edge + side), usable=usable,
    )  # fmt: skip
    usable = ~shaded_columns(power, surface.row, bottom.row)
    thick, entry_db = entry_below(power, surface.row, bottom.row, usable, speckle)
    entry: Border | None = None
    if thick > 0:
        inner = max(1, min(edge, round(0.35 * thick)))
        surface = place_border(
            power, surface.row, speckle, reach=edge, above=(edge, edge + haze),
            below=(inner, max(inner + 1, round(0.8 * thick))), usable=usable,
            strays=DEBRIS, even=True,
        )  # fmt: skip
        entry = place_border(
            power, surface.row + thick, speckle, reach=max(3, round(0.6 * thick)),
            above=(inner, max(inner + 1, round(0.8 * thick))),
            below=(edge, edge + max(4, round(0.05 * deep))), usable=usable, along=True,
        )  # fmt: skip
    top = surface.row if entry is None else entry.row
    at, band_db = 0.0, 0.0
    if entry is not None:  # what is faint under no entry echo may be the path
        at, band_db = band_under(power, top, bottom.row, usable, speckle, least_db)
    band: Border | None = None
    if at > 0:
        height = at * float(np.median((bottom.row - top)[usable]))
        near = min(edge, max(1, round(0.3 * height)))
        # what is left of the entry echo's own tail must not pass for the band
        rows = np.arange(power.shape[0])[:, None]
        under = np.where(rows > top + speckle.edge_px, power, np.nan)
        band = place_border(
            under, top + at * (bottom.row - top), speckle, reach=max(3, round(0.5 * height)),
            above=(near, max(near + 2, round(0.8 * height))), below=(edge, edge + side // 2),
            usable=usable,
        )  # fmt: skip
    return Layers(
        surface, entry, band, bottom, usable, np.zeros_like(usable), speckle, entry_db, band_db
    )


def _deep(region: Region) -> Floats:
    return region.bottom - region.surface


def _between(shape: tuple[int, ...], first: Floats, last: Floats) -> NDArray[np.bool_]:
    rows = np.arange(shape[0])[:, None]
    return np.asarray((rows > first) & (rows < last))
