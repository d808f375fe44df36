"""Adverse events of a case as facts, each with the session that came before it."""

from collections.abc import Sequence

from turgor.record.case import Case, CaseEvent
from turgor.rules.facts import Fact, Facts, facts_from
from turgor.rules.person import Person, on_day
from turgor.rules.scope import PLANNING
from turgor.rules.treatment import Treatment
from turgor.rules.view import View, words_of
from turgor.rules.vocabulary import Vocabulary


def event_views(
    case: Case,
    person: Person,
    treatments: Sequence[Treatment],
    sessions: Sequence[View],
    vocabulary: Vocabulary,
) -> tuple[View, ...]:
    """A view for each event, with the last session on or before its day.

    What the event states itself wins. Where several treatments of one day came before, it is open
    which of them it follows.

    Errors: RuleError for a fact that no event can hold.
    """
    return tuple(
        _view(number, event, person, treatments, sessions, vocabulary)
        for number, event in enumerate(case.events, 1)
    )


def _view(
    number: int,
    event: CaseEvent,
    person: Person,
    treatments: Sequence[Treatment],
    sessions: Sequence[View],
    vocabulary: Vocabulary,
) -> View:
    label = f"event {number} (day {event.day:g})"
    own = facts_from(event.facts, vocabulary, label).facts
    before = _before(event.day, own.get("modality"), treatments)
    facts: dict[str, Fact] = dict(person.facts)
    reasons: dict[str, str] = {}
    may_be: dict[str, tuple[str, ...]] = {}
    parts: tuple[str, ...] = ()
    if len(before) == 1:
        at = before[0]
        if at < len(sessions):
            facts |= {k: v for k, v in sessions[at].facts.facts.items() if k not in PLANNING}
            parts = () if "site" in own else sessions[at].parts
        else:
            facts |= treatments[at].facts
    each = [words_of(at, treatments, sessions) for at in before]
    words = tuple(dict.fromkeys(word for one in each for word in one))
    if len(words) == 1 and all(each):
        facts["modality"] = words[0]
    elif "modality" not in own:
        facts.pop("modality", None)
        reasons["modality"] = "it is open which treatment came before"
        if words and all(each):
            may_be["modality"] = words
    if before and treatments[before[0]].day == treatments[before[0]].end:
        facts["session_day"] = event.day - treatments[before[0]].day
    facts |= {**on_day(person.facts, event.day), **own}
    return View(
        scope="event",
        label=label,
        facts=Facts(facts),
        may_be=may_be,
        parts=parts,
        absent=person.absent,
        reasons=reasons,
        sessions=before,
        day=event.day,
    )


def _before(day: float, modality: Fact | None, treatments: Sequence[Treatment]) -> tuple[int, ...]:
    """The treatments of the last day on or before ``day``; a use only where no session came."""
    able = [
        at
        for at, item in enumerate(treatments)
        if item.day <= day and (modality is None or modality in item.words)
    ]
    sessions = [at for at in able if treatments[at].day == treatments[at].end]
    chosen = sessions or able
    last = max((treatments[at].day for at in chosen), default=0.0)
    return tuple(at for at in chosen if treatments[at].day == last)
