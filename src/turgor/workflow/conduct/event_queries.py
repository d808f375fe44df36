"""Queries that adverse events raise: still open, never graded, not said to be serious or not."""

from collections.abc import Iterator

from turgor.record.query import FoundQuery
from turgor.workflow.conduct.query_facts import QueryFacts, found


def event_queries(facts: QueryFacts) -> Iterator[FoundQuery]:
    """Events that someone has to look at again."""
    for kept in facts.study.store.adverse.all():
        event = kept.record
        if event.onset > facts.on:
            continue
        name = event.words or event.kind
        place = f"adverse event {kept.id}"
        if not event.over_on(facts.on):
            days = event.day_of(facts.on)
            text = f"{name} of {event.onset} is not said to be over, {days} days on; how is it?"
            yield found("event-open", event.subject, "", place, text, days)
        if event.peak is None:
            text = f"{name} of {event.onset} has no grade; how bad was it at its worst?"
            yield found("event-not-graded", event.subject, "", place, text)
        if event.serious is None:
            text = f"{name} of {event.onset}: is it serious as the study defines it?"
            yield found("event-seriousness", event.subject, "", place, text)
