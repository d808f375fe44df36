"""The table of what each candidate does: benefit, signs, risk, visits, cost, from the forecast."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from turgor.plan.candidate import Candidate
from turgor.plan.objective import Objective
from turgor.plan.plan import Band
from turgor.plan.scale import DIFFERENCE, RATIO, SHARE, Scale
from turgor.plan.scenario import QUANTILES, Scenario
from turgor.predict.forecast.bands import LEVELS
from turgor.predict.forecast.engine import ParameterDraws
from turgor.predict.forecast.forecast import forecast_many
from turgor.predict.forecast.outlook import CourseOutlook, EndpointOutlook
from turgor.predict.forecast.studies import StudyForecasts
from turgor.record.case import Case
from turgor.record.course import Course

FloatArray = NDArray[np.float64]

#: days between those at which a course is looked at; what lies between is drawn straight
VISIT_GAP_DAYS = 28.0
#: the event that the virtual skin foretells itself, beside those that were counted
PIGMENT = "hyperpigmentation"
_AT = [LEVELS.index(level) for level in QUANTILES]
_LOOK = "look-"
_NONE = Band(0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Curve:
    """One quantity after a course, from its start.

    days (V,) ascending; values (3, V) at QUANTILES, nothing (V,) the median of doing nothing, all
    as changes in ``unit``. basis : skin, weighed, literature or naive. note : why it is not the
    skin's own. Before the first day nothing is said, and nothing counted.
    """

    quantity: str
    unit: str
    scale: Scale
    days: FloatArray
    values: FloatArray
    nothing: FloatArray
    basis: str
    note: str

    def added(self, day: float) -> Band:
        """The gain on the adding scale, ``day`` days after the course's start; better is more."""
        if not self.days.size or day < self.days[0]:
            return _NONE
        nothing = float(np.interp(day, self.days, self.nothing))
        ends = sorted(
            self.scale.added(float(np.interp(day, self.days, row)), nothing) for row in self.values
        )
        return Band(*ends)

    def counted(self, objective: Objective, start_day: float = 0.0) -> Band:
        """``added`` as an objective counts it, of a course that starts on ``start_day``."""
        if objective.counted == "day":
            return self.added(objective.horizon_day - start_day)
        # whole weeks, each at its end; those before the course count as nothing gained
        weeks = np.arange(7.0, objective.horizon_day + 0.5, 7.0)
        since = [self.added(day - start_day) for day in weeks if day > start_day]
        ends = zip(*((one.low, one.median, one.high) for one in since), strict=True)
        return Band(*(math.fsum(end) / weeks.size for end in ends)) if since else _NONE

    def medians_by_start(self, objective: Objective, weeks: int) -> list[float]:
        """The median of ``counted`` for starts in week 0, 1, ..."""
        starts = [7.0 * week for week in range(weeks)]
        if objective.counted == "day":
            return [self.counted(objective, start).median for start in starts]
        # a later start has had the same weeks, only fewer of them
        whole = np.arange(7.0, objective.horizon_day + 0.5, 7.0).size
        reached = [self.added(7.0 * (week + 1)).median for week in range(whole)]
        return [math.fsum(reached[: max(whole - week, 0)]) / max(whole, 1) for week in range(weeks)]

    def gain(self, day: float) -> Band:
        """The gain over doing nothing, in ``unit``; better is more."""
        band, nothing = self.added(day), self.nothing_at(day)
        return Band(*(self.scale.gain(one, nothing) for one in (band.low, band.median, band.high)))

    def nothing_at(self, day: float) -> float:
        """What doing nothing does, in ``unit``."""
        return float(np.interp(day, self.days, self.nothing)) if self.days.size else 0.0

    @property
    def naive(self) -> bool:
        """Whether it is only what was reported for such treatments before."""
        return self.basis == "naive"


@dataclass(frozen=True, slots=True)
class Row:
    """One candidate's line.

    signs : days until each session's signs are over, in its order; infinite where they outlast
    what was looked at. spans : days to the next session, or to the end. risk : of a stratum, by
    event (0 to 1). flags : what the forecast has to say of it.
    """

    candidate: Candidate
    curves: Mapping[str, Curve]
    signs: tuple[Band, ...]
    spans: tuple[float, ...]
    risk: Mapping[str, Band]
    flags: tuple[str, ...]

    @property
    def downtime(self) -> Band:
        """Days with signs over the whole course; a session's end at the next one at the latest."""
        each = [
            [min(end, span) for end in (one.low, one.median, one.high)]
            for one, span in zip(self.signs, self.spans, strict=True)
        ]
        low, median, high = (float(sum(ends)) for ends in zip(*each, strict=True)) if each else (
            0.0, 0.0, 0.0
        )  # fmt: skip
        return Band(low, median, high)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows in the candidates' order, and the person and parameters that they are of."""

    rows: tuple[Row, ...]
    scenario: Scenario
    horizon_days: float
    sources: tuple[str, ...]
    parameters: tuple[str, ...]

    def row(self, candidate: str) -> Row:
        """The row of a candidate's id."""
        return next(row for row in self.rows if row.candidate.id == candidate)


