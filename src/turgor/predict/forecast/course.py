"""Courses of a case worked out: endpoints, signs, downtime, pigment, rates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from turgor.predict.combine.candidate import SKIN
from turgor.predict.forecast.bands import weighted_quantiles
from turgor.predict.forecast.endpoint import (
    centred_change,
    change_bands,
    departed_change,
    person_change,
)
from turgor.predict.forecast.engine import (
    People,
    Simulate,
    Simulation,
    named_course,
    simulate_many,
)
from turgor.predict.forecast.open_spans import open_spans
from turgor.predict.forecast.outlook import CourseOutlook, EndpointOutlook, StudyOutlook
from turgor.predict.forecast.remembered import known_baseline
from turgor.predict.forecast.risk import after_sessions, course_rates, course_signs
from turgor.predict.forecast.studies import Ask, Reported, StudyForecasts
from turgor.predict.forecast.told import Told
from turgor.predict.forecast.variant import session_variant
from turgor.record.course import Course
from turgor.record.skin_place import SkinPlace
from turgor.record.stimulus import StimulusFlag
from turgor.skin.hazard.contradiction import harm_without_gain
from turgor.skin.hazard.downtime import calendar_days
from turgor.skin.observe.observable import OBSERVABLES

FloatArray = NDArray[np.float64]

#: what reddens skin by itself while it is used
_IRRITANTS = frozenset({"topical-retinoid", "alpha-hydroxy-acid"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of every course of a case.

    days (V,) : of the curves, the first 0. visit_days (D,) : at which studies are asked. usual :
    people of whom nothing is known beyond the case's first lines, where ``people`` are those whom
    findings left: a study is of them.
    """

    place: SkinPlace
    observables: tuple[str, ...]
    days: FloatArray
    visit_days: FloatArray
    people: People
    seed: int
    usual: People | None = None


@dataclass(frozen=True, slots=True)
class _Simulated:
    """A course worked out: ``at`` are the curves' days among those that were looked at.

    changes : by observable, of the people and of everybody, (V, B) each. beside : the people with
    what they use at home alone, where that irritates.
    """

    simulation: Simulation
    sessions: tuple[float, ...]
    at: NDArray[np.intp]
    changes: Mapping[str, tuple[FloatArray, FloatArray]]
    beside: Simulation | None = None


def course_outlooks(
    courses: Sequence[Course],
    asked: Asked,
    studies: StudyForecasts,
    told: Sequence[Sequence[Told]] = (),
) -> tuple[CourseOutlook, ...]:
    """Everything that a forecast says of each course; solved, and asked of studies, together.

    told : of each course the findings since that very course began.

    Errors: InputError as for ``simulate``, naming the course where it has a name.
    """
    done = _simulated(courses, asked)
    weights = asked.people.weights
    if asked.usual is not None:
        weights = np.full(asked.usual.count, 1.0 / asked.usual.count)
    asks = [
        Ask(name, one.simulation.course, asked.days, one.changes[name][1], weights)
        for one in done
        for name in asked.observables
    ]
    reported = iter(studies.of_many(asks, asked.place, asked.visit_days))
    found = []
    for one, since in zip(done, told or [()] * len(done), strict=True):
        endpoints = tuple(
            _endpoint(
                name, one, asked, weights, next(reported),
                [item for item in since if item.observable == name],
            )
            for name in asked.observables
        )  # fmt: skip
        with named_course(one.simulation.course):
            found.append(_outlook(one, endpoints, asked))
    return tuple(found)


def _simulated(courses: Sequence[Course], asked: Asked) -> list[_Simulated]:
    """The courses on the people, and on everybody where these are others."""
    sessions = [followed_days(course, float(asked.days[-1])) for course in courses]
    looked = [
        np.union1d(asked.days, calendar_days(days, float(asked.days[-1]))) if days else asked.days
        for days in sessions
    ]
    groups = [asked.people] if asked.usual is None else [asked.people, asked.usual]
    tasks = [
        Simulate(course, days, people)
        for people in groups
        for course, days in zip(courses, looked, strict=True)
    ]
    irritating = [k for k, course in enumerate(courses) if sessions[k] and _irritates(course)]
    alone = [
        Simulate(replace(courses[k], sessions=()), looked[k], asked.people) for k in irritating
    ]
    done = simulate_many([*tasks, *alone], asked.place, asked.seed)
    solved, beside = done[: len(tasks)], dict(zip(irritating, done[len(tasks) :], strict=True))
    found = []
    for k, (own, days) in enumerate(zip(sessions, looked, strict=True)):
        at = np.searchsorted(days, asked.days)
        simulation, everybody = solved[k], solved[k - len(courses)]
        changes = {}
        for name in asked.observables:
            change = person_change(name, simulation, asked.place)[at]
            usual = change
            if everybody is not simulation:
                usual = person_change(name, everybody, asked.place)[at]
            changes[name] = (change, usual)
        found.append(_Simulated(simulation, own, at, changes, beside.get(k)))
    return found


