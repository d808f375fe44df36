"""Why options were not taken, alike ones together: what is rejected, what waits, what to ask."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

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
    found: dict[tuple[str, str, str], list[tuple[Reason, str]]] = {}
    for one in options:
        if one.fate in wanted:
            for reason in one.reasons:
                # a question is one question, whichever rules of an option wait for it
                key = (one.fate, reason.text, reason.citation)
                found.setdefault(key, []).append((reason, one.candidate))
    groups = [
        Group(fate, _of_all([reason for reason, _ in held]), tuple(name for _, name in held))
        for (fate, _, _), held in found.items()
    ]
    return tuple(sorted(groups, key=lambda one: (wanted.index(one.fate), -len(one.candidates))))


def _of_all(reasons: list[Reason]) -> Reason:
    """The reason with every rule that any of them names, in order."""
    rules = dict.fromkeys(rule for one in reasons for rule in one.rule.split(", ") if rule)
    return replace(reasons[0], rule=", ".join(rules))
