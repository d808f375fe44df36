"""Options side by side: doing nothing, each course of a case, or those of a plan."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from turgor.plan.plan import Plan
from turgor.predict.forecast.outlook import CourseOutlook, Forecast
from turgor.record.stimulus import StimulusFlag
from turgor.rules.finding import CourseCheck
from turgor.rules.library import Library, standard_library
from turgor.rules.prepared import prepared
from turgor.rules.treatment import treatments_of
from turgor.workflow.decision.benefit import (
    Benefit,
    Measured,
    benefits_of,
    measured_of,
    unanswered_of,
)
from turgor.workflow.decision.days import SeriesDays, series_days
from turgor.workflow.decision.duties import Duty, duties_of
from turgor.workflow.decision.harm import Harm, harms_of
from turgor.workflow.decision.signs import StopSigns, stop_signs


@dataclass(frozen=True, slots=True)
class Clinic:
    """Who is called, and what a session costs there; what is not known stays open on the page.

    prices : lowest and highest of one session, by modality as in a session's file.
    """

    name: str = ""
    phone: str = ""
    currency: str = ""
    prices: Mapping[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DecisionOption:
    """One option. check : what rules say of it, None for doing nothing. cost : None where no price
    is known. outside : how the person differs from who was studied.
    """

    outlook: CourseOutlook
    nothing: bool
    visits: int
    cost: tuple[float, float] | None
    benefits: tuple[Benefit, ...]
    untold: tuple[tuple[str, str], ...]
    measured: tuple[Measured, ...]
    days: SeriesDays
    harms: tuple[Harm, ...]
    duties: tuple[Duty, ...]
    signs: tuple[StopSigns, ...]
    check: CourseCheck | None
    outside: tuple[str, ...]
    flags: tuple[StimulusFlag, ...]
    plan: Plan | None = None

    @property
    def name(self) -> str:
        """As the case calls it."""
        return self.outlook.course.name


@dataclass(frozen=True, slots=True)
class Decision:
    """A case's options over one horizon."""

    forecast: Forecast
    clinic: Clinic
    horizon_days: float
    options: tuple[DecisionOption, ...]
    library_sha256: str
    checked_on: dt.date | None


def decision_of(
    forecast: Forecast,
    checks: Sequence[CourseCheck],
    plan: Plan | Sequence[Plan] | None = None,
    clinic: Clinic | None = None,
    library: Library | None = None,
) -> Decision:
    """What every option holds; checks and plans belong to the course of their name.

    Doing nothing comes first, as in the forecast. A course that was not checked says so.
    """
    held = library or standard_library()
    by_name = {check.course: check for check in checks}
    plans = {one.combined.name: one for one in ([plan] if isinstance(plan, Plan) else plan or ())}
    options = tuple(
        _option(item, index == 0, forecast, by_name.get(item.course.name), held, plans, clinic)
        for index, item in enumerate(forecast.courses)
    )
    day = next((check.day for check in checks), None)
    digest = next((check.library_sha256 for check in checks), held.sha256)
    return Decision(forecast, clinic or Clinic(), forecast.case.horizon_days, options, digest, day)


def _option(
    item: CourseOutlook,
    nothing: bool,
    whole: Forecast,
    check: CourseCheck | None,
    library: Library,
    plans: Mapping[str, Plan],
    clinic: Clinic | None,
) -> DecisionOption:
    start = item.course.start or whole.case.start
    own = plans.get(item.course.name)
    ready = prepared(library, check.day) if check is not None else None
    words = frozenset(
        word
        for one in treatments_of(whole.case, item.course, library.vocabulary)
        if one.index >= 0
        for word in one.words
    )
    outside = [] if check is None else [one.outside_population for one in check.findings]
    return DecisionOption(
        outlook=item,
        nothing=nothing,
        visits=len({session.day for session in item.course.sessions}),
        cost=_cost(item, own, clinic),
        benefits=benefits_of(item, whole),
        untold=unanswered_of(item),
        measured=measured_of(item, whole.case.horizon_days),
        days=series_days(item, start),
        harms=harms_of(item),
        duties=() if check is None else duties_of(check, start),
        signs=() if ready is None or nothing else stop_signs(ready.rules, words, library),
        check=None if nothing else check,
        outside=tuple(dict.fromkeys(filter(None, outside))),
        flags=whole.own_flags(item),
        plan=own,
    )


def _cost(
    item: CourseOutlook, plan: Plan | None, clinic: Clinic | None
) -> tuple[float, float] | None:
    if plan is not None and plan.cost is not None:
        return plan.cost, plan.cost
    prices = {} if clinic is None else clinic.prices
    sessions = item.course.sessions
    if not sessions or any(one.modality not in prices for one in sessions):
        return None
    ends = [prices[one.modality] for one in sessions]
    return sum(low for low, _ in ends), sum(high for _, high in ends)
