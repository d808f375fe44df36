"""Judge what was entered, and keep what the rules said of it on that day."""

import datetime as dt
from collections.abc import Iterable

from turgor.record.adverse_event import AdverseEvent
from turgor.record.diary import DiaryEntry
from turgor.record.escalation import Escalation
from turgor.rules.check import Fired
from turgor.store import Store
from turgor.store.ledger import Kept
from turgor.workflow.adverse.background import Background
from turgor.workflow.adverse.facts import diary_situation, event_situation
from turgor.workflow.adverse.verdict import Verdict, judge

#: an earlier entry of the same place this near is the same episode, and isn't told again
SAME_EPISODE_D = 3


def judge_event(
    event: AdverseEvent, day: dt.date, background: Background, rules_day: dt.date
) -> Verdict:
    """What the rules in force on ``rules_day`` say of an event as it was on ``day``."""
    return judge(event_situation(event, day, background), rules_day)


def judge_entry(entry: DiaryEntry, background: Background, rules_day: dt.date) -> Verdict:
    """What the rules in force on ``rules_day`` say of a diary entry."""
    return judge(diary_situation(entry, background), rules_day)


def states_of(event: AdverseEvent) -> tuple[dt.date, ...]:
    """The days on which an event is known to have been some way: onset, each grade, the last."""
    days = {event.onset, *(event.onset + dt.timedelta(days=item.day) for item in event.course)}
    if not event.over:
        days.add(event.last_day)
    return tuple(sorted(day for day in days if not event.over_on(day) or day == event.onset))


def escalate_event(
    store: Store,
    kept: Kept[AdverseEvent],
    days: Iterable[dt.date],
    background: Background,
    entered: dt.date,
) -> tuple[Escalation, ...]:
    """Keep every rule that begins to fire on one of ``days``; what fired before is kept already.

    entered : the day of entry, whose rules are asked.

    Errors: StoreError.
    """
    event = kept.record
    known = {item.rule_key for item in _of(store, event.subject, "event", kept.id)}
    made: list[Escalation] = []
    for day in sorted(days):
        verdict = judge_event(event, day, background, entered)
        if not verdict.fired:
            continue
        earlier = [state for state in states_of(event) if state < day]
        before = (
            judge_event(event, earlier[-1], background, entered).keys if earlier else frozenset()
        )
        for fired in verdict.fired:
            if fired.rule.key in known and fired.rule.key in before:
                continue
            made += _keep(store, escalation(event.subject, "event", kept.id, day, fired, verdict))
            known.add(fired.rule.key)
    return tuple(made)


def escalate_entry(
    store: Store, kept: Kept[DiaryEntry], background: Background, entered: dt.date
) -> tuple[Escalation, ...]:
    """Keep every rule that fires on a diary entry and did not on one of the days before.

    Errors: StoreError.
    """
    entry = kept.record
    verdict = judge_entry(entry, background, entered)
    if not verdict.fired:
        return ()
    before: set[str] = set()
    for other in store.diary.all(entry.subject):
        gap = (entry.date - other.record.date).days
        if other.record.site == entry.site and 0 < gap <= SAME_EPISODE_D:
            before |= judge_entry(other.record, background, entered).keys
    return tuple(
        item
        for fired in verdict.fired
        if fired.rule.key not in before
        for item in _keep(
            store, escalation(entry.subject, "diary", kept.id, entry.date, fired, verdict)
        )
    )


def escalation(
    subject: str, source: str, number: int, day: dt.date, fired: Fired, verdict: Verdict
) -> Escalation:
    """A rule that fired, as it is kept."""
    rule = fired.rule
    return Escalation(
        subject=subject,
        source=source,
        number=number,
        day=day,
        rule=rule.id,
        rule_version=rule.version,
        severity=rule.severity,
        status=rule.status,
        action=rule.then.do,
        text=rule.then.text,
        citation=fired.citation,
        limit_h=rule.then.limit,
        pack=verdict.pack,
        pack_sha256=verdict.pack_sha256,
    )


def _of(store: Store, subject: str, source: str, number: int) -> list[Escalation]:
    return [
        item.record
        for item in store.escalations.all(subject)
        if (item.record.source, item.record.number) == (source, number)
    ]


def _keep(store: Store, made: Escalation) -> list[Escalation]:
    """Add one; one of the same day and rule is on record already, perhaps answered."""
    same = (made.day, made.rule_key)
    kept = _of(store, made.subject, made.source, made.number)
    if any((item.day, item.rule_key) == same for item in kept):
        return []
    store.escalations.add(made)
    return [made]
