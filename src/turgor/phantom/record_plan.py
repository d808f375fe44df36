"""What is planted in a phantom study's record: sensations by day, events that go wrong, answers."""

from dataclasses import dataclass

#: sensation -> grade 0 to 4 on the day of a session, and the days after which it is down to 1/e
AFTER_SESSION = {
    "erythema": (2.0, 2.5),
    "oedema": (1.6, 1.2),
    "pain": (2.2, 0.8),
    "tightness": (1.7, 2.5),
    "peeling": (1.2, 3.5),
}


@dataclass(frozen=True, slots=True)
class PlantedEvent:
    """One event that is planted in the record of one subject.

    subject : its place in the study, from 0. session : after which session, from 0; after_days :
    days from it to onset. course : (days after onset, grade). ends_after : days from onset to the
    end, None = still there at the last visit. signs : as in adverse_events.csv.
    """

    subject: int
    kind: str
    session: int
    after_days: int
    course: tuple[tuple[int, int], ...]
    ends_after: int | None
    relatedness: str
    action: str = ""
    signs: str = ""
    words: str = ""


EVENTS = (
    PlantedEvent(
        1, "infection", 1, 2, ((0, 2), (1, 3), (4, 2), (9, 1)), 12, "probable",
        "swab taken, further sessions held until seen", "pus=yes;fever=no;spreading_redness=yes",
    ),
    PlantedEvent(
        0, "hyperpigmentation", 1, 18, ((0, 1), (14, 2), (45, 1)), 83, "possible",
        "sun protection repeated",
    ),
    PlantedEvent(
        2, "prolonged-sensitivity", 2, 10, ((0, 1), (20, 1)), None, "possible",
        "plain care advised",
    ),
    PlantedEvent(3, "oedema", 0, 1, ((0, 2), (1, 1)), 3, "definite"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RecordPlan:
    """Diaries, adverse events and questionnaires of a phantom study.

    diary_days : days after each session that are written down, day 0 being its own. missed_share :
    share of them that a subject forgets. comfort_sd : scatter of one answer of 0 to 10 between two
    fillings. events : see PlantedEvent; those of subjects that the study lacks are left out.
    deviating_session : (subject, session) that was done with fewer passes than planned.
    """

    diary_days: int = 7
    missed_share: float = 0.12
    comfort_sd: float = 0.45
    events: tuple[PlantedEvent, ...] = EVENTS
    deviating_session: tuple[int, int] = (2, 1)


@dataclass(frozen=True, slots=True)
class RecordTruth:
    """What was planted: the untouched numbers behind the tables.

    escalates : subjects whose event carries signs that call for a clinician. satisfaction : subject
    and visit -> the planted sum before rounding each answer. written, missed : diary days.
    """

    escalates: tuple[str, ...]
    satisfaction: dict[str, float]
    written: int
    missed: int
