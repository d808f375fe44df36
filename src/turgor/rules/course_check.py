"""Check a case and one of its courses against a library: every rule in every view, in one pass."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product

from turgor.evidence import all_sources
from turgor.evidence.citing import cite
from turgor.record.case import Case
from turgor.record.course import Course
from turgor.rules.compiled import ABSENT, Known
from turgor.rules.expression import Truth
from turgor.rules.finding import Ask, CourseCheck, Finding, OpenRule, Opposed, Place, rank
from turgor.rules.library import Library
from turgor.rules.prepared import Prepared, ReadyRule, prepared
from turgor.rules.refusal import RuleError
from turgor.rules.rule import Rule
from turgor.rules.scope import PLANNING
from turgor.rules.view import View
from turgor.rules.views import Views, views_of

#: a rule's order, its value, and what could decide it
_Told = tuple[int, Truth, tuple[str, ...]]


@dataclass(slots=True)
class _Seen:
    """Where one rule fires, where it is open, and what could decide it there."""

    fired: list[View] = field(default_factory=list)
    waits: list[tuple[View, tuple[str, ...]]] = field(default_factory=list)


def check_course(library: Library, case: Case, course: Course | None, day: date) -> CourseCheck:
    """What the rules in force on ``day`` say of a case with a course; None: none is thought of.

    Sources of the rules that fired go into the run's bibliography.

    Errors: RuleError naming what in the case can't be.
    """
    views = views_of(case, course, library.vocabulary)
    return check_views(library, views, day, "" if course is None else course.name)


def check_views(library: Library, views: Views, day: date, name: str = "") -> CourseCheck:
    """The same from views that were made before.

    Errors: RuleError where no rule is in force on the day, since silence would be no answer.
    """
    ready = prepared(library, day)
    if not ready.rules:
        raise _none_in_force(library, day)
    seen = _seen(ready, views)
    phototype = views.person.facts.get("phototype")
    findings: dict[int, Finding] = {}
    unanswered: list[OpenRule] = []
    for order, item in seen.items():
        rule = ready.rules[order]
        if item.fired:
            places = _places(item.fired)
            outside = outside_population(rule.rule, phototype)
            citation = citation_of(rule.rule, library)
            findings[order] = Finding(rule.rule, rule.standing, citation, places, outside)
        if item.waits:
            fields = dict.fromkeys(one for _, needed in item.waits for one in needed)
            places = _places(view for view, _ in item.waits)
            at = tuple(needed for _, needed in item.waits)
            unanswered.append(OpenRule(rule.rule, rule.standing, tuple(fields), places, at))
    unanswered.sort(key=lambda one: -rank(one.severity))
    apart = () if views.treated else tuple(one.order for one in ready.by_scope["person"])
    spoken = {*seen, *apart}
    return CourseCheck(
        course=name,
        library_sha256=library.sha256,
        packs=tuple((pack.id, pack.sha256) for pack in library.packs),
        overlays=library.overlays,
        day=day,
        findings=tuple(sorted(findings.values(), key=lambda one: -rank(one.severity))),
        unanswered=tuple(unanswered),
        questions=_questions(ready, seen, library),
        conflicts=_conflicts(ready, seen, findings),
        silent=tuple(one.rule.key for one in ready.rules if one.order not in spoken),
        not_asked=tuple(ready.rules[order].rule.key for order in apart),
    )


def _none_in_force(library: Library, day: date) -> RuleError:
    begins = min((rule.valid_from for rule in library.rules), default=None)
    told = f"; they begin on {begins}" if begins is not None and begins > day else ""
    return RuleError(
        f"no rule is in force on {day}{told}; name another day, or check this machine's clock"
    )


def citation_of(rule: Rule, library: Library) -> str:
    """A rule's source as a citation with its place in it, empty where assumed; it is cited."""
    source = rule.evidence.source
    if not source:
        return ""
    cite(source)
    held = all_sources().get(source)
    told = library.citations.get(source, source) if held is None else held.citation()
    return f"{told} {rule.evidence.locator}"


def outside_population(rule: Rule, phototype: object) -> str:
    """How the person differs from who was studied, '' where they don't or it is not known."""
    studied = rule.population.phototypes
    if not studied or not isinstance(phototype, float) or int(phototype) in studied:
        return ""
    listed = ", ".join(str(one) for one in sorted(studied))
    return f"outside studied population: phototype {phototype:g}, studied in {listed}"


def _seen(ready: Prepared, views: Views) -> dict[int, _Seen]:
    found: dict[int, _Seen] = {}
    known_before: dict[object, list[_Told]] = {}
    for view in views.all:
        for order, truth, needed in _told_of(ready, view, known_before):
            place = found.get(order)
            if place is None:
                place = found[order] = _Seen()
            if truth:
                place.fired.append(view)
            else:
                asked = tuple(dict.fromkeys(view.ask.get(name, name) for name in needed))
                place.waits.append((view, asked))
    return dict(sorted(found.items()))


