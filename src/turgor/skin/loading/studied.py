"""Courses longer or denser than any that was studied."""

from collections.abc import Sequence
from itertools import pairwise

from turgor.evidence import Parameter, all_parameters, find_parameter
from turgor.record.course import Course
from turgor.record.stimulus import StimulusFlag


def course_flags(course: Course, last_day: float) -> tuple[StimulusFlag, ...]:
    """Sessions, their spacing and lengths of use against the studies on record.

    last_day : of looking; what is used beyond it has no bearing.
    """
    flags: list[StimulusFlag] = []
    for modality in dict.fromkeys(session.modality for session in course.sessions):
        days = sorted(one.day for one in course.sessions if one.modality == modality)
        flags += _count(modality, len(days))
        flags += _spacing(modality, days)
    for use in course.uses:
        flags += _length(use.kind, min(use.stop_day, last_day) - use.start_day)
    return tuple(flags)


def _count(modality: str, sessions: int) -> list[StimulusFlag]:
    record = _record(modality, "sessions")
    if record is None:
        text = f"no study on record says how many sessions of {modality} were given"
        return [StimulusFlag("course-not-studied", text)]
    high = record.value if record.high is None else record.high
    if sessions <= high:
        return []
    text = f"{sessions} sessions of {modality}; studies on record gave up to {high:g}"
    return [StimulusFlag("longer-than-studied", text, record.source)]


def _spacing(modality: str, days: Sequence[float]) -> list[StimulusFlag]:
    record = _record(modality, "interval")
    gaps = [after - before for before, after in pairwise(days)]
    if record is None or not gaps:
        return []
    low = record.value if record.low is None else record.low
    if min(gaps) >= low:
        return []
    text = (
        f"sessions of {modality} are {min(gaps):g} days apart; studies on record kept {low:g} or "
        "more between them"
    )
    return [StimulusFlag("denser-than-studied", text, record.source)]


def _length(kind: str, days: float) -> list[StimulusFlag]:
    record = _record(kind, "days")
    if record is None:
        return []
    high = record.value if record.high is None else record.high
    if days <= high:
        return []
    text = f"{kind} for {days:g} days; studies on record followed it for up to {high:g}"
    return [StimulusFlag("longer-than-studied", text, record.source)]


def _record(modality: str, what: str) -> Parameter | None:
    name = f"course.studied.{modality}.{what}"
    return find_parameter(name) if name in all_parameters() else None
