"""Sessions of one course that would do the same thing to the same skin on the same day."""

import datetime as dt
from collections.abc import Sequence

from turgor.errors import StudyError
from turgor.record.course import CourseSession

#: what says that two sessions of a modality are of different things
_TELLING = ("agent", "wavelength_nm", "radiofrequency")


def refuse_overlap(
    sessions: Sequence[CourseSession], origin: dt.date | None, shift: float, where: str
) -> None:
    """Two sessions of the same thing on the same skin and day are a slip.

    Errors: StudyError naming both.
    """
    for index, one in enumerate(sessions):
        for other in sessions[index + 1 :]:
            if other.day != one.day:
                break
            if overlap(one, other):
                said = f" of {one.site}" if one.site else ""
                day = f"day {one.day - shift:g}"
                if origin is not None and (one.day - shift).is_integer():
                    day = str(origin + dt.timedelta(days=one.day - shift))
                raise StudyError(
                    f"{where}: two sessions of {_told(one)}{said} on {day}; give each its own day, "
                    "site or side, or state both in one clause"
                )


def overlap(one: CourseSession, other: CourseSession) -> bool:
    """Whether two sessions do the same thing to the same skin on the same day."""
    same = one.day == other.day and one.modality == other.modality and one.site == other.site
    told = all(one.settings.get(name) == other.settings.get(name) for name in _TELLING)
    sides = one.side == other.side or "" in (one.side, other.side)
    return same and told and sides


def _told(session: CourseSession) -> str:
    held = [f"{session.settings[name]}" for name in _TELLING if name in session.settings]
    return f"{session.modality}{' (' + ', '.join(held) + ')' if held else ''}"
