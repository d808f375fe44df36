"""Wrinkles and fine lines as findings: sums over the region, then each object by itself."""

import math
from collections.abc import Sequence

import numpy as np

from turgor.measure.stamp import Stamp
from turgor.measure.surface.pipeline import Layers
from turgor.measure.surface.wrinkle import Wrinkle, WrinkleMap, find_wrinkles
from turgor.measure.surface.wrinkle.along import ReferenceLine, depth_along, summed_up
from turgor.measure.surface.wrinkle.region import CLASSES, region_summary
from turgor.measure.surface.wrinkle.stated import (
    followed_values,
    object_values,
    region_values,
    wrinkle_conditions,
)
from turgor.metrics.measurand import ConditionValue
from turgor.record.finding import Finding
from turgor.record.height_map import BoolMap

_SHARED = ("device_class", "height_reference", "form", "s_filter", "s_nesting_um")
_NO_OBJECT = "no such object lies in the region"
_NO_LINE = "the baseline has no wrinkle in the region, or it was not measured again"


def search(layers: Layers) -> WrinkleMap:
    """The wrinkles of a map after S-filter and form, looked for in the whole field."""
    source = layers.source
    return find_wrinkles(layers.s_f_um, source.pitch_x_um, source.pitch_y_um)


def wrinkle_findings(
    stamp: Stamp, layers: Layers, found: WrinkleMap, evaluated: BoolMap
) -> list[Finding]:
    """Region sums for wrinkles, fine lines and both together, then every object inside.

    evaluated : (rows, cols) bool, measured points of the region. An object belongs to the region
    where most of its centre line lies inside; sums are cut at the region's edge.
    """
    shared = {name: layers.conditions()[name] for name in _SHARED}
    findings: list[Finding] = []
    for object_class in CLASSES:
        told = {**shared, **wrinkle_conditions(found.options, object_class)}
        summary = region_summary(found, evaluated, object_class)
        for metric, value in region_values(summary).items():
            findings.append(_stated(stamp, metric, told, value, _NO_OBJECT))
    for wrinkle in found.wrinkles:
        if _mostly_inside(found, wrinkle, evaluated):
            told = {**shared, **wrinkle_conditions(found.options, wrinkle.object_class)}
            findings += [
                stamp.of_item(str(wrinkle.id)).finding(metric, told, value)
                for metric, value in object_values(wrinkle).items()
            ]
    return findings


def followed_findings(
    stamp: Stamp,
    layers: Layers,
    found: WrinkleMap,
    lines: Sequence[ReferenceLine],
    region: BoolMap,
) -> list[Finding]:
    """Depth and volume along the baseline's lines, given in this map's frame.

    region : (rows, cols) bool, with its missing points: a line runs on through a gap.
    """
    source = layers.source
    pitches = source.pitch_x_um, source.pitch_y_um
    followed = depth_along(
        layers.s_f_um, *pitches, lines, region, found.options, beside=found.wrinkles
    )
    area_cm2 = float(np.count_nonzero(region)) * pitches[0] * pitches[1] / 1e8
    values = followed_values(summed_up(followed, area_cm2))
    shared = {name: layers.conditions()[name] for name in _SHARED}
    told = {**shared, **wrinkle_conditions(found.options, "all")}
    return [_stated(stamp, metric, told, value, _NO_LINE) for metric, value in values.items()]


def _stated(
    stamp: Stamp, metric: str, conditions: dict[str, ConditionValue], value: float, reason: str
) -> Finding:
    if math.isfinite(value):
        return stamp.finding(metric, conditions, value)
    return stamp.finding(metric, conditions, None, reason=reason)


def _mostly_inside(found: WrinkleMap, wrinkle: Wrinkle, evaluated: BoolMap) -> bool:
    rows, cols = evaluated.shape
    line = wrinkle.centre_line_um
    c = np.clip((line[:, 0] / found.pitch_x_um).astype(np.intp), 0, cols - 1)
    r = np.clip((line[:, 1] / found.pitch_y_um).astype(np.intp), 0, rows - 1)
    near = evaluated[r, c] | (found.labels[r, c] == wrinkle.id) & _in_box(evaluated, r, c)
    return bool(near.mean() > 0.5)


def _in_box(evaluated: BoolMap, r: np.ndarray, c: np.ndarray) -> np.ndarray:
    """Whether points lie within the region's bounding box, so that a gap does not lose them."""
    rows = np.flatnonzero(evaluated.any(axis=1))
    cols = np.flatnonzero(evaluated.any(axis=0))
    if rows.size == 0:
        return np.zeros(r.shape, dtype=np.bool_)
    inside: np.ndarray = (r >= rows[0]) & (r <= rows[-1]) & (c >= cols[0]) & (c <= cols[-1])
    return inside
