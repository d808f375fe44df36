"""Checks as the plain document that ``turgor check --json`` prints."""

import datetime as dt
from collections.abc import Mapping, Sequence

from turgor import __version__
from turgor.record.course import Course
from turgor.rules.course_check import citation_of
from turgor.rules.finding import Ask, Finding, OpenRule, Place
from turgor.rules.rule import Rule
from turgor.rules.standing import Standing
from turgor.workflow.check.care import CarePeriod, CareSpan, date_on
from turgor.workflow.check.signs import Sign
from turgor.workflow.check.work_out import CheckDocument, CheckedCourse, holds_up, outside_studied
from turgor.workflow.documents import refusal_documents

NOTICE = "Supports research and clinicians; not a medical device."
#: part of the document, and the severity that it holds
SECTIONS = {
    "blocks": "block",
    "needs_override": "require_override",
    "warnings": "warn",
    "information": "info",
}


def checks_document(
    found: Sequence[tuple[str, CheckDocument]], refused: Sequence[tuple[str, str]]
) -> dict[str, object]:
    """Checks by the path of their cases, and what was refused."""
    return {
        "schema": "turgor.check/1",
        "version": __version__,
        "notice": NOTICE,
        "checks": [check_document(item) for _, item in found],
        "refused": refusal_documents(refused),
    }


def check_document(item: CheckDocument) -> dict[str, object]:
    """One case in the shape of the command line's contract."""
    case, library = item.case, item.library
    place, wishes = case.place, case.wishes
    return {
        "path": item.path,
        "title": case.title,
        "outcome": item.outcome,
        "site": place.site,
        "age": place.age_years,
        "sex": place.sex,
        "phototype": place.phototype,
        "start": case.start.isoformat() if case.start else None,
        "concerns": list(case.concerns),
        "wishes": {
            "downtime_days": wishes.downtime_days,
            "visits": wishes.visits,
            "cost": wishes.cost,
            "keep_free": [
                [first.isoformat(), last.isoformat()] for first, last in wishes.keep_free
            ],
            "ready_by": wishes.ready_by.isoformat() if wishes.ready_by else None,
        },
        "day": item.day.isoformat(),
        "library_sha256": library.sha256,
        "packs": [{"id": pack.id, "sha256": pack.sha256} for pack in library.packs],
        "overlays": list(library.overlays),
        "courses": [_course(one, item) for one in item.courses],
        "flags": [
            {"code": flag.code, "text": flag.text, "source": flag.source} for flag in item.flags
        ],
    }


def _course(item: CheckedCourse, whole: CheckDocument) -> dict[str, object]:
    check = item.check
    start = whole.case.start
    parts: dict[str, object] = {
        name: [finding_document(one, whole) for one in item.of_severity(severity)]
        for name, severity in SECTIONS.items()
    }
    return {
        "name": check.course,
        "outcome": item.outcome,
        "declined": list(item.declined),
        **parts,
        "questions": [_question(one, whole) for one in check.questions],
        "undecided": [_open(one) for one in check.unanswered],
        "conflicts": [
            {"one": pair.one.rule.key, "other": pair.other.rule.key, "places": list(pair.places)}
            for pair in check.conflicts
        ],
        "may_conflict": [
            {
                "one": pair.one.rule.key,
                "other": {**_rule(pair.other.rule, pair.other.standing), "source": told},
                "needed": list(pair.other.needed),
            }
            for pair in item.may_oppose
            for told in [citation_of(pair.other.rule, whole.library)]
        ],
        "stops": [one.rule.key for one in item.stops],
        "to_verify": [one.rule.key for one in item.to_verify],
        "outside_studied": [
            {"rule": one.rule.key, "text": one.rule.then.text} for one in outside_studied(check)
        ],
        "care": [_span(span, start) for span in item.care],
        "calendar": [_period(period, item, start) for period in item.calendar],
        "signs": [_sign(one) for one in item.signs],
        "events": _events(item, whole),
        "overrides": list(check.overrides),
        "sessions": _sessions(_course_of(check.course, whole), whole),
    }


def _span(span: CareSpan, start: dt.date | None) -> dict[str, object]:
    return {
        "rule": span.finding.rule.key,
        "kind": span.finding.rule.kind,
        "text": span.finding.rule.then.text,
        "from_day": span.from_day,
        "to_day": span.to_day,
        "from_date": date_on(start, span.from_day),
        "to_date": date_on(start, span.to_day),
        "sessions": list(span.sessions),
    }


