"""Options side by side: doing nothing, each course of a case, or those of a plan."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from string import ascii_uppercase

from turgor.plan.plan import Plan
from turgor.predict.forecast.outlook import CourseOutlook, Forecast
from turgor.record.stimulus import StimulusFlag
from turgor.rules.finding import CourseCheck
from turgor.rules.vocabulary import standard_vocabulary
from turgor.workflow.check.work_out import CheckDocument, CheckedCourse
from turgor.workflow.decision.benefit import (
    Benefit,
    Measured,
    benefits_of,
    measured_of,
    unanswered_of,
)
from turgor.workflow.decision.cost import Cost, cost_of
from turgor.workflow.decision.days import SeriesDays, series_days
from turgor.workflow.decision.duties import Duty, duties_of
from turgor.workflow.decision.harm import Harm, harms_of
from turgor.workflow.decision.signs import StopSigns, stop_signs
from turgor.workflow.decision.stops import Stopped, stop_of, stopped_ones

_LETTERS = (*ascii_uppercase, *(f"A{one}" for one in ascii_uppercase))
#: outcomes with which an option is not open
_CLOSED = ("blocked", "declined")


@dataclass(frozen=True, slots=True)
class Clinic:
    """Who is called, and what a session costs there; what is not known stays open on the page.

    prices : lowest and highest of one session or of a whole use at home, by modality, use, or a
    planner's template or family.
    """

    name: str = ""
    phone: str = ""
    currency: str = ""
    prices: Mapping[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DecisionOption:
    """One option.

    checked : what rules say of it, None where it was not held to them, or is doing nothing. cost :
    None where no price is known. outside : how the person differs from who was studied. letter : of
    a plan among several, by which people speak of it. stopped : half-way, where that was forecast.
    """

    outlook: CourseOutlook
    nothing: bool
    visits: int
    cost: Cost | None
    benefits: tuple[Benefit, ...]
    untold: tuple[tuple[str, str], ...]
    measured: tuple[Measured, ...]
    days: SeriesDays
    harms: tuple[Harm, ...]
    duties: tuple[Duty, ...]
    signs: tuple[StopSigns, ...]
    checked: CheckedCourse | None
    outside: tuple[str, ...]
    flags: tuple[StimulusFlag, ...]
    plan: Plan | None = None
    letter: str = ""
    stopped: Stopped | None = None

    @property
    def name(self) -> str:
        """As the case calls it."""
        return self.outlook.course.name

    @property
    def closed(self) -> bool:
        """Whether a rule stops it or it is declined."""
        return self.checked is not None and self.checked.outcome in _CLOSED

    @property
    def check(self) -> CourseCheck | None:
        """What rules say of it."""
        return None if self.checked is None else self.checked.check


@dataclass(frozen=True, slots=True)
class Decision:
    """A case's options over one horizon.

    alerts : what stops treatment at all, of a check that belongs to no option, such as an event's.
    """

    forecast: Forecast
    clinic: Clinic
    horizon_days: float
    options: tuple[DecisionOption, ...]
    library_sha256: str
    checked_on: dt.date | None
    alerts: tuple[str, ...] = ()


def decision_of(
    document: CheckDocument | None,
    forecast: Forecast,
    plan: Plan | Sequence[Plan] | None = None,
    clinic: Clinic | None = None,
) -> Decision:
    """What every option holds; what was checked and planned belongs to the course of its name.

    document : None where nothing was checked. Doing nothing comes first, as in the forecast.
    """
    checked = {} if document is None else {one.check.course: one for one in document.courses}
    names = {item.course.name for item in forecast.courses}
    loose = [one for name, one in checked.items() if name not in names]
    horizon = forecast.case.horizon_days
    stops = stopped_ones(forecast.courses, horizon)
    inside = {id(one) for one in stops.values()}
    told = [plan] if isinstance(plan, Plan) else list(plan or ())
    plans = {one.combined.name: (one, letter) for one, letter in zip(told, _LETTERS, strict=False)}
    return Decision(
        forecast=forecast,
        clinic=clinic or Clinic(),
        horizon_days=horizon,
        options=tuple(
            _with_stop(
                _option(
                    item,
                    forecast,
                    document,
                    None if index == 0 else checked.get(item.course.name),
                    plans.get(item.course.name, (None, "")),
                    clinic,
                ),
                stops.get(item.course.name),
                forecast,
            )
            for index, item in enumerate(forecast.courses)
            if id(item) not in inside
        ),
        library_sha256="" if document is None else document.library.sha256,
        checked_on=None if document is None else document.day,
        alerts=tuple(dict.fromkeys(text for one in loose for text in alerts_of(one))),
    )


def alerts_of(checked: CheckedCourse) -> tuple[str, ...]:
    """What is said before anything else: declined, or stopped by a rule."""
    stops = (f"Stopped by {one.rule.id}: {one.rule.then.text}" for one in checked.stops)
    return (*(f"Declined: {text}" for text in checked.declined), *stops)


def _with_stop(
    option: DecisionOption, stopped: CourseOutlook | None, whole: Forecast
) -> DecisionOption:
    if stopped is None:
        return option
    benefits = benefits_of(stopped, whole)
    found = stop_of(option.outlook.course, whole.case.horizon_days, benefits)
    return replace(option, stopped=found)


def _option(
    item: CourseOutlook,
    whole: Forecast,
    document: CheckDocument | None,
    checked: CheckedCourse | None,
    planned: tuple[Plan | None, str],
    clinic: Clinic | None,
) -> DecisionOption:
    plan, letter = planned
    start = item.course.start or whole.case.start
    findings = () if checked is None else checked.check.findings
    words = standard_vocabulary() if document is None else document.library.vocabulary
    known = {} if document is None else document.case.answers
    prices = whole.case.clinic.prices if clinic is None else clinic.prices
    return DecisionOption(
        outlook=item,
        nothing=item is whole.courses[0],
        visits=len({session.day for session in item.course.sessions}),
        cost=cost_of(item.course, plan, prices),
        benefits=benefits_of(item, whole),
        untold=unanswered_of(item),
        measured=measured_of(item, whole.case.horizon_days),
        days=series_days(item, start),
        harms=harms_of(item),
        duties=() if checked is None else duties_of(checked.care, start),
        signs=() if checked is None else stop_signs(checked.signs, words, known),
        checked=checked,
        outside=tuple(
            dict.fromkeys(one.outside_population for one in findings if one.outside_population)
        ),
        flags=whole.own_flags(item),
        plan=plan,
        letter=letter,
    )
