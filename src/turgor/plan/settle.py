"""A choice as a plan: courses on the calendar, forecast together, held to every constraint."""

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from turgor.evidence import parameter
from turgor.plan.candidate import DAYS_A_WEEK
from turgor.plan.concern import Sought
from turgor.plan.constraint import Constraint
from turgor.plan.legal import Legal, choose_legal, course_of
from turgor.plan.objective import Objective
from turgor.plan.plan import Band, ObjectiveValue, PlacedCourse, Plan
from turgor.plan.prepare import Prepared
from turgor.plan.problem import Pick
from turgor.plan.standing import statuses_of
from turgor.plan.table import (
    Curve,
    Outlooks,
    Row,
    curves_of,
    downtime_of,
    outlooks_of,
    risks_of,
    signs_of,
    spans_of,
    union,
)
from turgor.plan.template import SUNSCREEN
from turgor.record.course import Course

FIRST = "first plan"


def first_plan(prepared: Prepared) -> Plan:
    """The best plan found under the wishes.

    Errors: InputError where the solver is missing or rules refuse every choice.
    """
    effort = prepared.asked.effort
    legal = choose_legal(prepared, prepared.problem, effort)
    return settled(prepared, legal, FIRST)


def settled(prepared: Prepared, legal: Legal, name: str, more: Sequence[Constraint] = ()) -> Plan:
    """The plan of a choice; ``more`` constraints than the case's own held for it.

    Its courses are forecast as one; a course without which hardly anything that is sought is lost
    then is left out, and it is said. That breaks no constraint, since all are limits from above;
    what rules say is asked again.
    """
    picks = legal.choice.picks
    left_out: list[str] = []
    sought = tuple(item for level in prepared.sought.levels for item in level)
    while True:
        told, *marginal = together(prepared, parts_of(picks), sought)
        idle = _idle(prepared, picks, told, marginal)
        if idle is None:
            break
        left = tuple(pick for pick in picks if pick != idle)
        if not _allowed(prepared, left):
            break
        left_out.append(idle[0])
        picks = left
    whole = outlooks_together(prepared, [picks], prepared.sought.objectives)
    one = whole.courses[0]
    told = dict(curves_of(one, whole.nothing, prepared.sought.objectives))
    plan = _plan(prepared, legal, name, picks, told, marginal, (left_out, more))
    return replace(
        plan,
        downtime_together=downtime_of(signs_of(one), spans_of(one)),
        risk_together=tuple(sorted(risks_of(one).items())),
    )


Together = dict[str, Curve]


def parts_of(picks: Sequence[Pick]) -> list[Sequence[Pick]]:
    """All of them, and what is left without each."""
    return [picks, *([other for other in picks if other != one] for one in picks)]


def together(
    prepared: Prepared, parts: Iterable[Sequence[Pick]], objectives: Sequence[Objective]
) -> list[Together]:
    """Curves of each part's picks as one course."""
    told = outlooks_together(prepared, parts, objectives)
    return [dict(curves_of(one, told.nothing, objectives)) for one in told.courses]


def outlooks_together(
    prepared: Prepared, parts: Iterable[Sequence[Pick]], objectives: Sequence[Objective]
) -> Outlooks:
    """Forecasts of each part's picks as one course."""
    asked = prepared.asked
    courses = [replace(course_of(prepared, part), name=f"part {k}") for k, part in enumerate(parts)]
    return outlooks_of(
        courses, objectives, asked.case, asked.draws, asked.studies, asked.scenario,
        asked.case.horizon_days,
    )  # fmt: skip


def _idle(
    prepared: Prepared, picks: Sequence[Pick], told: Together, without: Sequence[Together]
) -> Pick | None:
    """The pick that takes most and without which little is lost; sun protection stays."""
    least = float(parameter("plan.worth_a_course"))
    found: list[tuple[float, float, Pick]] = []
    for pick, rest in zip(picks, without, strict=True):
        if pick[0] == SUNSCREEN:
            continue
        lost = [
            _counted(told, item) - _counted(rest, item) > least * abs(_counted(told, item))
            for level in prepared.sought.levels
            for item in level
        ]
        if not any(lost):
            row = prepared.table.row(pick[0])
            found.append((float(row.candidate.visits), row.downtime.median, pick))
    return max(found)[2] if found else None


def _gain(curves: Together, item: Objective) -> float:
    return curves[item.quantity].gain(item.horizon_day).median


def _counted(curves: Together, item: Objective) -> float:
    """As the objective counts, courses being forecast as they lie; nothing where it is naive."""
    curve = curves[item.quantity]
    return 0.0 if curve.naive else curve.counted(item).median


