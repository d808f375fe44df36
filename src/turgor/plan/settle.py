"""The best plan under limits: chosen, forecast as one, and chosen anew where that breaks a limit.

The chooser adds up courses that were forecast alone. A choice of which the days with signs or the
risks exceed a limit once it is forecast as one, or whose signs reach into dates to keep free, is
no plan: the sums are drawn tighter, and it is chosen anew. Courses are taken out of what still does
not hold, and of the first choice too; the better is the plan. No limit is given up for benefit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from turgor.plan.as_plan import Settled, as_plan
from turgor.plan.choose import most_of, solved_of
from turgor.plan.constraint import RISK, Cap, Constraint, KeepFree, ReadyBy
from turgor.plan.leave_out import worth_a_course
from turgor.plan.legal import choose_legal, course_of
from turgor.plan.options import spared
from turgor.plan.plan import Plan, Solved
from turgor.plan.prepare import Prepared
from turgor.plan.problem import Pick, Problem
from turgor.plan.together import Beyond, beyond, excess_share, guilty
from turgor.rules.treatment import RETINOID

FIRST = "first plan"
#: choices that are sought at most; of each, courses are taken out until it holds
_ROUNDS = 2
#: a sum is drawn tighter by so much at least, or the same choice would come again
_STEP = 1e-3
#: and at most by this share at once: what courses do to each other shrinks with them
_MOST_OF_IT = 0.5


def first_plan(prepared: Prepared) -> Plan:
    """The best plan found under the wishes.

    Errors: InputError where the solver is missing or rules refuse every choice.
    """
    return best_plan(prepared, FIRST)


def best_plan(
    prepared: Prepared,
    name: str,
    more: Sequence[Constraint] = (),
    hint: Sequence[Pick] = (),
) -> Plan:
    """The best plan found under the wishes and ``more`` constraints.

    Errors: InputError where the solver is missing or rules refuse every choice.
    """
    problem = prepared.under(*more)
    rounds = [_round(prepared, problem, more, hint)]
    while rounds[-1].beyond and len(rounds) < _ROUNDS:
        rounds.append(_round(prepared, _tighter(prepared, rounds[-1]), more, hint))
    first = rounds[0]
    used, picks, gone = _best_that_holds(prepared, problem, rounds, more)
    solved, reasons = used.solved, [*used.refused]
    if first.beyond:
        solved = _against_first(problem, picks, first)
        reasons += [_exceeded(first), _mended(used is first, gone)]
    reserved = tuple(
        (cap, most) for cap, most in used.problem.caps.items() if most < first.problem.caps[cap]
    )
    settled = Settled(
        picks, solved, used.left_out, reserved,
        (*reasons, *_unsought(prepared), *_unseen(prepared, picks)),
    )  # fmt: skip
    return as_plan(prepared, settled, name, more)


@dataclass(frozen=True, slots=True)
class _Round:
    """One choice: its problem, what is left of it, and what it exceeds forecast as one."""

    problem: Problem
    picks: tuple[Pick, ...]
    left_out: tuple[str, ...]
    solved: tuple[Solved, ...]
    beyond: tuple[Beyond, ...]
    refused: tuple[str, ...]


def _round(
    prepared: Prepared, problem: Problem, more: Sequence[Constraint], hint: Sequence[Pick]
) -> _Round:
    legal = choose_legal(prepared, problem, prepared.asked.effort, hint)
    kept = worth_a_course(prepared, legal.choice.picks)
    picks = _earlier(prepared, legal.problem, kept.picks) if kept.left_out else kept.picks
    return _Round(
        legal.problem, picks, kept.left_out, legal.choice.solved, beyond(prepared, picks, more),
        tuple(f"refused by rules: {told}" for told in legal.refused),
    )  # fmt: skip


def _earlier(prepared: Prepared, problem: Problem, picks: Sequence[Pick]) -> tuple[Pick, ...]:
    """The same courses, each as early as what was left out makes room for, and no worse."""
    kept = tuple(picks)
    for name, at in sorted(picks, key=lambda pick: (pick[1], pick[0])):
        for week in sorted(problem.option(name).gains):
            moved = tuple((name, week) if pick == (name, at) else pick for pick in kept)
            if week >= at:
                break
            if problem.broken(moved) or problem.value(moved) < problem.value(kept):
                continue
            if prepared.asked.allows(course_of(prepared, moved)):
                kept = moved
                break
    return kept


def _tighter(prepared: Prepared, found: _Round) -> Problem:
    """The problem with its sums less by what the forecast as one has beyond them.

    Dates to keep free: the courses that reach into them don't start in these weeks.
    """
    problem, caps, banned = found.problem, dict(found.problem.caps), [*found.problem.banned]
    for one in found.beyond:
        item = one.constraint
        if isinstance(item, KeepFree | ReadyBy):
            banned += [frozenset({pick}) for pick in guilty(prepared, found.picks, item)]
        if isinstance(item, Cap):
            excess = one.excess
            if item.quantity.startswith(RISK):
                excess = spared(one.used) - spared(item.most)
            own = problem.burden(found.picks, item.quantity)
            less = min(max(excess, _STEP), _MOST_OF_IT * own)
            caps[item.quantity] = min(caps[item.quantity], own - less)
            if own <= _STEP:
                banned.append(frozenset(found.picks))
    return replace(problem, caps=caps, banned=tuple(banned))


def _taken_out(
    prepared: Prepared, picks: Sequence[Pick], more: Sequence[Constraint]
) -> tuple[tuple[Pick, ...], str]:
    """Course by course the one without which least is beyond, and of several most is reached."""
    kept, gone = tuple(picks), list[str]()
    while beyond(prepared, kept, more):
        fewer = [tuple(other for other in kept if other != one) for one in kept]
        fewer = [part for part in fewer if prepared.asked.allows(course_of(prepared, part))]
        best = max(
            fewer,
            key=lambda part: (
                -excess_share(beyond(prepared, part, more)), prepared.problem.value(part), part,
            ),
            default=(),
        )  # fmt: skip
        gone += [name for name, week in kept if (name, week) not in best]
        kept = best
    return kept, ", ".join(gone)


def _best_that_holds(
    prepared: Prepared, problem: Problem, rounds: Sequence[_Round], more: Sequence[Constraint]
) -> tuple[_Round, tuple[Pick, ...], str]:
    """The best of the choices once what they exceed is taken out, and what was; '' for nothing."""
    held = [(one, *_taken_out(prepared, one.picks, more)) for one in rounds]
    return max(held, key=lambda one: (problem.value(one[1]), not one[2]))


def _against_first(problem: Problem, picks: Sequence[Pick], first: _Round) -> tuple[Solved, ...]:
    """How good a choice is known to be that was made anew, or lost courses.

    The first choice knew fewer limits, so that its bound holds; of later priorities only what the
    best of each modality come to, since less of the first may leave more for them.
    """
    found = []
    for level, (begun, value) in enumerate(zip(first.solved, problem.value(picks), strict=True)):
        bound = begun.bound if level == 0 else most_of(problem, level)
        found.append(solved_of(level, value, max(bound, value)))
    return tuple(found)


def _exceeded(first: _Round) -> str:
    told = "; ".join(f"{_named(one)} ({one.constraint.origin})" for one in first.beyond)
    return f"the best by the sum, forecast as one, exceeds a limit: {told}"


def _mended(first: bool, gone: str) -> str:
    told = [] if first else ["it was chosen anew with sums held tighter"]
    told += [f"taken out of it: {gone}"] if gone else []
    return "so that it holds: " + "; ".join(told)


def _named(one: Beyond) -> str:
    item = one.constraint
    if isinstance(item, Cap):
        return f"{one.used:.3g} of {item.quantity}, and {item.most:.3g} is the most"
    return f"signs reach {one.excess:.3g} days into what is to be free of them"


def _unseen(prepared: Prepared, picks: Sequence[Pick]) -> list[str]:
    """What of the person a forecast does not look at, where it would tell."""
    uses = {prepared.candidate(name).template.use for name, _ in picks}
    if prepared.asked.case.answers.get("uses_retinoid") is True and RETINOID in uses:
        return ["the person uses a retinoid already; this one is forecast as if there were none"]
    return []


def _unsought(prepared: Prepared) -> list[str]:
    """What is wanted and nothing was chosen by."""
    found = [f"{word} can't be sought: {why}" for word, why in prepared.sought.unserved]
    for level in prepared.sought.levels:
        for item in level:
            rows = [row.curves[item.quantity] for row in prepared.table.rows if row.risk]
            if rows and all(curve.naive for curve in rows):
                found.append(
                    f"{item.quantity} is not chosen by: what is forecast of it is about the same "
                    "whatever is done"
                )
    return found
