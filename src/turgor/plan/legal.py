"""A choice that rules allow as a whole: chosen, checked together, and chosen anew where they don't.

Options are legal one by one and spaced by rules of pairs; what else courses do to each other (a
retinoid in use while the skin is peeled, say) shows only in the check of all of them as one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from turgor.errors import InputError
from turgor.plan.candidate import combined_course
from turgor.plan.choose import Choice, Effort, choose
from turgor.plan.prepare import Prepared
from turgor.plan.problem import Option, Pick, Problem
from turgor.plan.prune import judged
from turgor.record.course import Course
from turgor.rules.finding import CourseCheck

#: choices that rules may refuse before it is given up; each bans at least two templates together
_ROUNDS = 40


@dataclass(frozen=True, slots=True)
class Legal:
    """A choice that holds as a whole, its course, the check of it, and what had to be banned."""

    choice: Choice
    course: Course
    check: CourseCheck
    problem: Problem
    refused: tuple[str, ...]


def choose_legal(
    prepared: Prepared, problem: Problem, effort: Effort, hint: Sequence[Pick] = ()
) -> Legal:
    """Choose until rules allow the whole.

    Two courses that rules refuse together are banned at that distance from each other, the second
    time altogether.

    Errors: InputError where rules refuse every choice that is tried.
    """
    refused: list[str] = []
    seen: set[frozenset[str]] = set()
    for _ in range(_ROUNDS):
        choice = choose(problem, effort, hint)
        course = course_of(prepared, choice.picks)
        check = prepared.asked.check(course)
        status, reasons = judged(check, prepared.asked.looked)
        if status == "offered":
            return Legal(choice, course, check, problem, tuple(refused))
        guilty = _guilty(prepared, choice.picks)
        refused.append(f"{' with '.join(name for name, _ in guilty)}: {reasons[0].text}")
        kinds = frozenset(problem.option(name).kind for name, _ in guilty)
        bans = _altogether(problem, kinds) if kinds in seen else _at_distance(problem, guilty)
        seen.add(kinds)
        problem = replace(problem, banned=(*problem.banned, *bans))
    raise InputError(
        f"rules refused {_ROUNDS} choices as a whole, last: {refused[-1]}; state fewer concerns or "
        "check the courses by themselves"
    )


def allowed(prepared: Prepared, picks: Iterable[Pick]) -> bool:
    """Whether rules let picks stand as one course."""
    return prepared.asked.allows(course_of(prepared, picks))


def course_of(prepared: Prepared, picks: Iterable[Pick]) -> Course:
    """Picks as one course on the calendar."""
    placed = [(prepared.candidate(name), week) for name, week in picks]
    return combined_course(placed, prepared.asked.case.start)


def _guilty(prepared: Prepared, picks: Sequence[Pick]) -> tuple[Pick, ...]:
    """The first two that rules refuse by themselves, all of them where no two are."""
    for pair in combinations(picks, 2):
        if not allowed(prepared, pair):
            return pair
    return tuple(picks)


def _at_distance(problem: Problem, guilty: Sequence[Pick]) -> list[frozenset[Pick]]:
    """The same courses as far from each other, wherever they start."""
    options = [problem.option(name) for name, _ in guilty]
    first = guilty[0][1]
    found = []
    for week in sorted(options[0].gains):
        moved = frozenset((name, at - first + week) for name, at in guilty)
        if all(at in problem.option(name).gains for name, at in moved):
            found.append(moved)
    return found


def _altogether(problem: Problem, kinds: frozenset[str]) -> list[frozenset[Pick]]:
    """Any courses of these kinds together."""
    by_kind = [[one for one in problem.options if one.kind == kind] for kind in sorted(kinds)]
    found: list[frozenset[Pick]] = [frozenset()]
    for own in by_kind:
        found = [ban | {pick} for ban in found for pick in _picks(own)]
    return found


def _picks(options: Iterable[Option]) -> list[Pick]:
    return [(one.id, week) for one in options for week in sorted(one.gains)]
