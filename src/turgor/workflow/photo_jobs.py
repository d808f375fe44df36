"""Photographs of a study as jobs: laid on the baseline, zones and spots carried to each."""

import hashlib
import threading
from collections.abc import Mapping, Sequence

import numpy as np

from turgor.measure.photo.register import PhotoRegistration
from turgor.measure.photo.spot import SpotSet
from turgor.measure.photo.zone import Zone
from turgor.record.capture import Capture
from turgor.record.finding import Finding
from turgor.store import KeptZones, StoredRegistration, WorkKey
from turgor.store.rows import canonical_json
from turgor.workflow.job import Job, Jobs
from turgor.workflow.kinds import NO_ZONES, PHOTO_METHOD
from turgor.workflow.photo_findings import (
    Identity,
    Map,
    baseline_spots,
    chart_findings,
    index_maps,
    masks_of,
    spot_findings,
    spot_tracks,
    zone_findings,
)
from turgor.workflow.photo_laying import (
    PHOTO_REGISTRATION_VERSION,
    baseline_scale,
    prepared_capture,
    register_photo_place,
    restored_photo,
    stands,
)
from turgor.workflow.photo_prepared import PreparedPhoto
from turgor.workflow.photo_setting import CORNERS_SETTING
from turgor.workflow.places import Place
from turgor.workflow.progress import Progress
from turgor.workflow.registering import register_places
from turgor.workflow.study import Study
from turgor.workflow.zone import zones_of

#: photographs of a place follow one another, and two places are measured at once
_MAPS_KEPT = 2


class BaselineSpots:
    """The spots of baselines, each found once in a run whichever capture asks first.

    The maps that they were found on are kept of the last few baselines only, since each takes
    8 bytes a pixel.
    """

    def __init__(self) -> None:
        self._found: dict[str, SpotSet] = {}
        self._maps: dict[str, tuple[Map, Map]] = {}
        self._lock = threading.Lock()

    def of(self, study: Study, baseline: Capture, zones: Sequence[Zone]) -> SpotSet:
        """The spots of a baseline photograph inside its zones.

        Errors: as for ``prepared_capture``.
        """
        with self._lock:
            known = self._found.get(baseline.sha256)
        if known is not None:
            return known
        made = prepared_capture(study, baseline, judged=False)
        return self.keep(baseline, baseline_spots(made, masks_of(made, zones, None, "")))

    def keep(self, baseline: Capture, spots: SpotSet) -> SpotSet:
        """Remember what was found."""
        with self._lock:
            return self._found.setdefault(baseline.sha256, spots)

    def searched(self, study: Study, baseline: Capture, zones: Sequence[Zone]) -> tuple[Map, Map]:
        """mi_rgb and ei_rgb of a baseline photograph, NaN where no spot was looked for.

        Errors: as for ``prepared_capture``.
        """
        with self._lock:
            known = self._maps.get(baseline.sha256)
        if known is not None:
            return known
        made = prepared_capture(study, baseline)
        inside = np.logical_or.reduce(list(masks_of(made, zones, None, "").values()))
        mi_rgb, ei_rgb = (np.where(inside, one, np.float32("nan")) for one in index_maps(made))
        with self._lock:
            self._maps[baseline.sha256] = (mi_rgb, ei_rgb)
            while len(self._maps) > _MAPS_KEPT:
                self._maps.pop(next(iter(self._maps)))
        return mi_rgb, ei_rgb


def photo_jobs(study: Study, found: Sequence[Place], workers: int, progress: Progress) -> Jobs:
    """Register every place's photographs and give a job for each that can be laid.

    Errors: StoreError where the database can't be read.
    """
    unread = register_places(study, found, workers, progress, register_photo_place)
    kept = study.store.captures.registrations()
    placed = {
        (item.zones.subject, item.zones.site, item.zones.region): item
        for item in study.store.zones.newest()
    }
    spots = BaselineSpots()
    made = Jobs()
    for place in found:
        zones = placed.get((place.subject, place.site, place.region))
        _lay(study, place, kept, unread, zones, spots, made)
    return made


def _lay(
    study: Study,
    place: Place,
    kept: Mapping[str, StoredRegistration],
    unread: Mapping[str, str],
    placed: KeptZones | None,
    spots: BaselineSpots,
    made: Jobs,
) -> None:
    """Jobs and refusals of one place."""
    if place.baseline is None:
        reason = (
            f"{place.label}: no photograph of the baseline visit '{study.design.baseline}' is "
            "there to lay it on; add one and run it again"
        )
        made.refused += [(capture, reason) for capture in place.captures]
        return
    zones = zones_of(placed, place.baseline.sha256)
    version = placed.version if placed is not None and zones else NO_ZONES
    setting = study.photo.as_plain()
    for capture in place.captures:
        registration = kept.get(capture.sha256)
        if capture != place.baseline:
            if registration is None or not stands(registration, place.baseline.sha256):
                reason = unread.get(capture.sha256, "it was not registered; run it again")
                made.refused.append((capture, reason))
                continue
            if registration.refused:
                made.refused.append((capture, registration.refused))
                continue
        digest = _digest(setting, place.baseline, capture)
        key = WorkKey(capture.sha256, *PHOTO_METHOD, digest, version)
        lies = None if capture == place.baseline else registration
        made.jobs.append(_job(study, place.baseline, capture, lies, zones, spots, key))


def _digest(setting: Mapping[str, object], baseline: Capture, capture: Capture) -> str:
    """Everything that steers a capture's values; other captures of its place don't."""
    pointed = [item.settings.get(CORNERS_SETTING, "") for item in (baseline, capture)]
    steered = canonical_json([setting, baseline.sha256, PHOTO_REGISTRATION_VERSION, pointed])
    return hashlib.sha256(steered.encode()).hexdigest()[:16]


def _job(
    study: Study,
    baseline: Capture,
    capture: Capture,
    lies: StoredRegistration | None,
    zones: Sequence[Zone],
    spots: BaselineSpots,
    key: WorkKey,
) -> Job:
    def find() -> tuple[Finding, ...]:
        made = prepared_capture(study, capture)
        registration = None if lies is None else restored_photo(lies)
        identity = Identity(
            capture.sha256, capture.region, capture.replicate, study.photo.device_class
        )
        masks = masks_of(made, zones, registration, capture.region)
        scale = None if lies is None else baseline_scale(lies)
        return (
            *chart_findings(made, identity),
            *zone_findings(made, identity, masks, scale),
            *_spots(study, baseline, capture, made, identity, zones, registration, spots),
        )

    return Job(capture, key, find)


def _spots(
    study: Study,
    baseline: Capture,
    capture: Capture,
    made: PreparedPhoto,
    identity: Identity,
    zones: Sequence[Zone],
    registration: PhotoRegistration | None,
    spots: BaselineSpots,
) -> list[Finding]:
    if registration is None:
        own = spots.keep(baseline, baseline_spots(made, masks_of(made, zones, None, "")))
        return spot_findings(made, identity, own)
    known = spots.of(study, baseline, zones)
    if capture.visit == baseline.visit:
        # what a re-seated baseline shows besides was there from the start
        tracks = [t for t in spot_tracks(made, known, registration) if t.baseline is not None]
    else:
        before = spots.searched(study, baseline, zones)
        tracks = spot_tracks(made, known, registration, before)
    return spot_findings(made, identity, known, tracks, baseline.sha256)
