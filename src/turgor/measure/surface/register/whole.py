"""The whole job: two height maps of one region become one frame, or a reason why not."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from turgor.compute import worker_count
from turgor.measure.surface.register.coarse import Candidate, search
from turgor.measure.surface.register.guard import RegistrationLimits, require_same_skin
from turgor.measure.surface.register.nonrigid import SOFT, STIFF, refine_smooth
from turgor.measure.surface.register.prepare import (
    Band,
    FloatImage,
    Relief,
    choose_band,
    finer_part,
    halved,
    relief_of,
)
from turgor.measure.surface.register.refine import fit_blocks, refine_rigid
from turgor.measure.surface.register.transform import Grid, Registration, Transform, still_field
from turgor.measure.surface.register.warp import look_up
from turgor.record.height_map import FloatMap, HeightMap

_DEFAULT_LIMITS = RegistrationLimits()
#: (level, most steps, bending), after the stiff start on the coarsest level
_SCHEDULE = ((2, 8, SOFT), (1, 5, SOFT), (0, 3, SOFT))
_JUDGED_IN_PITCHES = 100.0
_LEAST_BLOCK_CORRELATION = 0.25
#: a block that asks for a longer move doesn't fit; a rigid pose leaves a bend of the skin to it
_LARGEST_MOVE_IN_PITCHES = {True: 0.75, False: 3.0}


def register(
    baseline: HeightMap,
    followup: HeightMap,
    *,
    non_rigid: bool = True,
    limits: RegistrationLimits = _DEFAULT_LIMITS,
) -> Registration:
    """Find the baseline's skin in the follow-up.

    The maps may differ in pitch, size, tilt, form, noise and gaps (NaN). ``non_rigid`` adds a
    smooth, stiff displacement with nodes ``limits.node_um`` apart to the rigid move.

    Errors: RegistrationError with the reason where there is no reliable match, the overlap or
    the correlation is too small, or the skin was stretched beyond ``limits``.
    """
    band = choose_band(baseline, followup)
    (fine_b, height_b), (fine_f, height_f) = _both(baseline, followup, band)
    levels = [(fine_b, fine_f)]
    for _ in range(2):
        levels.append((halved(levels[-1][0]), halved(levels[-1][1])))
    transform = _start(levels, baseline, limits, band, non_rigid)
    if non_rigid:
        transform = _smooth(levels, transform)
    else:
        for pair in (levels[1], levels[0]):
            transform, _ = refine_rigid(*pair, transform, _block_um(pair[0]))
    found = _judged(levels, transform, (baseline, followup), (height_b, height_f), band, non_rigid)
    require_same_skin(found, limits)
    return found


def _both(
    baseline: HeightMap, followup: HeightMap, band: Band
) -> tuple[tuple[Relief, FloatImage], tuple[Relief, FloatImage]]:
    if worker_count() < 2:
        return relief_of(baseline, band, "baseline"), relief_of(followup, band, "follow-up")
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(relief_of, baseline, band, "baseline")
        second = pool.submit(relief_of, followup, band, "follow-up")
        return first.result(), second.result()


def _block_um(relief: Relief) -> float:
    return max(500.0, 6.0 * relief.pitch_x_um, 6.0 * relief.pitch_y_um)


def _start(
    levels: list[tuple[Relief, Relief]],
    baseline: HeightMap,
    limits: RegistrationLimits,
    band: Band,
    non_rigid: bool,
) -> Transform:
    """The start: each coarse candidate refined on the coarsest level, judged by the finer relief.

    Wrinkles run side by side, so the coarse score alone may prefer a slide along them.
    """
    base, follow = levels[-1]
    # Searched down to half the limit, so that a pair that overlaps too little is told as that.
    least = 0.5 * limits.least_overlap_fraction
    candidates = search(base, follow, limits.largest_rotation_deg, least)
    grid = Grid(baseline.shape, baseline.pitch_x_um, baseline.pitch_y_um)
    judged = tuple(finer_part(relief, _finer_um(band)) for relief in levels[-1])
    tried: list[tuple[float, Transform]] = []
    seen: list[Transform] = []
    for candidate in candidates:
        transform = _rigid(candidate, grid, limits)
        transform, _ = refine_rigid(base, follow, transform, _block_um(base), steps=8)
        if any(_alike(transform, other) for other in seen):
            continue
        seen.append(transform)
        if non_rigid:
            transform, _ = refine_smooth(base, follow, transform, _block_um(base), 12, STIFF)
        fit = fit_blocks(judged[0], judged[1], transform, _block_um(base))
        share = _overlap(transform, grid, _grid_of(follow))
        tried.append((fit.whole_correlation * float(np.sqrt(share)), transform))
    return max(tried, key=lambda item: item[0])[1]


def _alike(one: Transform, other: Transform) -> bool:
    apart = np.subtract(one.shift_um, other.shift_um)
    return abs(one.rotation_deg - other.rotation_deg) < 0.2 and float(np.hypot(*apart)) < 60.0


def _finer_um(band: Band) -> float:
    """Longest wavelength of the relief that tells one person's skin from another's.

    Wrinkles look alike on everyone; cells and furrows don't.
    """
    return 1.5 * float(np.sqrt(band.short_um * band.long_um))


def _rigid(candidate: Candidate, grid: Grid, limits: RegistrationLimits) -> Transform:
    field = still_field(grid, limits.node_um)
    return Transform(candidate.rotation_deg, candidate.shift_um, grid.centre_um, field)


def _grid_of(relief: Relief) -> Grid:
    rows, cols = relief.value.shape
    return Grid((rows, cols), relief.pitch_x_um, relief.pitch_y_um)


def _smooth(levels: list[tuple[Relief, Relief]], transform: Transform) -> Transform:
    for level, steps, bending in _SCHEDULE:
        pair = levels[level]
        transform, _ = refine_smooth(*pair, transform, _block_um(pair[0]), steps, bending)
    return transform


def _overlap(transform: Transform, base: Grid, follow: Grid) -> float:
    """Share of the baseline's field whose points fall into the follow-up's field."""
    width, height = base.size_um
    side = (np.arange(64) + 0.5) / 64.0
    grid_x, grid_y = np.meshgrid(side * width, side * height)
    points = transform.forward(np.stack([grid_x.ravel(), grid_y.ravel()], axis=1))
    across, down = follow.size_um
    inside = (points >= 0.0).all(axis=1) & (points[:, 0] <= across) & (points[:, 1] <= down)
    return float(inside.mean())


def _judged(
    levels: list[tuple[Relief, Relief]],
    transform: Transform,
    maps: tuple[HeightMap, HeightMap],
    heights: tuple[FloatImage, FloatImage],
    band: Band,
    non_rigid: bool,
) -> Registration:
    """State how well the follow-up lies on the baseline."""
    base, follow = levels[0]
    grids = [Grid(item.shape, item.pitch_x_um, item.pitch_y_um) for item in maps]
    judged = tuple(finer_part(relief, _finer_um(band)) for relief in levels[1])
    fit = fit_blocks(judged[0], judged[1], transform, _JUDGED_IN_PITCHES * band.pitch_um)
    whole_weight = fit.weight.sum()
    full = fit.weight > 0.15 * max(1.0, float(fit.weight.max()))
    moves = fit.moves_um()
    length = np.hypot(moves[:, 0], moves[:, 1])
    largest_um = _LARGEST_MOVE_IN_PITCHES[non_rigid] * band.pitch_um
    fits = (length < largest_um) & (fit.correlation > _LEAST_BLOCK_CORRELATION)
    told = full & np.isfinite(length)
    points = fit.centres_um[full]
    strain = np.abs(transform.field.strain_at(points)) if len(points) else np.zeros((1, 2))
    return Registration(
        transform=transform,
        baseline_grid=grids[0],
        followup_grid=grids[1],
        non_rigid=non_rigid,
        overlap_fraction=_overlap(transform, *grids),
        shared_fraction=float(whole_weight / max(1e-9, float(judged[0].weight.sum()))),
        correlation=fit.whole_correlation,
        agreement_fraction=float(fits[full].mean()) if full.any() else 0.0,
        residual_rms_um=_residual(base, follow, heights, transform),
        residual_displacement_um=float(np.median(length[told])) if told.any() else float("nan"),
        slope_rms=_slope(base, heights[0]),
        strain_pct=100.0 * float(np.percentile(strain.max(axis=1), 95.0)),
        band_um=(band.short_um, band.long_um),
    )


def _residual(
    base: Relief, follow: Relief, heights: tuple[FloatImage, FloatImage], transform: Transform
) -> float:
    """Rms difference in µm of the band-limited heights over the shared measured area."""
    later = _known(heights[1], follow)
    again = look_up(later, _grid_of(follow), _grid_of(base), transform)
    difference = again - _known(heights[0], base)
    shared = np.isfinite(difference)
    return float(np.sqrt(np.mean(difference[shared] ** 2))) if shared.any() else float("nan")


def _slope(base: Relief, heights: FloatImage) -> float:
    """Rms slope along a direction (mean of x and y) of the band-limited heights."""
    known = _known(heights, base)
    along_x = np.diff(known, axis=1) / base.pitch_x_um
    along_y = np.diff(known, axis=0) / base.pitch_y_um
    squares = [float(np.nanmean(part**2)) for part in (along_x, along_y)]
    return float(np.sqrt(np.mean(squares)))


def _known(heights: FloatImage, relief: Relief) -> FloatMap:
    return np.where(relief.weight > 0.5, heights, np.nan).astype(np.float64)
