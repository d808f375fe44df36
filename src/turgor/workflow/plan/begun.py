"""A case whose course was begun: planned on from its last visit, what was given being past."""

import datetime as dt
from dataclasses import replace

from turgor.record.case import Case, PastTreatment
from turgor.record.course import CourseSession
from turgor.record.stimulus import StimulusFlag
from turgor.rules.treatment import RETINOID, own_facts, treatment_words
from turgor.rules.vocabulary import Vocabulary


def from_last_visit(case: Case, vocabulary: Vocabulary) -> tuple[Case, tuple[StimulusFlag, ...]]:
    """The case from the day of its last finding, and what that leaves out.

    Findings keep their values and become the baseline; sessions given by then become past
    treatments. A case without findings after day 0 is left as it is, but for its courses: a plan
    seeks its own.

    Errors: RuleError for a setting that no case can hold.
    """
    bare = replace(case, courses=(), followed="", endpoints=(), visit_days=())
    if not case.later:
        return bare, ()
    day = max(item.day for item in case.later)
    course = next(one for one in case.courses if one.name == case.followed)
    given = [one for one in course.sessions if one.day <= day]
    past = [_past(one, day, case.place.site, vocabulary) for one in given]
    past += [
        PastTreatment(RETINOID, max(day - use.stop_day, 0.0))
        for use in course.uses
        if use.kind == RETINOID and use.start_day <= day
    ]
    start = None if case.start is None else case.start + dt.timedelta(days=day)
    moved = replace(
        bare,
        findings=tuple(replace(one, day=one.day - day) for one in case.findings),
        events=tuple(replace(one, day=one.day - day) for one in case.events),
        past=(*(replace(one, days_ago=one.days_ago + day) for one in case.past), *past),
        start=start,
    )
    told = (
        f"the plan begins on day {day:g} of the case{f', {start}' if start else ''}, after "
        f"{len(given)} sessions of '{course.name}'; what the findings since teach of how this "
        "person answers is used by a forecast, not by the plan"
    )
    return moved, (StimulusFlag("planned-from-last-visit", told),)


def _past(session: CourseSession, day: float, site: str, vocabulary: Vocabulary) -> PastTreatment:
    words, _ = treatment_words(session.modality, session.settings, vocabulary)
    facts, _ = own_facts(
        session.modality, session.settings, words, vocabulary, f"session of day {session.day:g}"
    )
    held: dict[str, object] = {name: value for name, value in facts.items() if value is not None}
    where = session.site or site
    if where in vocabulary.field("site").words:
        held["site"] = where
    word = words[0] if len(words) == 1 else session.modality
    return PastTreatment(word, day - session.day, held)
