"""A settled choice as a plan: courses on the calendar, what they are worth, what they take."""

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from turgor.plan.candidate import DAYS_A_WEEK
from turgor.plan.concern import Sought
from turgor.plan.constraint import Constraint
from turgor.plan.leave_out import lost_without
from turgor.plan.legal import course_of
from turgor.plan.plan import Band, ObjectiveValue, PlacedCourse, Plan, Solved
from turgor.plan.prepare import Prepared
from turgor.plan.problem import Pick
from turgor.plan.standing import statuses_of
from turgor.plan.table import Row, union
from turgor.plan.together import Whole, wholes


@dataclass(frozen=True, slots=True)
class Settled:
    """A choice as it stays.

    solved : how good the choice is known to be. left_out : candidates without which hardly less is
    reached. reserved : what of caps was kept free for each further course. reasons : what else has
    to be said of how it came about.
    """

    picks: tuple[Pick, ...]
    solved: tuple[Solved, ...]
    left_out: tuple[str, ...] = ()
    reserved: tuple[tuple[str, float], ...] = ()
    reasons: tuple[str, ...] = ()


def as_plan(
    prepared: Prepared, settled: Settled, name: str, more: Sequence[Constraint] = ()
) -> Plan:
    """The plan of a choice; ``more`` constraints than the case's own are told of it."""
    asked, picks = prepared.asked, settled.picks
    rows = [prepared.table.row(one) for one, _ in picks]
    course = course_of(prepared, picks)
    costs = [row.candidate.cost for row in rows]
    (whole,) = wholes(prepared, [picks])
    return Plan(
        name=name,
        courses=tuple(_placed(prepared, pick) for pick in picks),
        combined=replace(course, name=name),
        values=values_of(prepared.sought, picks, rows, whole),
        constraints=statuses_of(prepared, picks, more, whole),
        downtime=_summed([row.downtime for row in rows]),
        visits=sum(row.candidate.visits for row in rows),
        cost=None if any(cost is None for cost in costs) else math.fsum(c or 0.0 for c in costs),
        risk=risks_together(rows),
        solved=settled.solved,
        scenario=prepared.table.scenario,
        library_sha256=asked.library.sha256,
        seed=asked.effort.seed,
        workers=asked.effort.workers,
        limit=asked.effort.limit,
        given_up=asked.effort.given_up,
        reasons=settled.reasons,
        fired=tuple(f"{one.severity} {one.rule.key}" for one in asked.check(course).findings),
        left_out=settled.left_out,
        reserved=settled.reserved,
        marginal=tuple(lost_without(prepared, picks, prepared.sought.levels[0][0])),
        downtime_together=whole.downtime,
        risk_together=tuple(sorted(whole.risk.items())),
    )


def values_of(
    sought: Sought, picks: Sequence[Pick], rows: Sequence[Row], whole: Whole
) -> tuple[ObjectiveValue, ...]:
    """Each objective as the sum of single courses and as forecast together."""
    found = []
    for item in sought.objectives:
        curve = whole.curves[item.quantity]
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
