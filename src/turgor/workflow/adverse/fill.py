"""An event on record with its gaps filled from what is entered again."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from turgor.errors import StudyError
from turgor.record.adverse_event import AdverseEvent, with_grade

#: outcomes that say no more than that the event is on record
_OPEN = ("ongoing", "unknown")
#: what an event says where nothing was said
_SAYS_NOTHING: Mapping[str, object] = {"relatedness": "not-assessed"}


def filled(known: AdverseEvent, stated: AdverseEvent, number: int) -> AdverseEvent:
    """What is known, with its gaps filled; an event said to be ongoing may have ended since.

    Errors: StudyError where something that is known is stated otherwise.
    """
    changes: dict[str, Any] = {}
    for field in dataclasses.fields(known):
        name = field.name
        if name in ("outcome", "outcome_date", "course", "signs"):
            continue
        old, new = getattr(known, name), getattr(stated, name)
        if old == new or _empty(name, new):
            continue
        if not _empty(name, old):
            raise _contradiction(number, name, old, new)
        changes[name] = new
    changes |= _outcome(known, stated, number)
    for sign, seen in stated.signs.items():
        if known.signs.get(sign, seen) != seen:
            raise _contradiction(number, f"sign {sign}", known.signs[sign], seen)
    whole = dataclasses.replace(known, signs={**known.signs, **stated.signs}, **changes)
    for point in stated.course:
        whole = with_grade(whole, whole.onset + dt.timedelta(days=point.day), point.grade)
    return whole


def _outcome(known: AdverseEvent, stated: AdverseEvent, number: int) -> dict[str, object]:
    """A later word on the outcome; 'ongoing' never takes an end back."""
    new: dict[str, object] = {"outcome": stated.outcome, "outcome_date": stated.outcome_date}
    if stated.outcome in _OPEN:
        if known.outcome not in _OPEN or stated.outcome_date is None:
            return {"outcome": "ongoing"} if _begins(known, stated) else {}
        later = known.outcome_date is None or stated.outcome_date > known.outcome_date
        return new if later else {}
    if known.outcome in _OPEN or (known.outcome == "not-resolved" and stated.over):
        return new
    if (known.outcome, known.outcome_date) == (stated.outcome, stated.outcome_date):
        return {}
    if known.outcome == stated.outcome and None in (stated.outcome_date, known.outcome_date):
        return {"outcome_date": stated.outcome_date or known.outcome_date}
    raise _contradiction(number, "outcome", known.outcome, stated.outcome)


def _begins(known: AdverseEvent, stated: AdverseEvent) -> bool:
    return known.outcome == "unknown" and stated.outcome == "ongoing"


def _empty(name: str, value: object) -> bool:
    return value is None or value == _SAYS_NOTHING.get(name, "")


def _contradiction(number: int, name: str, old: object, new: object) -> StudyError:
    return StudyError(
        f"adverse event {number}: {name} is {_shown(old)} on record, not {_shown(new)}; correct it "
        "by its number, with a reason"
    )


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"'{value}'"
