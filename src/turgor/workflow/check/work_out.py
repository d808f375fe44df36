"""Check a case's file: each course against the rules, its care on the calendar, its signs."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from turgor.exchange.slips import Slips
from turgor.record.case import Case
from turgor.record.course import Course
from turgor.record.stimulus import StimulusFlag
from turgor.rules.course_check import check_views
from turgor.rules.finding import Ask, CourseCheck, Finding, OpenRule, rank
from turgor.rules.library import Library, standard_library
from turgor.rules.override import CLINICIAN, SEEING, Override, with_overrides
from turgor.rules.pack import Pack
from turgor.rules.refusal import RuleError
from turgor.rules.views import Views, views_of
from turgor.workflow.check.care import CarePeriod, CareSpan, care_calendar, care_spans
from turgor.workflow.check.case_words import overrides_of, with_line
from turgor.workflow.check.ready_case import ready_case
from turgor.workflow.check.scope import declined, scope_questions
from turgor.workflow.check.signs import Sign, signs_of
from turgor.workflow.check.unspoken import unspoken_flags

#: severities that hold a treatment up until somebody has decided
HOLDING = ("block", "require_override")
#: what a check can come to, the gravest last
OUTCOMES = ("clear", "needs-override", "unanswered", "blocked", "declined")


@dataclass(frozen=True, slots=True)
class MayOppose:
    """A finding, and a rule that would say the opposite, depending on an answer."""

    one: Finding
    other: OpenRule


@dataclass(frozen=True, slots=True)
class CheckedCourse:
    """What is said of one course; of one that is declined, of the events alone.

    care : in order of days; calendar : the same by periods. looked_into : keys of rules that rest
    on what was not read in its source, and that a clinician of the case has looked into.
    """

    check: CourseCheck
    views: Views
    declined: tuple[str, ...]
    care: tuple[CareSpan, ...]
    calendar: tuple[CarePeriod, ...]
    signs: tuple[Sign, ...]
    may_oppose: tuple[MayOppose, ...] = ()
    looked_into: frozenset[str] = frozenset()

    @property
    def stops(self) -> tuple[Finding, ...]:
        """What stops the treatment: blocks, and signs of danger that were seen."""
        return tuple(item for item in self.check.findings if item.stops or _danger(item))

    @property
    def to_verify(self) -> tuple[Finding, ...]:
        """Questions to the clinician: what would stop, had it been read in its source."""
        return tuple(
            item
            for item in self.check.findings
            if item.standing.verify
            and item.severity == "warn"
            and item.standing.written in HOLDING
            and item.rule.key not in self.looked_into
        )

    @property
    def outcome(self) -> str:
        """One of OUTCOMES; a question whose answer could hold the treatment up leaves it open."""
        if self.declined:
            return "declined"
        if self.stops:
            return "blocked"
        if self.to_verify or any(holds_up(item) for item in self.check.questions):
            return "unanswered"
        waits = any(
            item.severity == "require_override" and not item.overridden
            for item in self.check.findings
        )
        return "needs-override" if waits else "clear"

    def of_severity(self, severity: str) -> tuple[Finding, ...]:
        """Findings that do this, in order."""
        return tuple(item for item in self.check.findings if item.severity == severity)


def holds_up(question: Ask) -> bool:
    """Whether an answer could block the treatment or ask for an override: unknown is not no."""
    return question.severity in HOLDING


def _danger(item: Finding) -> bool:
    """A sign on which to have the person seen, which goes before all further treatment."""
    seeing = item.rule.kind == "escalation" and item.rule.then.do in SEEING
    return seeing and item.severity in HOLDING and not item.overridden


def outside_studied(check: CourseCheck) -> tuple[Finding, ...]:
    """Findings that say that a setting or a series is not the one that was studied."""
    return tuple(
        item
        for item in check.findings
        if item.rule.about == "range" and item.rule.then.do in ("compare_studied", "space")
    )


@dataclass(frozen=True, slots=True)
class CheckDocument:
    """A case checked: every course that is thought of, or the person alone where there is none."""

    path: str
    case: Case
    library: Library
    day: dt.date
    courses: tuple[CheckedCourse, ...]
    flags: tuple[StimulusFlag, ...]

    @property
    def pack_ids(self) -> Mapping[str, str]:
        """The pack of each rule, by the rule's key."""
        return _pack_ids(self.library.packs)

    @property
    def outcome(self) -> str:
        """The gravest of its courses."""
        return max((item.outcome for item in self.courses), key=OUTCOMES.index)


