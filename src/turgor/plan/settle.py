"""The best plan under limits: chosen, forecast as one, and chosen anew where that breaks a limit.

The chooser adds up courses that were forecast alone. A choice of which the days with signs or the
risks exceed a limit once it is forecast as one, or whose signs reach into dates to keep free, is
no plan: what the sum lacks is reserved for each further course, and it is chosen anew. Where no
choice of some holds, courses are taken out of each until it does, and the best of them is the plan.
No limit is given up for benefit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from turgor.plan.as_plan import Settled, as_plan
from turgor.plan.choose import most_of, solved_of
from turgor.plan.constraint import RISK, Cap, Constraint, KeepFree, ReadyBy
from turgor.plan.leave_out import Kept, worth_a_course
from turgor.plan.legal import allowed, choose_legal
from turgor.plan.options import spared
from turgor.plan.plan import Plan, Solved
from turgor.plan.prepare import Prepared
from turgor.plan.problem import Pick, Problem
from turgor.plan.together import Beyond, beyond, beyond_assumed, excess_share, guilty
from turgor.rules.treatment import RETINOID

FIRST = "first plan"
#: choices that are sought at most; where none holds, courses are taken out of each until it does
_ROUNDS = 4
#: single courses that are forecast in place of several
_SINGLES = 5
#: so much is reserved at least, or the same choice would come again
_STEP = 1e-3


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
    used, held, gone = _best_that_holds(prepared, problem, rounds, more)
    several = held
    if first.beyond:
        held = _or_one_course(prepared, problem, held, more)
    kept = worth_a_course(prepared, held)
    if beyond(prepared, kept.picks, more):  # a course that shortens what others show stays
        kept = Kept(held, ())
    picks = _earlier(prepared, used.problem, kept.picks, more) if kept.left_out else kept.picks
    solved, reasons = used.solved, [*used.refused]
    if first.beyond:
        solved = _against_first(problem, held, first)
        reasons += [_exceeded(first), _mended(rounds.index(used), gone, held != several)]
    reserved = tuple(
        (cap, most - first.problem.caps[cap])
        for cap, most in used.problem.caps.items()
        if most > first.problem.caps[cap]
    )
    settled = Settled(
        picks, solved, kept.left_out, reserved,
        (
            *reasons, *_above_assumed(prepared, picks), *_unsought(prepared),
            *_unseen(prepared, picks),
        ),
    )  # fmt: skip
    return as_plan(prepared, settled, name, more)


@dataclass(frozen=True, slots=True)
class _Round:
    """One choice: its problem, its picks, and what they exceed forecast as one."""

    problem: Problem
    picks: tuple[Pick, ...]
    solved: tuple[Solved, ...]
    beyond: tuple[Beyond, ...]
    refused: tuple[str, ...]


def _round(
    prepared: Prepared, problem: Problem, more: Sequence[Constraint], hint: Sequence[Pick]
) -> _Round:
    legal = choose_legal(prepared, problem, prepared.asked.effort, hint)
    picks = legal.choice.picks
    return _Round(
        legal.problem, picks, legal.choice.solved, beyond(prepared, picks, more),
        tuple(f"refused by rules: {told}" for told in legal.refused),
    )  # fmt: skip


def _earlier(
    prepared: Prepared, problem: Problem, picks: Sequence[Pick], more: Sequence[Constraint]
) -> tuple[Pick, ...]:
    """The same courses, each as early as what was left out makes room for, and no worse."""
    kept = tuple(picks)
    for name, at in sorted(picks, key=lambda pick: (pick[1], pick[0])):
        for week in sorted(problem.option(name).gains):
            moved = tuple((name, week) if pick == (name, at) else pick for pick in kept)
            if week >= at:
                break
            if problem.broken(moved) or problem.value(moved) < problem.value(kept):
                continue
            if beyond(prepared, moved, more):
                continue
            if allowed(prepared, moved):
                kept = moved
                break
    return kept


def _tighter(prepared: Prepared, found: _Round) -> Problem:
    """The problem with as much of its caps reserved as the forecast as one has beyond the sum.

    Shared out over the courses beyond the first: one by itself is its own forecast as one.

    Dates to keep free: the courses that reach into them don't start in these weeks.
    """
    problem, banned = found.problem, [*found.problem.banned]
    for one in found.beyond:
        item = one.constraint
        if isinstance(item, KeepFree | ReadyBy):
            banned += [frozenset({pick}) for pick in guilty(prepared, found.picks, item)]
        if isinstance(item, Cap):
            name, used, most = item.quantity, one.used, item.most
            if name.startswith(RISK):
                used, most = spared(used), spared(most)
            further = len(found.picks) - 1
            # what the sum lacks, beyond what was reserved already
            lacks = used - problem.burden(found.picks, name) + problem.caps[name] - most
            if further > 0:
                problem = problem.reserving(name, max(lacks / further, _STEP))
            else:
                banned.append(frozenset(found.picks))
    return replace(problem, banned=tuple(banned))


def _taken_out(
    prepared: Prepared, picks: Sequence[Pick], more: Sequence[Constraint]
) -> tuple[tuple[Pick, ...], str]:
    """Course by course the one without which least is beyond, and of several most is reached."""
    kept, gone = tuple(picks), list[str]()
    while beyond(prepared, kept, more):
        fewer = [tuple(other for other in kept if other != one) for one in kept]
        fewer = [part for part in fewer if allowed(prepared, part)]
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
    if not rounds[-1].beyond:
        return rounds[-1], rounds[-1].picks, ""
    held = [(one, *_taken_out(prepared, one.picks, more)) for one in rounds]
    return max(held, key=lambda one: problem.value(one[1]))


def _or_one_course(
    prepared: Prepared, problem: Problem, held: Sequence[Pick], more: Sequence[Constraint]
) -> tuple[Pick, ...]:
    """Beside the same uses at home the one course with sessions that holds, where it reaches more.

    What is reserved for several keeps out a single course that fills a limit by itself.
    """
    uses = [pick for pick in held if not problem.option(pick[0]).session_days]
    tried = [
        (*uses, max(((one.id, week) for week in one.gains), key=lambda pick: problem.value([pick])))
        for one in problem.options
        if one.session_days
    ]
    tried.sort(key=lambda part: (problem.value(part), part), reverse=True)
    for part in [part for part in tried if not problem.broken(part)][:_SINGLES]:
        if problem.value(part) <= problem.value(held):
            break
        if allowed(prepared, part) and not beyond(prepared, part, more):
            return part
    return tuple(held)


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


def _above_assumed(prepared: Prepared, picks: Sequence[Pick]) -> list[str]:
    return [
        f"forecast as one, {_share_of(one)}, the most that the planner takes where nobody states "
        f"one ({one.constraint.origin}); the courses added up stay below it"
        for one in beyond_assumed(prepared, picks)
    ]


def _share_of(one: Beyond) -> str:
    """A risk in people, anything else as it is counted."""
    item = one.constraint
    if isinstance(item, Cap) and item.quantity.startswith(RISK):
        event = item.quantity.removeprefix(RISK)
        return f"{event} may reach {one.used:.0%} of such people and not {item.most:.0%}"
    return _named(one)


def _mended(anew: int, gone: str, single: bool) -> str:
    times = "once" if anew == 1 else f"{anew} times"
    told = [f"chosen anew {times}, with more room for each further course"] if anew else []
    told += [f"taken out: {gone}"] if gone else []
    told += ["one course with sessions in place of several"] if single else []
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
