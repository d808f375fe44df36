"""Zones of a place's photographs: placed once on the baseline, by points, polygons or a plug-in."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from turgor.errors import InputError, StudyError
from turgor.exchange.study_tables import side_of
from turgor.formats.photo import read_photograph
from turgor.measure.photo.zone import (
    LandmarkSet,
    Zone,
    face_zones,
    find_landmarks,
    free_zone,
    place_face,
    seen_fractions,
)
from turgor.record.capture import Capture
from turgor.record.photograph import Photograph
from turgor.record.site import BodySite
from turgor.record.zone import ZoneSet
from turgor.store import KeptZones
from turgor.workflow.places import Place, places
from turgor.workflow.study import Study

#: zones of which less than this is in the baseline photograph are left out
LEAST_SEEN_FRACTION = 0.9

Points = Mapping[str, tuple[float, float]]


def list_zones(study: Study) -> tuple[KeptZones, ...]:
    """The newest zones of every place."""
    return study.store.zones.newest()


def photo_place(study: Study, subject: str, site: str, side: str, region: str) -> Place:
    """The photographs of one place.

    Errors: StudyError naming the places that there are.
    """
    if not subject or not site:
        raise InputError("name the place with --subject and --site (and --side, --name)")
    wanted = BodySite(site, side_of(side))
    found = [
        place
        for place in places(study.store.captures.all(), study.design.baseline)
        if place.kind == "photograph"
    ]
    for place in found:
        if (place.subject, place.site, place.region) == (subject, wanted, region):
            return place
    raise StudyError(
        f"no photographs of {subject} {site} {wanted.side}{f' {region}' if region else ''} are in "
        f"the study; there are {', '.join(place.label for place in found) or 'none at all'}"
    )


def place_by_points(
    study: Study, place: Place, points: Points, names: Sequence[str] = ()
) -> KeptZones:
    """Place the zones of the face by five to nine named points on the baseline photograph.

    names : which zones; all that the photograph shows where empty.

    Errors: StudyError where the place has no baseline photograph; MeasureError for points that
    fit no face; StoreError.
    """
    return _placed(study, place, LandmarkSet(dict(points)), names, "hand-points")


def place_by_plug_in(
    study: Study, place: Place, finder: str, names: Sequence[str] = ()
) -> KeptZones:
    """The same by an installed landmark plug-in, whose version and model hash are kept.

    Errors: as for ``place_by_points``, and InputError where no plug-in has this name.
    """
    found = find_landmarks(_photo(study, place), finder)
    return _placed(study, place, found, names, "plug-in")


def place_polygon(
    study: Study, place: Place, name: str, polygon: Sequence[tuple[float, float]]
) -> KeptZones:
    """Draw one zone by its corners; other zones drawn by corners at this place are kept.

    Errors: StudyError, MeasureError for a malformed polygon, StoreError.
    """
    if not name:
        raise InputError("give the zone a name with --zone")
    photo = _photo(study, place)
    zone = free_zone(name, np.array(polygon, dtype=np.float64))
    if seen_fractions([zone], photo.shape)[name] < LEAST_SEEN_FRACTION:
        raise StudyError(
            f"zone '{name}' lies mostly beside the baseline photograph of "
            f"{photo.shape[1]} x {photo.shape[0]} px; give its corners in pixels, x then y"
        )
    kept = _current(study, place)
    polygons = dict(kept.polygons) if kept is not None and kept.origin == "polygon" else {}
    polygons[name] = tuple((float(x), float(y)) for x, y in zone.outline_px)
    return study.store.zones.set(
        ZoneSet(place.subject, place.site, place.region, _baseline(place).sha256, polygons)
    )


def zones_of(kept: KeptZones | None, baseline: str) -> tuple[Zone, ...]:
    """A place's zones as the measurement takes them; none where they belong to another baseline."""
    if kept is None or kept.zones.capture != baseline:
        return ()
    own = kept.zones
    return tuple(
        Zone(
            name,
            np.array(corners, dtype=np.float64),
            np.array(own.holes[name], dtype=np.float64) if name in own.holes else None,
        )
        for name, corners in own.polygons.items()
    )


def write_zone_preview(study: Study, place: Place, path: Path) -> None:
    """The baseline photograph with pixel ticks, to read corners and points off.

    Errors: StoreError where it can't be written.
    """
    from turgor.store.faults import file_faults
    from turgor.workflow.preview import write_photo_preview

    kept = _current(study, place)
    outlines = {} if kept is None else dict(kept.polygons)
    with file_faults(path):
        write_photo_preview(_photo(study, place).rgb, path, place.label, outlines)


def _placed(
    study: Study, place: Place, landmarks: LandmarkSet, names: Sequence[str], origin: str
) -> KeptZones:
    photo = _photo(study, place)
    placement = place_face(landmarks, photo.shape)
    zones = face_zones(placement, tuple(names) or None)
    seen = seen_fractions(zones, photo.shape)
    shown = [zone for zone in zones if seen[zone.name] >= LEAST_SEEN_FRACTION]
    hidden = [zone.name for zone in zones if zone not in shown]
    if not shown or (names and hidden):
        raise StudyError(
            f"{', '.join(hidden)}: not enough of it is in the baseline photograph; name other "
            "zones, or check the points"
        )
    details = {
        "residual": f"{placement.residual:.4f}",
        "placed_by": landmarks.placed_by,
        "version": landmarks.version,
        "model_sha256": landmarks.model_sha256,
        "left_out": ",".join(hidden),
        "flags": ",".join(placement.flags),
    }
    return study.store.zones.set(
        ZoneSet(
            subject=place.subject,
            site=place.site,
            region=place.region,
            capture=_baseline(place).sha256,
            polygons={zone.name: _corners(zone.outline_px) for zone in shown},
            holes={zone.name: _corners(zone.hole_px) for zone in shown if zone.hole_px is not None},
            points=dict(landmarks.points_px),
            origin=origin,
            details=details,
        )
    )


def _corners(points: np.ndarray) -> tuple[tuple[float, float], ...]:
    return tuple((round(float(x), 2), round(float(y), 2)) for x, y in points)


def _current(study: Study, place: Place) -> ZoneSet | None:
    for kept in study.store.zones.newest():
        own = kept.zones
        if (own.subject, own.site, own.region) == (place.subject, place.site, place.region):
            return own
    return None


def _baseline(place: Place) -> Capture:
    if place.baseline is None:
        raise StudyError(f"{place.label}: has no baseline photograph; add it first")
    return place.baseline


def _photo(study: Study, place: Place) -> Photograph:
    path = study.store.captures.file(_baseline(place).sha256)
    return read_photograph(path, study.photo.options)
