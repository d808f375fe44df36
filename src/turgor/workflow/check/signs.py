"""Signs on which to stop or to seek help, for the treatments of a course, before any is seen."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from turgor.rules.course_check import citation_of
from turgor.rules.library import Library
from turgor.rules.place import site_parts
from turgor.rules.prepared import ReadyRule, gate, prepared
from turgor.rules.views import Views
from turgor.workflow.check.in_words import in_words

#: what is asked for, the most urgent first
URGENCY = ("emergency", "stop_and_refer", "hold_sessions", "contact_clinician", "report")


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign with what to do. modalities : of this course, empty where it holds after any."""

    ready: ReadyRule
    seen: str
    citation: str
    modalities: tuple[str, ...]


def signs_of(library: Library, views: Views, day: date) -> tuple[Sign, ...]:
    """Rules of escalation that speak of the course's treatments, the most urgent first."""
    planned = {word for item in views.treatments for word in item.words}
    sites = {word for item in views.treatments for word in site_parts(item.site) or ("",)}
    return _signs(day, frozenset(planned), frozenset(sites), _Held(library))


@dataclass(frozen=True, slots=True)
class _Held:
    """A library that is told apart by its hash alone."""

    library: Library

    def __hash__(self) -> int:
        return hash(self.library.sha256)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.library.sha256 == self.library.sha256


@lru_cache(maxsize=64)
def _signs(
    day: date, planned: frozenset[str], sites: frozenset[str], held: _Held
) -> tuple[Sign, ...]:
    library = held.library
    found = []
    for item in prepared(library, day).by_scope["event"]:
        if item.rule.kind != "escalation":
            continue
        words = gate(item.rule.condition, "modality")
        if words is not None and planned.isdisjoint(words):
            continue
        there = gate(item.rule.condition, "site")
        # a site that nobody states may be any
        if there is not None and "" not in sites and there.isdisjoint(sites):
            continue
        own = () if words is None else tuple(sorted(words & planned))
        seen = in_words(item.rule.condition, library.vocabulary, {"modality"})
        found.append(Sign(item, seen, citation_of(item.rule, library), own))
    return tuple(sorted(found, key=_order))


def _order(sign: Sign) -> tuple[int, int]:
    do = sign.ready.rule.then.do
    return (URGENCY.index(do) if do in URGENCY else len(URGENCY), sign.ready.order)
