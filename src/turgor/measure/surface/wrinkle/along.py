"""Depth along lines that are known beforehand: the same skin again, whatever is left of it.

A search reports what is deep enough, so a mean over what it finds loses the faint ones first.
Here nothing is searched and nothing is left out: each line keeps the section, the zone and the
length it had at baseline, and its depth is how much of that section is there now. The amplitude
is linear in the heights, so a wrinkle that is gone gives about 0 µm, and no noise adds up to depth.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from turgor.measure.surface.wrinkle.centreline import moved_sideways
from turgor.measure.surface.wrinkle.claim import cover_tube
from turgor.measure.surface.wrinkle.found import Wrinkle, WrinkleMap
from turgor.measure.surface.wrinkle.grid import WorkingGrid, working_grid
from turgor.measure.surface.wrinkle.lid import fit_lid
from turgor.measure.surface.wrinkle.options import WrinkleOptions
from turgor.measure.surface.wrinkle.section import Ground, strip
from turgor.measure.surface.wrinkle.shape import along_line
from turgor.record.height_map import BoolMap, FloatMap

DEFAULT = WrinkleOptions()

#: raised whenever a followed value may differ from before; part of a study's settings
FOLLOWED_VERSION = "1"

#: how far a line may be moved sideways, and how far off it is usually carried, µm
MOST_ASIDE_UM = 150.0
USUAL_ASIDE_UM = 50.0

#: standard deviation of the averaging along a line with which it is moved, µm
ASIDE_WINDOW_UM = 1000.0


@dataclass(frozen=True, slots=True)
class ReferenceLine:
    """A wrinkle of the baseline as it is looked up again.

    centre_line_um : (n, 2) x, y in µm. own : (n,) False where a deeper wrinkle crosses, so that
    shared volume counts once. section_offset_um, section_share : (m,) its mean section, 1 at the
    bottom. The rest is as in ``Wrinkle``.
    """

    centre_line_um: FloatMap
    own: BoolMap
    section_offset_um: FloatMap
    section_share: FloatMap
    step_um: float
    zone_left_um: float
    zone_right_um: float
    width_half_depth_um: float

    @property
    def reach_um(self) -> float:
        """What is kept out of the lid to each side, as in a search."""
        return _reach_um(self.zone_left_um, self.zone_right_um, self.width_half_depth_um)

    def carried(self, forward: Callable[[FloatMap], FloatMap]) -> "ReferenceLine":
        """The same line where ``forward`` puts its (n, 2) points; length and widths stay."""
        return replace(self, centre_line_um=forward(self.centre_line_um))


@dataclass(frozen=True, slots=True)
class FollowedLine:
    """What is left of one line.

    length_mm : inside the region and measured. depth_mean_um : mean amplitude there, NaN where
    nothing was measured; negative where the skin stands above the lid. cross_section_um2 : mean
    area of the section inside the zone. volume_mm3 : of the stretches inside that are the line's
    own. measured_share : measured part of the points inside zone and region, 0 to 1.
    """

    length_mm: float
    depth_mean_um: float
    cross_section_um2: float
    volume_mm3: float
    measured_share: float


@dataclass(frozen=True, slots=True)
class FollowedSummary:
    """All lines of a region together; NaN where no stretch of any line was measured.

    depth_mean_um : weighted by length. measured_share : weighted by length.
    """

    length_mm: float
    depth_mean_um: float
    volume_density_mm3_cm2: float
    measured_share: float


def summed_up(lines: Sequence[FollowedLine], area_cm2: float) -> FollowedSummary:
    """Mean depth by length, and volume over the region's area (above 0)."""
    known = [line for line in lines if line.length_mm > 0]
    length = sum(line.length_mm for line in known)
    if not known or area_cm2 <= 0:
        return FollowedSummary(0.0, math.nan, math.nan, 0.0)
    return FollowedSummary(
        length_mm=length,
        depth_mean_um=sum(x.depth_mean_um * x.length_mm for x in known) / length,
        volume_density_mm3_cm2=sum(line.volume_mm3 for line in known) / area_cm2,
        measured_share=sum(x.measured_share * x.length_mm for x in known) / length,
    )


def reference_lines(found: WrinkleMap) -> tuple[ReferenceLine, ...]:
    """Every object of a map as a line to be followed."""
    rows, cols = found.labels.shape
    lines = []
    for w in found.wrinkles:
        c = np.clip((w.centre_line_um[:, 0] / found.pitch_x_um).astype(np.intp), 0, cols - 1)
        r = np.clip((w.centre_line_um[:, 1] / found.pitch_y_um).astype(np.intp), 0, rows - 1)
        owner = found.labels[r, c]
        lines.append(
            ReferenceLine(
                w.centre_line_um,
                np.asarray((owner == w.id) | (owner == 0)),
                w.section_offset_um,
                w.section_share,
                w.step_um,
                w.zone_left_um,
                w.zone_right_um,
                w.width_half_depth_um,
            )
        )
    return tuple(lines)