def _told_of(ready: Prepared, view: View, before: dict[object, list[_Told]]) -> list[_Told]:
    """The rules that fire in a view or are open there.

    Sessions of a series are alike but for their place in it: what does not ask for that is told
    once for all of them.
    """
    known: Known = view.facts.facts
    if view.absent:
        known = {**known, **dict.fromkeys(view.absent, ABSENT)}
    steady, placed = ready.asked_of(view)
    if view.scope != "session":
        return _told((*steady, *placed), view, known)
    alike = frozenset(item for item in known.items() if item[0] not in PLANNING)
    key = (alike, tuple(view.may_be.items()), view.parts)
    told = before.get(key)
    if told is None:
        told = before[key] = _told(steady, view, known)
    return [*told, *_told(placed, view, known)]


def _told(rules: Iterable[ReadyRule], view: View, known: Known) -> list[_Told]:
    found: list[_Told] = []
    for item in rules:
        truth, needed = _value(item, view, known)
        if truth is not False:
            found.append((item.order, truth, needed))
    return found


def _value(item: ReadyRule, view: View, known: Known) -> tuple[Truth, tuple[str, ...]]:
    """A rule in a view: for any of its parts, and there for every word that is open.

    What is decided without them is decided for each of them.
    """
    truth = item.compiled.truth(known)
    if truth is not None:
        return truth, ()
    several = [name for name in view.may_be if name in item.compiled.fields]
    if not view.parts or "site" not in item.compiled.fields:
        return (
            _everywhere(item, view, several, known)
            if several
            else (None, item.compiled.needed(known))
        )
    needed: list[str] = []
    for part in view.parts:
        truth, asked = _everywhere(item, view, several, {**known, "site": part})
        if truth:
            return True, ()
        needed += asked
    return (None, tuple(dict.fromkeys(needed))) if needed else (False, ())


def _everywhere(
    item: ReadyRule, view: View, several: Sequence[str], known: Known
) -> tuple[Truth, tuple[str, ...]]:
    """A rule for every way in which the open words can be filled in."""
    found: list[Truth] = []
    needed: list[str] = []
    for words in product(*(view.may_be[name] for name in several)):
        told = {**known, **dict(zip(several, words, strict=True))}
        truth = item.compiled.truth(told)
        found.append(truth)
        if truth is None:
            needed += item.compiled.needed(told)
    first = found[0]
    differ = any(one is not first for one in found)
    if first is not None and not differ:
        return first, ()
    return None, tuple(dict.fromkeys([*(several if differ else ()), *needed]))


def _places(views: Iterable[View]) -> tuple[Place, ...]:
    return tuple(Place(view.label, view.scope, view.sessions, view.day) for view in views)


def _questions(ready: Prepared, seen: dict[int, _Seen], library: Library) -> tuple[Ask, ...]:
    """One question for each field, the one that could block first."""
    rules: dict[str, dict[int, None]] = {}
    reasons: dict[str, dict[str, None]] = {}
    for order, item in seen.items():
        for view, needed in item.waits:
            for name in needed:
                rules.setdefault(name, {})[order] = None
                told = view.reasons.get(name)
                if told:
                    reasons.setdefault(name, {})[told] = None
    asked: list[Ask] = []
    for name, orders in rules.items():
        strongest = max(rank(ready.rules[order].standing.severity) for order in orders)
        asked.append(
            Ask(
                field=name,
                text=library.vocabulary.field(name).question,
                rules=tuple(ready.rules[order].rule.key for order in orders),
                severity=("info", "warn", "require_override", "block")[strongest],
                reasons=tuple(reasons.get(name, ())),
            )
        )
    asked.sort(key=lambda one: -rank(one.severity))
    return tuple(asked)


def _conflicts(
    ready: Prepared, seen: dict[int, _Seen], findings: dict[int, Finding]
) -> tuple[Opposed, ...]:
    """Opposed findings that meet in a view; what holds of the person holds in each."""
    found: list[Opposed] = []
    orders = list(findings)
    for at, one in enumerate(orders):
        for other in orders[at + 1 :]:
            if (one, other) in ready.opposed:
                here = _shared(seen[one].fired, seen[other].fired)
                if here:
                    found.append(Opposed(findings[one], findings[other], here))
    return tuple(found)


def _shared(one: Sequence[View], other: Sequence[View]) -> tuple[str, ...]:
    """Labels of the views in which two rules meet."""
    found: dict[str, None] = {}
    for view in one:
        for beside in other:
            if view is beside or view.scope == "person":
                found[beside.label] = None
            elif beside.scope == "person":
                found[view.label] = None
            elif view.scope != beside.scope and set(view.sessions) & set(beside.sessions):
                # a rule of a session and one of what is done around it
                found[view.label if view.scope == "session" else beside.label] = None
    return tuple(found)