def _allowed(prepared: Prepared, picks: Sequence[Pick]) -> bool:
    return prepared.asked.allows(course_of(prepared, picks))


def _plan(
    prepared: Prepared,
    legal: Legal,
    name: str,
    picks: Sequence[Pick],
    told: Together,
    without: Sequence[Together],
    beside: tuple[Sequence[str], Sequence[Constraint]],
) -> Plan:
    asked, sought = prepared.asked, prepared.sought
    rows = [prepared.table.row(one) for one, _ in picks]
    course = course_of(prepared, picks)
    first = sought.levels[0][0]
    costs = [row.candidate.cost for row in rows]
    check = asked.check(course)
    return Plan(
        name=name,
        courses=tuple(_placed(prepared, pick) for pick in picks),
        combined=_named(course, name),
        values=values_of(sought, picks, rows, told),
        constraints=statuses_of(prepared, picks, beside[1]),
        downtime=_summed([row.downtime for row in rows]),
        visits=sum(row.candidate.visits for row in rows),
        cost=None if any(cost is None for cost in costs) else math.fsum(c or 0.0 for c in costs),
        risk=risks_together(rows),
        solved=legal.choice.solved,
        scenario=prepared.table.scenario,
        library_sha256=asked.library.sha256,
        seed=asked.effort.seed,
        workers=asked.effort.workers,
        limit=asked.effort.limit,
        given_up=asked.effort.given_up,
        reasons=_reasons(prepared, legal),
        fired=tuple(f"{one.severity} {one.rule.key}" for one in check.findings),
        left_out=tuple(beside[0]),
        marginal=tuple(_gain(told, first) - _gain(rest, first) for rest in without),
    )


def _reasons(prepared: Prepared, legal: Legal) -> tuple[str, ...]:
    """What else has to be said of how a plan came about."""
    found = [f"refused by rules: {told}" for told in legal.refused]
    found += [f"{word} can't be sought: {why}" for word, why in prepared.sought.unserved]
    for level in prepared.sought.levels:
        for item in level:
            rows = [row.curves[item.quantity] for row in prepared.table.rows if row.risk]
            if rows and all(curve.naive for curve in rows):
                found.append(
                    f"{item.quantity} is not chosen by: what is forecast of it is about the same "
                    "whatever is done"
                )
    return tuple(found)


def values_of(
    sought: Sought, picks: Sequence[Pick], rows: Sequence[Row], told: Together
) -> tuple[ObjectiveValue, ...]:
    """Each objective as the sum of single courses and as forecast together."""
    found = []
    for item in sought.objectives:
        curve = told[item.quantity]
        nothing = curve.nothing_at(item.horizon_day)
        added = math.fsum(
            row.curves[item.quantity].added(item.horizon_day - DAYS_A_WEEK * week).median
            for row, (_, week) in zip(rows, picks, strict=True)
        )
        found.append(
            ObjectiveValue(
                objective=item,
                unit=curve.unit,
                nothing=nothing,
                sum=curve.scale.gain(added, nothing),
                together=curve.gain(item.horizon_day) if picks else Band(0.0, 0.0, 0.0),
                basis=curve.basis,
                note=curve.note,
            )
        )
    return tuple(found)


def risks_together(rows: Iterable[Row]) -> tuple[tuple[str, Band], ...]:
    """Share of a stratum whom any of the courses gives each event, as if independent."""
    held = tuple(rows)
    events = sorted({event for row in held for event in row.risk})
    found = []
    for event in events:
        bands = [row.risk[event] for row in held if event in row.risk]
        found.append(
            (
                event,
                Band(
                    union(one.low for one in bands),
                    union(one.median for one in bands),
                    union(one.high for one in bands),
                ),
            )
        )
    return tuple(found)


def _placed(prepared: Prepared, pick: Pick) -> PlacedCourse:
    name, week = pick
    candidate = prepared.candidate(name)
    at = float(DAYS_A_WEEK * week)
    days = tuple(at + day for day in candidate.session_days)
    start = prepared.asked.case.start
    shown = days or (at, at + candidate.end_day)
    dates = () if start is None else tuple(start + dt.timedelta(days=day) for day in shown)
    return PlacedCourse(candidate, week, days, dates)


def _summed(bands: Iterable[Band]) -> Band:
    held = tuple(bands)
    return Band(
        math.fsum(one.low for one in held),
        math.fsum(one.median for one in held),
        math.fsum(one.high for one in held),
    )


def _named(course: Course, name: str) -> Course:
    return replace(course, name=name)
