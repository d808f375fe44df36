"""From a surface to its wrinkles: detect, follow, measure against the lid, label."""

import numpy as np

from turgor.errors import InputError
from turgor.measure.surface.wrinkle.candidate import Candidate, settle
from turgor.measure.surface.wrinkle.centreline import arc_um, orientation_deg
from turgor.measure.surface.wrinkle.claim import claim_points
from turgor.measure.surface.wrinkle.found import IntMap, Wrinkle, WrinkleMap
from turgor.measure.surface.wrinkle.grid import fill_missing, working_grid
from turgor.measure.surface.wrinkle.junction import joined_pieces, straightest_pairs
from turgor.measure.surface.wrinkle.lid import fit_lid
from turgor.measure.surface.wrinkle.options import WrinkleOptions
from turgor.measure.surface.wrinkle.ridge import line_response
from turgor.measure.surface.wrinkle.shape import Shape
from turgor.measure.surface.wrinkle.trace import trace_lines
from turgor.measure.surface.wrinkle.verdict import is_reported, object_class
from turgor.record.height_map import BoolMap, FloatMap

DEFAULT = WrinkleOptions()


def find_wrinkles(
    surface_um: FloatMap,
    pitch_x_um: float,
    pitch_y_um: float,
    mask: BoolMap | None = None,
    options: WrinkleOptions = DEFAULT,
) -> WrinkleMap:
    """Find and measure the wrinkles and fine lines of a surface.

    surface_um : (rows, cols) float64 heights, µm, up positive, NaN = missing; S-filtered, form
        removed or not. mask : (rows, cols) bool, True where to search; all by default.
    A map that is too small to hold a wrinkle, or has no measured point, gives an empty result.

    Errors: InputError where shapes or pitches don't fit.
    """
    keep = _checked(surface_um, pitch_x_um, pitch_y_um, mask)
    grid = working_grid(surface_um, pitch_x_um, pitch_y_um, keep, options.grid_um)
    searched = keep & np.isfinite(surface_um)
    side_um = max(grid.height_um.shape) * grid.cell_um
    if min(grid.height_um.shape) < 8 or side_um < 1000.0 * options.least_length_mm:
        return _empty(surface_um, searched, pitch_x_um, pitch_y_um, options)
    known = np.isfinite(grid.height_um)
    if known.sum() < 64:
        return _empty(surface_um, searched, pitch_x_um, pitch_y_um, options)
    form = fit_lid(grid, known, 2.0 * options.lid_sigma_um, 2.0 * options.lid_spacing_um)
    level = form.sampled(grid.height_um.shape, grid.cell_um, grid.cell_um)
    filled = fill_missing(grid.height_um - level, grid.share)
    response = line_response(filled, known, grid.cell_um, options)
    lines = trace_lines(response, grid.cell_um, options)
    lines = joined_pieces(straightest_pairs(lines, grid.cell_um), grid.cell_um)
    surface = surface_um if mask is None else np.where(keep, surface_um, np.nan)
    found, lid = settle(surface, (pitch_x_um, pitch_y_um), grid, lines, options)
    found = [item for item in found if is_reported(item, found, options)]
    wrinkles, labels = _labelled(found, searched, pitch_x_um, pitch_y_um, options)
    lid_um = lid.sampled(surface_um.shape, pitch_x_um, pitch_y_um)
    return WrinkleMap(labels, lid_um, wrinkles, searched, pitch_x_um, pitch_y_um, options)


def _checked(
    surface_um: FloatMap, pitch_x_um: float, pitch_y_um: float, mask: BoolMap | None
) -> BoolMap:
    if surface_um.ndim != 2 or surface_um.size == 0:
        raise InputError("wrinkles: the surface must be a map of rows and columns with points")
    if not (pitch_x_um > 0 and pitch_y_um > 0):
        raise InputError("wrinkles: both pitches must be above 0 µm")
    if mask is None:
        return np.ones(surface_um.shape, dtype=np.bool_)
    if mask.shape != surface_um.shape:
        raise InputError(
            f"wrinkles: the mask is {mask.shape}, the surface {surface_um.shape}; give one shape"
        )
    return np.asarray(mask, dtype=np.bool_)


