"""What the record knows around an event: the subject's phototype and the session before it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from turgor.errors import StudyError
from turgor.record.session import Session
from turgor.record.session_settings import SettingValue, typed_settings
from turgor.record.site import BodySite
from turgor.rules.words import modality_words, within
from turgor.store import Store


@dataclass(frozen=True, slots=True)
class Before:
    """The treatment before an event or entry.

    words : what it can be in the rules' vocabulary, empty where nothing is known of it.
    date, site : its day and treated site, None and '' where not known.
    taken_from_record : not stated with the event, but
    the last delivered session of that place on record.
    """

    words: tuple[str, ...] = ()
    modality: str = ""
    date: dt.date | None = None
    site: str = ""
    taken_from_record: bool = False


@dataclass(frozen=True, slots=True)
class Background:
    """Phototypes and delivered sessions by subject, read once for many events."""

    phototypes: Mapping[str, str]
    sessions: Mapping[str, tuple[Session, ...]]

    def before(
        self,
        subject: str,
        site: BodySite,
        day: dt.date,
        modality: str = "",
        session: dt.date | None = None,
    ) -> Before:
        """The treatment that something seen on ``day`` follows; what is stated is kept to."""
        found = [
            item
            for item in self.sessions.get(subject, ())
            if item.date <= day and modality in ("", item.modality) and session in (None, item.date)
        ]
        here = [item for item in found if one_place(item.site, site)]
        found = here or (found if session is not None else [])
        stated = bool(modality) or session is not None
        if not found:
            words = modality_words(modality, {}) if modality else ()
            return Before(words, modality, session)
        latest = max(item.date for item in found)
        same_day = [item for item in found if item.date == latest]
        words = tuple(
            dict.fromkeys(
                word for item in same_day for word in modality_words(item.modality, _typed(item))
            )
        )
        names = {item.modality for item in same_day}
        named = names.pop() if len(names) == 1 else modality
        # A session of a kind that the vocabulary lacks leaves the treatment open.
        if any(not modality_words(item.modality, {}) for item in same_day):
            words = ()
        return Before(words, named, latest, same_day[0].site.name, taken_from_record=not stated)


def background_of(store: Store) -> Background:
    """Read what is needed from a study.

    Errors: StoreError.
    """
    sessions: dict[str, list[Session]] = {}
    for item in store.people.sessions():
        if item.delivered:
            sessions.setdefault(item.subject, []).append(item)
    return Background(
        {subject.id: subject.phototype for subject in store.people.subjects()},
        {subject: tuple(items) for subject, items in sessions.items()},
    )


def one_place(treated: BodySite, seen: BodySite) -> bool:
    """Whether what was seen lies where was treated; an unstated side is any side."""
    sides = {treated.side, seen.side}
    same_side = len(sides) == 1 or "unstated" in sides
    return within(seen.name, treated.name) and same_side


def _typed(session: Session) -> Mapping[str, SettingValue]:
    try:
        return typed_settings(session)
    except StudyError:  # on record from before settings were checked
        return {}
