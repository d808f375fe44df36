"""The channel in which lines and pores are looked for: local darkness, with uneven light taken out.

Darkness is ln(luminance around / luminance here): 0.05 means 5 % darker than the surroundings. It
is relative to the picture, knows no depth, and does not change with exposure.
"""

import math
from dataclasses import dataclass

import numpy as np

from turgor.measure.photo.cell import cell_grid
from turgor.measure.photo.colour_map import ColourCorrection, chosen_maps, cropped
from turgor.measure.photo.pigment import pigment_maps
from turgor.measure.surface.wrinkle.grid import fill_missing
from turgor.record.height_map import BoolMap, FloatMap
from turgor.record.photograph import Photograph

#: darkest luminance (of a white 1) that still carries texture
_DARKEST = 1e-3


@dataclass(frozen=True, slots=True)
class FlatChannel:
    """Darkness on square cells, cut to the zone with a margin around it.

    flat : (rows, cols) float64, darkness against the local mean, 0 in gaps; darkness : minus ln of
        luminance, gaps filled, nothing taken out; known : where pixels were seen and not clipped.
    inside : the cells whose centre lies in the zone.
    cell : side of a cell, in the length unit of the call.
    origin : x and y of the grid's outer corner in the photograph, in the same unit.
    box : first and end row, first and end column of the photograph that the cells were made of.
    """

    flat: FloatMap
    darkness: FloatMap
    known: BoolMap
    inside: BoolMap
    cell: float
    origin: tuple[float, float]
    box: tuple[int, int, int, int]

    @property
    def area(self) -> float:
        """Area of the zone that was seen, in the square of the length unit."""
        return float(np.count_nonzero(self.inside & self.known)) * self.cell**2


def flat_channel(
    photo: Photograph,
    correction: ColourCorrection,
    mask: BoolMap | None,
    pixel: float,
    cell: float,
    background: float,
) -> FlatChannel:
    """Local darkness of a photograph.

    mask : (rows, cols) bool, the zone; None for the whole picture. pixel : side of a pixel in any
    length unit; cell : side of a cell; background : standard deviation of the Gaussian mean that
    darkness is relative to, both in that unit. The filters see
    the skin beyond the zone, so that its edge is no line.

    Errors: MeasureError as in ``colour_maps``.
    """
    zone = np.ones(photo.shape, dtype=np.bool_) if mask is None else mask
    top, end, left, right = _box(zone, math.ceil(2.0 * background / pixel))
    part = cropped(photo, top, end, left, right)
    l_star = chosen_maps(part, correction, ("l_star",))["l_star"].astype(np.float64)
    luminance = np.maximum(((l_star + 16.0) / 116.0) ** 3, _DARKEST)
    codes = part.rgb
    seen = (codes.min(axis=2) > 0) & (codes.max(axis=2) < part.levels - 1)
    grid = cell_grid(luminance, seen, pixel, cell)
    known = np.isfinite(grid.value)
    if not known.any():
        filled = np.zeros(known.shape)
    else:
        filled = np.log(np.maximum(fill_missing(grid.value, grid.share), _DARKEST))
    around = _local_mean(filled, known, background / cell)
    rows, cols = known.shape
    r = np.minimum(((np.arange(rows) + 0.5) * cell / pixel).astype(np.intp), end - top - 1)
    c = np.minimum(((np.arange(cols) + 0.5) * cell / pixel).astype(np.intp), right - left - 1)
    inside = zone[top:end, left:right][np.ix_(r, c)]
    flat = np.where(known, around - filled, 0.0)
    return FlatChannel(
        flat,
        -filled,
        known,
        inside,
        cell,
        (left * pixel, top * pixel),
        (top, end, left, right),
    )


def shading_channel(
    photo: Photograph,
    correction: ColourCorrection,
    pixel: float,
    channel: FlatChannel,
) -> FloatMap | None:
    """The part of darkness that all channels share, on the channel's cells, gaps filled.

    None where less than half of the cells has one: in very dark skin blue holds too little light.
    Errors: MeasureError as in ``colour_maps``.
    """
    part = cropped(photo, *channel.box)
    shading = pigment_maps(part, correction).shading.astype(np.float64) * (math.log(10.0) / 100.0)
    grid = cell_grid(shading, np.isfinite(shading), pixel, channel.cell)
    if np.count_nonzero(np.isfinite(grid.value)) < 0.5 * grid.value.size:
        return None
    return fill_missing(grid.value, grid.share)


def _box(zone: BoolMap, margin: int) -> tuple[int, int, int, int]:
    rows, cols = np.flatnonzero(zone.any(axis=1)), np.flatnonzero(zone.any(axis=0))
    if rows.size == 0:
        return 0, 1, 0, 1
    return (
        max(0, int(rows[0]) - margin),
        min(zone.shape[0], int(rows[-1]) + 1 + margin),
        max(0, int(cols[0]) - margin),
        min(zone.shape[1], int(cols[-1]) + 1 + margin),
    )


def _local_mean(values: FloatMap, known: BoolMap, sigma: float) -> FloatMap:
    """Gaussian mean over the known cells; its own window is renormalised at the picture's edge.

    It is so smooth that it is made on blocks of an eighth of its width and drawn out linearly.
    """
    from scipy.ndimage import gaussian_filter

    block = max(1, int(sigma / 8.0))
    weight = _blocks(known.astype(np.float64), block)
    total = _blocks(np.where(known, values, 0.0), block)
    total = gaussian_filter(total, sigma / block, mode="constant")
    share = gaussian_filter(weight, sigma / block, mode="constant")
    coarse = total / np.maximum(share, 1e-9)
    if block == 1:
        return np.asarray(coarse)
    rows, cols = values.shape
    return _drawn_out(_drawn_out(coarse, rows, block).T, cols, block).T


def _blocks(values: FloatMap, block: int) -> FloatMap:
    """Sums of blocks; those at the far edges hold fewer cells."""
    if block == 1:
        return values
    rows, cols = (np.arange(0, n, block) for n in values.shape)
    return np.asarray(np.add.reduceat(np.add.reduceat(values, rows, axis=0), cols, axis=1))


def _drawn_out(coarse: FloatMap, length: int, block: int) -> FloatMap:
    """Rows drawn out to ``length`` by lines between the blocks' middles."""
    at = np.clip((np.arange(length) + 0.5) / block - 0.5, 0.0, len(coarse) - 1.0)
    low = np.minimum(at.astype(np.intp), max(0, len(coarse) - 2))
    part = (at - low)[:, None]
    high = np.minimum(low + 1, len(coarse) - 1)
    return np.asarray((1.0 - part) * coarse[low] + part * coarse[high])
