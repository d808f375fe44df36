"""Why options were not taken, alike ones together: what is rejected, what waits, what to ask."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from turgor.plan.explain import Explained
from turgor.plan.prune import Reason


@dataclass(frozen=True, slots=True)
class Group:
    """Options of one fate for one reason."""

    fate: str
    reason: Reason
    candidates: tuple[str, ...]


#: a wish's or parameter's name, with which its reason ends
_ORIGIN = re.compile(r"\((wish|assumed): ([^)]+)\)$")


def by_wish(options: Iterable[Explained]) -> Mapping[str, tuple[str, ...]]:
    """Options that a wish keeps out, by the wish; those of no named wish by their reason."""
    found: dict[str, list[str]] = {}
    for one in options:
        if one.fate == "wish":
            for reason in one.reasons:
                named = _ORIGIN.search(reason.text)
                key = f"{named[1]}: {named[2]}" if named else reason.text
                found.setdefault(key, []).append(one.candidate)
    return {name: tuple(held) for name, held in found.items()}


def grouped(options: Iterable[Explained], fates: Iterable[str]) -> tuple[Group, ...]:
    """Options of these fates by their reason, one that has several standing at each of them.

    In the order of the fates, within it the reasons that keep most out first.
    """
    wanted = tuple(fates)
    found: dict[tuple[str, Reason], list[str]] = {}
    for one in options:
        if one.fate in wanted:
            for reason in one.reasons:
                found.setdefault((one.fate, reason), []).append(one.candidate)
    groups = [Group(fate, reason, tuple(names)) for (fate, reason), names in found.items()]
    return tuple(sorted(groups, key=lambda one: (wanted.index(one.fate), -len(one.candidates))))
