"""From a photograph to its dark lines: detect at scale, follow, confirm, drop echoes."""

from dataclasses import dataclass

import numpy as np

from turgor.measure.photo.colour_map import ColourCorrection
from turgor.measure.photo.flat_channel import FlatChannel, flat_channel, shading_channel
from turgor.measure.photo.line.confirm import confirmed, is_shade, is_steady
from turgor.measure.photo.line.options import NOMINAL_UM_PER_PX, LineOptions
from turgor.measure.surface.wrinkle.claim import cover_tube
from turgor.measure.surface.wrinkle.options import WrinkleOptions
from turgor.measure.surface.wrinkle.ridge import line_response
from turgor.measure.surface.wrinkle.trace import trace_lines
from turgor.record.height_map import BoolMap, FloatMap
from turgor.record.photograph import Photograph

DEFAULT = LineOptions()

#: a line of which more than this share runs inside a darker one is its echo
MOST_SHARED = 0.5


@dataclass(frozen=True, slots=True)
class PhotoLine:
    """One line. points_px : (n, 2) x, y in the photograph, pixel centres at whole numbers.

    contrast : (n,) two-sided contrast along it. length_px : along the line inside the zone.
    """

    points_px: FloatMap
    contrast: FloatMap
    length_px: float


@dataclass(frozen=True, slots=True)
class PhotoLines:
    """The lines of a zone.

    area_px : pixels of the zone that were seen. um_per_px : None where the scale is not known.
    cell_um : the grid they were looked for on. left_out_um : scales that the pixels are too coarse
    for.
    """

    lines: tuple[PhotoLine, ...]
    area_px: float
    um_per_px: float | None
    options: LineOptions
    cell_um: float
    left_out_um: tuple[float, ...] = ()

    @property
    def too_coarse(self) -> bool:
        """Whether no scale is left to look for."""
        return len(self.left_out_um) == len(self.options.scales_um)

    @property
    def contrast(self) -> float:
        """Mean contrast along all lines, by length; NaN where there are none."""
        if not self.lines:
            return float("nan")
        return float(np.nanmean(np.concatenate([line.contrast for line in self.lines])))

    @property
    def length_density_px(self) -> float:
        """Length over area, 1/px; NaN where nothing was seen."""
        total = sum(line.length_px for line in self.lines)
        return total / self.area_px if self.area_px > 0 else float("nan")

    @property
    def length_density(self) -> float | None:
        """Length over area, mm/cm²; None where the scale is not known."""
        if self.um_per_px is None:
            return None
        return self.length_density_px / self.um_per_px * 1e5


def find_lines(
    photo: Photograph,
    correction: ColourCorrection,
    mask: BoolMap | None = None,
    um_per_px: float | None = None,
    options: LineOptions = DEFAULT,
) -> PhotoLines:
    """Dark lines inside a zone, as relative metrics: darkness is shading and colour, not depth.

    mask : (rows, cols) bool; None for the whole picture. um_per_px : where None, a pixel counts as
    NOMINAL_UM_PER_PX and only pixel lengths are true.

    Errors: MeasureError as in ``colour_maps``.
    """
    pixel = NOMINAL_UM_PER_PX if um_per_px is None else um_per_px
    cell = options.cell_for(um_per_px)
    scales = options.scales_on(cell)
    left_out = tuple(s for s in options.scales_um if s not in scales)
    channel = flat_channel(photo, correction, mask, pixel, cell, options.background_um)
    shade = shading_channel(photo, correction, pixel, channel)
    found: list[PhotoLine] = []
    side_um = max(channel.darkness.shape) * channel.cell
    if scales and min(channel.darkness.shape) >= 8 and side_um >= 1000 * options.least_length_mm:
        pieces = _pieces(channel, shade, scales, options)
        found = [_placed(channel, line, contrast, pixel) for line, contrast in pieces]
    inside = tuple(line for line in found if line.length_px > 0)
    return PhotoLines(inside, channel.area / pixel**2, um_per_px, options, cell, left_out)


def _pieces(
    channel: FlatChannel, shade: FloatMap | None, scales: tuple[float, ...], options: LineOptions
) -> list[tuple[FloatMap, FloatMap]]:
    """Confirmed stretches, darkest first, without echoes."""
    search = WrinkleOptions(
        least_length_mm=0.5 * options.least_length_mm,
        least_depth_um=options.least_contrast,
        scales_um=scales,
        along_um=options.along_um,
        orientations=options.orientations,
        seed_z=options.seed_z,
        follow_z=options.follow_z,
        gap_um=options.gap_um,
    )
    response = line_response(-channel.flat, channel.known, channel.cell, search)
    traced = trace_lines(response, channel.cell, search)
    cover = np.zeros(channel.darkness.shape, dtype=np.int32)
    corner = np.array(cover.shape[::-1]) - 1
    kept: list[tuple[FloatMap, FloatMap]] = []
    for line, scale in traced:
        for points, contrast in confirmed(
            channel.flat, channel.darkness, channel.cell, line, scale, options.least_contrast,
            1000.0 * options.least_length_mm, options.gap_um,
        ):  # fmt: skip
            at = np.clip((points / channel.cell).astype(np.intp), 0, corner)
            if not is_steady(channel.darkness, channel.cell, points, scale):
                continue
            if shade is not None and not is_shade(
                channel.darkness, shade, channel.cell, points, scale
            ):
                continue
            free = cover[at[:, 1], at[:, 0]] == 0
            if np.mean(free) < 1.0 - MOST_SHARED:
                continue
            kept.append((points, np.where(free, contrast, np.nan)))
            cover_tube(cover, channel.cell, points, max(2.0 * scale, 1.5 * channel.cell), len(kept))
    return kept


def _placed(channel: FlatChannel, line: FloatMap, contrast: FloatMap, pixel: float) -> PhotoLine:
    """The line in pixels of the photograph, its length counted inside the zone and only once."""
    rows, cols = channel.inside.shape
    r = np.clip((line[:, 1] / channel.cell).astype(np.intp), 0, rows - 1)
    c = np.clip((line[:, 0] / channel.cell).astype(np.intp), 0, cols - 1)
    counted = channel.inside[r, c] & np.isfinite(contrast)
    step = float(np.hypot(*np.diff(line, axis=0).T).mean())
    points = (line + np.array(channel.origin)) / pixel - 0.5
    return PhotoLine(points, contrast, float(np.count_nonzero(counted)) * step / pixel)
