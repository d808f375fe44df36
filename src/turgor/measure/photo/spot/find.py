"""Find the spots of one photograph on its melanin-like and redness-like index maps."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.compute import map_strips
from turgor.measure.photo.register.opencv import opencv
from turgor.measure.photo.spot.background import (
    BoolMask,
)
from turgor.measure.photo.spot.contrast import Reading
from turgor.measure.photo.spot.kind import is_shadow, kind_of, turn_from
from turgor.measure.photo.spot.options import SpotOptions
from turgor.measure.photo.spot.outline import FINER, Outline, half_contrast_outline
from turgor.measure.photo.spot.scene import AnyFloatImage, Readings, Scene, make_scene, read_all
from turgor.measure.photo.spot.seed import Seed, find_seeds
from turgor.measure.photo.spot.spot import KINDS, Spot, SpotSet

_DEFAULT_OPTIONS = SpotOptions()
_LEAST_SEEN = 0.97
#: a seed tells contrast roughly, so this share of what is asked of an outline is asked of it
_SEED_SHARE = 0.8
_LEAST_RING_SEEN = 0.4


@dataclass(frozen=True, slots=True)
class Candidate:
    """An outline found on one map (0 = mi, 1 = ei), with its contrast on both."""

    source: int
    outline: Outline
    readings: Readings
    kind: int
    significance: float


def find_spots(
    mi_rgb: AnyFloatImage,
    ei_rgb: AnyFloatImage,
    *,
    exclude: BoolMask | None = None,
    mm_per_px: float | None = None,
    options: SpotOptions = _DEFAULT_OPTIONS,
) -> SpotSet:
    """Spots that are darker (pigment) or redder (vascular) than the skin around them.

    mi_rgb, ei_rgb : (rows, cols), index maps in which more pigment or blood is more; NaN where
    unknown. exclude : True where there is no skin to search (chart, hair, eyes, lips).

    Errors: InputError where the shapes differ or the scale leaves spots too small to see.
    """
    scene = make_scene(mi_rgb, ei_rgb, exclude, mm_per_px, options)
    rejected: Counter[str] = Counter()

    def sought(first: int, end: int) -> list[list[Seed]]:
        flats, least = scene.flats[first:end], options.least_contrast
        return [find_seeds(flat, scene.usable, scene.radii_px, least) for flat in flats]

    seeds = [found for part in map_strips(sought, 2, least=1) for found in part]
    candidates = [
        one
        for source in (0, 1)
        for one in _candidates(scene, source, seeds[source], options, rejected)
    ]
    kept = _distinct(candidates, scene.usable.shape)
    others = painted([one.outline.points_px for one in kept], scene.usable.shape)
    spots = []
    for one in sorted(kept, key=lambda item: -item.outline.area_px2):
        readings = read_all(scene, one.outline.points_px, one.outline.area_px2, others)
        spots.append((one, readings))
    counts: Counter[str] = Counter()
    made = []
    for one, readings in spots:
        kind = KINDS[one.kind]
        counts[kind] += 1
        made.append(
            spot_of(f"{kind}-{counts[kind]:02d}", kind, one.outline, readings, scene, mm_per_px)
        )
    return SpotSet(
        tuple(made), (int(scene.usable.shape[0]), int(scene.usable.shape[1])), mm_per_px,
        float(scene.usable.sum()), dict(sorted(rejected.items())), *scene.noises,
    )  # fmt: skip


def spot_of(
    spot_id: str,
    kind: str,
    outline: Outline,
    readings: Readings,
    scene: Scene,
    mm_per_px: float | None,
) -> Spot:
    """A spot from its outline, with what noise makes of its area and contrasts."""  # fmt: skip
    u_mi, u_ei, u_green = (noise.at(outline.area_px2) for noise in scene.noises)
    u_area = area_u_px2(outline, (u_mi, u_ei)[outline.source])
    square_mm = None if mm_per_px is None else mm_per_px**2
    return Spot(
        id=spot_id,
        kind=kind,
        source=outline.source,
        centroid_px=outline.centroid_px,
        outline_px=outline.points_px,
        area_px2=outline.area_px2,
        u_area_px2=u_area,
        area_mm2=None if square_mm is None else outline.area_px2 * square_mm,
        u_area_mm2=None if square_mm is None else u_area * square_mm,
        contrast_mi=readings[0].contrast,
        u_contrast_mi=u_mi,
        contrast_ei=readings[1].contrast,
        u_contrast_ei=u_ei,
        contrast_green=readings[2].contrast,
        u_contrast_green=u_green,
        aspect=outline.aspect,
        flags=_flags(readings, (u_mi, u_ei), scene.dividing_deg),
    )


def _flags(readings: Readings, u: tuple[float, float], dividing_deg: float) -> tuple[str, ...]:
    away = np.radians(turn_from((readings[0].contrast, readings[1].contrast), dividing_deg))
    length = float(np.hypot(readings[0].contrast, readings[1].contrast))
    across = abs(float(np.sin(away))) * length
    said = {
        "ring-partly-hidden": readings[0].seen_ring < 0.7,
        "kind-uncertain": across < 1.96 * float(max(u)),
    }
    return tuple(flag for flag, holds in said.items() if holds)


def area_u_px2(outline: Outline, u_contrast: float) -> float:
    """Standard uncertainty of the area: the level's over the slope at the border, all around.

    The level lies half way, so it moves by half of what the contrast moves; the quarter-pixel count
    adds its own rounding.
    """
    ahead = np.roll(outline.points_px, -1, axis=0)
    length = float(np.hypot(*(ahead - outline.points_px).T).sum())
    moved_px = 0.5 * u_contrast / max(outline.edge_slope, 1e-6)
    rounding_px2 = np.sqrt(length / FINER) / FINER / np.sqrt(12.0)
    return float(np.hypot(length * moved_px, rounding_px2))


def painted(outlines_px: list[NDArray[np.float64]], shape: tuple[int, ...]) -> BoolMask:
    """True on the pixels of any outline, one pixel wider."""
    cv2 = opencv()
    canvas = np.zeros(shape, np.uint8)
    for outline in outlines_px:
        whole = np.rint(outline).astype(np.int32).reshape(-1, 1, 2)
        cv2.fillPoly(canvas, [whole], 1)
        cv2.polylines(canvas, [whole], True, 1, 2)
    return np.asarray(canvas > 0)


def _candidates(
    scene: Scene, source: int, seeds: list[Seed], options: SpotOptions, rejected: Counter[str]
) -> list[Candidate]:
    flat, radii = scene.flats[source], scene.radii_px
    nothing = np.zeros(scene.usable.shape, np.bool_)
    claimed = np.zeros(scene.usable.shape, np.bool_)
    found = []
    for seed in seeds:
        if claimed[_pixel(claimed.shape, seed.x, seed.y)]:
            continue
        noise = scene.noises[source].at(np.pi * seed.radius_px**2)
        if seed.contrast < _SEED_SHARE * options.least_significance * noise:
            rejected["within-noise"] += 1
            continue
        outline = half_contrast_outline(
            flat, scene.usable, source, (seed.x, seed.y), seed.radius_px, 0.6 * radii[0]
        )
        reason = outline if isinstance(outline, str) else _shape_reason(outline, radii, options)
        if isinstance(outline, str) or reason:
            rejected[str(reason)] += 1
            continue
        readings = read_all(scene, outline.points_px, outline.area_px2, nothing)
        kind = kind_of((readings[0].contrast, readings[1].contrast), scene.dividing_deg)
        own = readings[source].contrast
        significance = own / scene.noises[source].at(outline.area_px2)
        reason = _reading_reason(readings[source], significance, options) or _colour_reason(
            readings, scene, outline.area_px2
        )
        if reason:
            rejected[reason] += 1
            continue
        _claim(claimed, outline)
        found.append(Candidate(source, outline, readings, kind, significance))
    return found


def _pixel(shape: tuple[int, ...], x: float, y: float) -> tuple[int, int]:
    return min(max(round(y), 0), shape[0] - 1), min(max(round(x), 0), shape[1] - 1)


def _claim(claimed: BoolMask, outline: Outline) -> None:
    cv2 = opencv()
    view = claimed.view(np.uint8)
    cv2.fillPoly(view, [np.rint(outline.points_px).astype(np.int32).reshape(-1, 1, 2)], 1)


def _shape_reason(outline: Outline, radii: tuple[float, float], options: SpotOptions) -> str:
    if outline.radius_px < radii[0]:
        return "too-small"
    if outline.radius_px > radii[1]:
        return "too-large"
    if outline.aspect > options.largest_aspect:
        return "elongated"
    return "ragged" if outline.solidity < options.least_solidity else ""


def _reading_reason(reading: Reading, significance: float, options: SpotOptions) -> str:
    if reading.seen_inside < _LEAST_SEEN or reading.seen_ring < _LEAST_RING_SEEN:
        return "at-edge"
    if not reading.contrast >= options.least_contrast:
        return "faint"
    if significance < options.least_significance:
        return "within-noise"
    return "too-dark" if reading.contrast > options.largest_contrast else ""


def _colour_reason(readings: Readings, scene: Scene, area_px2: float) -> str:
    """Neither pigment nor blood makes skin paler, and a shadow has no colour."""
    u_mi, u_ei = (noise.at(area_px2) for noise in scene.noises[:2])
    mi, ei = readings[0].contrast, readings[1].contrast
    if scene.tone is None:
        return ""
    if mi < -2.0 * u_mi:
        return "pale"
    return "shadow" if is_shadow((mi, ei), u_ei, scene.tone) else ""


def _distinct(candidates: list[Candidate], shape: tuple[int, ...]) -> list[Candidate]:
    """One for each place: the outline from the map that shows it most clearly."""
    taken = np.zeros(shape, np.bool_)
    kept = []
    for one in sorted(candidates, key=lambda item: -item.outline.clarity):
        x, y = one.outline.centroid_px
        points = np.rint(one.outline.points_px).astype(np.intp)
        shared = taken[
            np.clip(points[:, 1], 0, shape[0] - 1), np.clip(points[:, 0], 0, shape[1] - 1)
        ].mean()
        if taken[_pixel(shape, x, y)] or shared > 0.3:
            continue
        kept.append(one)
        _claim(taken, one.outline)
    return kept
