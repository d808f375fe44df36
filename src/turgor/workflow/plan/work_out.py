"""Read a case's file and plan for it: the first plan, then the list, each told as it is found."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path

from turgor.errors import InputError
from turgor.plan.choose import Effort
from turgor.plan.concern import alike
from turgor.plan.explain import Explained, explained, mechanisms_for
from turgor.plan.front import FrontPoint, front, limits_of, nondominated
from turgor.plan.plan import Plan
from turgor.plan.prepare import Asked, Prepared, prepare
from turgor.plan.scenario import Scenario
from turgor.plan.settle import first_plan
from turgor.plan.template import NOTHING, SUNSCREEN, Template
from turgor.predict.calibrate.parameter_set import shipped_parameter_set
from turgor.predict.forecast.engine import draws_of
from turgor.predict.forecast.studies import study_forecasts
from turgor.predict.validate.shipped import stale_flags
from turgor.record.case import Case
from turgor.record.stimulus import StimulusFlag
from turgor.rules.library import Library, standard_library
from turgor.rules.override import Override
from turgor.rules.refusal import RuleError
from turgor.skin.solve.ahead import load_ahead
from turgor.workflow.check.case_words import overrides_of, with_line
from turgor.workflow.check.ready_case import ready_case
from turgor.workflow.check.scope import declined, scope_questions
from turgor.workflow.check.work_out import CheckDocument, check_case_of
from turgor.workflow.plan.begun import from_last_visit
from turgor.workflow.plan.prices import hold_prices, planned_prices
from turgor.workflow.plan.state import read_state, write_state

#: what a plan can come to
OUTCOMES = ("planned", "unanswered", "blocked", "none-fit", "declined")
#: always there, and no treatment
ALWAYS = (NOTHING, SUNSCREEN)


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a plan is asked for.

    day : on which rules are in force. front : whether the list is wanted behind the first plan.
    state : where what is found is kept, and taken up from.
    """

    library: Library = field(default_factory=standard_library)
    day: dt.date = field(default_factory=dt.date.today)
    scenario: Scenario = field(default_factory=Scenario)
    effort: Effort = field(default_factory=Effort)
    templates: tuple[Template, ...] | None = None
    front: bool = True
    state: Path | None = None


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """A case planned for.

    case : as planned, from day 0 on. points : in the order in which they were found, the first plan
    first; of ``limits`` that were to be tried. stopped : why not all were, '' where all were.
    declined : why nothing is planned. asked : questions on which scope hangs, each field with its
    text.
    """

    path: str
    case: Case
    wanted: Wanted
    flags: tuple[StimulusFlag, ...]
    declined: tuple[str, ...]
    asked: tuple[tuple[str, str], ...]
    prepared: Prepared | None
    points: tuple[FrontPoint, ...]
    limits: int
    stopped: str = ""

    @property
    def first(self) -> Plan | None:
        """The best plan found under the wishes."""
        return self.points[0].plan if self.points else None

    @property
    def undominated(self) -> tuple[FrontPoint, ...]:
        """Plans that no other is as good as in everything and better in something."""
        return nondominated(self.points)

    @property
    def options(self) -> tuple[Explained, ...]:
        """Every candidate with its fate beside the first plan."""
        if self.prepared is None or self.first is None:
            return ()
        return explained(self.prepared, self.first)

    @property
    def outcome(self) -> str:
        """One of OUTCOMES; a question that could open what is wanted leaves the plan open."""
        if self.declined:
            return "declined"
        verdicts = self.prepared.verdicts if self.prepared is not None else ()
        treating = [one for one in verdicts if one.candidate.id not in ALWAYS]
        waits = [one for one in treating if one.status == "waits"]
        if self.asked or any(_serves(one.candidate.template, self.case) for one in waits):
            return "unanswered"
        options = self.prepared.fitted.options if self.prepared is not None else ()
        if any(one.id not in ALWAYS for one in options):
            return "planned"
        if any(one.status == "offered" for one in treating):
            return "none-fit"  # rules allow it, and the wishes leave no week for any of it
        ruled = any(reason.rule for one in treating for reason in one.reasons)
        return "blocked" if ruled else "none-fit"

    def checked(self, plan: Plan) -> CheckDocument:
        """What ``turgor check`` says of a plan's courses as one.

        Errors: StudyError as for ``check_case_of``.
        """
        case = replace(self.case, courses=(plan.combined,) if plan.courses else ())
        return check_case_of(case, self.path, self.wanted.library, self.wanted.day, self.flags)


