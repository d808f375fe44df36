"""Check a case's file: each course against the rules, its care on the calendar, its signs."""

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

from turgor.record.case import Case
from turgor.record.course import Course
from turgor.record.stimulus import StimulusFlag
from turgor.rules.course_check import check_views
from turgor.rules.finding import Ask, CourseCheck, Finding, rank
from turgor.rules.library import Library, standard_library
from turgor.rules.override import Override, with_overrides
from turgor.rules.refusal import RuleError
from turgor.rules.views import Views, views_of
from turgor.workflow.check.care import CarePeriod, CareSpan, care_calendar, care_spans
from turgor.workflow.check.case_words import overrides_of, with_line
from turgor.workflow.check.ready_case import ready_case
from turgor.workflow.check.scope import declined, scope_questions
from turgor.workflow.check.signs import Sign, signs_of

#: what a check can come to, the gravest last
OUTCOMES = ("clear", "needs-override", "unanswered", "blocked", "declined")


@dataclass(frozen=True, slots=True)
class CheckedCourse:
    """What is said of one course; of one that is declined, of the events alone.

    care : in order of days; calendar : the same by periods.
    """

    check: CourseCheck
    views: Views
    declined: tuple[str, ...]
    care: tuple[CareSpan, ...]
    calendar: tuple[CarePeriod, ...]
    signs: tuple[Sign, ...]

    @property
    def outcome(self) -> str:
        """One of OUTCOMES; a question whose answer could hold the treatment up leaves it open."""
        if self.declined:
            return "declined"
        if self.check.blocked:
            return "blocked"
        if any(holds_up(item) for item in self.check.questions):
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
    return question.severity in ("block", "require_override")


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
    def outcome(self) -> str:
        """The gravest of its courses."""
        return max((item.outcome for item in self.courses), key=OUTCOMES.index)


def check_case_file(
    path: Path, library: Library | None = None, day: dt.date | None = None
) -> CheckDocument:
    """A TOML file's case, checked with the rules in force on a day (today's if not named).

    Errors: StudyError with file and line for what can't be read, can't be or is not known.
    """
    held = library or standard_library()
    ready = ready_case(path, held.vocabulary)
    return check_case_of(ready.case, str(path), held, day or dt.date.today(), ready.flags)


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
        hashes = {rule.key: pack.sha256 for pack in library.packs for rule in pack.rules}
        overrides = overrides_of(case, hashes, where)
    courses: list[CheckedCourse] = []
    for number, course in enumerate(case.courses or (None,), 1):
        try:
            courses.append(_checked(case, course, library, day, overrides))
        except RuleError as error:
            raise with_line(error, case, number, where) from error
    return CheckDocument(where, case, library, day, tuple(courses), flags)


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
    if overrides:
        check = with_overrides(check, overrides)
    spans = care_spans(check.findings, asked)
    return CheckedCourse(
        check, asked, reasons, spans, care_calendar(spans, asked), signs_of(library, views, day)
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
