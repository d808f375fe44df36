"""What queries are found in: a study's facts read once, and how a found query is named."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from turgor.record.consent import Consent
from turgor.record.design import StudyDesign
from turgor.record.query import FoundQuery
from turgor.workflow.follow_study import StudyFacts, study_facts
from turgor.workflow.study import Study


@dataclass(frozen=True, slots=True)
class QueryFacts:
    """A study as it stands on a day.

    dates : of visits by (subject, visit), None where a visit has none. happened : every (subject,
    visit) that has a date, a capture or a reading.
    """

    study: Study
    on: dt.date
    facts: StudyFacts
    consents: tuple[Consent, ...]
    dates: Mapping[tuple[str, str], dt.date | None]
    happened: frozenset[tuple[str, str]]

    @property
    def design(self) -> StudyDesign:
        """The design."""
        return self.facts.design

    def left_study(self, subject: str) -> dt.date | None:
        """From which day on a subject's consent to the study is withdrawn, None while it stands."""
        own = [c for c in self.consents if c.subject == subject and c.scope == "study"]
        ended = [c.withdrawn_on for c in own if c.withdrawn_on is not None]
        return max(ended) if own and len(ended) == len(own) else None


#: finds queries of some kinds; a room that knows of more adds its own to ``queries.FINDERS``
Finder = Callable[[QueryFacts], Iterable[FoundQuery]]


def query_facts(study: Study, on: dt.date) -> QueryFacts:
    """Read everything that queries are found in.

    Errors: StoreError.
    """
    facts = study_facts(study.store, study.design)
    dates = {(item.subject, item.label): item.date for item in facts.visits}
    happened = {key for key, date in dates.items() if date is not None}
    happened |= {(item.subject, item.visit) for item in facts.captures}
    happened |= {(item.subject, item.visit) for item in facts.readings}
    consents = tuple(kept.record for kept in study.store.consents.all())
    return QueryFacts(study, on, facts, consents, dates, frozenset(happened))


def found(
    kind: str, subject: str, visit: str, place: str, text: str, days: int | None = None
) -> FoundQuery:
    """A query under a name that stays while its reason stays."""
    told = "\n".join((kind, subject, visit, place))
    number = hashlib.sha256(told.encode()).hexdigest()[:8]
    return FoundQuery(f"C-{number}", kind, subject, visit, place, text, days)