def _serves(template: Template, case: Case) -> bool:
    return bool(mechanisms_for(alike(case.concerns), [template]))


@dataclass(frozen=True, slots=True)
class Told:
    """Who is told while a plan is worked out, and who may end it between two plans."""

    step: Callable[[str], None] = lambda what: None
    ready: Callable[[PlanDocument], None] = lambda found: None
    point: Callable[[FrontPoint, PlanDocument], None] = lambda point, found: None
    stop: Callable[[], str] = lambda: ""


def plan_of_file(
    path: Path, wanted: Wanted | None = None, told: Told | None = None
) -> PlanDocument:
    """Plan for a TOML file's case.

    Errors: InputError with file and line for what can't be read, can't be or is not known.
    """
    asked, tell = wanted or Wanted(), told or Told()
    if find_spec("ortools") is None:
        raise InputError("choosing a plan needs OR-Tools: pip install 'turgor[plan]'")
    load_ahead()
    found = begun_plan(path, asked)
    if found.declined:
        tell.ready(found)
        return found
    try:
        return _worked_out(found, path, tell)
    except RuleError as error:
        raise with_line(error, found.case, 1, str(path)) from error
    except InputError as error:
        raise InputError(f"{path}: {str(error).removeprefix(f'{path}: ')}") from error


def begun_plan(path: Path, wanted: Wanted) -> PlanDocument:
    """A case read and held, with nothing planned yet; errors as for ``plan_of_file``."""
    where = str(path)
    ready = ready_case(path, wanted.library.vocabulary)
    hold_prices(ready.case, where)
    case, more = from_last_visit(ready.case, wanted.library.vocabulary)
    return PlanDocument(
        path=where,
        case=case,
        wanted=wanted,
        flags=(*stale_flags(), *ready.flags, *more),
        declined=declined(case, None),
        asked=tuple((name, text) for name, text, blocks in scope_questions(case) if blocks),
        prepared=None,
        points=(),
        limits=0,
    )


def _worked_out(found: PlanDocument, path: Path, tell: Told) -> PlanDocument:
    wanted = found.wanted
    prepared = prepare(_asked(found), tell.step)
    found = replace(found, prepared=prepared)
    tell.ready(found)
    known = read_state(wanted.state, prepared) if wanted.state is not None else ()
    held = {point.key: point for point in known}
    tell.step("the first plan")
    begin = held.get(("", 0.0)) or FrontPoint(None, first_plan(prepared))
    limits = limits_of(begin.plan) if wanted.front else ()
    found = _with(replace(found, limits=len(limits)), begin, tell)
    if not wanted.front:
        return found
    reason = ""

    def stop() -> bool:
        nonlocal reason
        reason = reason or tell.stop()
        return bool(reason)

    try:
        for point in front(prepared, begin.plan, known, stop):
            if point.limit is not None:
                found = _with(found, point, tell)
    except KeyboardInterrupt:
        reason = "interrupted"
    return replace(found, stopped=reason if len(found.points) <= len(limits) else "")


def _with(found: PlanDocument, point: FrontPoint, tell: Told) -> PlanDocument:
    """One plan more, kept and told."""
    more = replace(found, points=(*found.points, point))
    if more.wanted.state is not None and more.prepared is not None:
        write_state(more.wanted.state, more.prepared.asked, more.points)
    tell.point(point, more)
    return more


def _asked(found: PlanDocument) -> Asked:
    wanted, case = found.wanted, found.case
    overrides: tuple[Override, ...] = ()
    if case.overrides:
        packs = wanted.library.packs
        hashes = {rule.key: pack.sha256 for pack in packs for rule in pack.rules}
        overrides = overrides_of(case, hashes, found.path)
    return Asked(
        case=case,
        library=wanted.library,
        day=wanted.day,
        draws=draws_of(shipped_parameter_set()),
        studies=study_forecasts(),
        prices=planned_prices(case),
        overrides=overrides,
        scenario=wanted.scenario,
        effort=wanted.effort,
        templates=wanted.templates,
    )