def depth_along(
    surface_um: FloatMap,
    pitch_x_um: float,
    pitch_y_um: float,
    lines: Sequence[ReferenceLine],
    evaluated: BoolMap | None = None,
    options: WrinkleOptions = DEFAULT,
    beside: Iterable[Wrinkle] = (),
) -> tuple[FollowedLine, ...]:
    """Depth and volume below the lid along given lines, one result for each.

    surface_um : (rows, cols) µm, NaN = missing, S-filtered. lines : in this map's frame.
    evaluated : (rows, cols) True inside the region; None for the whole map. beside : wrinkles
    found in this map, which are kept out of the lid as well.

    A line is moved sideways by up to 150 µm onto the section it had, less the flatter it is.
    """
    if not lines:
        return ()
    keep = np.ones(surface_um.shape, dtype=np.bool_)
    grid = working_grid(surface_um, pitch_x_um, pitch_y_um, keep, options.grid_um)
    outside = _cover(grid, [(line.centre_line_um, line.reach_um) for line in lines]) == 0
    more = [
        (w.centre_line_um, _reach_um(w.zone_left_um, w.zone_right_um, w.width_half_depth_um))
        for w in beside
    ]
    lid = fit_lid(
        grid, outside & (_cover(grid, more) == 0), options.lid_sigma_um, options.lid_spacing_um
    )
    cores = _cover(grid, [(x.centre_line_um, 1.1 * x.width_half_depth_um) for x in lines])
    ground = Ground(surface_um, pitch_x_um, pitch_y_um, lid, cores, grid.cell_um)
    region = keep if evaluated is None else evaluated
    return tuple(
        _followed(ground, line, number, region, options)
        for number, line in enumerate(lines, start=1)
    )


def _reach_um(left_um: float, right_um: float, width_um: float) -> float:
    return 1.15 * max(left_um, right_um, 0.9 * width_um) + 100.0


def _cover(grid: WorkingGrid, tubes: list[tuple[FloatMap, float]]) -> NDArray[np.int32]:
    cover = np.zeros(grid.height_um.shape, dtype=np.int32)
    for number, (line_um, reach_um) in enumerate(tubes, start=1):
        cover_tube(cover, grid.cell_um, line_um, reach_um, number)
    return cover


def _followed(
    ground: Ground, line: ReferenceLine, number: int, region: BoolMap, options: WrinkleOptions
) -> FollowedLine:
    offset, share = line.section_offset_um, line.section_share
    core = (share > 0.5) & (np.abs(offset) < line.width_half_depth_um)
    points = np.ascontiguousarray(line.centre_line_um)
    depths = strip(ground, points, offset, number)
    for _ in range(2):
        aside = _aside_um(depths, line, core, options)
        moved = moved_sideways(points, aside)
        total = np.hypot(*(moved - line.centre_line_um).T)
        points = np.where((total <= MOST_ASIDE_UM)[:, None], moved, points)
        depths = strip(ground, points, offset, number)
    top, low = _sums(depths[:, core], share[core])
    depth = along_line(top, low, line.step_um, options.window_um)
    known = along_line(low, np.ones(len(low)), line.step_um, options.window_um) > 0.25
    inside = ground.holds(points) & _at(region, points, ground)
    counted = inside & known
    zone = (offset >= -line.zone_left_um) & (offset <= line.zone_right_um)
    measured = np.isfinite(depths[:, zone])
    across = float(offset[1] - offset[0])
    model = np.outer(depth, share[zone])
    section = np.where(measured, depths[:, zone], model).sum(axis=1) * across
    if not counted.any():
        return FollowedLine(0.0, math.nan, math.nan, 0.0, 0.0)
    return FollowedLine(
        length_mm=float(counted.sum()) * line.step_um / 1000.0,
        depth_mean_um=float(depth[counted].mean()),
        cross_section_um2=float(section[counted].mean()),
        volume_mm3=float(section[counted & line.own].sum()) * line.step_um / 1e9,
        measured_share=float(measured[inside].mean()),
    )


def _sums(depths: FloatMap, share: FloatMap) -> tuple[FloatMap, FloatMap]:
    """Per point: sum of depth times section, and the part of the section that was measured."""
    valid = np.isfinite(depths)
    full = float(share @ share)
    return np.where(valid, depths, 0.0) @ share / full, valid @ (share * share) / full


def _aside_um(
    depths: FloatMap, line: ReferenceLine, core: BoolMap, options: WrinkleOptions
) -> FloatMap:
    """(n,) how far the section lies beside the line: first order least squares with a prior.

    The prior is the usual error of carrying a line; it keeps a flat stretch from running after
    the microrelief.
    """
    offset, share = line.section_offset_um, line.section_share
    step = line.step_um
    top, low = _sums(depths[:, core], share[core])
    depth = along_line(top, low, step, options.window_um)
    near = np.abs(offset) <= max(line.width_half_depth_um, 100.0)
    slope = np.gradient(share, offset)[near]
    valid = np.isfinite(depths[:, near])
    rest = np.where(valid, depths[:, near] - np.outer(depth, share[near]), 0.0)
    noise = float((rest * rest).sum()) / max(int(valid.sum()), 1)
    ones = np.ones(len(depth))
    pull = along_line(-(rest @ slope) * depth, ones, step, ASIDE_WINDOW_UM)
    stiff = along_line((valid @ (slope * slope)) * depth**2, ones, step, ASIDE_WINDOW_UM)
    found = pull / (stiff + noise / USUAL_ASIDE_UM**2 + 1e-12)
    return np.asarray(np.clip(found, -MOST_ASIDE_UM, MOST_ASIDE_UM))


def _at(mask: BoolMap, points_um: FloatMap, ground: Ground) -> BoolMap:
    rows, cols = mask.shape
    c = np.clip((points_um[:, 0] / ground.pitch_x_um).astype(np.intp), 0, cols - 1)
    r = np.clip((points_um[:, 1] / ground.pitch_y_um).astype(np.intp), 0, rows - 1)
    return np.asarray(mask[r, c])
