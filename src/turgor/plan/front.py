"""What is given up for fewer days with signs, fewer visits, less risk: plans, as they are found.

Each point is the best plan under one more limit (epsilon-constraint). Points come in a fixed order
and each is kept by its limit, so that a list that was stopped goes on where it ended.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from turgor.plan.constraint import RISK, Cap
from turgor.plan.plan import Plan
from turgor.plan.prepare import Prepared
from turgor.plan.problem import Pick
from turgor.plan.settle import best_plan
from turgor.plan.table import PIGMENT

FRONT = "front"
#: limits, as shares of what the first plan takes
_SHARES = (0.75, 0.5, 0.25, 0.0)
_RISK_SHARES = (0.5, 0.25, 0.1)


@dataclass(frozen=True, slots=True)
class FrontPoint:
    """A plan, the limit under which it is the best found, and whether another is better in all.

    limit : None for the first plan.
    """

    limit: Cap | None
    plan: Plan

    @property
    def key(self) -> tuple[str, float]:
        """By which it is known when a list goes on."""
        return ("", 0.0) if self.limit is None else (self.limit.quantity, self.limit.most)


def front(
    prepared: Prepared,
    first: Plan,
    known: Iterable[FrontPoint] = (),
    stop: Callable[[], bool] | None = None,
) -> Iterator[FrontPoint]:
    """Points one by one, those that are known again and at once; ends early where ``stop`` says so.

    Errors: InputError as for ``best_plan``.
    """
    held = {point.key: point for point in known}
    yield held.get(("", 0.0), FrontPoint(None, first))
    hint: Sequence[Pick] = tuple((one.candidate.id, one.start_week) for one in first.courses)
    for cap in limits_of(first):
        if stop is not None and stop():
            return
        key = (cap.quantity, cap.most)
        if key in held:
            yield held[key]
            continue
        yield FrontPoint(cap, best_plan(prepared, _name(cap), (cap,), hint))


def limits_of(first: Plan) -> tuple[Cap, ...]:
    """Limits from what the first plan takes downwards, none of them twice."""
    found: dict[tuple[str, float], Cap] = {}
    risk = dict(first.risk).get(PIGMENT)
    takes = [
        ("downtime", first.downtime.median, _SHARES),
        ("visits", float(first.visits), _SHARES),
        (RISK + PIGMENT, 0.0 if risk is None else risk.high, _RISK_SHARES),
    ]
    for quantity, whole, shares in takes:
        for share in shares:
            most = share * whole
            if quantity != RISK + PIGMENT:
                most = math.floor(most)
            if whole > 0.0 and most < whole:
                found.setdefault((quantity, most), Cap(FRONT, quantity, float(most)))
    return tuple(found.values())


def nondominated(points: Sequence[FrontPoint]) -> tuple[FrontPoint, ...]:
    """The points that no other is as good as in everything and better in something."""
    marks = [_marks(point.plan) for point in points]
    kept: list[FrontPoint] = []
    for at, own in enumerate(marks):
        beaten = any(
            all(b >= a for a, b in zip(own, other, strict=True)) and (other != own or to < at)
            for to, other in enumerate(marks)
            if to != at
        )
        if not beaten:
            kept.append(points[at])
    return tuple(kept)


def _marks(plan: Plan) -> tuple[float, ...]:
    """What a point is compared by, more is better."""
    gains = [one.together.median for one in plan.values if one.objective.sought]
    risk = dict(plan.risk).get(PIGMENT)
    return (
        *(round(one, 6) for one in gains),
        -round(plan.downtime.median, 6),
        -float(plan.visits),
        -round(risk.high if risk is not None else 0.0, 6),
    )


def _name(cap: Cap) -> str:
    word = cap.quantity.removeprefix(RISK)
    if cap.quantity.startswith(RISK):
        return f"risk of {word} at most {100.0 * cap.most:.2g} %"
    return f"{word} at most {cap.most:g}"
