"""A study's sessions with typed settings, and how what was delivered departs from the plan."""

from dataclasses import dataclass

from turgor.errors import StudyError
from turgor.follow.session_plan import PlanComparison, compare_with_plan
from turgor.record.session import Session
from turgor.record.session_settings import SettingNote, SettingValue, check_settings
from turgor.store import Store


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session, its typed settings, and what is odd about them."""

    session: Session
    values: dict[str, SettingValue]
    notes: tuple[SettingNote, ...]


@dataclass(frozen=True, slots=True)
class SessionsOverview:
    """Every session, and every plan held against its delivery."""

    sessions: tuple[SessionView, ...]
    comparisons: tuple[PlanComparison, ...]


def sessions_overview(store: Store, subject: str = "") -> SessionsOverview:
    """List sessions, of one subject where named.

    Errors: StoreError.
    """
    kept = [item for item in store.people.sessions() if subject in ("", item.subject)]
    views = tuple(_view(item) for item in kept)
    sound = [view.session for view in views if not any(n.kind == "refused" for n in view.notes)]
    return SessionsOverview(views, compare_with_plan(sound))


def _view(session: Session) -> SessionView:
    try:
        checked = check_settings(session.modality, session.settings)
    except StudyError as error:  # on record from before settings were checked
        return SessionView(session, {}, (SettingNote("", "refused", str(error)),))
    return SessionView(session, dict(checked.values), checked.notes)


def sessions_document(found: SessionsOverview) -> dict[str, object]:
    """Sessions in the shape of the command line's contract."""
    return {
        "schema": "turgor.study-sessions/1",
        "sessions": [
            {
                **_named(view.session),
                "device": view.session.device,
                "delivered": view.session.delivered,
                "settings": dict(view.session.settings),
                "typed": view.values,
                "operator": view.session.operator,
                "lots": dict(view.session.lots),
                "deviation": view.session.deviation,
                "notes": [
                    {"setting": note.setting, "kind": note.kind, "text": note.text}
                    for note in view.notes
                ],
            }
            for view in found.sessions
        ],
        "plan": [
            {
                "planned": None if item.planned is None else _named(item.planned),
                "delivered": None if item.delivered is None else _named(item.delivered),
                "days_off": item.days_off,
                "deviations": [
                    {
                        "setting": one.setting,
                        "planned": one.planned,
                        "delivered": one.delivered,
                    }
                    for one in item.deviations
                ],
            }
            for item in found.comparisons
        ],
    }


def _named(session: Session) -> dict[str, object]:
    return {
        "subject": session.subject,
        "date": session.date.isoformat(),
        "site": session.site.name,
        "side": session.site.side,
        "modality": session.modality,
    }
