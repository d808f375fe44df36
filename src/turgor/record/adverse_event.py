"""An adverse event: what went wrong, where, when, how badly by day, and how it ended."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from turgor.errors import StudyError
from turgor.record.session import MODALITIES
from turgor.record.signs import check_date, check_history, check_signs, check_temperature
from turgor.record.site import SIDES, BodySite

#: the eight that every study looks for, and whatever else happens, in words
EVENT_KINDS = (
    "erythema",
    "oedema",
    "discomfort",
    "hyperpigmentation",
    "hypopigmentation",
    "prolonged-sensitivity",
    "infection",
    "scarring",
    "other",
)
RELATEDNESS = ("unrelated", "unlikely", "possible", "probable", "definite", "not-assessed")
#: what makes an event serious
CRITERIA = (
    "death",
    "life-threatening",
    "hospitalisation",
    "disability",
    "congenital-anomaly",
    "medically-important",
    "protocol",
)
OUTCOMES = (
    "ongoing",
    "resolved",
    "resolved-with-sequelae",
    "not-resolved",
    "unknown",
    "fatal",
)
#: outcomes after which the event is over, each with the day it ended
OVER = ("resolved", "resolved-with-sequelae", "fatal")
HIGHEST_GRADE = 4
#: a course is written down for no longer than a life lasts
LONGEST_D = 36525


@dataclass(frozen=True, slots=True)
class CoursePoint:
    """The grade, 0 to 4 on the study's scale, ``day`` days after onset."""

    day: int
    grade: int


@dataclass(frozen=True, slots=True)
class ExternalGrade:
    """A grade on another scale, named by whoever has the right to use it; none is shipped."""

    system: str
    version: str
    value: str


@dataclass(frozen=True, slots=True)
class AdverseEvent:
    """One event of one subject; it refuses to be made where it contradicts itself.

    words : what it is, in words; needed for kind 'other'. reference : the study's own name for
    it. modality, session : which treatment it follows and its day, where known.
    course : grades by day from onset. peak_grade : the worst grade as stated, where the course
    was not written down or missed it. criterion : what makes it serious; ``serious`` and
    ``expected`` (by the protocol) are None where nobody has said.
    outcome_date : the day it ended; for one that has not, the day on which it was last seen.
    signs, history : see ``record.signs``; what is not named is not known.

    Errors: StudyError in one line.
    """

    subject: str
    kind: str
    onset: dt.date
    site: BodySite
    words: str = ""
    reference: str = ""
    modality: str = ""
    session: dt.date | None = None
    course: tuple[CoursePoint, ...] = ()
    peak_grade: int | None = None
    relatedness: str = "not-assessed"
    serious: bool | None = None
    criterion: str = ""
    action: str = ""
    outcome: str = "unknown"
    outcome_date: dt.date | None = None
    signs: Mapping[str, bool] = field(default_factory=dict)
    temperature_c: float | None = None
    history: tuple[str, ...] | None = None
    expected: bool | None = None
    reporter: str = ""
    external: ExternalGrade | None = None

    def __post_init__(self) -> None:
        """Refuse words outside their lists, and what contradicts itself."""
        _one_of("kind", self.kind, EVENT_KINDS)
        _one_of("relatedness", self.relatedness, RELATEDNESS)
        _one_of("outcome", self.outcome, OUTCOMES)
        _one_of("side", self.site.side, SIDES)
        if self.modality:
            _one_of("modality", self.modality, MODALITIES)
        if self.kind == "other" and not self.words.strip():
            raise StudyError("kind is 'other'; say in 'words' what it is")
        check_signs(self.signs)
        check_history(self.history)
        check_temperature(self.temperature_c)
        for name in ("onset", "session", "outcome_date"):
            check_date(name, getattr(self, name))
        _check_session(self)
        _check_course(self)
        _check_seriousness(self)
        _check_outcome(self)

    @property
    def peak(self) -> int | None:
        """The worst grade of the course and of what was stated; None where none is known."""
        grades = [point.grade for point in self.course]
        if self.peak_grade is not None:
            grades.append(self.peak_grade)
        return max(grades, default=None)

    @property
    def over(self) -> bool:
        """The event has ended, on ``outcome_date``."""
        return self.outcome in OVER

    @property
    def last_day(self) -> dt.date:
        """The last day of which the record says something."""
        days = [self.onset + dt.timedelta(days=point.day) for point in self.course]
        return max([self.onset, *days, *([self.outcome_date] if self.outcome_date else [])])

    def over_on(self, day: dt.date) -> bool:
        """Whether the event had ended by a day, the day of its end included."""
        return self.over and self.outcome_date is not None and self.outcome_date <= day

    def day_of(self, date: dt.date) -> int:
        """Days from onset to a date."""
        return (date - self.onset).days


