"""Lay the captures of a place on its baseline and settle which skin is measured in all of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from turgor.errors import MeasureError, TurgorError
from turgor.formats import read_surface
from turgor.measure.surface.register import Registration, register
from turgor.measure.surface.register.transform import Grid
from turgor.record.capture import Capture
from turgor.record.height_map import HeightMap
from turgor.record.site import Region
from turgor.store import KeptRegion, StoredRegistration
from turgor.store.regions import DECLARED, SHARED_FIELD
from turgor.workflow.carrying import (
    REGISTRATION_VERSION,
    refused,
    restored,
    shared_field,
    stored,
)
from turgor.workflow.places import Place
from turgor.workflow.registering import register_captures, stands_on
from turgor.workflow.study import Study

#: without a declared region, a capture that shows less of the baseline's field than this is
#: refused, so that one capture held elsewhere doesn't take the skin away from all others
LEAST_COVER_FRACTION = 0.5


@dataclass(slots=True)
class Laid:
    """One place, ready to be measured.

    region : the skin that is measured, in the baseline's frame; None where there is none.
    registrations : by capture, for all but the baseline. refused : (capture, reason).
    """

    place: Place
    region: KeptRegion | None = None
    registrations: dict[str, Registration] = field(default_factory=dict)
    refused: list[tuple[Capture, str]] = field(default_factory=list)


def read_kept(study: Study, capture: Capture) -> HeightMap:
    """The height map of a kept capture, its bytes checked.

    Errors: StoreError where the bytes are gone or changed; FormatError as for read_surface.
    """
    return read_surface(study.store.captures.file(capture.sha256), study.read_options)


def register_place(
    study: Study, place: Place, kept: Mapping[str, StoredRegistration]
) -> dict[str, str]:
    """Register a place's height maps on its baseline; see ``register_captures``."""
    return register_captures(
        study,
        place,
        lambda capture, base: _stands(kept.get(capture.sha256), base),
        lambda capture: read_kept(study, capture),
        _registered,
        "its baseline capture can't be read",
    )


def _registered(
    baseline: HeightMap, followup: HeightMap, capture: str, base: str
) -> StoredRegistration:
    """The registration, or why there is none, as the store keeps it."""
    try:
        return stored(register(baseline, followup), capture, base)
    except MeasureError as error:
        return refused(str(error), capture, base)


def lay(
    study: Study,
    place: Place,
    kept: Mapping[str, StoredRegistration],
    unread: Mapping[str, str],
) -> Laid:
    """Settle a place's region and which of its captures can be measured in it.

    unread : what register_place could not read, with the reason.

    Errors: StoreError where the database refuses.
    """
    laid = Laid(place)
    if place.baseline is None:
        reason = (
            f"{place.label}: no capture of the baseline visit '{study.design.baseline}' is there "
            "to lay it on; add one and run it again"
        )
        laid.refused = [(capture, reason) for capture in place.captures]
        return laid
    declared = _declared(study, place)
    for capture in place.captures:
        if capture.sha256 == place.baseline.sha256:
            continue
        registration = kept.get(capture.sha256)
        if registration is None or not _stands(registration, place.baseline.sha256):
            reason = unread.get(capture.sha256, "it was not registered; run it again")
            laid.refused.append((capture, reason))
        elif registration.refused:
            laid.refused.append((capture, registration.refused))
        elif declared is None and (registration.overlap_fraction or 0.0) < LEAST_COVER_FRACTION:
            share = 100 * (registration.overlap_fraction or 0.0)
            laid.refused.append(
                (
                    capture,
                    f"it shows only {share:.0f} % of the baseline's field; at least "
                    f"{100 * LEAST_COVER_FRACTION:.0f} % are needed where no region is declared; "
                    "declare one with `turgor study region`",
                )
            )
        else:
            laid.registrations[capture.sha256] = restored(registration)
    laid.region = declared if declared is not None else _shared(study, laid)
    return laid


def _shared(study: Study, laid: Laid) -> KeptRegion | None:
    """The shared field as a region; a changed one becomes a new version, measured by all."""
    place, baseline = laid.place, laid.place.baseline
    if baseline is None:
        return None
    registrations = list(laid.registrations.values())
    try:
        if registrations:
            grid = registrations[0].baseline_grid
        else:
            height_map = read_kept(study, baseline)
            grid = Grid(height_map.shape, height_map.pitch_x_um, height_map.pitch_y_um)
        polygon = shared_field(grid, registrations)
        region = Region(place.region, place.subject, place.site, polygon)
        return study.store.regions.set(region, SHARED_FIELD)
    except TurgorError as error:
        gone = {capture.sha256 for capture, _ in laid.refused}
        laid.refused += [
            (capture, str(error)) for capture in place.captures if capture.sha256 not in gone
        ]
        laid.registrations.clear()
        return None


def _declared(study: Study, place: Place) -> KeptRegion | None:
    for kept in study.store.regions.newest():
        region = kept.region
        same = (region.subject, region.site, region.name) == (
            place.subject,
            place.site,
            place.region,
        )
        if same and kept.origin == DECLARED:
            return kept
    return None


def _stands(registration: StoredRegistration | None, baseline: str) -> bool:
    """True where a kept registration is of this baseline and version and can be read back."""
    return stands_on(registration, baseline, REGISTRATION_VERSION, restored)
