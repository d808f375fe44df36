"""Photographs of each place in the baseline's frame, small enough to look at."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from turgor.compute import worker_count
from turgor.errors import TurgorError
from turgor.measure.photo.colour_map import colour_maps
from turgor.measure.photo.correct import Correction, corrected_xyz
from turgor.measure.photo.register import PhotoRegistration, warp_to_baseline
from turgor.measure.photo.spot import SpotSet
from turgor.measure.photo.zone import Zone
from turgor.physics.colour.rgb import linear_from_xyz, srgb_from_linear
from turgor.record.capture import Capture
from turgor.record.height_map import BoolMap
from turgor.record.photo_series import PhotoSeries, PhotoVisit, SpotPlace
from turgor.store import StoredRegistration
from turgor.workflow.follow_study import StudyFacts
from turgor.workflow.job import each
from turgor.workflow.photo_findings import baseline_spots, masks_of
from turgor.workflow.photo_laying import prepared_capture, restored_photo, stands
from turgor.workflow.photo_prepared import PreparedPhoto
from turgor.workflow.places import Place, places
from turgor.workflow.progress import Progress, silent
from turgor.workflow.study import Study, open_study
from turgor.workflow.zone import zones_of

Codes = NDArray[np.uint8] | NDArray[np.uint16]

#: a picture on a page needs no more pixels than this across
MOST_ACROSS_PX = 720
#: where the registration may be off by more, in pixels of the baseline, nothing is shown
TRUSTED_ERROR_PX = 3.0


@dataclass(frozen=True, slots=True)
class _Frame:
    """The part of the baseline that is shown: (left, top, right, bottom) px and how far shrunk."""

    box: tuple[int, int, int, int]
    shrink: int


def photo_series(
    folder: Path, facts: StudyFacts, progress: Progress = silent
) -> tuple[PhotoSeries, ...]:
    """One series for each place with a baseline photograph and a registered follow-up.

    What can't be read or laid is left out; the reason stands with the refusals.
    """
    found = [
        place
        for place in places(facts.captures, facts.design.baseline)
        if place.kind == "photograph" and place.baseline is not None
    ]
    made: dict[str, PhotoSeries] = {}
    with open_study(folder) as study:
        kept = study.store.captures.registrations()

        def work(place: Place) -> PhotoSeries | None:
            return _series(study, facts, place, kept)

        for done, (place, outcome) in enumerate(each(work, found, worker_count()), start=1):
            progress(done, len(found), place.label)
            error = outcome.exception()
            if error is not None and not isinstance(error, TurgorError):
                raise error
            series = outcome.result() if error is None else None
            if series is not None:
                made[place.label] = series
    return tuple(made[place.label] for place in found if place.label in made)


def _series(
    study: Study, facts: StudyFacts, place: Place, kept: Mapping[str, StoredRegistration]
) -> PhotoSeries | None:
    if place.baseline is None:
        return None
    erased = study.store.erasures.all()
    later = [item for item in _later(facts, place, kept) if item.sha256 not in erased]
    if not later:
        return None
    zones = _zones(study, place)
    base = prepared_capture(study, place.baseline, judged=False)
    masks = masks_of(base, zones, None, "")
    skin = np.logical_or.reduce(list(masks.values()))
    frame = _frame(skin)
    spots = baseline_spots(base, masks)
    visits = [_baseline_visit(place.baseline.visit, base, skin, frame)]
    for capture in later:
        registration = restored_photo(kept[capture.sha256])
        followup = prepared_capture(study, capture, judged=False)
        visits.append(_followup_visit(capture.visit, followup, registration, skin, frame))
    primary = [e.visit for e in facts.design.endpoints if e.primary]
    shown = next((v.visit for v in visits[1:] if v.visit in primary), visits[-1].visit)
    return PhotoSeries(
        subject=place.subject,
        site=place.site.name,
        side=place.site.side,
        region=place.region,
        um_per_px=None if base.um_per_px is None else base.um_per_px * frame.shrink,
        visits=tuple(visits),
        shown=shown,
        spots=_places(spots, frame),
        whole_frame=not zones,
    )


def _later(
    facts: StudyFacts, place: Place, kept: Mapping[str, StoredRegistration]
) -> list[Capture]:
    """The first registered photograph of each later visit, by day."""
    base = place.baseline.sha256 if place.baseline is not None else ""
    days = {visit.label: visit.day for visit in facts.design.visits}
    first: dict[str, Capture] = {}
    for capture in sorted(place.captures, key=lambda item: item.replicate):
        lies = kept.get(capture.sha256)
        laid = lies is not None and stands(lies, base) and not lies.refused
        if laid and capture.visit != facts.design.baseline:
            first.setdefault(capture.visit, capture)
    return [first[label] for label in sorted(first, key=lambda label: days.get(label, 0))]


def _zones(study: Study, place: Place) -> tuple[Zone, ...]:
    base = place.baseline.sha256 if place.baseline is not None else ""
    for kept in study.store.zones.newest():
        own = kept.zones
        if (own.subject, own.site, own.region) == (place.subject, place.site, place.region):
            return zones_of(kept, base)
    return ()


def _frame(skin: BoolMap) -> _Frame:
    rows, cols = np.flatnonzero(skin.any(axis=1)), np.flatnonzero(skin.any(axis=0))
    left, right, top, bottom = int(cols[0]), int(cols[-1]) + 1, int(rows[0]), int(rows[-1]) + 1
    shrink = max(1, -(-(right - left) // MOST_ACROSS_PX))
    return _Frame((left, top, right, bottom), shrink)


def _baseline_visit(visit: str, made: PreparedPhoto, skin: BoolMap, frame: _Frame) -> PhotoVisit:
    return _visit(visit, made, made.photo.rgb, skin, frame, "")


def _followup_visit(
    visit: str,
    made: PreparedPhoto,
    registration: PhotoRegistration,
    skin: BoolMap,
    frame: _Frame,
) -> PhotoVisit:
    rgb, seen = warp_to_baseline(made.photo.rgb, registration)
    own_skin, _ = warp_to_baseline(made.skin.astype(np.float32), registration)
    known = skin & seen & (np.asarray(own_skin, dtype=np.float32) > 0.5)
    known &= _trusted(registration, skin.shape)
    turned = f"{registration.pose.rotation_deg:.1f}".replace("-", "−")
    note = (
        f"{visit}: laid on the baseline within {registration.residual_px:.2f} px (median of its "
        f"error map), {100 * registration.overlap_fraction:.0f} % shared, turned by "
        f"{turned}°."
    )
    pixels: Codes = rgb.astype(np.uint8) if rgb.dtype == np.uint8 else rgb.astype(np.uint16)
    return _visit(visit, made, pixels, known, frame, note)


def _visit(
    visit: str,
    made: PreparedPhoto,
    rgb: Codes,
    known: BoolMap,
    frame: _Frame,
    note: str,
) -> PhotoVisit:
    """Crop, shrink by block means of the codes, correct the colour, map the indices."""
    left, top, right, bottom = frame.box
    small = _shrunk(rgb[top:bottom, left:right], frame.shrink)
    photo = replace(made.photo, rgb=small)
    maps = colour_maps(photo, made.correction)
    part = known[top:bottom, left:right]
    rows, cols = small.shape[:2]
    seen = part[: rows * frame.shrink : frame.shrink, : cols * frame.shrink : frame.shrink]
    return PhotoVisit(
        visit=visit,
        rgb=_srgb(small, made.correction),
        mi_rgb=maps.mi_rgb.astype(np.float64),
        ei_rgb=maps.ei_rgb.astype(np.float64),
        known=np.ascontiguousarray(seen),
        note=note,
    )


def _shrunk(rgb: Codes, shrink: int) -> Codes:
    if shrink == 1:
        return rgb
    rows, cols = rgb.shape[0] // shrink, rgb.shape[1] // shrink
    blocks = rgb[: rows * shrink, : cols * shrink].reshape(rows, shrink, cols, shrink, 3)
    mean = np.rint(blocks.mean(axis=(1, 3), dtype=np.float64))
    small: Codes = mean.astype(np.uint8) if rgb.dtype == np.uint8 else mean.astype(np.uint16)
    return small


def _srgb(codes: Codes, correction: Correction) -> NDArray[np.uint8]:
    """(rows, cols, 3) uint8, the corrected colour as a screen shows it."""
    xyz = 100.0 * corrected_xyz(correction, codes.reshape(-1, 3))
    encoded = srgb_from_linear(np.clip(linear_from_xyz(xyz), 0.0, 1.0))
    whole: NDArray[np.uint8] = np.rint(255.0 * encoded).astype(np.uint8)
    return whole.reshape(codes.shape)


def _trusted(registration: PhotoRegistration, shape: tuple[int, int]) -> BoolMap:
    """(rows, cols) bool of the baseline, by the error map on a coarse grid."""
    step = max(1, max(shape) // 200)
    x, y = np.meshgrid(np.arange(0, shape[1], step), np.arange(0, shape[0], step))
    points = np.stack([x.ravel(), y.ravel()], axis=1).astype(np.float64)
    error = registration.error_at(points).reshape(x.shape)
    good = np.nan_to_num(error, nan=np.inf) <= TRUSTED_ERROR_PX
    full = np.repeat(np.repeat(good, step, axis=0), step, axis=1)
    return np.asarray(full[: shape[0], : shape[1]], dtype=np.bool_)


def _places(spots: SpotSet, frame: _Frame) -> tuple[SpotPlace, ...]:
    """Spots in the frame's own pixels, the largest first."""
    left, top, _, _ = frame.box
    ordered = sorted(spots.spots, key=lambda spot: -spot.area_px2)
    return tuple(
        SpotPlace(
            spot.id,
            spot.kind,
            (
                (spot.centroid_px[0] - left) / frame.shrink,
                (spot.centroid_px[1] - top) / frame.shrink,
            ),
            spot.radius_px / frame.shrink,
        )
        for spot in ordered
    )
