"""A course: a dated series of sessions and of what is used at home between them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from turgor.errors import InputError

SettingValue = float | str | bool

#: what is used day by day, and in which words a case states it
USES = (
    "topical-retinoid",
    "alpha-hydroxy-acid",
    "sunscreen",
    "antioxidant",
    "hydroquinone",
    "corticosteroid",
    "oral-antiviral",
    "occlusion",
    "moisturiser",
    "vehicle",
)


@dataclass(frozen=True, slots=True)
class CourseSession:
    """One session of a course.

    day : from the course's start. modality : as in ``record.session.MODALITIES``, or one of the
    analogues that ``skin.loading`` knows. settings : typed, as in a session's file. site, side :
    where it is, empty for the case's own site and for both sides.
    """

    day: float
    modality: str
    device: str = ""
    settings: Mapping[str, SettingValue] = field(default_factory=dict)
    site: str = ""
    side: str = ""


@dataclass(frozen=True, slots=True)
class CourseUse:
    """Something used from one day to another: of USES, with its settings."""

    kind: str
    start_day: float
    stop_day: float
    settings: Mapping[str, SettingValue] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Hold kind and order."""
        if self.kind not in USES:
            raise InputError(f"'{self.kind}' is no use; allowed: {', '.join(USES)}")
        if not 0.0 <= self.start_day < self.stop_day:
            raise InputError(
                f"{self.kind} is used from day {self.start_day:g} to {self.stop_day:g}; it must "
                "begin at day 0 or later and end after it begins"
            )


@dataclass(frozen=True, slots=True)
class Course:
    """Sessions and uses; empty is doing nothing.

    start : the date of day 0, None where the course is not dated yet.
    """

    name: str = "nothing"
    sessions: tuple[CourseSession, ...] = ()
    uses: tuple[CourseUse, ...] = ()
    start: dt.date | None = None

    @property
    def last_session_day(self) -> float:
        """Day of the last session, 0 without any."""
        return max((session.day for session in self.sessions), default=0.0)
