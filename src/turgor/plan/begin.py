"""Where a search begins: the option that adds most first, then exchanges while they help."""

from collections.abc import Sequence

from turgor.plan.problem import Option, Pick, Problem

#: rounds of exchanges; each looks at every option in every week
_ROUNDS = 12


def begin(problem: Problem, hint: Sequence[Pick] = ()) -> tuple[Pick, ...]:
    """A choice that breaks nothing, from a hint where it is one, and better where that is easy."""
    usable = all(name in problem.by_id for name, _ in hint) and not problem.broken(hint)
    starts = [greedy(problem, burden) for burden in ("", *problem.caps)]
    starts += [tuple(hint)] if usable else []
    improved = [exchanged(problem, start) for start in starts]
    return max(improved, key=problem.value)


def greedy(problem: Problem, burden: str = "") -> tuple[Pick, ...]:
    """Option by option, the one that adds most of those that break nothing.

    burden : of what is capped, for each of which most is to be added; '' looks at none.
    """
    ordered = sorted(
        (
            (_worth(problem, one, week, burden), -len(one.session_days), -week, one.id)
            for one in problem.options
            for week in one.gains
        ),
        reverse=True,
    )
    found: tuple[Pick, ...] = ()
    taken: set[str] = set()
    for gains, _, week, name in ordered:
        family = problem.option(name).family
        if family in taken or max(gains, default=0.0) <= 0.0:
            continue
        tried = (*found, (name, -week))
        if not problem.broken(tried):
            found = tried
            taken.add(family)
    return found


def _worth(problem: Problem, one: Option, week: int, burden: str) -> tuple[float, ...]:
    """Gains, less the more of a cap the option takes."""
    most = problem.caps.get(burden, 0.0)
    share = one.burdens.get(burden, 0.0) / most if most > 0.0 else 0.0
    return tuple(gain / (0.1 + share) for gain in one.gains[week])


def exchanged(problem: Problem, start: tuple[Pick, ...]) -> tuple[Pick, ...]:
    """Exchange a course for another of its family, or for another and one less, while it helps."""
    best, value = start, problem.value(start)
    for _ in range(_ROUNDS):
        before = best
        for one in problem.options:
            for week in one.gains:
                for tried in _with(problem, best, (one.id, week)):
                    reached = problem.value(tried)
                    if reached > value and not problem.broken(tried):
                        best, value = tried, reached
        if best == before:
            break
    return best


def _with(problem: Problem, picks: tuple[Pick, ...], new: Pick) -> list[tuple[Pick, ...]]:
    family = problem.option(new[0]).family
    rest = tuple(pick for pick in picks if problem.option(pick[0]).family != family)
    fewer = [tuple(other for other in rest if other != pick) for pick in rest]
    return [(*part, new) for part in (rest, *fewer)]
