"""What the wrinkles of one region add up to, cut at the region's edge."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import maximum_filter1d

from turgor.errors import InputError
from turgor.measure.surface.wrinkle.found import Wrinkle, WrinkleMap
from turgor.record.height_map import BoolMap, FloatMap

CLASSES = ("wrinkle", "line", "all")

#: an object counts for a region where this share of its length, or the least length, lies inside
LEAST_INSIDE = 0.5


@dataclass(frozen=True, slots=True)
class RegionSummary:
    """Sums and means over the objects of one class inside a region.

    area_cm2 : the region's points that were measured or bridged by an object.
    depth_mean_um, depth_p95_um, width_half_depth_um : weighted by length inside; NaN without
        objects. orientation_deg : axial mean by length, 0 to 180°; coherence : 0 (all
        directions) to 1 (parallel).
    """

    object_class: str
    area_cm2: float
    count: int
    length_mm: float
    length_density_mm_cm2: float
    area_share_pct: float
    volume_mm3: float
    volume_density_mm3_cm2: float
    depth_mean_um: float
    depth_p95_um: float
    width_half_depth_um: float
    orientation_deg: float
    coherence: float


def region_summary(
    found: WrinkleMap, evaluated_mask: BoolMap | None = None, object_class: str = "all"
) -> RegionSummary:
    """Sum up the objects inside ``evaluated_mask`` (rows, cols), True inside the region.

    A centre line counts as far as it runs inside, with its depth, section and volume there. Where
    objects cross, area and volume go to the one that is deeper there, so nothing counts twice.

    Errors: InputError for a mask of another shape, an unknown class, or a region without points.
    """
    if object_class not in CLASSES:
        raise InputError(f"class '{object_class}' is unknown; allowed: {', '.join(CLASSES)}")
    mask = np.ones(found.labels.shape, np.bool_) if evaluated_mask is None else evaluated_mask
    if mask.shape != found.labels.shape:
        raise InputError(
            f"region mask is {mask.shape}, the wrinkle map {found.labels.shape}; give one shape"
        )
    cell_cm2 = found.pitch_x_um * found.pitch_y_um / 1e8
    area_cm2 = float(np.count_nonzero(mask & (found.searched | (found.labels > 0)))) * cell_cm2
    if area_cm2 <= 0:
        raise InputError("the region holds no measured point; move it onto the map")
    chosen = [w for w in found.wrinkles if object_class in ("all", w.object_class)]
    pieces = [_inside(found, w, mask) for w in chosen]
    length_um = np.concatenate([p.length_um for p in pieces]) if pieces else np.zeros(0)
    depth_um = np.concatenate([w.depth_profile_um for w in chosen]) if pieces else np.zeros(0)
    total_um = float(length_um.sum())
    volume_mm3 = sum(p.volume_mm3 for p in pieces)
    least_mm = found.options.least_length_mm
    count = sum(
        float(p.length_um.sum()) >= 1000.0 * min(LEAST_INSIDE * w.length_mm, least_mm)
        for p, w in zip(pieces, chosen, strict=True)
    )
    wanted = np.zeros(len(found.wrinkles) + 1, dtype=np.bool_)
    wanted[[w.id for w in chosen]] = True
    area_share = float(np.count_nonzero(wanted[found.labels] & mask)) * cell_cm2 / area_cm2
    turn, coherence = _direction(chosen, pieces)
    width = sum(
        float(p.length_um.sum()) * w.width_half_depth_um
        for p, w in zip(pieces, chosen, strict=True)
    )
    return RegionSummary(
        object_class=object_class,
        area_cm2=area_cm2,
        count=int(count),
        length_mm=total_um / 1000.0,
        length_density_mm_cm2=total_um / 1000.0 / area_cm2,
        area_share_pct=100.0 * area_share,
        volume_mm3=volume_mm3,
        volume_density_mm3_cm2=volume_mm3 / area_cm2,
        depth_mean_um=float(depth_um @ length_um) / total_um if total_um > 0 else math.nan,
        depth_p95_um=_percentile(depth_um, length_um, 95.0),
        width_half_depth_um=width / total_um if total_um > 0 else math.nan,
        orientation_deg=turn,
        coherence=coherence,
    )


def wrinkle_mask(found: WrinkleMap, shoulder_um: float = 150.0) -> BoolMap:
    """(rows, cols) True on every object and a shoulder of this width around it.

    Microrelief is what lies outside.
    """
    grown = (found.labels > 0).astype(np.uint8)
    if not grown.any():
        return np.zeros(grown.shape, dtype=np.bool_)
    for axis, pitch in ((0, found.pitch_y_um), (1, found.pitch_x_um)):
        size = 2 * math.ceil(shoulder_um / pitch) + 1
        grown = maximum_filter1d(grown, size, axis=axis, mode="constant")
    return np.asarray(grown > 0)


@dataclass(frozen=True, slots=True)
class _Piece:
    """length_um : (n,) length that each point of a centre line stands for, 0 outside."""

    length_um: FloatMap
    volume_mm3: float


def _inside(found: WrinkleMap, wrinkle: Wrinkle, mask: BoolMap) -> _Piece:
    rows, cols = mask.shape
    line = wrinkle.centre_line_um
    c = np.clip((line[:, 0] / found.pitch_x_um).astype(np.intp), 0, cols - 1)
    r = np.clip((line[:, 1] / found.pitch_y_um).astype(np.intp), 0, rows - 1)
    length = np.where(mask[r, c], wrinkle.step_um, 0.0)
    owner = found.labels[r, c]
    own = (owner == wrinkle.id) | (owner == 0)
    volume = float((length * own) @ wrinkle.cross_section_profile_um2) / 1e9
    return _Piece(length, volume)


def _percentile(value: FloatMap, weight: FloatMap, percent: float) -> float:
    kept = weight > 0
    if not kept.any():
        return math.nan
    order = np.argsort(value[kept])
    share = np.cumsum(weight[kept][order]) / weight.sum()
    return float(np.interp(percent / 100.0, share, value[kept][order]))


def _direction(chosen: list[Wrinkle], pieces: list[_Piece]) -> tuple[float, float]:
    """Axial mean direction by length inside, and its resultant length."""
    total = 0.0
    c = s = 0.0
    for wrinkle, piece in zip(chosen, pieces, strict=True):
        steps = np.diff(wrinkle.centre_line_um, axis=0)
        angle = 2.0 * np.arctan2(steps[:, 1], steps[:, 0])
        weight = 0.5 * (piece.length_um[1:] + piece.length_um[:-1])
        c += float(weight @ np.cos(angle))
        s += float(weight @ np.sin(angle))
        total += float(weight.sum())
    if total <= 0:
        return math.nan, math.nan
    return math.degrees(0.5 * math.atan2(s, c)) % 180.0, math.hypot(c, s) / total
