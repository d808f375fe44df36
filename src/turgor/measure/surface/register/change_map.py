"""What changed in height, point by point, in the baseline's frame, and what not to read in it."""

from dataclasses import dataclass

import numpy as np

from turgor.errors import MeasureError
from turgor.measure.surface.register.prepare import SIGMA_AT_CUTOFF
from turgor.measure.surface.register.region import polygon_mask
from turgor.measure.surface.register.transform import Grid, Registration
from turgor.measure.surface.register.warp import look_up
from turgor.measure.surface.register.wide import (
    POWERS,
    blocks_for,
    polynomial_factors,
    robust_wide_mean,
    wide_mean,
)
from turgor.record.height_map import BoolMap, FloatMap, HeightMap

_FIT_SIDE = 200
_ROUNDS = 6
_TUKEY = 4.685


@dataclass(frozen=True, slots=True)
class ChangeMap:
    """Follow-up minus baseline on the baseline's points.

    change_um : (rows, cols) float64, µm, NaN outside the overlap and the region.
    pitch_x_um, pitch_y_um : the baseline's.
    short_um, long_um : wavelengths (50 %) of the filters applied to the difference; 0 = none.
    slip_um : height error to expect from misplacing alone: the registration's residual
        displacement times the rms slope of the baseline along it.
    background_um : robust standard deviation (1.4826 times the median deviation) of the whole map.
    overlap_fraction : share of the baseline's points that carry a change.
    """

    change_um: FloatMap
    pitch_x_um: float
    pitch_y_um: float
    short_um: float
    long_um: float
    slip_um: float
    background_um: float
    overlap_fraction: float

    @property
    def readable_um(self) -> float:
        """A change at one point below this is not to be read: 1.96 times slip and background."""
        return 1.96 * float(np.hypot(self.slip_um, self.background_um))

    @property
    def readable(self) -> BoolMap:
        """(rows, cols) bool, True where the change exceeds :attr:`readable_um`."""
        return np.abs(np.nan_to_num(self.change_um)) > self.readable_um


def resample_to_baseline(registration: Registration, followup: HeightMap) -> HeightMap:
    """The follow-up's heights at the baseline's points; form and tilt are left as they are.

    Cubic convolution where all sixteen neighbours were measured, else linear; NaN where the
    nearest point was not measured or lies outside the follow-up's field.

    Errors: MeasureError where the map is not the one that was registered.
    """
    _require(registration.followup_grid, followup, "follow-up")
    base = registration.baseline_grid
    height = look_up(followup.height_um, registration.followup_grid, base, registration.transform)
    moved = followup.with_heights(height)
    return HeightMap(
        height,
        base.pitch_x_um,
        base.pitch_y_um,
        moved.format_id,
        moved.device,
        moved.device_class,
        moved.height_reference,
        moved.settings,
        (*moved.flags, "resampled-to-baseline"),
    )


