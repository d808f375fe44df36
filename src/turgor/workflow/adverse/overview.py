"""All events of a study on one day: their course, what the rules say, what is still unanswered."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from turgor.record.adverse_event import AdverseEvent
from turgor.record.diary import DiaryEntry
from turgor.record.escalation import Escalation
from turgor.rules.rule import SEVERITIES
from turgor.store import Store
from turgor.store.ledger import Kept
from turgor.workflow.adverse.background import Background, Before, background_of
from turgor.workflow.adverse.facts import event_situation, grade_on
from turgor.workflow.adverse.record_escalations import escalation, judge_entry
from turgor.workflow.adverse.verdict import Verdict, escalation_pack, judge

#: from what presses most to what is done
STATES = ("overdue", "due", "open", "over", "answered")
#: how far back the day is looked for on which a rule began to fire
LONGEST_LOOK_D = 400


@dataclass(frozen=True, slots=True)
class Told:
    """An escalation on the day that was asked for.

    number, version : as kept; None for one that began to fire since, with the passing of time,
    and stands in no entry. state : one of STATES; 'over' where the event ended unanswered.
    """

    number: int | None
    version: int | None
    escalation: Escalation
    state: str


@dataclass(frozen=True, slots=True)
class EventView:
    """An event as it stands: days since onset, the grade last seen, and what the rules say.

    verdict : None where the event has ended.
    """

    kept: Kept[AdverseEvent]
    day: int
    grade: int | None
    before: Before
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class EntryView:
    """A diary entry on which a rule fires."""

    kept: Kept[DiaryEntry]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class StudyEvents:
    """Everything on one day; ``rules_in_force`` is 0 where the day lies before every rule."""

    on: dt.date
    pack: str
    pack_sha256: str
    rules_in_force: int
    events: tuple[EventView, ...]
    entries: tuple[EntryView, ...]
    escalations: tuple[Told, ...]

    def count(self, state: str) -> int:
        """How many escalations are in a state."""
        return sum(item.state == state for item in self.escalations)


def study_events(store: Store, on: dt.date, subject: str = "") -> StudyEvents:
    """List what is known by a day, escalations that are overdue first.

    Errors: StoreError.
    """
    around = background_of(store)
    pack = escalation_pack()
    kept = [item for item in store.escalations.all(subject) if item.record.day <= on]
    told = {(item.record.source, item.record.number, item.record.rule_key) for item in kept}
    ended: set[int] = set()
    views: list[EventView] = []
    found: list[Told] = []
    for event in store.adverse.all(subject):
        if event.record.onset > on:
            continue
        view = _view(event, on, around)
        views.append(view)
        if view.verdict is None:
            # A death still has to be answered for.
            ended |= {event.id} if event.record.outcome != "fatal" else set()
        else:
            found += _begun_since(event, view.verdict, told, around)
    # What fires on a diary entry was kept with it, or with the first entry of its episode.
    entries = _entries(store.diary.all(subject), on, around)
    for item in kept:
        over = item.record.source == "event" and item.record.number in ended
        found.append(Told(item.id, item.version, item.record, _state(item.record, on, over)))
    return StudyEvents(
        on=on,
        pack=pack.id,
        pack_sha256=pack.sha256,
        rules_in_force=len(pack.rules_on(on)),
        events=tuple(views),
        entries=entries,
        escalations=tuple(sorted(found, key=_order)),
    )


def _view(kept: Kept[AdverseEvent], on: dt.date, around: Background) -> EventView:
    event = kept.record
    situation = event_situation(event, on, around)
    verdict = None if event.over_on(on) else judge(situation, on)
    return EventView(kept, event.day_of(on), grade_on(event, on), situation.before, verdict)


def _begun_since(
    kept: Kept[AdverseEvent],
    verdict: Verdict,
    told: set[tuple[str, int, str]],
    around: Background,
) -> list[Told]:
    """What fires by the passing of time alone, dated to the day on which it began to."""
    event, on = kept.record, verdict.day
    new = [item for item in verdict.fired if ("event", kept.id, item.rule.key) not in told]
    since = {item.rule.key: on for item in new}
    firing = set(since)
    day = on
    while firing and day > event.last_day and (on - day).days < LONGEST_LOOK_D:
        day -= dt.timedelta(days=1)
        firing &= judge(event_situation(event, day, around), on).keys
        since |= dict.fromkeys(firing, day)
    made = [
        escalation(event.subject, "event", kept.id, since[item.rule.key], item, verdict)
        for item in new
    ]
    return [Told(None, None, item, _state(item, on, over=False)) for item in made]


def _entries(
    kept: Iterable[Kept[DiaryEntry]], on: dt.date, around: Background
) -> tuple[EntryView, ...]:
    views = [
        EntryView(item, judge_entry(item.record, around, on))
        for item in kept
        if item.record.date <= on
    ]
    return tuple(view for view in views if view.verdict.fired)


def _state(item: Escalation, on: dt.date, over: bool) -> str:
    if item.answered is not None and item.answered <= on:
        return "answered"
    if over:
        return "over"
    if item.due is None:
        return "open"
    return "overdue" if item.due < on else "due"


def _order(told: Told) -> tuple[int, dt.date, int, str, int]:
    item = told.escalation
    return (
        STATES.index(told.state),
        item.due or item.day,
        -SEVERITIES.index(item.severity),
        item.subject,
        item.number,
    )
