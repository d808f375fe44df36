"""Two treatments after one another as facts: within the course, and with what came before it."""

from collections.abc import Iterator, Sequence

from turgor.rules.facts import Fact, Facts
from turgor.rules.person import Person
from turgor.rules.place import same_field
from turgor.rules.treatment import Treatment
from turgor.rules.view import View, words_of

_LONGEST_GAP_D = 3650.0


def pair_views(
    person: Person, treatments: Sequence[Treatment], sessions: Sequence[View]
) -> tuple[View, ...]:
    """A view for each two treatments, the earlier first; two of them where the order is open.

    ``sessions`` are the views of the planned treatments, which stand first. Facts of a session
    are those of the later treatment. Two sessions of equal days have no order yet, unless the
    answers say that it is as written; days that differ by less than one are one date in order.
    """
    views: list[View] = []
    for at in range(len(sessions)):
        for to in range(len(treatments)):
            if to >= len(sessions) or at < to:
                for first, second, ordered in _orders(at, to, treatments, person):
                    views.append(_view(first, second, ordered, treatments, sessions, person))
    return tuple(views)


def _orders(
    at: int, to: int, treatments: Sequence[Treatment], person: Person
) -> Iterator[tuple[int, int, bool | None]]:
    """Which comes first, and whether that is decided; both ways where it is not, or they overlap.

    None for the order of two that go on at the same time.
    """
    one, other = treatments[at], treatments[to]
    if other.index < 0 or other.end < one.day:
        yield to, at, True
    elif one.end < other.day:
        yield at, to, True
    elif one.day == one.end == other.day == other.end:
        if person.stated.get("order_stated") is True:
            yield at, to, True
            return
        yield at, to, False
        yield to, at, False
    else:
        yield at, to, None
        yield to, at, None


def _view(
    first: int,
    second: int,
    ordered: bool | None,
    treatments: Sequence[Treatment],
    sessions: Sequence[View],
    person: Person,
) -> View:
    earlier, later = treatments[first], treatments[second]
    after = sessions[second]
    gap = max(later.day - earlier.end, 0.0)
    facts: dict[str, Fact] = {
        **after.facts.facts,
        "gap_d": 0.0 if gap < 1.0 else min(gap, _LONGEST_GAP_D),
    }
    may_be = dict(after.may_be)
    reasons = dict(after.reasons)
    ask = dict(after.ask)
    for name, at in (("earlier_modality", first), ("later_modality", second)):
        words = words_of(at, treatments, sessions)
        if len(words) == 1:
            facts[name] = words[0]
            continue
        reasons["modality"] = treatments[at].reason
        ask[name] = "modality"  # it is asked of the treatment, not of the pair
        if words:
            may_be[name] = words
    absent = after.absent
    if ordered is None:
        absent |= {"order_stated"}
    elif ordered:
        facts["order_stated"] = True
    else:
        reasons["order_stated"] = "both are planned for the same time"
        facts.pop("order_stated", None)
        if "order_stated" in person.stated:
            facts["order_stated"] = person.stated["order_stated"]
    met = same_field(earlier.site, earlier.side, later.site, later.side)
    if met is not None:
        facts["same_field"] = met
    return View(
        scope="pair",
        label=f"{earlier.label}, then {later.label}",
        facts=Facts(facts),
        may_be=may_be,
        parts=after.parts,
        absent=absent,
        reasons=reasons,
        ask=ask,
        sessions=(first, second),
        day=later.day,
    )
