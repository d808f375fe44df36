"""A case's forecast: every course beside doing nothing, on people who could be this one."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.evidence import bibliography, collect_citations
from turgor.predict.forecast.course import Asked, course_outlooks
from turgor.predict.forecast.engine import (
    ParameterDraws,
    People,
    cite_draws,
    curve_days,
    named_course,
    people_of,
)
from turgor.predict.forecast.outlook import CourseOutlook, Forecast, PersonUpdate
from turgor.predict.forecast.people import trait_draws
from turgor.predict.forecast.person_update import updated_people
from turgor.predict.forecast.remembered import known_baseline
from turgor.predict.forecast.studies import StudyForecasts
from turgor.predict.forecast.told import Told, told_findings
from turgor.record.case import Case
from turgor.record.course import Course
from turgor.record.stimulus import StimulusFlag
from turgor.skin.loading.person import person_traits
from turgor.skin.observe.observable import OBSERVABLES

FloatArray = NDArray[np.float64]
Step = Callable[[int, int], None]

#: people drawn; the ends of a 95 % band lie between the sixth and the seventh of them
PEOPLE = 256
#: what is forecast where a case asks for nothing in particular
USUAL_ENDPOINTS = (
    "look-wrinkles", "wrinkle-depth", "roughness", "dermal-thickness", "elasticity-r2",
    "melanin-index", "erythema-index", "tewl",
)  # fmt: skip
#: visits at which studies are asked where a case states none
_USUAL_VISITS = (30.0, 90.0, 180.0, 365.0, 730.0)
NOTHING = Course()
#: courses whose states are held at a time, ten megabytes each for 256 people
_TOGETHER = 16


def forecast(
    case: Case,
    draws: ParameterDraws,
    studies: StudyForecasts,
    *,
    people: int = PEOPLE,
    seed: int = 0,
    flags: Sequence[StimulusFlag] = (),
    step: Step | None = None,
    curves: bool = True,
) -> Forecast:
    """Forecast a case; where it holds later findings, of the person whom they leave.

    flags : of reading the case. step : told how many courses of how many are done. curves : whether
    every course is looked at on the days of a drawn curve, close after any course's sessions, or at
    visits alone.

    Errors: InputError for an unknown endpoint, settings that can't be, or a parameter set of
    another virtual skin.
    """
    asked = asked_endpoints(case)
    visits = np.array(case.visit_days or usual_visits(case.horizon_days))
    courses = (NOTHING, *case.courses)
    tell = step or (lambda done, total: None)
    with collect_citations() as (sources, parameters):
        cite_draws(draws)
        known, more = person_traits(case.place)
        own: People = people_of(draws, trait_draws(known, people, seed))
        update: PersonUpdate | None = None
        usual: People | None = None
        if case.later:
            usual = own
            with named_course(next(one for one in courses if one.name == case.followed)):
                own, update = updated_people(case, draws, known, people, seed)
        told, _ = told_findings(case)
        seen = [*visits.tolist(), *(item.day for item in told)]
        days = np.array(sorted({0.0, case.horizon_days, *seen}))
        if curves:
            days = curve_days(courses, case.horizon_days, seen)
        every = Asked(case.place, asked, days, visits, own, seed, usual)
        outlooks: list[CourseOutlook] = []
        for first in range(0, len(courses), _TOGETHER):
            tell(first, len(courses))
            some = courses[first : first + _TOGETHER]
            outlooks += course_outlooks(some, every, studies, _since(some, case, told))
        tell(len(courses), len(courses))
    printed = bibliography(sources, parameters)
    return Forecast(
        case=case,
        visit_days=tuple(visits.tolist()),
        courses=tuple(outlooks),
        parameter_set=draws.version,
        people=people,
        update=update,
        flags=tuple(dict.fromkeys([*flags, *more, *_baselines(case, asked)])),
        sources=tuple(sorted(sources)),
        parameters=tuple(sorted(parameters)),
        assumed_share=printed.assumed_share,
    )


def _since(courses: Sequence[Course], case: Case, told: Sequence[Told]) -> list[Sequence[Told]]:
    """Of each course the findings since it began: those of the one that was followed."""
    return [told if one.name == case.followed and one is not NOTHING else () for one in courses]


def forecast_many(
    case: Case,
    courses: Sequence[Course],
    draws: ParameterDraws,
    studies: StudyForecasts,
    *,
    people: int = PEOPLE,
    seed: int = 0,
) -> Forecast:
    """Many courses for one person, each at the visits alone: for whoever seeks among courses.

    The courses stand beside the case's own, which come first after doing nothing. A course's bands
    at visits are those of ``forecast`` to within the solver's error, since its steps end at fewer
    days; they don't depend on which other courses are asked for.

    Errors: InputError as for ``forecast``.
    """
    every = replace(case, courses=(*case.courses, *courses))
    return forecast(every, draws, studies, people=people, seed=seed, curves=False)


def usual_visits(horizon_days: float) -> tuple[float, ...]:
    """The usual follow-ups within the horizon, its end besides."""
    return tuple(sorted({*(day for day in _USUAL_VISITS if day < horizon_days), horizon_days}))


def asked_endpoints(case: Case) -> tuple[str, ...]:
    """Observables to forecast: those asked for, or the usual ones and those that were found.

    Errors: InputError for a word that is neither an observable nor a metric that one is.
    """
    if case.endpoints:
        return tuple(dict.fromkeys(observable_of(word) for word in case.endpoints))
    found = [item.metric for item in case.findings]
    own = [
        name
        for name, known in OBSERVABLES.items()
        if known.origin == "states" and any(one.metric in found for one in known.metrics)
    ]
    return tuple(dict.fromkeys([*USUAL_ENDPOINTS, *own]))


def observable_of(word: str) -> str:
    """The observable of its own id, or of a metric's.

    Errors: InputError with the nearest words.
    """
    from difflib import get_close_matches

    if word in OBSERVABLES:
        if OBSERVABLES[word].origin != "states":
            raise InputError(f"endpoint '{word}' has no course over time; it is told by itself")
        return word
    for name, known in OBSERVABLES.items():
        if known.origin == "states" and any(one.metric == word for one in known.metrics):
            return name
    words = [name for name, known in OBSERVABLES.items() if known.origin == "states"]
    metrics = [one.metric for known in OBSERVABLES.values() for one in known.metrics]
    near = get_close_matches(word, [*words, *metrics], n=3, cutoff=0.5)
    said = f"; did you mean {', '.join(near)}?" if near else f"; allowed: {', '.join(words)}"
    raise InputError(f"endpoint '{word}' is nothing that the virtual skin yields{said}")


def _baselines(case: Case, asked: Sequence[str]) -> list[StimulusFlag]:
    """Endpoints without a finding before the course: what skin like theirs has stands in."""
    missing = []
    for name in asked:
        metrics = {one.metric for one in OBSERVABLES[name].metrics}
        if metrics and not any(case.baseline(metric) for metric in metrics):
            missing.append(name)
    if not missing:
        return []
    said = (
        f"not measured before the course; what skin like this has stands in: {', '.join(missing)}"
    )
    flags = [StimulusFlag("baseline-of-population", said)]
    alike: dict[str, list[str]] = {}
    for name in missing:
        found = known_baseline(name, case.place)
        for step in () if found is None else found.steps:
            alike.setdefault(step, []).append(name)
    flags += [
        StimulusFlag("baseline-widened", f"{', '.join(names)}: {step}")
        for step, names in alike.items()
    ]
    return flags
