"""A check as text for whoever treats: what blocks first, each with its reason and source."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from turgor.rules.finding import Ask, CourseCheck, Finding, Opposed
    from turgor.workflow.check.work_out import CheckDocument, CheckedCourse

_OUTCOMES = {
    "clear": "nothing blocks",
    "needs-override": "needs an override by whoever treats",
    "unanswered": "OPEN: not before the questions below are answered",
    "blocked": "BLOCKED",
    "declined": "DECLINED: out of scope",
}
_HEADS = (
    ("require_override", "Needs an override"),
    ("warn", "Warnings"),
    ("info", "To know"),
)
#: questions that hold nothing up are counted after as many
_MOST_MILD = 8
#: places of one rule that are named
_MOST_PLACES = 3


def show(path: str, item: "CheckDocument") -> None:
    """Print one check."""
    case, place = item.case, item.case.place
    whose = [place.site, f"{place.age_years:g} years" if place.age_years else "", place.sex]
    whose.append(f"phototype {place.phototype}" if place.phototype else "")
    _line(f"{path}{f': {case.title}' if case.title else ''}")
    _line(f"  {', '.join(filter(None, whose))}; rules of {item.day}, {item.library.sha256[:12]}")
    for flag in item.flags:
        _line(f"  ! {flag.code}: {flag.text}")
    for course in item.courses:
        _course(course, item)
    if any(not one.standing.reviewed for course in item.courses for one in course.check.findings):
        _line("  Rules marked 'draft' are not yet reviewed by a clinician.")
    _line("  Supports research and clinicians; not a medical device.")
    _line()


def _course(item: "CheckedCourse", whole: "CheckDocument") -> None:
    _line()
    name = f"course '{item.check.course}'" if item.check.course else "no course stated"
    _line(f"  == {name}: {_OUTCOMES[item.outcome]}")
    for reason in item.declined:
        _line(f"  declined: {reason}")
    _events(item, whole)
    _findings("BLOCKS", _beside_events(item.of_severity("block")), item)
    for one in item.to_verify:
        _line(f"  VERIFY FIRST {one.rule.id}: {one.rule.then.text}")
        _line(f"      {one.standing.reason}; a clinician looks into it and records [[override]]")
    _questions(item, whole, holding=True)
    for severity, head in _HEADS:
        _findings(head, _beside_events(item.of_severity(severity)), item)
    for pair in item.check.conflicts:
        _conflict(pair)
    _may_conflict(item, whole)
    _outside(item.check)
    _questions(item, whole, holding=False)
    for told in item.check.overrides:
        _line(f"  override: {told}")
    _care(item, whole)
    _signs(item)


def _beside_events(findings: "Sequence[Finding]") -> "list[Finding]":
    """Without those that stand with an event already."""
    return [one for one in findings if any(place.scope != "event" for place in one.places)]


def _findings(head: str, findings: "Sequence[Finding]", item: "CheckedCourse") -> None:
    if not findings:
        return
    _line(f"  {head}")
    for one in findings:
        rule = one.rule
        mark = " [overridden]" if one.overridden else ""
        _line(f"    {rule.id}{mark}: {rule.then.text}")
        _line(f"      why: {rule.rationale}")
        _line(f"      source: {_source(one)}")
        if one.standing.reason:
            _line(f"      status: {rule.status}: {one.standing.reason}")
        _studied(one)
        _line(f"      at: {_where(one, item)}")


def _studied(one: "Finding") -> None:
    people = one.rule.population
    told = [people.text, f"{people.people} people" if people.people else "", people.country]
    if people.phototypes:
        told.append(f"phototypes {', '.join(str(number) for number in people.phototypes)}")
    if any(told):
        _line(f"      studied: {'; '.join(filter(None, told))}")
    if one.outside_population:
        _line(f"      ! {one.outside_population}")


def _source(one: "Finding") -> str:
    evidence = one.rule.evidence
    seen = "" if evidence.seen or evidence.level == "assumed" else "; not read in its source"
    return f"{one.citation or 'none: assumed'} ({evidence.level}{seen})"


def _where(one: "Finding", item: "CheckedCourse") -> str:
    """Its places, or that it is all of the course's treatments where these are many."""
    labels = [place.label for place in one.places]
    every = {view.label for view in item.views.sessions}
    if len(every) > _MOST_PLACES and every <= set(labels):
        rest = [label for label in labels if label not in every]
        return "; ".join([f"all {len(every)} treatments of the course", *rest])
    return _places(labels)


def _places(labels: Iterable[str]) -> str:
    held = list(dict.fromkeys(labels))
    more = f" and {len(held) - _MOST_PLACES} more" if len(held) > _MOST_PLACES else ""
    return "; ".join(held[:_MOST_PLACES]) + more


