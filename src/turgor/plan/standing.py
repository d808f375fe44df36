"""Whether a plan holds its constraints, what it uses of each, and what is left."""

import math
from collections.abc import Iterator, Sequence

from turgor.plan.candidate import DAYS_A_WEEK
from turgor.plan.constraint import (
    CAPPED,
    RISK,
    Block,
    Cap,
    Constraint,
    KeepFree,
    ReadyBy,
    Spacing,
    WeekCapacity,
)
from turgor.plan.plan import ConstraintStatus
from turgor.plan.prepare import Prepared
from turgor.plan.problem import Pick
from turgor.plan.shown import at, shown_spans
from turgor.plan.table import Row, union
from turgor.plan.together import Whole, spans_of_whole, used_together


def statuses_of(
    prepared: Prepared, picks: Sequence[Pick], more: Sequence[Constraint], whole: Whole
) -> tuple[ConstraintStatus, ...]:
    """Every wish and block, and each spacing between courses of the plan.

    Of days and risks the larger counts: the sum of courses each forecast alone, or ``whole``, all
    of them forecast as one; of dates the signs of either.
    """
    rows = [prepared.table.row(name) for name, _ in picks]
    found = []
    for item in (*prepared.constraints, *more):
        told = _told(prepared, item, picks, rows, whole)
        if told is not None:
            found.append(told)
    return (*found, *_spacings(prepared, picks, rows))


def used_of(prepared: Prepared, rows: Sequence[Row], quantity: str) -> float:
    """What rows together use of something that can be capped."""
    if quantity == "downtime":
        return math.fsum(row.downtime.median for row in rows)
    if quantity == "visits":
        return float(sum(row.candidate.visits for row in rows))
    if quantity == "cost":
        return math.fsum(row.candidate.cost or 0.0 for row in rows)
    event, cautious = quantity.removeprefix(RISK), prepared.asked.scenario.cautious
    return union(at(row.risk[event], cautious) for row in rows if event in row.risk)


def _told(
    prepared: Prepared,
    item: Constraint,
    picks: Sequence[Pick],
    rows: Sequence[Row],
    whole: Whole,
) -> ConstraintStatus | None:
    if isinstance(item, Cap):
        used = used_of(prepared, rows, item.quantity)
        if not item.assumed:  # the planner holds its own limits to the sum alone
            used = max(used, used_together(prepared, whole, item) or 0.0)
        unit = CAPPED.get(item.quantity, "1")
        return ConstraintStatus(item, used <= item.most + 1e-6, used, item.most - used, unit)
    if isinstance(item, WeekCapacity):
        most = _busiest(picks, rows)
        return ConstraintStatus(item, most <= item.most, most, item.most - most, "1")
    if isinstance(item, Block):
        chosen = float(any(name == item.candidate for name, _ in picks))
        return ConstraintStatus(item, not chosen, chosen, 0.0, "1")
    start = prepared.asked.case.start
    if start is None:
        return None
    cautious = prepared.asked.scenario.cautious
    spans = [*_signs(picks, rows, cautious)]
    spans += spans_of_whole(whole, cautious)
    if isinstance(item, KeepFree):
        first, last = (item.first - start).days, (item.last - start).days + 1
        # days between the nearest signs and the span; below 0 they reach into it
        apart = min((max(first - until, day - last) for day, until in spans), default=math.inf)
        return ConstraintStatus(item, apart >= 0.0, max(-apart, 0.0), apart, "d")
    if isinstance(item, ReadyBy):
        over = max((until for _, until in spans), default=0.0)
        ready = float((item.day - start).days)
        return ConstraintStatus(item, over <= ready, over, ready - over, "d")
    return None


def _signs(
    picks: Sequence[Pick], rows: Sequence[Row], cautious: float
) -> Iterator[tuple[float, float]]:
    for (_, week), row in zip(picks, rows, strict=True):
        days = [DAYS_A_WEEK * week + day for day in row.candidate.session_days]
        yield from shown_spans(days, row.signs, cautious)


def _busiest(picks: Sequence[Pick], rows: Sequence[Row]) -> float:
    weeks = [
        int((DAYS_A_WEEK * week + day) // DAYS_A_WEEK)
        for (_, week), row in zip(picks, rows, strict=True)
        for day in row.candidate.session_days
    ]
    return float(max((weeks.count(week) for week in set(weeks)), default=0))


def _spacings(
    prepared: Prepared, picks: Sequence[Pick], rows: Sequence[Row]
) -> Iterator[ConstraintStatus]:
    """The least distance of the sessions of each two courses, by each spacing between them."""
    days: dict[str, list[float]] = {}
    for (name, week), row in zip(picks, rows, strict=True):
        own = [DAYS_A_WEEK * week + day for day in row.candidate.session_days]
        days[row.candidate.template.id] = own
        days[name] = own
    for item in prepared.spacings:
        if not isinstance(item, Spacing) or item.earlier not in days or item.later not in days:
            continue
        if item.earlier == item.later:
            gaps = [b - a for a, b in zip(days[item.earlier], days[item.earlier][1:], strict=False)]
        else:
            gaps = [b - a for a in days[item.earlier] for b in days[item.later] if b >= a]
        if gaps:
            least = min(gaps)
            yield ConstraintStatus(
                item, least >= item.least_days, least, least - item.least_days, "d"
            )
