"""One height map, the whole job: operators, wrinkles set apart, every finding of the surface."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from turgor.errors import MeasureError
from turgor.measure.stamp import Stamp
from turgor.measure.surface.areal_findings import areal_findings
from turgor.measure.surface.pipeline import RAW, SKIN, Layers, Pipeline, prepare, scale_limited
from turgor.measure.surface.plausibility import plausibility_flags
from turgor.measure.surface.profile_findings import profile_findings
from turgor.measure.surface.stamp import surface_stamp
from turgor.measure.surface.wrinkle import WrinkleMap
from turgor.measure.surface.wrinkle.along import ReferenceLine, reference_lines
from turgor.measure.surface.wrinkle.region import wrinkle_mask
from turgor.measure.surface.wrinkle_findings import followed_findings, search, wrinkle_findings
from turgor.record.finding import Finding
from turgor.record.height_map import BoolMap, HeightMap

#: A region needs this many measured points to be worth a number.
LEAST_POINTS = 64


@dataclass(frozen=True, slots=True)
class SurfaceMeasurement:
    """What one capture gave.

    wrinkles : the objects found, None where the raw pipeline was asked for.
    missing_share : share of the evaluated region that was not measured, 0 to 1.
    """

    findings: tuple[Finding, ...]
    wrinkles: WrinkleMap | None
    flags: tuple[str, ...]
    missing_share: float


def measure_height_map(
    height_map: HeightMap,
    *,
    capture_sha256: str,
    region_mask: BoolMap | None = None,
    region: str = "",
    replicate: int = 1,
    pipeline: Pipeline = SKIN,
    followed: Sequence[ReferenceLine] | Literal["own"] | None = None,
) -> SurfaceMeasurement:
    """Every finding of one height map inside a region.

    Operators run on the whole map and parameters are evaluated inside ``region_mask`` (rows,
    cols; None for the whole map), so that a region's edge never bends a filter. With RAW only the
    areal set of the mean-free heights is stated.

    followed : the baseline's wrinkles in this map's frame, along which depth is stated whatever is
    left of them; "own" where this map is that baseline; None states no such depth.

    Errors: MeasureError where the region holds too few measured points.
    """
    mask = np.ones(height_map.shape, dtype=np.bool_) if region_mask is None else region_mask
    evaluated = mask & height_map.valid
    points, wanted = int(evaluated.sum()), int(mask.sum())
    if points < LEAST_POINTS:
        raise MeasureError(
            f"{points} measured points of {wanted} lie in the region, and {LEAST_POINTS} are "
            "needed: check the capture for dropouts, or measure a larger field or region"
        )
    pitches = height_map.pitch_x_um, height_map.pitch_y_um
    layers = prepare(height_map, pipeline)
    sq_um = float(np.nanstd(layers.s_f_um, where=evaluated))
    stated = (*height_map.flags, *layers.flags, *plausibility_flags(height_map, sq_um))
    flags = tuple(dict.fromkeys(stated))
    stamp = surface_stamp(capture_sha256, height_map.device, region, replicate, flags)
    missing = 1.0 - points / wanted
    if pipeline == RAW:
        raw = areal_findings(stamp, layers.conditions(), layers.s_f_um, *pitches, evaluated)
        return SurfaceMeasurement(tuple(raw), None, flags, missing)
    wrinkles = search(layers)
    findings = wrinkle_findings(stamp, layers, wrinkles, evaluated)
    if followed is not None:
        lines = reference_lines(wrinkles) if followed == "own" else tuple(followed)
        findings += followed_findings(stamp, layers, wrinkles, lines, mask)
    findings += _whole_surface(stamp, layers, evaluated)
    findings += _microrelief(stamp, layers, wrinkles, evaluated)
    findings += profile_findings(stamp, layers.conditions(), layers.s_f_um, *pitches, evaluated)
    return SurfaceMeasurement(tuple(findings), wrinkles, flags, missing)


def _whole_surface(stamp: Stamp, layers: Layers, evaluated: BoolMap) -> list[Finding]:
    """The areal set of the S-L surface with its wrinkles, as other programs state it."""
    source = layers.source
    surface = scale_limited(layers)
    told = layers.conditions("whole", scale_limited=True)
    return areal_findings(stamp, told, surface, source.pitch_x_um, source.pitch_y_um, evaluated)


def _microrelief(
    stamp: Stamp, layers: Layers, wrinkles: WrinkleMap, evaluated: BoolMap
) -> list[Finding]:
    """The areal set of what lies between the wrinkles; nothing where there are none."""
    apart = wrinkle_mask(wrinkles)
    rest = evaluated & ~apart
    if int(rest.sum()) < LEAST_POINTS:
        return []
    source = layers.source
    surface = scale_limited(layers, exclude=apart)
    told = layers.conditions("microrelief")
    return areal_findings(stamp, told, surface, source.pitch_x_um, source.pitch_y_um, rest)