def _irritates(course: Course) -> bool:
    return any(use.kind in _IRRITANTS for use in course.uses)


def _outlook(
    one: _Simulated, endpoints: tuple[EndpointOutlook, ...], asked: Asked
) -> CourseOutlook:
    simulation, course = one.simulation, one.simulation.course
    calendar, pih = after_sessions(course, simulation, one.sessions, asked.seed, one.beside)
    return CourseOutlook(
        course=course,
        endpoints=endpoints,
        sign_days=simulation.days,
        signs=course_signs(simulation, asked.people),
        calendar=calendar,
        pih=pih,
        rates=course_rates(course),
        flags=(
            *simulation.flags,
            *_contradictions(course),
            *_beyond(course, float(asked.days[-1])),
        ),
    )


def followed_days(course: Course, end_day: float) -> tuple[float, ...]:
    """Days of sessions that are followed: each day once, and only what the horizon sees."""
    return tuple(sorted({session.day for session in course.sessions if session.day < end_day}))


def _beyond(course: Course, end_day: float) -> tuple[StimulusFlag, ...]:
    """Sessions that the forecast doesn't reach."""
    late = sorted({session.day for session in course.sessions if session.day >= end_day})
    if not late:
        return ()
    said = ", ".join(f"{day:g}" for day in late[:6]) + (" and later" if len(late) > 6 else "")
    return (
        StimulusFlag(
            "session-beyond-horizon",
            f"the horizon is day {end_day:g}: what the session of day {said} does is not shown; "
            "raise 'horizon_days'",
        ),
    )


def _contradictions(course: Course) -> tuple[StimulusFlag, ...]:
    """Settings beyond which studies saw more harm and no more benefit, each once."""
    found = [
        flag
        for session in course.sessions
        for flag in harm_without_gain(
            session.modality, session_variant(session) or "", session.settings
        )
    ]
    return tuple(dict.fromkeys(found))


def _endpoint(
    observable: str,
    one: _Simulated,
    asked: Asked,
    weights: FloatArray,
    reported: Reported,
    told: Sequence[Told],
) -> EndpointOutlook:
    known = OBSERVABLES[observable]
    days, place, seed = asked.days, asked.place, asked.seed
    change, usual = one.changes[observable]
    baseline = known_baseline(observable, place)
    study, shown, reason = reported
    if study is not None and known.relative and shown:
        reference = weighted_quantiles(usual, (0.5,), weights)[0]
        departed = centred_change(change, reference, days, study, seed, told)
        reason = _differs(study, days, reference)
    else:
        departed = departed_change(observable, change, seed, days, told)
    bands, level, noise = change_bands(observable, departed, asked.people, baseline, place, seed)
    return EndpointOutlook(
        observable=observable,
        meaning=known.meaning,
        outcome_class=known.outcome_class,
        unit=known.unit,
        relative=known.relative,
        metrics=tuple(dict.fromkeys(one.metric for one in known.metrics)),
        days=days,
        change=bands,
        level=level,
        baseline=baseline,
        noise=noise,
        shown=shown,
        reason=reason,
        study=None if study is None else study.at(asked.visit_days),
        open_spans=open_spans(observable, one.simulation, asked.people.weights),
    )


def _differs(study: StudyOutlook, days: FloatArray, median: FloatArray) -> str:
    """Where the skin by itself lies outside what is shown: said, with the day of the largest gap.

    median (V,) : the skin's own, of everybody, in % at ``days`` (V,).
    """
    own = np.interp(study.days, days, median)
    gap = np.maximum(study.quantiles[0] - own, own - study.quantiles[2])
    k = int(np.argmax(gap))
    if gap[k] <= 0.0 or study.basis[k] == SKIN:
        return ""
    return (
        f"the virtual skin by itself says {own[k]:+.2g} % on day {study.days[k]:g}, outside the "
        f"80 % band of what studies report ({study.quantiles[0, k]:+.2g} to "
        f"{study.quantiles[2, k]:+.2g} %); {study.studies} on record reported this quantity, and "
        "the band leans on others of its class, which forecast unseen studies better so far"
    )
