"""Candidates: lines that are being measured, and how lid, place and shape settle together."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from turgor.measure.surface.wrinkle.centreline import (
    lengthened,
    moved_sideways,
    smooth_line,
)
from turgor.measure.surface.wrinkle.claim import cover_tube
from turgor.measure.surface.wrinkle.grid import WorkingGrid
from turgor.measure.surface.wrinkle.lid import Lid, fit_lid
from turgor.measure.surface.wrinkle.options import WrinkleOptions
from turgor.measure.surface.wrinkle.profile import steady_profile, stretches
from turgor.measure.surface.wrinkle.section import Ground, strip
from turgor.measure.surface.wrinkle.shape import Shape, fit_shape, sideways_um
from turgor.record.height_map import FloatMap

#: distance of points along a centre line and across a strip, µm
STEP_UM = 80.0
ACROSS_UM = 20.0

#: a line of which more than this share lies inside a stronger one is its echo
MOST_SHARED = 0.6

#: how often a line is moved onto its bottom in the first round, and in each later one
MOVES = (2, 2)

#: standard deviation of the smoothing of a centre line, µm
LINE_SIGMA_UM = 250.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line with its shape (None before it was measured) and the reach kept out of the lid."""

    line_um: FloatMap
    reach_um: float
    shape: Shape | None = None
    depths_um: FloatMap | None = None


def settle(
    surface_um: FloatMap,
    pitch_um: tuple[float, float],
    grid: WorkingGrid,
    lines: list[tuple[FloatMap, float]],
    options: WrinkleOptions,
    rounds: int = 3,
) -> tuple[list[Candidate], Lid]:
    """Measure every line against a lid fitted outside all of them, until widths have settled."""
    found = [
        Candidate(smooth_line(line, STEP_UM, LINE_SIGMA_UM), 2.2 * scale + 100.0)
        for line, scale in lines
    ]
    for number in range(rounds):
        found = _without_echoes(found, grid)
        cover = _cover(grid, found)
        lid = fit_lid(grid, cover == 0, options.lid_sigma_um, options.lid_spacing_um)
        core = _cover(grid, found, core=True)
        ground = Ground(surface_um, pitch_um[0], pitch_um[1], lid, core, grid.cell_um)
        found = [
            piece
            for n, item in enumerate(found)
            for piece in _measured(
                item, ground, n + 1, options, moves=1 if number else 2, trim=number > 0
            )
            if _plausible(piece, options)
        ]
    cover = _cover(grid, found)
    lid = fit_lid(grid, cover == 0, options.lid_sigma_um, options.lid_spacing_um)
    core = _cover(grid, found, core=True)
    ground = Ground(surface_um, pitch_um[0], pitch_um[1], lid, core, grid.cell_um)
    found = [
        piece
        for n, item in enumerate(found)
        for piece in _measured(item, ground, n + 1, options, 0, True)
    ]
    return found, lid


def _without_echoes(found: list[Candidate], grid: WorkingGrid) -> list[Candidate]:
    """Drop lines that run mostly inside a stronger one: oblique echoes of wide, deep wrinkles."""
    cover = np.zeros(grid.height_um.shape, dtype=np.int32)
    kept: list[Candidate] = []
    for item in found:
        place = (item.line_um / grid.cell_um).astype(np.intp)
        at = np.clip(place, 0, np.array(cover.shape[::-1]) - 1)
        if np.mean(cover[at[:, 1], at[:, 0]] != 0) > MOST_SHARED:
            continue
        kept.append(item)
        cover_tube(cover, grid.cell_um, item.line_um, item.reach_um, len(kept))
    return kept


def _cover(grid: WorkingGrid, found: list[Candidate], core: bool = False) -> NDArray[np.int32]:
    """Numbers of the objects on the working grid: the reach kept out of the lid, or their cores."""
    cover = np.zeros(grid.height_um.shape, dtype=np.int32)
    for n, item in enumerate(found):
        reach = 0.7 * item.reach_um if core else item.reach_um
        if core and item.shape is not None:
            reach = 1.1 * (item.shape.core_left_um + item.shape.core_right_um)
        cover_tube(cover, grid.cell_um, item.line_um, reach, n + 1)
    return cover


def _measured(
    item: Candidate,
    ground: Ground,
    number: int,
    options: WrinkleOptions,
    moves: int,
    trim: bool,
) -> list[Candidate]:
    """Cut the strip, move the line onto the bottom, fit the shape; trim and part the line."""
    line = lengthened(item.line_um, 400.0, STEP_UM) if moves and trim else item.line_um
    span = max(600.0, min(2.2 * item.reach_um, 3000.0))
    across = min(max(item.reach_um / 36.0, ACROSS_UM), 2.0 * ACROSS_UM)
    half = round(span / across)
    offset = np.asarray(np.arange(-half, half + 1) * across, dtype=np.float64)
    depths = strip(ground, line, offset, number)
    shape = fit_shape(depths, offset, STEP_UM, options.window_um)
    for _ in range(moves):
        shift = sideways_um(depths, shape, STEP_UM, options.window_um)
        line = smooth_line(moved_sideways(line, shift), STEP_UM, 0.6 * LINE_SIGMA_UM)
        depths = strip(ground, line, offset, number)
        shape = fit_shape(depths, offset, STEP_UM, options.window_um)
    inside = ground.holds(line)
    whole = (int(np.argmax(inside)), len(inside) - int(np.argmax(inside[::-1])))
    ranges = [whole]
    if trim:
        ranges = stretches(shape.top, shape.low, inside, STEP_UM, options)
    width = shape.core_left_um + shape.core_right_um
    zone = max(shape.zone_left_um, shape.zone_right_um, 0.9 * width)
    pieces = []
    for first, end in ranges:
        top, low = shape.top[first:end], shape.low[first:end]
        depth = steady_profile(top, low, STEP_UM)
        part = replace(shape, depth_um=depth, top=top, low=low)
        pieces.append(Candidate(line[first:end], 1.15 * zone + 100.0, part, depths[first:end]))
    return pieces


def _plausible(item: Candidate, options: WrinkleOptions) -> bool:
    """Whether a candidate is still a valley that is worth another round."""
    if item.shape is None or len(item.line_um) < 0.6 * options.least_length_mm * 1000.0 / STEP_UM:
        return False
    if float(np.mean(item.shape.low > 0.25)) < 0.3:
        return False
    return float(np.percentile(item.shape.depth_um, 95)) >= 0.6 * options.least_depth_um
