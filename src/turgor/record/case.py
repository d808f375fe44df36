"""A case: one person's skin, what was found on it, and the courses that are thought of."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from turgor.record.course import Course
from turgor.record.skin_place import SkinPlace

ConditionValue = str | float | bool


@dataclass(frozen=True, slots=True)
class CaseFinding:
    """A measurand's value on some day of the case, in the metric's unit.

    day : from the courses' start; 0 or before is a baseline. u : standard uncertainty, None where
    the noise of the published repeatability stands in for it. conditions : empty where the case
    states none.
    """

    metric: str
    value: float
    day: float = 0.0
    u: float | None = None
    conditions: Mapping[str, ConditionValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person can give and wants to keep free; None where they set no limit.

    downtime_days : in all, over the whole series. visits : to the clinic. cost : in the clinic's
    currency. keep_free : spans of dates, both ends included, on which no sign may show.
    ready_by : when the result is wanted.
    """

    downtime_days: float | None = None
    visits: int | None = None
    cost: float | None = None
    keep_free: tuple[tuple[dt.date, dt.date], ...] = ()
    ready_by: dt.date | None = None


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """Something that went wrong or worries, on a day of the course, as facts of the vocabulary."""

    day: float
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PastTreatment:
    """A treatment before the case's course: in words of the rules, days before day 0."""

    modality: str
    days_ago: float
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CaseOverride:
    """A rule that somebody went beyond, as the case's file records it.

    rule : its key, ``ID@version``. role, reason : in words of the rules' room. pack_sha256 : of
    the rules that it was made of, '' where the file does not keep it.
    """

    rule: str
    who: str
    role: str
    reason: str
    when: dt.date
    text: str = ""
    pack_sha256: str = ""


@dataclass(frozen=True, slots=True)
class CaseDevice:
    """A device of the clinic's own that sessions name, and what it does."""

    name: str
    modality: str


@dataclass(frozen=True, slots=True)
class CaseClinic:
    """Who treats: whom to call, and what is paid there; '' and no price where it is not stated.

    prices : lowest and highest of one session, or of a whole use at home, by treatment: a modality,
    a use, or a template or family of the planner. currency : of prices and of a wish's cost.
    """

    name: str = ""
    phone: str = ""
    currency: str = ""
    prices: Mapping[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """What a forecast, a check or a plan is asked for.

    endpoints : metric ids or observables to forecast, empty for those that the findings and the
    courses suggest. horizon_days : how far. visit_days : when to look beside the drawn curve.
    followed : name of the course that was in fact begun, whose later findings update the person.
    answers : what is known of the person, by field of the rules' vocabulary; what is missing is
    unknown, never "no". concerns : in words of the vocabulary. overrides : rules that somebody
    went beyond. devices : the clinic's own, which its sessions name. study, subject_id : whose
    findings stand in the folder of a study, '' where they stand in the case. clinic : who treats.
    lines : the line of the case's file on which a key stands, for refusals.
    """

    title: str
    place: SkinPlace
    findings: tuple[CaseFinding, ...] = ()
    courses: tuple[Course, ...] = ()
    endpoints: tuple[str, ...] = ()
    horizon_days: float = 365.0
    visit_days: tuple[float, ...] = ()
    followed: str = ""
    answers: Mapping[str, object] = field(default_factory=dict)
    concerns: tuple[str, ...] = ()
    wishes: Wishes = Wishes()
    events: tuple[CaseEvent, ...] = ()
    past: tuple[PastTreatment, ...] = ()
    start: dt.date | None = None
    overrides: tuple[CaseOverride, ...] = ()
    devices: tuple[CaseDevice, ...] = ()
    study: str = ""
    subject_id: str = ""
    clinic: CaseClinic = CaseClinic()
    lines: Mapping[str, int] = field(default_factory=dict)

    def baseline(self, metric: str) -> CaseFinding | None:
        """The last finding of a metric on day 0 or before."""
        found = [item for item in self.findings if item.metric == metric and item.day <= 0.0]
        return max(found, key=lambda item: item.day, default=None)

    @property
    def later(self) -> tuple[CaseFinding, ...]:
        """Findings after the courses began."""
        return tuple(item for item in self.findings if item.day > 0.0)
