"""Courses of a choice forecast as one, and what of it goes beyond a limit.

Options are forecast alone and their days and risks added up; what courses do to each other on the
same skin shows only here. A plan is held to both numbers where somebody stated the limit; where
the planner assumes it, which guards what courses add up to, the forecast as one is told beside it.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from turgor.plan.candidate import DAYS_A_WEEK
from turgor.plan.constraint import RISK, Cap, Constraint, KeepFree, ReadyBy
from turgor.plan.legal import course_of
from turgor.plan.plan import Band
from turgor.plan.prepare import Prepared
from turgor.plan.problem import Pick
from turgor.plan.shown import at, reaches, shown_spans
from turgor.plan.table import (
    Curve,
    curves_of,
    downtime_of,
    outlooks_of,
    risks_of,
    signs_of,
    spans_of,
)

#: what a sum may be off by; no limit is stated that closely
_SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Whole:
    """Picks forecast as one course.

    curves : by quantity. signs : of each session its day and the days until its signs are over.
    downtime : days with signs in all. risk : of a stratum, by event.
    """

    curves: Mapping[str, Curve]
    signs: tuple[tuple[float, Band], ...]
    downtime: Band
    risk: Mapping[str, Band]


@dataclass(frozen=True, slots=True)
class Beyond:
    """A limit that picks forecast as one exceed: by how much of the limit's own unit."""

    constraint: Constraint
    used: float
    excess: float


def wholes(prepared: Prepared, parts: Iterable[Sequence[Pick]]) -> list[Whole]:
    """Each part forecast as one course, each once for a prepared case."""
    return [_whole(prepared, tuple(sorted(part))) for part in parts]


def _whole(prepared: Prepared, part: tuple[Pick, ...]) -> Whole:
    """By itself: beside others the last digits of a forecast would hang on what these are."""
    if part in prepared.wholes:
        return prepared.wholes[part]
    asked, objectives = prepared.asked, prepared.sought.objectives
    told = outlooks_of(
        [replace(course_of(prepared, part), name="part")], objectives, asked.case, asked.draws,
        asked.studies, asked.scenario, asked.case.horizon_days,
    )  # fmt: skip
    one = told.courses[0]
    signs = signs_of(one)
    days = sorted(day for pick in part for day in _days(prepared, pick))
    found = Whole(
        curves=dict(curves_of(one, told.nothing, objectives)),
        signs=tuple(zip(days, signs, strict=True)),
        downtime=downtime_of(signs, spans_of(one)),
        risk=risks_of(one),
    )
    prepared.wholes[part] = found
    return found


def beyond(
    prepared: Prepared, picks: Sequence[Pick], more: Sequence[Constraint] = ()
) -> tuple[Beyond, ...]:
    """What the picks forecast as one exceed of days, risks and dates that somebody stated."""
    stated = [item for item in (*prepared.constraints, *more) if not item.assumed]
    return _beyond(prepared, picks, stated)


def beyond_assumed(prepared: Prepared, picks: Sequence[Pick]) -> tuple[Beyond, ...]:
    """The same of the planner's own limits, which the sum is held to and this is told of."""
    return _beyond(prepared, picks, [item for item in prepared.constraints if item.assumed])


def _beyond(
    prepared: Prepared, picks: Sequence[Pick], limits: Iterable[Constraint]
) -> tuple[Beyond, ...]:
    (whole,) = wholes(prepared, [picks])
    found = []
    for item in limits:
        used = used_together(prepared, whole, item)
        most = item.most if isinstance(item, Cap) else 0.0
        if used is not None and used > most + _SLACK:
            found.append(Beyond(item, used, used - most))
    return tuple(found)


def used_together(prepared: Prepared, whole: Whole, item: Constraint) -> float | None:
    """What picks forecast as one use of a limit; of dates, the days with signs that reach into it.

    None where a limit is not of what a forecast says.
    """
    cautious, start = prepared.asked.scenario.cautious, prepared.asked.case.start
    if isinstance(item, Cap):
        if item.quantity == "downtime":
            return whole.downtime.median
        if not item.quantity.startswith(RISK):
            return None
        band = whole.risk.get(item.quantity.removeprefix(RISK))
        return 0.0 if band is None else at(band, cautious)
    if start is None or not isinstance(item, KeepFree | ReadyBy):
        return None
    spans = spans_of_whole(whole, cautious)
    return max((reaches(item, start, day, until) for day, until in spans), default=0.0)


def spans_of_whole(whole: Whole, cautious: float) -> list[tuple[float, float]]:
    """From when until when signs of each session show."""
    days, bands = [day for day, _ in whole.signs], [band for _, band in whole.signs]
    return shown_spans(days, bands, cautious)


def guilty(prepared: Prepared, picks: Sequence[Pick], item: KeepFree | ReadyBy) -> tuple[Pick, ...]:
    """The picks of which a session's signs, forecast together, reach into dates to be free."""
    cautious, start = prepared.asked.scenario.cautious, prepared.asked.case.start
    if start is None:
        return ()
    (whole,) = wholes(prepared, [picks])
    days = {
        day
        for day, until in spans_of_whole(whole, cautious)
        if reaches(item, start, day, until) > _SLACK
    }
    return tuple(pick for pick in picks if days & set(_days(prepared, pick)))


def excess_share(found: Iterable[Beyond]) -> float:
    """How far beyond its limits a choice is, each in shares of its limit or of a day."""
    shares = [
        one.excess / one.constraint.most
        if isinstance(one.constraint, Cap) and one.constraint.most > 0.0
        else one.excess
        for one in found
    ]
    return math.fsum(shares)


def _days(prepared: Prepared, pick: Pick) -> tuple[float, ...]:
    name, week = pick
    return tuple(DAYS_A_WEEK * week + day for day in prepared.candidate(name).session_days)
