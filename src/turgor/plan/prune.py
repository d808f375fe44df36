"""Which candidates may be offered to this person, from which weeks, and why the others may not.

A block keeps a candidate out for good; a rule that asks for an override keeps it out unless one is
recorded; a missing answer that could do either keeps it out until it is asked. None of it has a
price.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from turgor.plan.candidate import DAYS_A_WEEK, Candidate
from turgor.plan.template import NOTHING
from turgor.record.case import Case
from turgor.record.course import Course
from turgor.rules.finding import CourseCheck, Finding
from turgor.rules.place import site_parts

#: from the mildest to the strongest
STATUSES = ("offered", "needs-override", "waits", "rejected")

#: what holds a treatment up where it fires, or could
_HOLDING = ("block", "require_override")
#: begins the reason of what waits for an answer
BEFORE = "can't be offered before: "

Check = Callable[[Course], CourseCheck]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a candidate is kept out: in words, with the rule's key and citation where a rule says so.

    severity : of the rule or of the question; empty where the template itself does not fit.
    """

    text: str
    rule: str = ""
    severity: str = ""
    citation: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What rules say of one candidate: its status, the weeks it may start in, and the reasons.

    starts : empty unless offered. reasons : of the first week where it is offered in none.
    """

    candidate: Candidate
    status: str
    starts: tuple[int, ...]
    reasons: tuple[Reason, ...]


_Judge = Callable[[Course], tuple[str, tuple[Reason, ...]]]


def verdicts_of(
    candidates: Iterable[Candidate],
    case: Case,
    check: Check,
    weeks: int,
    looked: frozenset[str] = frozenset(),
) -> tuple[Verdict, ...]:
    """Rules on every candidate at every week in which it could start.

    check : a course against the library on the plan's day, with overrides marked. looked : as for
    ``judged``.

    Errors: RuleError naming what in the case can't be.
    """

    def judge(course: Course) -> tuple[str, tuple[Reason, ...]]:
        return judged(check(course), looked)

    return tuple(_verdict(one, case, judge, weeks) for one in candidates)


def judged(
    check: CourseCheck, looked: frozenset[str] = frozenset()
) -> tuple[str, tuple[Reason, ...]]:
    """A check as status and reasons; 'offered' where nothing keeps the course out.

    looked : keys of rules that were not read in their source and that a clinician of the case has
    looked into; another one that would stop keeps the course out until then.
    """
    blocks = [item for item in check.findings if item.stops]
    overrides = [
        item
        for item in check.findings
        if item.severity == "require_override" and not item.overridden
    ]
    asks = [
        Reason(f"{BEFORE}{item.text}", ", ".join(item.rules), item.severity)
        for item in check.questions
        if item.severity in _HOLDING
    ]
    asks += [
        Reason(
            f"{BEFORE}a clinician has looked into {item.rule.id}: {item.rule.then.text}",
            item.rule.key, item.standing.written, item.citation,
        )
        for item in check.findings
        if item.standing.verify
        and item.severity == "warn"
        and item.standing.written in _HOLDING
        and item.rule.key not in looked
    ]  # fmt: skip
    reasons = (*map(_of_finding, blocks), *asks, *map(_of_finding, overrides))
    for status, found in (("rejected", blocks), ("waits", asks), ("needs-override", overrides)):
        if found:
            return status, reasons
    return "offered", ()


def _of_finding(item: Finding) -> Reason:
    return Reason(item.rule.then.text, item.rule.key, item.severity, item.citation)


def _verdict(candidate: Candidate, case: Case, judge: _Judge, weeks: int) -> Verdict:
    if candidate.id == NOTHING:
        return Verdict(candidate, "offered", (0,), ())
    unfit = _unfit(candidate, case)
    if unfit is not None:
        return Verdict(candidate, unfit[0], (), (unfit[1],))
    starts: list[int] = []
    first: tuple[str, tuple[Reason, ...]] | None = None
    known: dict[Sequence[int], tuple[str, tuple[Reason, ...]]] = {}
    for week in range(_last_start(candidate, weeks) + 1):
        key = _what_differs(candidate, week, case)
        told = known.get(key)
        if told is None:
            told = known[key] = judge(candidate.course(week, case.start))
        first = first or told
        if told[0] == "offered":
            starts.append(week)
    if first is None:
        span = (
            f"its last session comes {candidate.end_day:g} days after the first, and the plan is "
            f"over after {DAYS_A_WEEK * weeks}"
        )
        return Verdict(candidate, "rejected", (), (Reason(span),))
    if starts:
        return Verdict(candidate, "offered", tuple(starts), ())
    return Verdict(candidate, first[0], (), first[1])


def _last_start(candidate: Candidate, weeks: int) -> int:
    """The last week in which a course can start; a use may go on beyond the plan."""
    if not candidate.session_days:
        return max(weeks - 1, 0) if candidate.weeks < weeks else 0
    # its last session lies before the plan's last day: what it does afterwards is to be seen
    return int((DAYS_A_WEEK * weeks - candidate.end_day - 1.0) // DAYS_A_WEEK)


def _what_differs(candidate: Candidate, week: int, case: Case) -> Sequence[int]:
    """What a later start can change for rules: months, and gaps to what was before."""
    if case.past or "isotretinoin_months" in case.answers:
        return (week,)
    if case.start is None:
        return ()
    days = candidate.session_days or (0.0,)
    start = case.start + dt.timedelta(weeks=week)
    return tuple((start + dt.timedelta(days=day)).month for day in days)


def _unfit(candidate: Candidate, case: Case) -> tuple[str, Reason] | None:
    """Why a template is not for this place or skin, None where it is."""
    template, place = candidate.template, case.place
    if template.concerns and not set(template.concerns) & set(case.concerns):
        told = f"for {', '.join(template.concerns)}; the concerns are {', '.join(case.concerns)}"
        return "rejected", Reason(told)
    if template.sites:
        parts = site_parts(place.site)
        if not parts or not set(parts) <= set(template.sites):
            told = f"published for {', '.join(template.sites)}; the case's site is '{place.site}'"
            return "rejected", Reason(told)
    if template.phototypes:
        listed = ", ".join(template.phototypes)
        if not place.phototype:
            told = f"published in phototypes {listed}: which Fitzpatrick phototype is it?"
            return "waits", Reason(f"{BEFORE}{told}")
        if place.phototype not in template.phototypes:
            told = f"published in phototypes {listed}; the person's is {place.phototype}"
            return "rejected", Reason(told)
    return None