#: pack of each rule for libraries met before, by their packs' hashes
_PACKS: dict[tuple[str, ...], Mapping[str, str]] = {}


def _pack_ids(packs: tuple[Pack, ...]) -> Mapping[str, str]:
    key = tuple(pack.sha256 for pack in packs)
    if key not in _PACKS:
        _PACKS[key] = {rule.key: pack.id for pack in packs for rule in pack.rules}
    return _PACKS[key]


def check_case_file(
    path: Path, library: Library | None = None, day: dt.date | None = None
) -> CheckDocument:
    """A TOML file's case, checked with the rules in force on a day (today's if not named).

    Errors: StudyError with file and line for what can't be read, can't be or is not known;
    SlipsError where that is several things.
    """
    held, slips = library or standard_library(), Slips()
    ready = ready_case(path, held.vocabulary, slips)
    overrides_of(ready.case, _hashes(held), str(path), slips)
    slips.refuse()
    return check_case_of(ready.case, str(path), held, day or dt.date.today(), ready.flags)


def _hashes(library: Library) -> Mapping[str, str]:
    """The hash of the pack in which each rule stands, by the rule's key."""
    return {rule.key: pack.sha256 for pack in library.packs for rule in pack.rules}


def check_case_of(
    case: Case,
    where: str,
    library: Library,
    day: dt.date,
    flags: tuple[StimulusFlag, ...] = (),
) -> CheckDocument:
    """The same for a case whose settings are typed; errors as for ``check_case_file``."""
    overrides: tuple[Override, ...] = ()
    if case.overrides:
        overrides = overrides_of(case, _hashes(library), where)
    courses: list[CheckedCourse] = []
    for number, course in enumerate(case.courses or (None,), 1):
        try:
            courses.append(_checked(case, course, library, day, overrides))
        except RuleError as error:
            raise with_line(error, case, number, where) from error
    told = (*flags, *unspoken_flags(library, case.courses))
    return CheckDocument(where, case, library, day, tuple(courses), told)


def _checked(
    case: Case,
    course: Course | None,
    library: Library,
    day: dt.date,
    overrides: tuple[Override, ...],
) -> CheckedCourse:
    views = views_of(case, course, library.vocabulary)
    reasons = declined(case, course)
    # signs of danger are told to anybody; the rest is for cases in scope
    asked = replace(views, sessions=(), pairs=(), treated=False) if reasons else views
    check = check_views(library, asked, day, "" if course is None else course.name)
    if not reasons:
        check = _with_scope(check, case)
    own = CheckedCourse(
        check, asked, reasons, (), (), signs_of(library, views, day), _may_oppose(check)
    )
    looked = tuple(item for item in overrides if item.rule in {f.rule.key for f in own.to_verify})
    check = with_overrides(check, [item for item in overrides if item not in looked])
    told = tuple(
        f"{item.rule} was looked into by {item.who}, {item.role}, {item.when}"
        + (f": {item.text.strip()}" if item.text.strip() else "")
        for item in looked
    )
    spans = care_spans(check.findings, asked)
    return replace(
        own,
        check=replace(check, overrides=(*check.overrides, *told)),
        care=spans,
        calendar=care_calendar(spans, asked),
        looked_into=frozenset(item.rule for item in looked if item.role == CLINICIAN),
    )


def _may_oppose(check: CourseCheck) -> tuple[MayOppose, ...]:
    """Findings beside open rules that they name as contrary, or that name them."""
    return tuple(
        MayOppose(one, other)
        for one in check.findings
        for other in check.unanswered
        if other.rule.id in one.rule.conflicts_with or one.rule.id in other.rule.conflicts_with
    )


def _with_scope(check: CourseCheck, case: Case) -> CourseCheck:
    """Questions on which scope hangs stand beside those of the rules."""
    asked = {item.field: item for item in check.questions}
    for field, text, blocks in scope_questions(case):
        known = asked.get(field)
        severity = "block" if blocks else "warn"
        if known is not None and rank(known.severity) > rank(severity):
            severity = known.severity
        rules = known.rules if known is not None else ()
        asked[field] = Ask(field, text, rules, severity, ("scope",))
    questions = tuple(sorted(asked.values(), key=lambda item: -rank(item.severity)))
    return replace(check, questions=questions)
