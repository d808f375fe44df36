"""Photographs that may leave: pixels only, of declared zones that show no face, else black.

A face is told from anything else by the site's word, against a closed list of sites that show none.
Nothing here looks for or recognises a face. Of a face only zones leave, never the eyes, never more
than a stated share of the picture and of the skin that it shows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from turgor.errors import TurgorError
from turgor.exchange.deidentify.words import plain_word, vocabulary
from turgor.formats.photo import read_photograph, write_photograph
from turgor.measure.photo.zone import Zone, carry_zones, place_face, zone_masks
from turgor.record.capture import Capture
from turgor.record.height_map import BoolMap
from turgor.record.photograph import Photograph
from turgor.store import KeptZones, StoredRegistration
from turgor.workflow.photo_laying import restored_photo, stands
from turgor.workflow.places import Place, places
from turgor.workflow.privacy.rewriting import UNREAD, LeftOutError, shows_face
from turgor.workflow.study import Study
from turgor.workflow.zone import zones_of

#: of the whole picture, and of the skin in it; both are the project's own choice
LARGEST_SHARE, LARGEST_SKIN_SHARE = 0.25, 0.5
_SIDES = ("left", "right")
#: an eye on the canonical face: centre, half width and half height, outer eye corners 1 apart
_EYE = (0.335, 0.01, 0.20, 0.12)
_EYE_CORNERS = 32


@dataclass(frozen=True, slots=True)
class Shown:
    """What of a photograph left. share : of its pixels that are not black."""

    path: Path
    share: float
    zones: tuple[str, ...]
    whole: bool


@dataclass(slots=True)
class PhotographRules:
    """What may be shown of photographs.

    names : only these zones, all that are declared where empty. without_eyes : sites whose
    photographs, a person says, show no eye, so that hand-drawn zones may leave without named
    points. largest_share, largest_skin_share : of the picture and of its skin.
    """

    study: Study
    names: tuple[str, ...] = ()
    without_eyes: tuple[str, ...] = ()
    largest_share: float = LARGEST_SHARE
    largest_skin_share: float = LARGEST_SKIN_SHARE
    _places: dict[str, Place] = field(default_factory=dict)
    _zones: dict[tuple[object, ...], KeptZones] = field(default_factory=dict)
    _registrations: Mapping[str, StoredRegistration] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Look up what lies where."""
        store, baseline = self.study.store, self.study.design.baseline
        for place in places(store.captures.all(), baseline):
            self._places |= {capture.sha256: place for capture in place.captures}
        for kept in store.zones.newest():
            own = kept.zones
            self._zones[own.subject, own.site, own.region] = kept
        self._registrations = store.captures.registrations()

    def share(self, capture: Capture, folder: Path, code: str) -> Shown:
        """Write what may be seen of a photograph as ``folder/code.png``.

        Errors: LeftOutError with the reason; InputError where the disk refuses.
        """
        face = shows_face(capture.site.name)
        zones, eyes = self._declared(capture, face)
        photo = self._read(capture)
        whole = not zones
        mask = np.ones(photo.shape, np.bool_) if whole else _union(zones, photo.shape)
        if eyes:
            mask &= ~_union(eyes, photo.shape)
        if face:
            self._need_little(photo, mask)
        path = folder / f"{code}.png"
        rgb = np.where(mask[..., None], photo.rgb, np.zeros_like(photo.rgb))
        write_photograph(replace(photo, rgb=rgb, device="", settings={}, flags=()), path)
        names = tuple(sorted(zone.name for zone in zones))
        return Shown(path, float(mask.mean()), names, whole)

    def _read(self, capture: Capture) -> Photograph:
        try:
            path = self.study.store.captures.file(capture.sha256)
            return read_photograph(path, self.study.photo.options)
        except TurgorError:
            raise LeftOutError(UNREAD) from None

    def _declared(self, capture: Capture, face: bool) -> tuple[tuple[Zone, ...], tuple[Zone, ...]]:
        """The zones that may be shown and the eyes to cut out, where they lie in this picture."""
        place = self._places[capture.sha256]
        base = place.baseline
        kept = self._zones.get((capture.subject, capture.site, capture.region))
        declared = () if base is None else zones_of(kept, base.sha256)
        chosen = [zone for zone in declared if not self.names or zone.name in self.names]
        allowed = _allowed(chosen) if face else chosen
        if not allowed:
            if not face and not declared:
                return (), ()
            raise LeftOutError(
                "no zone is declared that may be shown" if not chosen else
                "only zones that show eyes or a whole face are declared"
            )  # fmt: skip
        eyes = _eyes(kept) if face and kept is not None else ()
        if face and not eyes and not self._says_eyeless(capture):
            raise LeftOutError(
                "where the eyes are is not known: place the zones by named points, or say with "
                "--without-eyes that the site's photographs show none"
            )
        if base is None or capture.sha256 == base.sha256:
            return tuple(allowed), eyes
        registration = self._registrations.get(capture.sha256)
        if registration is None or not stands(registration, base.sha256) or registration.refused:
            raise LeftOutError("it is not registered to its baseline, so its zones are not known")
        found = restored_photo(registration)
        return carry_zones(allowed, found), carry_zones(eyes, found)

    def _says_eyeless(self, capture: Capture) -> bool:
        site = plain_word(capture.site.name)
        return any(plain_word(word) == site for word in self.without_eyes)

    def _need_little(self, photo: Photograph, mask: BoolMap) -> None:
        from turgor.measure.photo.correct import identity_correction
        from turgor.measure.photo.skin_area import skin_area

        share = float(mask.mean())
        if share > self.largest_share:
            raise LeftOutError(
                f"its zones show {100 * share:.0f} % of the picture; at most "
                f"{100 * self.largest_share:.0f} % may be seen, name fewer with --zones"
            )
        try:
            correction = identity_correction(photo.levels, photo.encoding)
            skin = skin_area(photo, correction, np.ones(photo.shape, np.bool_))
        except TurgorError:
            raise LeftOutError(
                "no skin is told in it, so that the share shown is not known"
            ) from None
        of_skin = float((mask & skin).sum()) / float(skin.sum())
        if of_skin > self.largest_skin_share:
            raise LeftOutError(
                f"its zones show {100 * of_skin:.0f} % of the skin in the picture; at most "
                f"{100 * self.largest_skin_share:.0f} % may be seen, name fewer with --zones"
            )


