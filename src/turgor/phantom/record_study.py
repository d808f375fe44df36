"""The tables of a phantom study's record, as subjects and coordinators would have filled them."""

import csv
import datetime as dt
import io
import math
from collections.abc import Mapping, Sequence

import numpy as np

from turgor.phantom.record_plan import AFTER_SESSION, PlantedEvent, RecordPlan, RecordTruth
from turgor.phantom.study_spec import SIDES, TREATED, PlannedVisit, SideTruth, StudySpec

Row = Sequence[object]

COMFORT_ITEMS = ("stinging", "itching", "tightness", "dryness", "burning", "warmth")
SATISFACTION_ITEMS = ("look", "feel", "change", "effort", "again")
EVENT_HEADER = (
    "subject,event,kind,words,site,side,modality,session,onset,peak_grade,relatedness,serious,"
    "criterion,action,outcome,outcome_date,signs,temperature_c,history,expected,reporter,external"
)
DIARY_HEADER = "subject,date,site,side,scale,symptoms,signs,temperature_c,care,note"

#: consent is signed so many days before baseline
_CONSENTED_BEFORE_DAYS = 14


def record_part(
    spec: StudySpec, states: Sequence[SideTruth], plan: RecordPlan
) -> tuple[dict[str, str], RecordTruth]:
    """File name and text of each table, and what was planted in them."""
    treated = {state.subject: state.side for state in states if state.arm == TREATED}
    subjects = list(treated)
    events = [event for event in plan.events if event.subject < len(subjects)]
    diary, written, missed = _diary(spec, plan, treated, events)
    satisfaction, planted = _satisfaction(spec, states)
    consents = [
        (subject, "2", date_on(spec, k, -_CONSENTED_BEFORE_DAYS), scope, "")
        for k, subject in enumerate(subjects)
        for scope in ("study", "photographs")
    ]
    texts = {
        "consent.csv": table_text("subject,form,date,scope,withdrawn_on", consents),
        "diary.csv": table_text(DIARY_HEADER, diary),
        "adverse_events.csv": table_text(EVENT_HEADER, _events(spec, treated, events)),
        "adverse_course.csv": table_text(
            "subject,event,date,grade", _courses(spec, subjects, events)
        ),
        "answers-comfort.csv": table_text(
            f"instrument,subject,visit,site,side,replicate,reseated,{','.join(COMFORT_ITEMS)}",
            _comfort(spec, plan, states),
        ),
        "answers-satisfaction.csv": table_text(
            f"instrument,subject,visit,{','.join(SATISFACTION_ITEMS)}", satisfaction
        ),
    }
    escalates = tuple(subjects[event.subject] for event in events if "=yes" in event.signs)
    return texts, RecordTruth(escalates, planted, written, missed)


