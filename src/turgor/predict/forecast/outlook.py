"""What a forecast holds: endpoints, signs, risks and rates of each course, beside doing nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from turgor.predict.forecast.bands import Bands
from turgor.predict.rates.published import Rate
from turgor.record.case import Case
from turgor.record.course import Course
from turgor.record.stimulus import StimulusFlag
from turgor.skin.hazard.downtime import DowntimeCalendar
from turgor.skin.hazard.pih import PihRisk
from turgor.skin.observe.level import Baseline

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class StudyOutlook:
    """What a study of people like this one would report at each day asked for, (D,) and (3, D).

    naive : None where no study of its kind tells of it and others' are not lent. basis : what is
    shown at each day: skin, literature, weighed, or naive. skill : out-of-fold
    skill of what is shown in the endpoint's class, against the naive distribution. studies : how
    many reported this quantity after any treatment. earliest_day : at which one did; no study is
    asked before it.
    """

    endpoint: str
    unit: str
    days: FloatArray
    quantiles: FloatArray
    naive: FloatArray | None
    basis: tuple[str, ...]
    skill: float
    studies: int = 0
    earliest_day: float = 0.0

    def at(self, days: FloatArray) -> "StudyOutlook | None":
        """The same at some of its days (D,); None where it has none of them."""
        kept = np.isin(self.days, days)
        if not kept.any():
            return None
        return replace(
            self,
            days=self.days[kept],
            quantiles=self.quantiles[:, kept],
            naive=None if self.naive is None else self.naive[:, kept],
            basis=tuple(one for one, there in zip(self.basis, kept, strict=True) if there),
        )


@dataclass(frozen=True, slots=True)
class EndpointOutlook:
    """One observable over time.

    change : bands of one person's change, in % or in ``unit`` where not ``relative``. level : the
    value itself, None where no baseline is known. shown : whether the skin's own course may be
    shown; where it may not, since it does not beat the naive distribution in its class, ``reason``
    says so and the studies' distribution stands in its place. open_spans : days from and to on
    which the surface is too open for anybody to read it.
    """

    observable: str
    meaning: str
    outcome_class: str
    unit: str
    relative: bool
    metrics: tuple[str, ...]
    days: FloatArray
    change: Bands
    level: Bands | None
    baseline: Baseline | None
    noise: float
    shown: bool
    reason: str
    study: StudyOutlook | None
    open_spans: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class CourseOutlook:
    """One course: its endpoints and what may go wrong.

    signs : grade 0 to 4 of erythema, oedema, crust, sensitivity over ``sign_days``. calendar,
    pih : None without a session. rates : published rates of what is not simulated.
    """

    course: Course
    endpoints: tuple[EndpointOutlook, ...]
    sign_days: FloatArray
    signs: Mapping[str, Bands]
    calendar: DowntimeCalendar | None
    pih: PihRisk | None
    rates: tuple[Rate, ...]
    flags: tuple[StimulusFlag, ...]


@dataclass(frozen=True, slots=True)
class PersonUpdate:
    """What later findings said: findings used, gains (median and 80 %) before and after."""

    used: tuple[str, ...]
    unused: tuple[tuple[str, str], ...]
    gains_before: Mapping[str, tuple[float, float, float]]
    gains_after: Mapping[str, tuple[float, float, float]]
    effective: float
    misfit: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """A case's forecast; the first of ``courses`` is doing nothing."""

    case: Case
    visit_days: tuple[float, ...]
    courses: tuple[CourseOutlook, ...]
    parameter_set: str
    people: int
    update: PersonUpdate | None
    flags: tuple[StimulusFlag, ...]
    sources: tuple[str, ...]
    parameters: tuple[str, ...]
    assumed_share: float

    def reasons(self, index: int) -> tuple[str, ...]:
        """Reasons of one endpoint, each once, with its course where it isn't that of all."""
        found: dict[str, list[str]] = {}
        for course in self.courses[1:] or self.courses:
            if reason := course.endpoints[index].reason:
                found.setdefault(reason, []).append(course.course.name)
        if not found and self.courses[0].endpoints[index].reason:
            found[self.courses[0].endpoints[index].reason] = []
        most = len(self.courses) - 1
        return tuple(
            reason if len(names) in (0, most) else f"{', '.join(names)}: {reason}"
            for reason, names in found.items()
        )

    def shared_flags(self) -> tuple[StimulusFlag, ...]:
        """What all courses but doing nothing have to be told, where there are several of them."""
        told = [set(course.flags) for course in self.courses[1:]]
        common = set.intersection(*told) if len(told) > 1 else set()
        first = self.courses[1].flags if len(self.courses) > 1 else ()
        return tuple(flag for flag in first if flag in common - set(self.flags))

    def own_flags(self, course: CourseOutlook) -> tuple[StimulusFlag, ...]:
        """What only this course has to be told."""
        said = {*self.flags, *self.shared_flags()}
        return tuple(flag for flag in course.flags if flag not in said)
