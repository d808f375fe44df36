"""From rows and verdicts to what the chooser sees: weeks that fit the wishes, gains, burdens."""

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from turgor.plan.candidate import DAYS_A_WEEK
from turgor.plan.concern import Sought
from turgor.plan.constraint import RISK, Cap, Constraint, KeepFree, ReadyBy, Spacing, WeekCapacity
from turgor.plan.problem import Option, Problem
from turgor.plan.prune import Verdict
from turgor.plan.scenario import Scenario
from turgor.plan.shown import at, reaches, shown_spans
from turgor.plan.table import Row
from turgor.plan.template import NOTHING

#: a share of one that is never spared would weigh without end
_LEAST_SPARED = 1e-9


@dataclass(frozen=True, slots=True)
class Fitted:
    """Options, and why a candidate that rules allow has no week that the wishes allow."""

    options: tuple[Option, ...]
    unfit: Mapping[str, str]


def options_of(
    rows: Sequence[Row],
    verdicts: Iterable[Verdict],
    sought: Sought,
    constraints: Sequence[Constraint],
    scenario: Scenario,
    start: dt.date | None,
) -> Fitted:
    """Every offered candidate in the weeks in which neither rules nor wishes are broken by it."""
    allowed = {one.candidate.id: one.starts for one in verdicts if one.status == "offered"}
    medians = {row.candidate.id: _medians(row, sought) for row in rows}
    scales = _scales(medians.values(), sought)
    options: list[Option] = []
    unfit: dict[str, str] = {}
    for row in rows:
        name = row.candidate.id
        if name == NOTHING or name not in allowed:
            continue
        weeks = allowed[name]
        for constraint in constraints:
            left = tuple(
                week
                for week in weeks
                if not against(row, week, constraint, scenario.cautious, start)
            )
            if weeks and not left:
                unfit[name] = against(row, weeks[0], constraint, scenario.cautious, start)
            weeks = left
        goal = max(item.horizon_day for item in sought.objectives)
        done = tuple(
            week
            for week in weeks
            if DAYS_A_WEEK * week + (row.candidate.session_days or (0.0,))[-1] < goal
        )
        if weeks and not done:
            unfit[name] = f"it is not over by day {goal:g}, when its benefit would count"
        gains = {week: _gains(medians[name], week, sought, scales) for week in done}
        if gains:
            options.append(
                Option(
                    name, row.candidate.family, row.candidate.template.id,
                    row.candidate.session_days, gains, burdens_of(row, scenario),
                )
            )  # fmt: skip
    return Fitted(tuple(options), unfit)


def problem_of(
    fitted: Fitted, sought: Sought, constraints: Iterable[Constraint], spacings: Iterable[Spacing]
) -> Problem:
    """The chooser's problem under these constraints."""
    caps: dict[str, float] = {}
    capacity: int | None = None
    for item in constraints:
        if isinstance(item, Cap):
            caps[item.quantity] = min(caps.get(item.quantity, math.inf), _as_burden(item))
        if isinstance(item, WeekCapacity):
            capacity = item.most if capacity is None else min(capacity, item.most)
    return Problem(
        options=fitted.options,
        levels=len(sought.levels),
        spacings={(one.earlier, one.later): one.least_days for one in spacings},
        caps=caps,
        week_capacity=capacity,
    )


def burdens_of(row: Row, scenario: Scenario) -> Mapping[str, float]:
    """What a row adds to each quantity that can be capped, and the weeks of a use at home."""
    candidate = row.candidate
    found = {
        "downtime": row.downtime.median,
        "visits": float(candidate.visits),
        "home-weeks": candidate.weeks,
        **({} if candidate.cost is None else {"cost": candidate.cost}),
    }
    for event, band in row.risk.items():
        found[RISK + event] = spared(at(band, scenario.cautious))
    return found


def spared(share: float) -> float:
    """A share as what adds up over independent events: minus the logarithm of who is spared."""
    return -math.log(max(1.0 - share, _LEAST_SPARED))


def against(
    row: Row, week: int, constraint: Constraint, cautious: float, start: dt.date | None
) -> str:
    """What a constraint has against a candidate alone in a week, '' where nothing."""
    candidate = row.candidate
    if isinstance(constraint, Cap):
        return _beyond(row, constraint, cautious)
    days = [DAYS_A_WEEK * week + day for day in candidate.session_days]
    spans = shown_spans(days, row.signs, cautious)
    if start is None or not isinstance(constraint, KeepFree | ReadyBy):
        return ""
    if not any(reaches(constraint, start, day, until) > 0.0 for day, until in spans):
        return ""
    if isinstance(constraint, ReadyBy):
        return f"signs may show after {constraint.day} ({constraint.origin})"
    return (
        f"signs may show between {constraint.first} and {constraint.last}, which "
        f"are to be kept free ({constraint.origin})"
    )


def _beyond(row: Row, cap: Cap, cautious: float) -> str:
    candidate = row.candidate
    used: float | None
    if cap.quantity == "cost":
        used = candidate.cost
        if used is None:
            return f"without a stated price it can't be held to cost ({cap.origin}, no price)"
    elif cap.quantity == "visits":
        used = float(candidate.visits)
    elif cap.quantity == "downtime":
        used = row.downtime.median
    else:
        band = row.risk.get(cap.quantity.removeprefix(RISK))
        used = 0.0 if band is None else at(band, cautious)
    if used <= cap.most:
        return ""
    return f"by itself {used:.3g} of {cap.quantity}, and {cap.most:.3g} is the most ({cap.origin})"


def _as_burden(cap: Cap) -> float:
    return spared(cap.most) if cap.quantity.startswith(RISK) else cap.most


def _gains(
    medians: Mapping[str, Sequence[float]], week: int, sought: Sought, scales: Mapping[str, float]
) -> tuple[float, ...]:
    return tuple(
        math.fsum(
            item.weight * medians[item.quantity][week] / scales[item.quantity] for item in level
        )
        for level in sought.levels
    )


def _medians(row: Row, sought: Sought) -> Mapping[str, Sequence[float]]:
    """Median gains on the adding scale by the week of a course's start.

    Nothing where only other treatments' results are told: the naive distribution is about the same
    whatever is done. It can't tell courses apart, and adding it up would make something of nothing.
    """
    found: dict[str, Sequence[float]] = {}
    for level in sought.levels:
        for item in level:
            curve = row.curves[item.quantity]
            weeks = math.ceil(item.horizon_day / DAYS_A_WEEK)
            found[item.quantity] = (
                [0.0] * weeks if curve.naive else curve.medians_by_start(item, weeks)
            )
    return found


def _scales(
    medians: Iterable[Mapping[str, Sequence[float]]], sought: Sought
) -> Mapping[str, float]:
    """Several objectives of one priority each count in shares of the best that one course does."""
    held = tuple(medians)
    found: dict[str, float] = {}
    for level in sought.levels:
        for item in level:
            best = max((one[item.quantity][0] for one in held), default=0.0)
            found[item.quantity] = best if len(level) > 1 and best > 0.0 else 1.0
    return found
