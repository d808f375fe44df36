"""Sessions into a study with their settings checked and in one unit each."""

import dataclasses
import datetime as dt

from turgor.errors import StudyError
from turgor.record.session import Session
from turgor.record.session_settings import check_settings
from turgor.record.site import BodySite
from turgor.store import Store

_Identity = tuple[str, dt.date, BodySite, str, str, bool]


class SessionTaking:
    """Adds sessions one by one, and remembers what was odd about their settings."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known = {_identity(item): item for item in store.people.sessions()}
        self._odd: dict[str, list[str]] = {}

    def add(self, session: Session) -> str:
        """'added', or 'same' where it is on record, whatever units its settings were kept in.

        Errors: StudyError for settings that can't be, or a session on record with others;
        StoreError.
        """
        checked = check_settings(session.modality, session.settings)
        session = dataclasses.replace(session, settings=checked.settings)
        known = self._known.get(_identity(session))
        if known is not None and _same_settings(known, session):
            session = dataclasses.replace(session, settings=known.settings)
        outcome = self._store.people.add_session(session)
        for note in checked.notes:
            self._odd.setdefault(f"{session.modality}: {note.text}", []).append(_named(session))
        return outcome

    def notes(self) -> list[str]:
        """One line for each oddity, with the first session that has it and how many more."""
        return [
            f"{text} ({where[0]}{f' and {len(where) - 1} more' if len(where) > 1 else ''})"
            for text, where in self._odd.items()
        ]


def _identity(session: Session) -> _Identity:
    return (
        session.subject,
        session.date,
        session.site,
        session.modality,
        session.device,
        session.delivered,
    )


def _same_settings(known: Session, session: Session) -> bool:
    try:
        return check_settings(known.modality, known.settings).settings == session.settings
    except StudyError:  # on record from before settings were checked
        return False


def _named(session: Session) -> str:
    return f"{session.subject} {session.date} {session.site.name} {session.site.side}"
