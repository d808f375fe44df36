"""Planted problems with few options, and the best choice by trying every one."""

import itertools
import random

from turgor.plan.problem import Option, Pick, Problem


def problem(seed: int, *, levels: int = 1, families: int = 3, weeks: int = 6) -> Problem:
    """A problem small enough to try every choice; gains are whole hundredths."""
    draw = random.Random(seed)
    options = []
    for family in range(families):
        for kind in range(draw.randint(1, 2)):
            interval = draw.choice([7.0, 14.0, 10.0])
            number = draw.choice([0, 1, 2, 3])
            days = tuple(interval * k for k in range(number))
            starts = sorted(draw.sample(range(weeks), draw.randint(1, weeks)))
            options.append(
                Option(
                    id=f"f{family}k{kind}",
                    family=f"f{family}",
                    kind=f"f{family}k{kind}",
                    session_days=days,
                    gains={
                        week: tuple(draw.randint(-20, 100) / 100 for _ in range(levels))
                        for week in starts
                    },
                    burdens={
                        "visits": float(number),
                        "downtime": float(draw.randint(0, 5) * number),
                        "risk:darkening": draw.randint(0, 20) / 100,
                    },
                )
            )
    spacings = {
        (one.kind, other.kind): float(draw.choice([0, 7, 9, 14, 21]))
        for one in options
        for other in options
        if one.family != other.family
    }
    caps = {
        "visits": float(draw.randint(2, 7)),
        "downtime": float(draw.randint(4, 25)),
        "risk:darkening": draw.randint(10, 50) / 100,
    }
    return Problem(tuple(options), levels, spacings, caps, week_capacity=draw.choice([None, 1, 2]))


def every_choice(problem: Problem) -> list[tuple[Pick, ...]]:
    """Every choice that breaks nothing."""
    families: dict[str, list[Pick | None]] = {}
    for one in problem.options:
        own = families.setdefault(one.family, [None])
        own += [(one.id, week) for week in one.gains]
    found = []
    for made in itertools.product(*families.values()):
        picks = tuple(pick for pick in made if pick is not None)
        if not problem.broken(picks):
            found.append(picks)
    return found


def best_by_trying(problem: Problem) -> tuple[float, ...]:
    """The lexicographic best of every choice."""
    return max(
        tuple(round(one, 6) for one in problem.value(picks)) for picks in every_choice(problem)
    )
