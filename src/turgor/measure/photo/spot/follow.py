"""Follow baseline's spots into a later photograph, one by one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.measure.photo.register import PhotoRegistration, warp_to_baseline
from turgor.measure.photo.spot.background import BoolMask, FloatImage
from turgor.measure.photo.spot.find import area_u_px2, find_spots, painted
from turgor.measure.photo.spot.options import SpotOptions
from turgor.measure.photo.spot.outline import Outline, half_contrast_outline
from turgor.measure.photo.spot.scene import AnyFloatImage, Scene, make_scene, read_all
from turgor.measure.photo.spot.spot import KINDS, Spot, SpotSet

STATES = ("followed", "faded-below-detection", "merged", "out-of-view", "new")

_DEFAULT_OPTIONS = SpotOptions()
_LEAST_SEEN = 0.95
_LEAST_RING_SEEN = 0.4
#: a spot whose contrast is less than this many times its noise is no longer told from skin
_LEAST_TIMES_U = 3.0
_NEW_TIMES_U = 4.0


@dataclass(frozen=True, slots=True)
class SpotTrack:
    """One spot at a follow-up, in the baseline's frame.

    state : one of STATES. contrast_* : in the baseline's own outline (of a new spot in its own
    outline), None out of view. area_* : drawn anew at half contrast, in the baseline's pixels, so
    stretch and pose are taken out; None where no outline can be drawn. u_* : standard
    uncertainties from noise of bare skin and the registration's error. outline_px : (n, 2) of the
    new outline or None. baseline : None for a new spot. merged_with : ids of other baseline spots
    that the new outline takes in.
    """

    id: str
    kind: str
    state: str
    baseline: Spot | None
    contrast_mi: float | None = None
    u_contrast_mi: float | None = None
    contrast_ei: float | None = None
    u_contrast_ei: float | None = None
    contrast_green: float | None = None
    u_contrast_green: float | None = None
    area_px2: float | None = None
    u_area_px2: float | None = None
    area_mm2: float | None = None
    u_area_mm2: float | None = None
    outline_px: NDArray[np.float64] | None = None
    merged_with: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


def follow_spots(
    baseline: SpotSet,
    mi_rgb: AnyFloatImage,
    ei_rgb: AnyFloatImage,
    *,
    registration: PhotoRegistration | None = None,
    exclude: BoolMask | None = None,
    baseline_maps: tuple[AnyFloatImage, AnyFloatImage] | None = None,
    options: SpotOptions = _DEFAULT_OPTIONS,
) -> list[SpotTrack]:
    """Every baseline spot at a follow-up, in the baseline's order, then what is new.

    mi_rgb, ei_rgb : the follow-up's index maps, in its own frame with ``registration``, else in the
    baseline's frame already. exclude : of the same frame as the maps. baseline_maps : where given,
    a spot counts as new only where the baseline was clearly fainter.

    Errors: InputError where sizes don't agree.
    """
    maps, hidden = _in_baseline(baseline, mi_rgb, ei_rgb, exclude, registration)
    scene = make_scene(maps[0], maps[1], hidden, baseline.mm_per_px, options)
    found = find_spots(
        maps[0], maps[1], exclude=hidden, mm_per_px=baseline.mm_per_px, options=options
    )
    fresh = [spot for spot in found.spots if not _known(spot, baseline)]
    # The rings are those of the baseline, but for spots that came up in them since.
    outlines = [spot.outline_px for spot in (*baseline.spots, *fresh)]
    others = painted(outlines, scene.usable.shape)
    tracks = [_followed(spot, baseline, scene, others, registration) for spot in baseline.spots]
    fresh = [spot for spot in fresh if not _taken(spot, tracks)]
    if baseline_maps is not None:
        before = make_scene(*baseline_maps, None, baseline.mm_per_px, options)
        fresh = [spot for spot in fresh if _grown_since(spot, before, others)]
    return tracks + [_new(spot, count) for count, spot in _numbered(fresh)]


def _in_baseline(
    baseline: SpotSet,
    mi_rgb: AnyFloatImage,
    ei_rgb: AnyFloatImage,
    exclude: BoolMask | None,
    registration: PhotoRegistration | None,
) -> tuple[tuple[FloatImage, FloatImage], BoolMask | None]:
    if registration is None:
        if mi_rgb.shape != baseline.shape:
            raise InputError(
                f"the follow-up's maps are {mi_rgb.shape[::-1]} px, the baseline "
                f"{baseline.shape[::-1]}; give maps in the baseline's frame, or the registration"
            )
        return (mi_rgb.astype(np.float32), ei_rgb.astype(np.float32)), exclude
    if registration.baseline_shape != baseline.shape:
        raise InputError(
            f"the registration's baseline is {registration.baseline_shape[::-1]} px, the spots' "
            f"{baseline.shape[::-1]}; give the registration of this baseline"
        )
    first, second = (
        np.asarray(warp_to_baseline(one, registration)[0], np.float32) for one in (mi_rgb, ei_rgb)
    )
    if exclude is None:
        return (first, second), None
    moved, _ = warp_to_baseline(exclude.astype(np.float32), registration)
    return (first, second), np.asarray(~(np.asarray(moved, np.float32) < 0.5))


def _followed(
    spot: Spot,
    baseline: SpotSet,
    scene: Scene,
    others: BoolMask,
    registration: PhotoRegistration | None,
) -> SpotTrack:
    readings = read_all(scene, spot.outline_px, spot.area_px2, others)
    seen = readings[0].seen_inside >= _LEAST_SEEN and readings[0].seen_ring >= _LEAST_RING_SEEN
    if not seen:
        return SpotTrack(id=spot.id, kind=spot.kind, state="out-of-view", baseline=spot)
    contrasts = [reading.contrast for reading in readings]
    error_px = _error_px(spot, registration)
    slip = 2.0 * error_px / (np.pi * spot.radius_px)
    u = [
        float(np.hypot(noise.at(spot.area_px2), slip * abs(contrast)))
        for noise, contrast in zip(scene.noises, contrasts, strict=True)
    ]
    detected = max(c / n for c, n in zip(contrasts[:2], u[:2], strict=True)) >= _LEAST_TIMES_U
    outline = _outline_again(spot, scene) if detected else None
    merged = () if outline is None else _taken_in(spot, outline, baseline)
    area = None if outline is None else outline.area_px2
    u_area = None if outline is None else area_u_px2(outline, u[outline.source])
    return SpotTrack(
        id=spot.id,
        kind=spot.kind,
        state="merged" if merged else "followed" if detected else "faded-below-detection",
        baseline=spot,
        contrast_mi=contrasts[0],
        u_contrast_mi=u[0],
        contrast_ei=contrasts[1],
        u_contrast_ei=u[1],
        contrast_green=contrasts[2],
        u_contrast_green=u[2],
        area_px2=area,
        u_area_px2=u_area,
        area_mm2=_square_mm(area, baseline.mm_per_px),
        u_area_mm2=_square_mm(u_area, baseline.mm_per_px),
        outline_px=None if outline is None else outline.points_px,
        merged_with=merged,
        flags=("no-outline",) if detected and outline is None else (),
    )


def _square_mm(area_px2: float | None, mm_per_px: float | None) -> float | None:
    return None if area_px2 is None or mm_per_px is None else area_px2 * mm_per_px**2


def _error_px(spot: Spot, registration: PhotoRegistration | None) -> float:
    if registration is None:
        return 0.0
    told = float(registration.error_at(np.array([spot.centroid_px]))[0])
    return told if np.isfinite(told) else 1.0


def _outline_again(spot: Spot, scene: Scene) -> Outline | None:
    """The outline at the spot's place, drawn on the map it was drawn on at baseline."""
    for source in (spot.source, 1 - spot.source):
        outline = half_contrast_outline(
            scene.flats[source], scene.usable, source, spot.centroid_px, spot.radius_px
        )
        if isinstance(outline, str):
            continue
        apart = np.hypot(*np.subtract(outline.centroid_px, spot.centroid_px))
        if apart < spot.radius_px + outline.radius_px and outline.radius_px > 1.5:
            return outline
    return None


