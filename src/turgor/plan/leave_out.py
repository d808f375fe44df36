"""Courses without which hardly anything is lost, the others being forecast as one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from turgor.evidence import parameter
from turgor.plan.legal import allowed
from turgor.plan.objective import Objective
from turgor.plan.prepare import Prepared
from turgor.plan.problem import Pick
from turgor.plan.table import Curve
from turgor.plan.template import SUNSCREEN
from turgor.plan.together import wholes


@dataclass(frozen=True, slots=True)
class Kept:
    """Picks that are worth their course, and the candidates that were left out, in their order."""

    picks: tuple[Pick, ...]
    left_out: tuple[str, ...]


def worth_a_course(prepared: Prepared, picks: Sequence[Pick]) -> Kept:
    """Leave out what the others reach nearly as well without; sun protection stays.

    One at a time, of the idle the one that takes most visits and days first. That breaks no
    constraint, since all are limits from above; what rules say of the rest is asked again.
    """
    kept, left_out = tuple(picks), list[str]()
    suspects: list[Pick] | None = None  # None: each of them
    while True:
        tried = [one for one in kept if suspects is None or one in suspects]
        idle = [one for one in tried if _is_idle(prepared, kept, one)]
        idle.sort(key=lambda one: _takes(prepared, one), reverse=True)
        gone = next((one for one in idle if allowed(prepared, _without(kept, one))), None)
        if gone is not None:
            left_out.append(gone[0])
            kept = _without(kept, gone)
            suspects = [one for one in idle if one != gone]
        elif suspects is None:
            return Kept(kept, tuple(left_out))
        else:
            suspects = None  # others may have become idle by what was left out


def lost_without(prepared: Prepared, picks: Sequence[Pick], objective: Objective) -> list[float]:
    """Of each pick, what an objective loses without it; better is more, in its own unit."""
    whole, *rest = wholes(prepared, [picks, *(_without(picks, one) for one in picks)])
    own = _gain(whole.curves, objective)
    return [own - _gain(one.curves, objective) for one in rest]


def _is_idle(prepared: Prepared, picks: Sequence[Pick], one: Pick) -> bool:
    if one[0] == SUNSCREEN:
        return False
    least = float(parameter("plan.worth_a_course"))
    whole, rest = wholes(prepared, [picks, _without(picks, one)])
    return not any(
        _counted(whole.curves, item) - _counted(rest.curves, item)
        > least * abs(_counted(whole.curves, item))
        for level in prepared.sought.levels
        for item in level
    )


def _takes(prepared: Prepared, pick: Pick) -> tuple[float, float, Pick]:
    row = prepared.table.row(pick[0])
    return float(row.candidate.visits), row.downtime.median, pick


def _without(picks: Sequence[Pick], one: Pick) -> tuple[Pick, ...]:
    return tuple(other for other in picks if other != one)


def _gain(curves: Mapping[str, Curve], item: Objective) -> float:
    return curves[item.quantity].gain(item.horizon_day).median


def _counted(curves: Mapping[str, Curve], item: Objective) -> float:
    """As the objective counts, courses being forecast as they lie; nothing where it is naive."""
    curve = curves[item.quantity]
    return 0.0 if curve.naive else curve.counted(item).median
