"""What the chooser sees: options with their weeks and gains, and what no choice may break."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from turgor.plan.candidate import DAYS_A_WEEK

#: an option and the week in which it starts
Pick = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Option:
    """One candidate.

    family : of which one at most is chosen. kind : by which it is spaced from others. gains : of
    each week in which it may start, one number for each priority, best first; they add up over
    options. burdens : what is capped, by name; ``risk:EVENT`` as minus the logarithm of the share
    who are spared, so that it adds up too.
    """

    id: str
    family: str
    kind: str
    session_days: tuple[float, ...]
    gains: Mapping[int, tuple[float, ...]]
    burdens: Mapping[str, float]

    def days(self, week: int) -> tuple[float, ...]:
        """Days of its sessions from the plan's day 0."""
        return tuple(DAYS_A_WEEK * week + day for day in self.session_days)


@dataclass(frozen=True, slots=True)
class Problem:
    """Options and what a choice may not do.

    spacings : days that a session of the second kind comes after one of the first, at least. caps :
    of burdens' sums. week_capacity : visits in one week, None for any number. banned : picks that
    may not all be made together.
    """

    options: tuple[Option, ...]
    levels: int
    spacings: Mapping[tuple[str, str], float] = field(default_factory=dict)
    caps: Mapping[str, float] = field(default_factory=dict)
    week_capacity: int | None = None
    banned: tuple[frozenset[Pick], ...] = ()
    by_id: Mapping[str, Option] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Options by their id."""
        object.__setattr__(self, "by_id", {one.id: one for one in self.options})

    def reserving(self, burden: str, for_each: float) -> "Problem":
        """So much of a cap kept free for each course beyond the first.

        What one course takes by itself stays as it is; a cap that is not there stays away.
        """
        if burden not in self.caps:
            return self
        options = tuple(
            replace(one, burdens={**one.burdens, burden: one.burdens.get(burden, 0.0) + for_each})
            for one in self.options
        )
        caps = {**self.caps, burden: self.caps[burden] + for_each}
        return replace(self, options=options, caps=caps)

    def option(self, name: str) -> Option:
        """The option of this id."""
        return self.by_id[name]

    def value(self, picks: Iterable[Pick]) -> tuple[float, ...]:
        """Sums of gains by priority."""
        rows = [self.option(name).gains[week] for name, week in picks]
        return tuple(math.fsum(row[level] for row in rows) for level in range(self.levels))

    def burden(self, picks: Iterable[Pick], name: str) -> float:
        """Sum of a burden."""
        return math.fsum(self.option(one).burdens.get(name, 0.0) for one, _ in picks)

    def broken(self, picks: Iterable[Pick]) -> tuple[str, ...]:
        """What a choice breaks, in words; empty where it may be made."""
        chosen = tuple(picks)
        options = [self.option(name) for name, _ in chosen]
        found = []
        families = [one.family for one in options]
        if len(set(families)) < len(families):
            found.append("two courses of one modality")
        for name, week in chosen:
            if week not in self.option(name).gains:
                found.append(f"{name} may not start in week {week}")
        for name, most in self.caps.items():
            if self.burden(chosen, name) > most + 1e-9:
                found.append(f"{name} above {most:g}")
        found += self._too_near(chosen)
        if self.week_capacity is not None:
            weeks = [int(day // DAYS_A_WEEK) for n, w in chosen for day in self.option(n).days(w)]
            if any(weeks.count(week) > self.week_capacity for week in set(weeks)):
                found.append("too many visits in one week")
        if any(ban <= set(chosen) for ban in self.banned):
            found.append("rules don't allow these together")
        return tuple(found)

    def _too_near(self, chosen: tuple[Pick, ...]) -> list[str]:
        found = []
        for at, pick in enumerate(chosen):
            for other in chosen[at + 1 :]:
                if self.too_near_each_other(pick, other):
                    found.append(f"{pick[0]} and {other[0]} too near")
        return found

    def too_near_each_other(self, pick: Pick, other: Pick) -> bool:
        """Whether any two sessions of two picks lie too near."""
        one, two = self.option(pick[0]), self.option(other[0])
        return any(
            self.too_near(one.kind, day, two.kind, to)
            for day in one.days(pick[1])
            for to in two.days(other[1])
        )

    def too_near(self, kind: str, day: float, other: str, other_day: float) -> bool:
        """Whether two sessions of different kinds lie too near; on one day either order counts."""
        if day <= other_day and other_day - day < self.spacings.get((kind, other), 0.0):
            return True
        return other_day <= day and day - other_day < self.spacings.get((other, kind), 0.0)