def _allowed(zones: Sequence[Zone]) -> list[Zone]:
    """Zones without those that show eyes or a whole face, and without pairs around both eyes."""
    forbidden = vocabulary("forbidden_zone")
    kept = [zone for zone in zones if not forbidden.holds(zone.name)]
    around = {
        side: [z for z in kept if plain_word(z.name) in (f"{side}-periorbital", f"{side}-eyelid")]
        for side in _SIDES
    }
    if all(around.values()):
        both = [zone.name for one in around.values() for zone in one]
        kept = [zone for zone in kept if zone.name not in both]
    return kept


def _eyes(kept: KeptZones) -> tuple[Zone, ...]:
    """Both eyes by the points that the zones were placed by; none where there are no points."""
    if not kept.zones.points:
        return ()
    placed = place_face(dict(kept.zones.points))
    x, y, half_width, half_height = _EYE
    turn = 2.0 * np.pi * np.arange(_EYE_CORNERS) / _EYE_CORNERS
    return tuple(
        Zone(
            f"{side}-eye-cut-out",
            placed.to_pixels(
                np.stack(
                    [sign * x + half_width * np.cos(turn), y + half_height * np.sin(turn)], axis=1
                )
            ),
        )
        for side, sign in zip(_SIDES, (1.0, -1.0), strict=True)
    )


def _union(zones: Sequence[Zone], shape: tuple[int, int]) -> BoolMap:
    """(rows, cols) True inside any zone; one that lies beside the picture shows nothing."""
    mask = np.zeros(shape, np.bool_)
    for zone in zones:
        try:
            mask |= zone_masks([zone], shape)[zone.name]
        except TurgorError:
            continue
    return mask