def _questions(item: "CheckedCourse", whole: "CheckDocument", holding: bool) -> None:
    from turgor.rules.person import follow_ups
    from turgor.workflow.check.work_out import holds_up

    of_events = _of_events(item)
    asked = [
        one
        for one in item.check.questions
        if holds_up(one) is holding and one.field not in of_events
    ]
    if not asked:
        return
    _line("  QUESTIONS to answer first" if holding else "  Questions that would tell more")
    after = follow_ups(whole.library.vocabulary)
    fields = {one.field for one in asked}
    first = [one for one in asked if after.get(one.field) not in fields]
    for one in first if holding else first[:_MOST_MILD]:
        _question(one, "")
        for other in asked:
            if after.get(other.field) == one.field:
                _question(other, "  if so, ")
    if not holding and len(first) > _MOST_MILD:
        _line(f"    {_and_more(len(first) - _MOST_MILD)}")


def _question(one: "Ask", mark: str) -> None:
    rules = ", ".join(key.partition("@")[0] for key in one.rules)
    _line(f"    {mark}{one.field}: {one.text}" + (f" [{rules}]" if rules else ""))
    for reason in one.reasons:
        if reason != "scope":
            _line(f"      {reason}")


def _and_more(count: int) -> str:
    return f"… and {count} more (--json lists them)"


def _of_events(item: "CheckedCourse") -> frozenset[str]:
    """Fields that only rules of events ask for; they stand with the event."""
    open_ = item.check.unanswered
    events, others = set[str](), set[str]()
    for one in open_:
        (events if one.rule.scope == "event" else others).update(one.needed)
    return frozenset(events - others)


def _conflict(pair: "Opposed") -> None:
    _line(f"  Sources disagree ({_places(pair.places)}):")
    for one in (pair.one, pair.other):
        _line(f"    {one.rule.id}: {one.rule.then.text}")
        _line(f"      source: {_source(one)}")


def _may_conflict(item: "CheckedCourse", whole: "CheckDocument") -> None:
    from turgor.rules.course_check import citation_of

    for pair in item.may_oppose:
        other = pair.other
        _line(f"  Sources may disagree, by the answer to {', '.join(other.needed)}:")
        _line(f"    {pair.one.rule.id}: {pair.one.rule.then.text}")
        _line(f"      source: {_source(pair.one)}")
        _line(f"    {other.rule.id}: {other.rule.then.text}")
        told = citation_of(other.rule, whole.library) or "none: assumed"
        _line(f"      source: {told} ({other.rule.evidence.level})")


def _outside(check: "CourseCheck") -> None:
    from turgor.workflow.check.work_out import outside_studied

    outside = outside_studied(check)
    if outside:
        _line(f"  Not what was studied: {', '.join(one.rule.id for one in outside)}")


def _events(item: "CheckedCourse", whole: "CheckDocument") -> None:
    for view in item.views.events:
        fired = [
            one for one in item.check.findings if any(p.label == view.label for p in one.places)
        ]
        _line(f"  {view.label}" + ("" if fired else ": no rule answers it; ask a clinician"))
        for one in fired:
            head = "STOP" if one in item.stops else one.severity
            _line(f"    {head}: {one.rule.then.text} [{one.rule.id}]")
            _line(f"      why: {one.rule.rationale}")
            _line(f"      source: {_source(one)}")
        asked = item.check.asked_at(view.label)
        if asked:
            _line("    still to ask, the most urgent first:")
        for name in asked[:_MOST_MILD]:
            _line(f"      {name}: {whole.library.vocabulary.field(name).question}")
        if len(asked) > _MOST_MILD:
            _line(f"      {_and_more(len(asked) - _MOST_MILD)}")


def _care(item: "CheckedCourse", whole: "CheckDocument") -> None:
    from turgor.workflow.check.care import date_on

    start = whole.case.start
    if item.care:
        _line("  Care before and after")
    spans: dict[str, list[str]] = {}
    texts: dict[str, str] = {}
    for span in item.care:
        rule = span.finding.rule
        texts[rule.key] = f"{rule.then.text} [{rule.id}]"
        if span.from_day is None or span.to_day is None:
            when = "no days stated"
        else:
            first, last = date_on(start, span.from_day), date_on(start, span.to_day)
            days = f"day {span.from_day:g}"
            days += f" to {span.to_day:g}" if span.to_day != span.from_day else ""
            dates = first if first == last else f"{first} to {last}"
            when = f"{dates} ({days})" if first else days
        spans.setdefault(rule.key, []).append(when)
    for key, days_of in spans.items():
        _line(f"    {'; '.join(days_of)}: {texts[key]}")


def _signs(item: "CheckedCourse") -> None:
    if item.signs:
        _line("  Stop, and act, on these signs")
    for sign in item.signs:
        rule = sign.ready.rule
        told = "" if sign.ready.standing.reviewed else ", draft"
        _line(f"    {sign.seen}: {rule.then.text} [{rule.id}{told}]")


def _line(text: str = "") -> None:
    from turgor.cli.output import emit_line, printable

    emit_line(printable(text))
