"""Everything that a choice needs, worked out once: wishes, rules, table, spacing, problem."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from turgor.errors import InputError
from turgor.plan.candidate import DAYS_A_WEEK, Candidate, candidates_of
from turgor.plan.choose import Effort
from turgor.plan.concern import Sought, objectives_of
from turgor.plan.constraint import Block, Constraint, Spacing
from turgor.plan.options import Fitted, options_of, problem_of
from turgor.plan.problem import Pick, Problem
from turgor.plan.prune import Check, Verdict, judged, verdicts_of
from turgor.plan.scenario import Scenario
from turgor.plan.spacing import spacings_of, within_of
from turgor.plan.table import Table, table_of
from turgor.plan.template import Template
from turgor.plan.wishes import constraints_of, horizon_day
from turgor.predict.forecast.engine import ParameterDraws
from turgor.predict.forecast.studies import StudyForecasts
from turgor.record.case import Case
from turgor.record.course import Course
from turgor.rules.course_check import check_course
from turgor.rules.finding import CourseCheck
from turgor.rules.library import Library
from turgor.rules.override import CLINICIAN, Override, with_overrides

if TYPE_CHECKING:
    from turgor.plan.together import Whole

Step = Callable[[str], None]

#: a plan spans at least the shortest published series, and at most what forecasts are made for
_FEWEST_WEEKS, _MOST_WEEKS = 4, 104


@dataclass(frozen=True, slots=True)
class Asked:
    """What a plan is asked for.

    day : on which rules are in force and overrides hold. prices : of one session, or of a whole
    use, by template or family, as the clinic gives them. templates : None for those that ship.
    more : constraints of the clinic beside the wishes.
    """

    case: Case
    library: Library
    day: dt.date
    draws: ParameterDraws
    studies: StudyForecasts
    prices: Mapping[str, float] = field(default_factory=dict)
    overrides: tuple[Override, ...] = ()
    scenario: Scenario = field(default_factory=Scenario)
    effort: Effort = field(default_factory=Effort)
    templates: tuple[Template, ...] | None = None
    more: tuple[Constraint, ...] = ()

    def check(self, course: Course) -> CourseCheck:
        """What rules say of a course, with the recorded overrides marked."""
        found = check_course(self.library, self.case, course, self.day)
        return with_overrides(found, self.overrides) if self.overrides else found

    @property
    def looked(self) -> frozenset[str]:
        """Keys of the rules that a clinician of the case has looked into."""
        return frozenset(item.rule for item in self.overrides if item.role == CLINICIAN)

    def allows(self, course: Course) -> bool:
        """Whether nothing that rules say, ask or would have looked into keeps the course out."""
        return judged(self.check(course), self.looked)[0] == "offered"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A case ready to be chosen for; ``constraints`` hold blocks beside the wishes.

    wholes : picks that were forecast as one course already, by ``plan.together``.
    """

    asked: Asked
    weeks: int
    sought: Sought
    constraints: tuple[Constraint, ...]
    candidates: tuple[Candidate, ...]
    verdicts: tuple[Verdict, ...]
    table: Table
    spacings: tuple[Spacing, ...]
    fitted: Fitted
    problem: Problem
    wholes: "dict[tuple[Pick, ...], Whole]" = field(default_factory=dict, compare=False, repr=False)

    def candidate(self, name: str) -> Candidate:
        """The candidate of this id."""
        return next(one for one in self.candidates if one.id == name)

    def under(self, *more: Constraint) -> Problem:
        """The problem with further constraints."""
        held = (*self.constraints, *more)
        fitted = options_of(
            self.table.rows, self.verdicts, self.sought, held, self.asked.scenario,
            self.asked.case.start,
        ) if more else self.fitted  # fmt: skip
        return replace(
            problem_of(fitted, self.sought, held, self.spacings), banned=self.problem.banned
        )


def prepare(asked: Asked, step: Step | None = None) -> Prepared:
    """Rules on every candidate, forecasts of those that are left, and the problem they make.

    step : told what is being done.

    Errors: InputError for wishes or concerns that can't be; RuleError for what rules refuse.
    """
    tell = step or (lambda what: None)
    case, check = asked.case, _remembered(asked.check)
    weeks = int(case.horizon_days // DAYS_A_WEEK)
    if not _FEWEST_WEEKS <= weeks <= _MOST_WEEKS:
        raise InputError(
            f"a plan over {case.horizon_days:g} days can't be made; set 'horizon_days' to "
            f"{DAYS_A_WEEK * _FEWEST_WEEKS} to {DAYS_A_WEEK * (_MOST_WEEKS + 1) - 1}"
        )
    wishes = constraints_of(case, asked.more)
    sought = objectives_of(case, horizon_day(case))
    candidates = candidates_of(asked.templates, asked.prices)
    tell("rules")
    verdicts = verdicts_of(candidates, case, check, weeks, asked.looked)
    offered = [one.candidate for one in verdicts if one.status == "offered"]
    tell(f"forecasts of {len(offered)} courses")
    table = table_of(
        offered, sought.objectives, case, asked.draws, asked.studies, asked.scenario,
        case.horizon_days,
    )  # fmt: skip
    tell("spacing")
    spacings = spacings_of(table.rows, asked.library, check)
    blocks = tuple(
        Block(f"rule: {reason.rule}", one.candidate.id, reason.text)
        for one in verdicts
        if one.status != "offered"
        for reason in one.reasons[:1]
        if reason.rule
    )
    constraints = (*wishes, *blocks)
    fitted = options_of(table.rows, verdicts, sought, constraints, asked.scenario, case.start)
    return Prepared(
        asked, weeks, sought, constraints, candidates, verdicts, table,
        (*spacings, *within_of(table.rows)), fitted,
        problem_of(fitted, sought, constraints, spacings),
    )  # fmt: skip


def _remembered(check: Check) -> Check:
    """The same check, each course asked once."""
    known: dict[str, CourseCheck] = {}

    def ask(course: Course) -> CourseCheck:
        key = repr((course.sessions, course.uses, course.start))
        if key not in known:
            known[key] = check(course)
        return known[key]

    return ask