def table_text(header: str, rows: Sequence[Row]) -> str:
    """A table as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header.split(","))
    writer.writerows(rows)
    return out.getvalue()


def date_on(spec: StudySpec, subject: int, day: int) -> dt.date:
    """The calendar day of a study day; subjects begin a week after one another."""
    return spec.first_day + dt.timedelta(days=7 * subject + day)


def _onset(spec: StudySpec, event: PlantedEvent) -> int:
    return spec.session_days[event.session] + event.after_days


def _diary(
    spec: StudySpec,
    plan: RecordPlan,
    treated: Mapping[str, str],
    events: Sequence[PlantedEvent],
) -> tuple[list[Row], int, int]:
    rng = np.random.default_rng([spec.seed, 51])
    rows: list[Row] = []
    missed = 0
    for k, (subject, side) in enumerate(treated.items()):
        tender = float(rng.uniform(0.75, 1.2))
        for session in spec.session_days:
            for since in range(plan.diary_days + 1):
                if since and rng.uniform() < plan.missed_share:
                    missed += 1
                    continue
                date = date_on(spec, k, session + since)
                signs = _signs_on(spec, events, k, session + since)
                symptoms = ";".join(
                    f"{name}={_grade(tender * peak * math.exp(-since / days))}"
                    for name, (peak, days) in AFTER_SESSION.items()
                )
                care = "emollient" if since else "cool packs"
                rows.append((subject, date, spec.site, side, 4, symptoms, signs, "", care, ""))
                other = SIDES[1 - SIDES.index(side)]
                quiet = "erythema=0;oedema=0;pain=0"
                rows.append((subject, date, spec.site, other, 4, quiet, "", "", "", ""))
    return rows, len(rows), 2 * missed


def _grade(value: float) -> int:
    return int(min(4, max(0, round(value))))


def _signs_on(spec: StudySpec, events: Sequence[PlantedEvent], subject: int, day: int) -> str:
    """What a subject notes of an event while it lasts; before it, that there is nothing."""
    for event in events:
        since = day - _onset(spec, event)
        if event.subject == subject and event.signs and 0 <= since <= (event.ends_after or since):
            return event.signs
    return "pus=no;fever=no"


def _events(
    spec: StudySpec, treated: Mapping[str, str], events: Sequence[PlantedEvent]
) -> list[Row]:
    subjects = list(treated)
    rows: list[Row] = []
    for number, event in enumerate(events, start=1):
        subject, onset = subjects[event.subject], _onset(spec, event)
        session = date_on(spec, event.subject, spec.session_days[event.session])
        over = event.ends_after is not None
        last = onset + event.ends_after if event.ends_after is not None else spec.visits[-1].day
        rows.append(
            (
                *(subject, f"AE{number:02d}", event.kind, event.words, spec.site),
                *(treated[subject], TREATED, session, date_on(spec, event.subject, onset), ""),
                *(event.relatedness, "no", "", event.action),
                "resolved" if over else "ongoing",
                date_on(spec, event.subject, last),
                *(event.signs, "", "none", "", "phantom", ""),
            )
        )
    return rows


def _courses(spec: StudySpec, subjects: Sequence[str], events: Sequence[PlantedEvent]) -> list[Row]:
    return [
        (
            subjects[event.subject],
            f"AE{number:02d}",
            date_on(spec, event.subject, _onset(spec, event) + day),
            grade,
        )
        for number, event in enumerate(events, start=1)
        for day, grade in event.course
    ]


def _comfort(spec: StudySpec, plan: RecordPlan, states: Sequence[SideTruth]) -> list[Row]:
    """Both sides at each visit, twice at baseline: what tells noise from change."""
    rng = np.random.default_rng([spec.seed, 52])
    visits = {visit.label: visit for visit in spec.visits}
    usual: dict[tuple[str, str], list[float]] = {}
    rows: list[Row] = []
    for state in states:
        own = usual.setdefault((state.subject, state.side), [])
        if not own:
            own += [float(rng.uniform(0.6, 2.2)) for _ in COMFORT_ITEMS]
        visit = visits[state.visit]
        sore = _sore(visit) if state.arm == TREATED else 0.0
        for replicate in (1, 2) if visit is spec.visits[0] else (1,):
            answers = [
                int(min(10, max(0, round(base + sore + rng.normal(0.0, plan.comfort_sd)))))
                for base in own
            ]
            place = (state.subject, state.visit, spec.site, state.side, replicate)
            rows.append(("comfort", *place, "yes", *answers))
    return rows


def _sore(visit: PlannedVisit) -> float:
    """How much stronger sensations are so many days after a session, on 0 to 10."""
    if visit.days_since_session is None:
        return 0.0
    return 4.0 * math.exp(-visit.days_since_session / 6.0)


def _satisfaction(
    spec: StudySpec, states: Sequence[SideTruth]
) -> tuple[list[Row], dict[str, float]]:
    rng = np.random.default_rng([spec.seed, 53])
    planted: dict[str, float] = {}
    rows: list[Row] = []
    for state in states:
        if state.arm != TREATED or state.visit == spec.visits[0].label:
            continue
        content = 4.0 * min(1.0, (1.0 - state.wrinkle_factor) / 0.35)
        planted[f"{state.subject} {state.visit}"] = 5.0 * content
        answers = [_grade(content + rng.normal(0.0, 0.5)) for _ in SATISFACTION_ITEMS]
        rows.append(("satisfaction", state.subject, state.visit, *answers))
    return rows, planted
