"""Everything that the page of a study's record shows, read from one state of the study."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from turgor.follow.adherence import Adherence, diary_adherence
from turgor.record.consent import Consent
from turgor.record.design import Allocation, StudyDesign
from turgor.record.diary import DiaryEntry
from turgor.record.observation import Observation
from turgor.record.randomisation import Assignment, ListHead
from turgor.record.session import Session
from turgor.record.subject import Subject
from turgor.record.visit import Visit
from turgor.workflow.adverse.overview import StudyEvents, study_events
from turgor.workflow.adverse.rates import StudyRates, study_rates
from turgor.workflow.conduct.queries import StudyQueries, study_queries
from turgor.workflow.conduct.randomise import Verified, verify_list
from turgor.workflow.conduct.sealing import is_sealed, shown_allocations
from turgor.workflow.custody.signing import Custody, custody_of
from turgor.workflow.delivered_sessions import SessionsOverview, sessions_overview
from turgor.workflow.follow_study import StudyFollowUp
from turgor.workflow.study import Study, open_study


@dataclass(frozen=True, slots=True)
class StudyRecord:
    """A study's record on one day. scores : findings of questionnaires and clinicians' scales."""

    on: dt.date
    design: StudyDesign
    sealed: bool
    subjects: tuple[Subject, ...]
    visits: tuple[Visit, ...]
    allocations: tuple[Allocation, ...]
    sessions: tuple[Session, ...]
    overview: SessionsOverview
    events: StudyEvents
    rates: StudyRates
    diary: tuple[DiaryEntry, ...]
    adherence: tuple[Adherence, ...]
    consents: tuple[Consent, ...]
    queries: StudyQueries
    randomisation: ListHead | None
    assignments: tuple[Assignment, ...]
    verified: Verified | None
    custody: Custody
    links: int
    scores: tuple[Observation, ...]

    @property
    def holds_anything(self) -> bool:
        """Whether there is more than captures and visits to be shown."""
        return bool(
            self.events.events
            or self.diary
            or self.scores
            or self.consents
            or self.sessions
            or self.randomisation
        )


def study_record(folder: Path, found: StudyFollowUp, on: dt.date) -> StudyRecord:
    """Read the record of a followed study as it stands on a day.

    Errors: StudyError, StoreError as for ``open_study``.
    """
    with open_study(folder) as study, study.store.one_state():
        return _record(study, found, on)


def _record(study: Study, found: StudyFollowUp, on: dt.date) -> StudyRecord:
    store, design = study.store, study.design
    head = store.randomisation.head()
    diary = tuple(kept.record for kept in store.diary.all())
    scores = tuple(o for o in found.facts.observations if o.finding.metric.startswith("scale."))
    return StudyRecord(
        on=on,
        design=design,
        sealed=is_sealed(store, design),
        subjects=store.people.subjects(),
        visits=store.people.visits(),
        allocations=shown_allocations(store, design),
        sessions=store.people.sessions(),
        overview=sessions_overview(store),
        events=study_events(store, on),
        rates=study_rates(store),
        diary=diary,
        adherence=diary_adherence(diary),
        consents=tuple(kept.record for kept in store.consents.all()),
        queries=study_queries(study, on),
        randomisation=head,
        assignments=() if head is None else store.randomisation.entries(),
        verified=None if head is None else verify_list(study),
        custody=custody_of(store),
        links=store.head().seq,
        scores=scores,
    )