def _empty(
    surface_um: FloatMap, searched: BoolMap, pitch_x: float, pitch_y: float, options: WrinkleOptions
) -> WrinkleMap:
    labels = np.zeros(surface_um.shape, dtype=np.int32)
    level = float(np.mean(surface_um[searched])) if searched.any() else 0.0
    lid = np.full(surface_um.shape, level)
    return WrinkleMap(labels, lid, (), searched, pitch_x, pitch_y, options)


def _labelled(
    found: list[Candidate],
    searched: BoolMap,
    pitch_x: float,
    pitch_y: float,
    options: WrinkleOptions,
) -> tuple[tuple[Wrinkle, ...], IntMap]:
    labels = np.zeros(searched.shape, dtype=np.int32)
    best = np.zeros(searched.shape, dtype=np.float32)
    ranked = sorted(
        ((item, item.shape, item.depths_um) for item in found),
        key=lambda entry: (
            -float(np.percentile(entry[0].shape.depth_um, 95)) if entry[0].shape else 0.0
        ),
    )
    wrinkles: list[Wrinkle] = []
    for item, shape, depths in ranked:
        if shape is None or depths is None:
            continue
        wrinkle = _wrinkle(len(wrinkles) + 1, item.line_um, shape, depths, options)
        claim_points(
            labels, best, (pitch_x, pitch_y), item.line_um, shape.depth_um,
            (shape.offset_um, shape.share),
            (shape.zone_left_um - shape.bottom_um, shape.zone_right_um + shape.bottom_um),
            wrinkle.id,
        )  # fmt: skip
        wrinkles.append(wrinkle)
    return tuple(wrinkles), labels


def _wrinkle(
    number: int, line_um: FloatMap, shape: Shape, depths_um: FloatMap, options: WrinkleOptions
) -> Wrinkle:
    """Read the quantities off a settled shape."""
    along = arc_um(line_um)
    step = float(along[-1]) / (len(line_um) - 1)
    # Each point stands for one step, so half a step lies beyond the first and the last.
    length_um = step * len(line_um)
    zone = (shape.offset_um >= shape.bottom_um - shape.zone_left_um) & (
        shape.offset_um <= shape.bottom_um + shape.zone_right_um
    )
    across = float(shape.offset_um[1] - shape.offset_um[0])
    measured = np.isfinite(depths_um[:, zone])
    model = np.outer(shape.depth_um, shape.share[zone])
    section_um2 = np.where(measured, depths_um[:, zone], model).sum(axis=1) * across
    volume_um3 = float(section_um2.sum()) * step
    p95 = float(np.percentile(shape.depth_um, 95))
    return Wrinkle(
        id=number,
        object_class=object_class(p95, options),
        centre_line_um=line_um,
        depth_profile_um=shape.depth_um,
        cross_section_profile_um2=section_um2,
        section_offset_um=shape.offset_um - shape.bottom_um,
        section_share=shape.share,
        step_um=step,
        zone_left_um=shape.zone_left_um,
        zone_right_um=shape.zone_right_um,
        length_mm=length_um / 1000.0,
        depth_mean_um=float(shape.depth_um.mean()),
        depth_p95_um=p95,
        depth_max_um=float(shape.depth_um.max()),
        width_half_depth_um=shape.core_left_um + shape.core_right_um,
        cross_section_um2=volume_um3 / length_um,
        volume_mm3=volume_um3 / 1e9,
        area_mm2=length_um * (shape.zone_left_um + shape.zone_right_um) / 1e6,
        orientation_deg=orientation_deg(line_um),
        measured_share=float(measured.mean()),
    )