def change_map(
    registration: Registration,
    baseline: HeightMap,
    followup: HeightMap,
    *,
    polygon_um: FloatMap | None = None,
    short_um: float = 0.0,
    long_um: float = 8000.0,
) -> ChangeMap:
    """Follow-up minus baseline after common levelling.

    The difference loses its robust second-degree polynomial (another seat, another tilt) and
    what is longer than ``long_um`` (another pose; a robust mean); ``short_um`` smooths it. Both
    filters are Gaussians over measured points only; 0 leaves one out. ``polygon_um``, (n, 2) in
    µm on the baseline, limits the map to a region; none or empty = the whole overlap.

    Errors: MeasureError where a map is not the one that was registered, or nothing is shared.
    """
    _require(registration.baseline_grid, baseline, "baseline")
    _require(registration.followup_grid, followup, "follow-up")
    grid = registration.baseline_grid
    change = look_up(followup.height_um, registration.followup_grid, grid, registration.transform)
    change -= baseline.height_um
    if polygon_um is not None:
        change[~polygon_mask(polygon_um, grid.shape, grid.pitch_x_um, grid.pitch_y_um)] = np.nan
    shared = np.isfinite(change)
    if np.count_nonzero(shared) < 100:
        raise MeasureError(
            f"change map has {np.count_nonzero(shared)} points measured at both visits; at least "
            "100 are needed; draw the region inside the overlap"
        )
    _level(change)
    if long_um > 0.0:
        change -= _long_wave(change, shared, SIGMA_AT_CUTOFF * long_um, grid)
    if short_um > 0.0:
        change = _smoothed(change, shared, SIGMA_AT_CUTOFF * short_um, grid)
    change[~shared] = np.nan
    known = change[shared]
    middle = float(np.median(known))
    return ChangeMap(
        change_um=change,
        pitch_x_um=grid.pitch_x_um,
        pitch_y_um=grid.pitch_y_um,
        short_um=short_um,
        long_um=long_um,
        slip_um=registration.residual_displacement_um * registration.slope_rms,
        background_um=1.4826 * float(np.median(np.abs(known - middle))),
        overlap_fraction=float(shared.mean()),
    )


def _require(grid: Grid, height_map: HeightMap, whose: str) -> None:
    given = Grid(height_map.shape, height_map.pitch_x_um, height_map.pitch_y_um)
    if given != grid:
        raise MeasureError(
            f"{whose} has {given.shape} points at {given.pitch_x_um:g} by {given.pitch_y_um:g} µm, "
            f"registered was {grid.shape} at {grid.pitch_x_um:g} by {grid.pitch_y_um:g} µm; give "
            "the map that was registered"
        )


def _level(change: FloatMap) -> None:
    """Subtract the robust second-degree polynomial, in place (Tukey's weights on thinned points).

    Robust, because a wrinkle that changed is no reason to tilt the rest.
    """
    rows, cols = change.shape
    step_r, step_c = max(1, rows // _FIT_SIDE), max(1, cols // _FIT_SIDE)
    x, y = np.linspace(-1.0, 1.0, cols), np.linspace(-1.0, 1.0, rows)
    thin = change[::step_r, ::step_c]
    known = np.isfinite(thin)
    if np.count_nonzero(known) < 50:
        step_r = step_c = 1
        thin, known = change, np.isfinite(change)
    grid_x, grid_y = np.meshgrid(x[::step_c], y[::step_r])
    at_x, at_y, target = grid_x[known], grid_y[known], thin[known]
    weight = np.ones_like(target)
    factors = np.zeros(len(POWERS))
    for _ in range(_ROUNDS):
        factors = polynomial_factors(at_x, at_y, target, weight)
        left = target - sum(
            factor * at_x**i * at_y**j for (i, j), factor in zip(POWERS, factors, strict=True)
        )
        spread = 1.4826 * float(np.median(np.abs(left)))
        if not spread > 0.0:
            break
        weight = np.clip(1.0 - (left / (_TUKEY * spread)) ** 2, 0.0, None) ** 2
    for (i, j), factor in zip(POWERS, factors, strict=True):
        change -= np.outer(factor * y**j, x**i)


def _long_wave(change: FloatMap, known: BoolMap, sigma_um: float, grid: Grid) -> FloatMap:
    """Robust Gaussian mean: what changed in a wrinkle is not taken for a change of form."""
    blocks = blocks_for(grid.shape, (sigma_um / grid.pitch_y_um, sigma_um / grid.pitch_x_um))
    top = blocks.sums(np.where(known, change, 0.0))
    return blocks.spread(robust_wide_mean(top, blocks.sums(known), blocks.sigma, _ROUNDS))


def _smoothed(change: FloatMap, known: BoolMap, sigma_um: float, grid: Grid) -> FloatMap:
    """Gaussian mean over measured points."""
    sigma = (sigma_um / grid.pitch_y_um, sigma_um / grid.pitch_x_um)
    return wide_mean(np.where(known, change, 0.0), known.astype(np.float64), sigma)
