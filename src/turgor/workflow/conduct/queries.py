"""A study's queries: those that follow from the record, beside what people asked and answered."""

import datetime as dt
from dataclasses import dataclass, replace

from turgor.errors import StudyError
from turgor.record.query import ANSWERED, CLOSED, OPEN, FoundQuery, Query
from turgor.store.audit.deed import current_deed, doing
from turgor.store.ledger import Kept
from turgor.workflow.conduct.data_queries import (
    allocation_queries,
    capture_queries,
    consent_queries,
    endpoint_queries,
    odd_value_queries,
    session_queries,
)
from turgor.workflow.conduct.query_facts import Finder, query_facts
from turgor.workflow.conduct.visit_queries import (
    condition_queries,
    washout_queries,
    window_queries,
)
from turgor.workflow.study import Study

FINDERS: tuple[Finder, ...] = (
    allocation_queries,
    window_queries,
    washout_queries,
    condition_queries,
    capture_queries,
    endpoint_queries,
    odd_value_queries,
    consent_queries,
    session_queries,
)


@dataclass(frozen=True, slots=True)
class StudyQueries:
    """on : the day by which windows were judged. found : each with what a person said to it, None
    where nobody did. raised : those that people asked, and nothing found.
    """

    on: dt.date
    found: tuple[tuple[FoundQuery, Kept[Query] | None], ...]
    raised: tuple[Kept[Query], ...]

    def open_count(self) -> int:
        """How many still wait: found ones that are not closed, and raised ones that are not."""
        found = sum(said is None or said.record.state != CLOSED for _, said in self.found)
        return found + sum(item.record.state != CLOSED for item in self.raised)


def study_queries(study: Study, on: dt.date, finders: tuple[Finder, ...] = FINDERS) -> StudyQueries:
    """Every query as of a day.

    Errors: StoreError.
    """
    facts = query_facts(study, on)
    found = [item for finder in finders for item in finder(facts)]
    kept = study.store.queries.all()
    said = {item.record.about: item for item in kept if item.record.about.startswith("C-")}
    return StudyQueries(
        on=on,
        found=tuple((item, said.get(item.id)) for item in found),
        raised=tuple(item for item in kept if item.record.about not in {f.id for f in found}),
    )


def raise_query(study: Study, subject: str, visit: str, about: str, question: str) -> Kept[Query]:
    """Ask something of the record.

    Errors: StudyError without a subject or question, for one that is not in the study, or a
    visit that the design lacks.
    """
    if not question.strip():
        raise StudyError("a query needs a question; give it with --text")
    known = {item.id for item in study.store.people.subjects()}
    if subject not in known:
        raise StudyError(f"subject '{subject}' is not in the study; a query is about one that is")
    labels = [item.label for item in study.design.visits]
    if visit and visit not in labels:
        raise StudyError(f"visit '{visit}' is not in the design; allowed: {', '.join(labels)}")
    with doing("query raised"):
        record = Query(subject, visit, about, question.strip(), OPEN, _who(), _now())
        for kept in study.store.queries.all(subject):
            same = (kept.record.visit, kept.record.about, kept.record.question)
            if same == (visit, about, record.question):
                raise StudyError(f"query {kept.id} asks this already; it is {kept.record.state}")
        return study.store.queries.add(record)[1]


def answer_query(study: Study, name: str, answer: str, on: dt.date) -> Kept[Query]:
    """Answer a query by its number, or a found one by its id.

    Errors: StudyError without an answer, for an unknown query or a closed one; ConflictError
    where it was changed meanwhile.
    """
    if not answer.strip():
        raise StudyError("an answer needs words; give them with --text")
    with doing("query answered"), study.store.together():
        kept = _kept(study, name, on)
        if kept.record.state == CLOSED:
            raise StudyError(f"query {name} is closed; raise a new one")
        record = replace(
            kept.record,
            state=ANSWERED,
            answer=answer.strip(),
            answered_by=_who(),
            answered_at=_now(),
        )
        return study.store.queries.correct(kept.id, kept.version, record, why="answered")


def close_query(study: Study, name: str, on: dt.date) -> Kept[Query]:
    """Close a query; it stays on record.

    Errors: as for ``answer_query``.
    """
    with doing("query closed"), study.store.together():
        kept = _kept(study, name, on)
        if kept.record.state == CLOSED:
            raise StudyError(f"query {name} is closed already, by {kept.record.closed_by}")
        record = replace(kept.record, state=CLOSED, closed_by=_who(), closed_at=_now())
        return study.store.queries.correct(kept.id, kept.version, record, why="closed")


def _kept(study: Study, name: str, on: dt.date) -> Kept[Query]:
    """The record of a query; a found one gets its record when somebody first says something."""
    if not name.startswith("C-"):
        if not name.isdecimal():
            raise StudyError(f"'{name}' is no query; give a number, or the id of a found one (C-…)")
        return study.store.queries.one(int(name))
    for item, said in study_queries(study, on).found:
        if item.id != name:
            continue
        if said is not None:
            return said
        if not item.subject:
            raise StudyError(f"{name} is of the whole study; it goes when its reason goes")
        record = Query(item.subject, item.visit, item.id, item.text, OPEN, "the record", _now())
        return study.store.queries.add(record)[1]
    raise StudyError(f"there is no query {name} as of {on}; its reason may be gone")


def _who() -> str:
    return current_deed().who


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