def _period(period: CarePeriod, item: CheckedCourse, start: dt.date | None) -> dict[str, object]:
    return {
        "from_day": period.from_day,
        "to_day": period.to_day,
        "from_date": date_on(start, period.from_day),
        "to_date": date_on(start, period.to_day),
        "sessions": list(period.sessions),
        "care": [item.care[at].finding.rule.key for at in period.spans],
    }


def finding_document(item: Finding, whole: CheckDocument) -> dict[str, object]:
    """One finding with its reason, source, population and who reviewed it."""
    return {
        **_rule(item.rule, item.standing),
        "pack": whole.pack_ids[item.rule.key],
        "source": item.citation,
        "outside_population": item.outside_population,
        "places": [_place(place, whole) for place in item.places],
        "overridden": item.overridden,
    }


def _rule(rule: Rule, standing: Standing) -> dict[str, object]:
    people = rule.population
    return {
        "rule": rule.key,
        "kind": rule.kind,
        "about": rule.about,
        "severity": standing.severity,
        "written_severity": standing.written,
        "status": rule.status,
        "standing": standing.reason,
        "reviewed": standing.reviewed,
        "verify": standing.verify,
        "do": rule.then.do,
        "text": rule.then.text,
        "limit": rule.then.limit,
        "unit": rule.then.unit,
        "why": rule.rationale,
        "when": rule.when_text,
        "level": rule.evidence.level,
        "source_id": rule.evidence.source,
        "locator": rule.evidence.locator,
        "seen": rule.evidence.seen,
        "note": rule.evidence.note,
        "population": {
            "phototypes": list(people.phototypes),
            "people": people.people,
            "country": people.country,
            "text": people.text,
        },
        "conflicts_with": list(rule.conflicts_with),
    }


def _place(place: Place, whole: CheckDocument) -> dict[str, object]:
    dated = place.scope != "person"
    return {
        "label": place.label,
        "scope": place.scope,
        "day": place.day if dated else None,
        "date": date_on(whole.case.start, place.day) if dated else None,
    }


def _question(item: Ask, whole: CheckDocument) -> dict[str, object]:
    field = whole.library.vocabulary.field(item.field)
    return {
        "field": item.field,
        "part": field.part,
        "text": item.text,
        "severity": item.severity,
        "blocking": item.blocking,
        "holds_up": holds_up(item),
        "rules": list(item.rules),
        "reasons": list(item.reasons),
        "type": field.type,
        "words": list(field.words),
        "unit": field.unit,
    }


def _open(item: OpenRule) -> dict[str, object]:
    return {
        "rule": item.rule.key,
        "severity": item.severity,
        "text": item.rule.then.text,
        "needed": list(item.needed),
        "places": [place.label for place in item.places],
    }


def _sign(item: Sign) -> dict[str, object]:
    return {
        **_rule(item.ready.rule, item.ready.standing),
        "seen_as": item.seen,
        "source": item.citation,
        "modalities": list(item.modalities),
    }


def _events(item: CheckedCourse, whole: CheckDocument) -> list[dict[str, object]]:
    """Each event with what fires for it and what is still asked, by rule."""
    found = []
    for event, view in zip(whole.case.events, item.views.events, strict=True):
        label = view.label
        fired = [one for one in item.check.findings if _in(label, one.places)]
        found.append(
            {
                "label": label,
                "day": event.day,
                "date": date_on(whole.case.start, event.day),
                "facts": {name: _plain(value) for name, value in event.facts.items()},
                "answers": [one.rule.key for one in fired],
                "asked": list(item.check.asked_at(label)),
            }
        )
    return found


def _in(label: str, places: Sequence[Place]) -> bool:
    return any(place.scope == "event" and place.label == label for place in places)


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple | frozenset) else value


def _course_of(name: str, whole: CheckDocument) -> Course | None:
    return next((one for one in whole.case.courses if one.name == name), None)


def _sessions(course: Course | None, whole: CheckDocument) -> list[Mapping[str, object]]:
    if course is None:
        return []
    return [
        {
            "day": session.day,
            "date": date_on(whole.case.start, session.day),
            "modality": session.modality,
            "device": session.device,
            "site": session.site or whole.case.place.site,
            "side": session.side,
            "settings": dict(session.settings),
        }
        for session in course.sessions
    ]