def table_of(
    candidates: Sequence[Candidate],
    objectives: Sequence[Objective],
    case: Case,
    draws: ParameterDraws,
    studies: StudyForecasts,
    scenario: Scenario,
    horizon_days: float,
) -> Table:
    """Forecast every candidate, each alone and from day 0; a later start shifts it.

    Errors: InputError as for ``forecast_many``.
    """
    courses = [replace(one.course(), name=one.id) for one in candidates]
    told = outlooks_of(courses, objectives, case, draws, studies, scenario, horizon_days)
    rows = tuple(
        Row(
            candidate=candidate,
            curves=curves_of(outlook, told.nothing, objectives),
            signs=signs_of(outlook),
            spans=spans_of(outlook),
            risk=risks_of(outlook),
            flags=tuple(dict.fromkeys(flag.text for flag in outlook.flags)),
        )
        for candidate, outlook in zip(candidates, told.courses, strict=True)
    )
    known = replace(scenario, parameter_set=told.parameter_set)
    return Table(rows, known, horizon_days, told.sources, told.parameters)


@dataclass(frozen=True, slots=True)
class Outlooks:
    """Forecasts of courses beside that of doing nothing."""

    nothing: CourseOutlook
    courses: tuple[CourseOutlook, ...]
    parameter_set: str
    sources: tuple[str, ...]
    parameters: tuple[str, ...]


def outlooks_of(
    courses: Sequence[Course],
    objectives: Iterable[Objective],
    case: Case,
    draws: ParameterDraws,
    studies: StudyForecasts,
    scenario: Scenario,
    horizon_days: float,
) -> Outlooks:
    """Courses forecast at the table's days for what is sought and told."""
    objectives = tuple(objectives)
    goals = {item.horizon_day for item in objectives}
    steps = np.arange(VISIT_GAP_DAYS, horizon_days, VISIT_GAP_DAYS).tolist()
    asked = replace(
        case,
        endpoints=tuple(dict.fromkeys(item.quantity for item in objectives)),
        horizon_days=horizon_days,
        visit_days=tuple(sorted({*steps, *goals, horizon_days})),
    )
    found = forecast_many(
        asked, courses, draws, studies, people=scenario.people, seed=scenario.seed
    )
    own = found.courses[len(found.courses) - len(courses) :]
    return Outlooks(found.courses[0], own, found.parameter_set, found.sources, found.parameters)


def curves_of(
    outlook: CourseOutlook, nothing: CourseOutlook, objectives: Iterable[Objective]
) -> Mapping[str, Curve]:
    """Each objective's quantity over the days since a course's start."""
    own = {item.observable: item for item in outlook.endpoints}
    none = {item.observable: item for item in nothing.endpoints}
    return {
        item.quantity: _curve(own[item.quantity], none[item.quantity], item.sign)
        for item in objectives
    }


def signs_of(outlook: CourseOutlook) -> tuple[Band, ...]:
    """Days until the signs of each session are over; median and 80 % band."""
    if outlook.calendar is None:
        return ()
    return tuple(
        Band(one.downtime.low80, one.downtime.median, one.downtime.high80)
        for one in outlook.calendar.sessions
    )


def spans_of(outlook: CourseOutlook) -> tuple[float, ...]:
    """Days that each session is followed."""
    if outlook.calendar is None:
        return ()
    return tuple(one.until_day - one.session_day for one in outlook.calendar.sessions)


def risks_of(outlook: CourseOutlook) -> Mapping[str, Band]:
    """Shares of a stratum by event: what was counted, and darkening as the skin foretells it."""
    found = {one.event: Band(one.low80, one.median, one.high80) for one in outlook.rates}
    if outlook.pih is not None:
        found[PIGMENT] = Band(outlook.pih.low80, outlook.pih.median, outlook.pih.high80)
    return found


def _curve(own: EndpointOutlook, none: EndpointOutlook, sign: float) -> Curve:
    look = own.observable.startswith(_LOOK)
    study = own.study
    if study is not None and (look or not own.shown):
        days, values = study.days, study.quantiles
        basis, unit = study.basis[-1], study.unit
    elif look:
        return Curve(
            own.observable, "% of people", Scale(SHARE, sign), np.empty(0), np.empty((3, 0)),
            np.empty(0), "none", own.reason,
        )  # fmt: skip
    else:
        days, values = own.days, own.change.quantiles[_AT]
        basis, unit = "skin", "%" if own.relative else own.unit
        if study is not None:
            basis = study.basis[-1]
    nothing = np.interp(days, none.days, none.change.median)
    if look:
        nothing = np.zeros(days.size)
        if none.study is not None:
            nothing = np.interp(days, none.study.days, none.study.quantiles[1])
    kind = SHARE if look else (RATIO if own.relative else DIFFERENCE)
    return Curve(own.observable, unit, Scale(kind, sign), days, values, nothing, basis, own.reason)


def union(shares: Iterable[float]) -> float:
    """Share of whom any of several independent events befalls."""
    return 1.0 - math.prod(1.0 - min(max(one, 0.0), 1.0) for one in shares)