def _taken_in(spot: Spot, outline: Outline, baseline: SpotSet) -> tuple[str, ...]:
    """Other baseline spots whose middle lies within the new outline."""
    return tuple(
        other.id
        for other in baseline.spots
        if other.id != spot.id and _inside(other.centroid_px, outline.points_px)
    )


def _inside(place_px: tuple[float, float], outline_px: NDArray[np.float64]) -> bool:
    """Whether a place lies in a polygon, by counting crossings of a ray."""
    x, y = place_px
    after = np.roll(outline_px, -1, axis=0)
    crosses = (outline_px[:, 1] > y) != (after[:, 1] > y)
    slope = (after[:, 0] - outline_px[:, 0]) / np.where(
        crosses, after[:, 1] - outline_px[:, 1], 1.0
    )
    at = outline_px[:, 0] + (y - outline_px[:, 1]) * slope
    return bool((crosses & (at > x)).sum() % 2)


def _known(spot: Spot, baseline: SpotSet) -> bool:
    """Whether a found spot lies on one of the baseline's, either middle in the other's outline."""
    return any(
        _inside(spot.centroid_px, known.outline_px) or _inside(known.centroid_px, spot.outline_px)
        for known in baseline.spots
    )


def _taken(spot: Spot, tracks: list[SpotTrack]) -> bool:
    """Whether a followed spot has grown over it."""
    return any(
        track.outline_px is not None and _inside(spot.centroid_px, track.outline_px)
        for track in tracks
    )


def _grown_since(spot: Spot, before: Scene, others: BoolMask) -> bool:
    """Whether the place of a found spot was clearly fainter at baseline, and was seen there."""
    readings = read_all(before, spot.outline_px, spot.area_px2, others)
    if readings[0].seen_inside < _LEAST_SEEN:
        return False
    pairs = (
        (spot.contrast_mi - readings[0].contrast, spot.u_contrast_mi, before.noises[0]),
        (spot.contrast_ei - readings[1].contrast, spot.u_contrast_ei, before.noises[1]),
    )
    rise, u, noise = pairs[KINDS.index(spot.kind)] if spot.source == 0 else pairs[1]
    return bool(rise > _NEW_TIMES_U * np.hypot(u, noise.at(spot.area_px2)))


def _numbered(spots: list[Spot]) -> list[tuple[int, Spot]]:
    counts = dict.fromkeys(KINDS, 0)
    out = []
    for spot in spots:
        counts[spot.kind] += 1
        out.append((counts[spot.kind], spot))
    return out


def _new(spot: Spot, count: int) -> SpotTrack:
    return SpotTrack(
        id=f"new-{spot.kind}-{count:02d}",
        kind=spot.kind,
        state="new",
        baseline=None,
        contrast_mi=spot.contrast_mi,
        u_contrast_mi=spot.u_contrast_mi,
        contrast_ei=spot.contrast_ei,
        u_contrast_ei=spot.u_contrast_ei,
        contrast_green=spot.contrast_green,
        u_contrast_green=spot.u_contrast_green,
        area_px2=spot.area_px2,
        u_area_px2=spot.u_area_px2,
        area_mm2=spot.area_mm2,
        u_area_mm2=spot.u_area_mm2,
        outline_px=spot.outline_px,
        flags=spot.flags,
    )
