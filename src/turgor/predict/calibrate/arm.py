"""Arms that are followed: those of the rows, each once, with the days they are looked at."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from turgor.errors import InputError
from turgor.predict.protocol.course import ArmCourse, arm_course, comparator_course
from turgor.predict.row import Row

#: observables that a whole course tells, and the days after its last session that are looked at
COURSE_OBSERVABLES = ("closure-time", "downtime")
HEALING_DAYS = tuple(0.5 * half for half in range(1, 57))
#: observables that the session's own stimulus tells
STIMULUS_OBSERVABLES = ("zone-depth",)


@dataclass(slots=True)
class FollowedArm:
    """One arm. days : on which it is looked at, any order, each once."""

    course: ArmCourse
    days: set[float] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Question:
    """What a row asks of the skin: which arm, which comparator, or why it can't be asked."""

    arm: str = ""
    comparator: str = ""
    day: float = 0.0
    reason: str = ""


def questions(rows: Sequence[Row]) -> tuple[list[Question], dict[str, FollowedArm]]:
    """Each row's question, and the arms that must be followed, by their key."""
    arms: dict[str, FollowedArm] = {}
    asked = [_question(row, arms) for row in rows]
    return asked, arms


def _question(row: Row, arms: dict[str, FollowedArm]) -> Question:
    if row.meaning.reason or not row.meaning.observable:
        return Question(reason=row.meaning.reason or "the endpoint is no observable")
    other: ArmCourse | str = ""
    try:
        own = arm_course(row.outcome)
        if row.outcome.comparator is not None:
            other = comparator_course(row.outcome)
    except InputError as error:
        return Question(reason=str(error))
    if isinstance(own, str):
        return Question(reason=own)
    if isinstance(other, str) and other:
        return Question(reason=other)
    day = max(own.visit_day, 0.0)
    days = {day}
    if row.meaning.observable in COURSE_OBSERVABLES:
        days = {own.course.last_session_day + after for after in HEALING_DAYS}
    keys = [_followed(arm, days, arms) for arm in (own, other) if isinstance(arm, ArmCourse)]
    return Question(keys[0], keys[1] if len(keys) > 1 else "", day)


def _followed(arm: ArmCourse, days: set[float], arms: dict[str, FollowedArm]) -> str:
    key = repr(
        (arm.course, arm.place, sorted((k, sorted(v.items())) for k, v in arm.usual.items()))
    )
    arms.setdefault(key, FollowedArm(arm)).days.update(days)
    return key
