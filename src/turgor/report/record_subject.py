"""One subject on the page of the record: a strip of days, what rules call for, tables."""

import datetime as dt
from collections.abc import Callable, Sequence

from turgor.record.adverse_event import AdverseEvent
from turgor.record.diary import DiaryEntry
from turgor.record.subject import Subject
from turgor.report.page_parts import Table
from turgor.report.record_context import Notice, SubjectRecord
from turgor.report.record_scores import score_table
from turgor.report.record_strip import Cell, Lane, Sign, Strip, strip
from turgor.workflow.follow_study import StudyFollowUp
from turgor.workflow.record_facts import StudyRecord

SEVERITY_WORDS = {
    "info": "to note",
    "warn": "warning",
    "require_override": "before going on",
    "block": "stop",
}
DayOf = Callable[[dt.date], float]


def subject_record(
    record: StudyRecord, study: StudyFollowUp, subject: Subject, notices: tuple[Notice, ...]
) -> SubjectRecord:
    """The block of one subject."""
    arms = {a.side or "whole": a.arm for a in record.allocations if a.subject == subject.id}
    facts = [f"phototype {subject.phototype}"] if subject.phototype else []
    facts += [f"{side}: {arm}" for side, arm in sorted(arms.items())]
    consents = [
        c.scope for c in record.consents if c.subject == subject.id and c.withdrawn_on is None
    ]
    if consents:
        facts.append(f"consent to {', '.join(sorted(set(consents)))}")
    tables = (score_table(record, subject.id), _reports(record, subject.id))
    return SubjectRecord(
        key=f"subject-{subject.id}",
        title=f"Subject {subject.id}",
        facts="; ".join(facts),
        strip=_strip(record, subject.id),
        notices=notices,
        tables=tuple(table for table in tables if table.rows),
        notes=(),
    )


def _strip(record: StudyRecord, subject: str) -> Strip | None:
    visits = [v for v in record.visits if v.subject == subject and v.date is not None]
    start = next((v.date for v in visits if v.label == record.design.baseline), None)
    if start is None:
        return None
    first = start

    def day(date: dt.date) -> float:
        return float((date - first).days)

    lanes = [
        Lane(
            "visits",
            signs=tuple(
                Sign(day(v.date), "visit", f"{v.label}, {v.date}", v.label)
                for v in visits
                if v.date is not None
            ),
        ),
        Lane(
            "sessions",
            signs=tuple(
                Sign(
                    day(s.date),
                    "session" if s.delivered else "planned",
                    f"{s.modality} {s.site.name} {s.site.side}, {s.date}"
                    + (f"; {s.deviation}" if s.deviation else ""),
                )
                for s in record.sessions
                if s.subject == subject
            ),
        ),
    ]
    lanes += _diary_lanes(record, [d for d in record.diary if d.subject == subject], day)
    lanes += [
        _event_lane(record, view.kept.record, day)
        for view in record.events.events
        if view.kept.record.subject == subject
    ]
    calls = _calls(record, subject, day)
    if calls.signs:
        lanes.append(calls)
    told = [lane for lane in lanes if lane.cells or lane.signs]
    return strip(f"Subject {subject}: visits, sessions, diary and events by day", told)


def _diary_lanes(record: StudyRecord, entries: Sequence[DiaryEntry], day: DayOf) -> list[Lane]:
    """One lane for each side and kind of event that was graded above 0 somewhere."""
    cells: dict[tuple[str, str], list[Cell]] = {}
    worst: dict[tuple[str, str], int] = {}
    for entry in sorted(entries, key=lambda item: item.date):
        for kind, grade in entry.grades().items():
            key = (entry.site.side, kind)
            told = f"{kind} {entry.site.side}, {entry.date}: grade {grade}"
            at = day(entry.date)
            cells.setdefault(key, []).append(Cell(at, at, grade, told))
            worst[key] = max(grade, worst.get(key, 0))
    return [
        Lane(f"{kind} {'' if side == 'unstated' else side}".strip(), tuple(cells[side, kind]))
        for side, kind in sorted(cells)
        if worst[side, kind] > 0
    ]


def _event_lane(record: StudyRecord, event: AdverseEvent, day: DayOf) -> Lane:
    """The event from onset to its end, each grade until the next; the last until it ended."""
    end = event.outcome_date or max(event.last_day, event.onset)
    points = [(event.onset + dt.timedelta(days=p.day), p.grade) for p in event.course]
    cells: list[Cell] = []
    spans: list[tuple[dt.date, int | None]] = [*points]
    if not spans or spans[0][0] > event.onset:
        spans.insert(0, (event.onset, None if spans else event.peak))
    for index, (begins, grade) in enumerate(spans):
        follows = spans[index + 1][0] if index + 1 < len(spans) else end + dt.timedelta(days=1)
        last = follows - dt.timedelta(days=1)
        if last >= begins:
            told = f"{event.kind} from {begins}: " + (
                "not graded" if grade is None else f"grade {grade}"
            )
            cells.append(Cell(day(begins), day(last), grade, told))
    name = (event.words or event.kind).replace("-", " ")
    return Lane(f"event: {name[:20]}", tuple(cells))


def _calls(record: StudyRecord, subject: str, day: DayOf) -> Lane:
    seen: dict[dt.date, list[str]] = {}
    for told in record.events.escalations:
        if told.escalation.subject == subject:
            seen.setdefault(told.escalation.day, []).append(told.escalation.rule)
    return Lane(
        "a rule calls",
        signs=tuple(
            Sign(day(date), "escalation", f"{date}: {', '.join(sorted(set(rules)))}")
            for date, rules in sorted(seen.items())
        ),
    )


def _reports(record: StudyRecord, subject: str) -> Table:
    rows = []
    for told in record.events.escalations:
        item = told.escalation
        if item.subject == subject:
            answer = item.answer or ("" if item.answered is None else "answered")
            rows.append(
                (
                    str(item.day),
                    item.source,
                    item.rule_key,
                    SEVERITY_WORDS[item.severity],
                    told.state,
                    answer,
                )
            )
    head = ("Day", "From", "Rule", "Severity", "State", "Answer")
    return Table("What rules called for", head, tuple(rows))
