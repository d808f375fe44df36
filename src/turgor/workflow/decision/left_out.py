"""What a planner looked at and does not offer, by what keeps it out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from turgor.plan.candidate import Candidate
from turgor.plan.explain import Explained
from turgor.workflow.decision.cost import part_title
from turgor.workflow.plan.groups import by_wish, grouped

#: what keeps an option out, and in which order it is told; what is merely no better is not told
FATES = {
    "waits": "waits for an answer",
    "needs-override": "waits for a recorded override",
    "rejected": "rejected",
}
_WISH = "kept out by a wish"
#: wishes in words
_WISHES = {
    "downtime_days": "more days not presentable than wished",
    "visits": "more visits than wished",
    "cost": "costs more than wished, or has no price",
    "keep_free": "signs would show on dates to be kept free",
    "ready_by": "not over by the day to be ready",
}
#: limits that the planner sets where nobody stated any
_ASSUMED = {
    "plan.most_hyperpigmentation": (
        "at the cautious end more people would get darker patches than the planner allows"
    ),
}
#: with which a question's reason begins
_BEFORE = "can't be offered before: "


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Treatments that one reason keeps out; basis : its rule and source, '' where it has none."""

    treatments: tuple[str, ...]
    fate: str
    why: str
    basis: str


def left_out(options: Iterable[Explained], candidates: Iterable[Candidate]) -> tuple[LeftOut, ...]:
    """Every reason once, with all the treatments that it keeps out, each by its name."""
    held = tuple(options)
    titles = {one.id: part_title(one.template) for one in candidates}
    found: dict[tuple[str, str], LeftOut] = {}
    for group in grouped(held, FATES):
        reason, names = group.reason, _named(group.candidates, titles)
        why = reason.text.removeprefix(_BEFORE)
        basis = "; ".join(filter(None, (reason.rule, reason.citation)))
        _add(found, LeftOut(names, FATES[group.fate], why, basis))
    for key, ids in by_wish(held).items():
        _add(found, LeftOut(_named(ids, titles), *_limit(key)))
    return tuple(found.values())


def _limit(key: str) -> tuple[str, str, str]:
    """Fate, reason and basis of what a wish keeps out, or a limit that the planner assumes."""
    kind, _, name = key.partition(": ")
    if kind == "assumed":
        return "kept out by the planner", _ASSUMED.get(name, name), f"assumed: {name}"
    return _WISH, _WISHES.get(name, name if kind == "wish" else key), ""


def _add(found: dict[tuple[str, str], LeftOut], one: LeftOut) -> None:
    """To what the same reason keeps out already."""
    held = found.get((one.fate, one.why))
    if held is not None:
        basis = "; ".join(dict.fromkeys(filter(None, (held.basis, one.basis))))
        names = tuple(dict.fromkeys((*held.treatments, *one.treatments)))
        one = LeftOut(names, one.fate, one.why, basis)
    found[one.fate, one.why] = one


def _named(ids: Iterable[str], titles: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(titles.get(one, one) for one in ids))