def with_grade(event: AdverseEvent, date: dt.date, grade: int) -> AdverseEvent:
    """The event with one more point in its course; the same event where it is there already.

    Errors: StudyError where that day has another grade, or the point contradicts the event.
    """
    day = event.day_of(date)
    for point in event.course:
        if point.day == day and point.grade != grade:
            raise StudyError(
                f"{date} has grade {point.grade} already, not {grade}; correct the event by its "
                "number, with a reason"
            )
        if point.day == day:
            return event
    course = sorted((*event.course, CoursePoint(day, grade)), key=lambda point: point.day)
    return replace(event, course=tuple(course))


def _one_of(name: str, word: str, allowed: tuple[str, ...]) -> None:
    if word not in allowed:
        raise StudyError(f"{name} is '{word[:60]}'; allowed: {', '.join(allowed)}")


def _check_grade(what: str, grade: int, lowest: int) -> None:
    if not lowest <= grade <= HIGHEST_GRADE:
        raise StudyError(f"{what} is {grade}; a grade is a whole number from {lowest} to 4")


def _check_session(event: AdverseEvent) -> None:
    if event.session is not None and event.session > event.onset:
        raise StudyError(
            f"onset {event.onset} lies before the session of {event.session} that it is said to "
            "follow; name the earlier session, or none"
        )


def _check_course(event: AdverseEvent) -> None:
    days = [point.day for point in event.course]
    for point in event.course:
        if point.day < 0:
            date = event.onset + dt.timedelta(days=point.day)
            raise StudyError(f"the course has a grade on {date}, before onset {event.onset}")
        if point.day > LONGEST_D:
            raise StudyError(f"the course has a grade {point.day} days after onset; check the date")
        _check_grade(f"the grade of day {point.day}", point.grade, 0)
    if days != sorted(set(days)):
        raise StudyError("the course names a day twice, or not in order of days")
    if event.peak_grade is None:
        return
    _check_grade("peak_grade", event.peak_grade, 1)
    worst = max((point.grade for point in event.course), default=0)
    if worst > event.peak_grade:
        raise StudyError(
            f"peak_grade is {event.peak_grade}, but the course reaches grade {worst}; leave the "
            "peak to the course, or correct one of them"
        )


def _check_seriousness(event: AdverseEvent) -> None:
    if event.criterion:
        _one_of("criterion", event.criterion, CRITERIA)
    if event.serious and not event.criterion:
        raise StudyError(f"a serious event names its criterion: {', '.join(CRITERIA)}")
    if event.criterion and not event.serious:
        raise StudyError(
            f"criterion is '{event.criterion}', but the event is not said to be serious"
        )
    if event.outcome == "fatal" and event.criterion != "death":
        raise StudyError("outcome is fatal: the event is serious by the criterion 'death'")


def _check_outcome(event: AdverseEvent) -> None:
    ended = event.outcome_date
    if event.over and ended is None:
        raise StudyError(f"outcome is {event.outcome}; give outcome_date, the day it ended")
    if ended is None:
        return
    if ended < event.onset:
        raise StudyError(f"{event.outcome} on {ended} lies before onset {event.onset}")
    if not event.over:
        return
    late = [point for point in event.course if point.day > event.day_of(ended) and point.grade]
    if late:
        date = event.onset + dt.timedelta(days=late[0].day)
        raise StudyError(
            f"{event.outcome} on {ended}, but the course has grade {late[0].grade} on {date}"
        )
