"""One course of a case worked out: endpoints, signs, downtime, pigment, rates."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from turgor.predict.combine.candidate import SKIN
from turgor.predict.forecast.bands import Bands, bands_of, weighted_quantiles
from turgor.predict.forecast.endpoint import (
    centred_change,
    change_bands,
    departed_change,
    known_baseline,
    person_change,
)
from turgor.predict.forecast.engine import People, Simulation, simulate
from turgor.predict.forecast.outlook import CourseOutlook, EndpointOutlook, StudyOutlook
from turgor.predict.forecast.pih_sessions import pih_sessions
from turgor.predict.forecast.studies import StudyForecasts
from turgor.predict.forecast.told import Told
from turgor.predict.forecast.variant import session_variant
from turgor.predict.rates.published import Rate, rare_rates
from turgor.record.course import USES, Course
from turgor.record.skin_place import SkinPlace
from turgor.record.stimulus import StimulusFlag
from turgor.skin.hazard.contradiction import harm_without_gain
from turgor.skin.hazard.darkening import darkening_values
from turgor.skin.hazard.downtime import DowntimeCalendar, calendar_days, downtime_calendar
from turgor.skin.hazard.pih import PIH_PARAMETERS, PihRisk, pih_risk
from turgor.skin.hazard.sign import SIGNS
from turgor.skin.hazard.value import hazard_draws
from turgor.skin.observe.observable import OBSERVABLES

FloatArray = NDArray[np.float64]

#: of what is used at home, the kind whose adverse events were counted
_COUNTED_USE = "topical-retinoid"
#: a session in which nothing is done has no rates
_NOTHING_DONE = "sham"


def course_outlook(
    course: Course,
    place: SkinPlace,
    asked: Sequence[str],
    days: FloatArray,
    visit_days: FloatArray,
    people: People,
    studies: StudyForecasts,
    seed: int,
    usual: People | None = None,
    told: Sequence[Told] = (),
) -> CourseOutlook:
    """Everything that a forecast says of one course.

    days (V,) : of the curves, the first 0. visit_days (D,) : at which studies are asked. usual :
    people of whom nothing is known beyond the case's first lines, where ``people`` are those whom
    findings left: a study is of them. told : findings since this very course began.

    Errors: InputError as for ``simulate``.
    """
    looked = days
    sessions = followed_days(course, float(days[-1]))
    if sessions:
        looked = np.union1d(days, calendar_days(sessions, float(days[-1])))
    simulation = simulate(course, place, looked, people, seed)
    everybody = None if usual is None else simulate(course, place, looked, usual, seed)
    at = np.searchsorted(looked, days)
    endpoints = tuple(
        _endpoint(
            name, simulation, at, place, people, studies, visit_days, seed, everybody,
            [item for item in told if item.observable == name],
        )
        for name in asked
    )  # fmt: skip
    calendar, pih = _after_sessions(course, simulation, sessions, place, seed)
    return CourseOutlook(
        course=course,
        endpoints=endpoints,
        sign_days=looked,
        signs=_signs(simulation, people),
        calendar=calendar,
        pih=pih,
        rates=course_rates(course),
        flags=(*simulation.flags, *_contradictions(course), *_beyond(course, float(days[-1]))),
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
    simulation: Simulation,
    at: NDArray[np.intp],
    place: SkinPlace,
    people: People,
    studies: StudyForecasts,
    visit_days: FloatArray,
    seed: int,
    everybody: Simulation | None,
    told: Sequence[Told],
) -> EndpointOutlook:
    known = OBSERVABLES[observable]
    days = simulation.days[at]
    change = person_change(observable, simulation, place)[at]
    usual, weights = change, people.weights
    if everybody is not None:
        usual = person_change(observable, everybody, place)[at]
        weights = np.full(usual.shape[1], 1.0 / usual.shape[1])
    baseline = known_baseline(observable, place)
    study, shown, reason = studies.of(
        observable, simulation.course, place, visit_days, days, usual, weights
    )
    if study is not None and known.relative and shown:
        reference = weighted_quantiles(usual, (0.5,), weights)[0]
        departed = centred_change(change, reference, days, study, seed, told)
        reason = _differs(study, days, reference)
    else:
        departed = departed_change(observable, change, seed, days, told)
    bands, level, noise = change_bands(observable, departed, people, baseline, place, seed)
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
        study=None if study is None else study.at(visit_days),
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


def _signs(simulation: Simulation, people: People) -> Mapping[str, Bands]:
    return {
        name: bands_of(law(simulation.states, None), people.weights) for name, law in SIGNS.items()
    }


def _after_sessions(
    course: Course,
    simulation: Simulation,
    sessions: tuple[float, ...],
    place: SkinPlace,
    seed: int,
) -> tuple[DowntimeCalendar | None, PihRisk | None]:
    """Downtime after each session, and pigment's risk after the whole course."""
    if not sessions:
        return None, None
    values = hazard_draws(simulation.p.shape[1], seed)
    calendar = downtime_calendar(simulation.states, simulation.days, sessions, values)
    risk = pih_risk(
        simulation.states,
        simulation.days,
        darkening_values(simulation.p),
        hazard_draws(simulation.p.shape[1], seed, PIH_PARAMETERS),
        sessions=pih_sessions(course),
        lightening=simulation.lightening,
        seed=seed,
    )
    return calendar, risk


def course_rates(course: Course) -> tuple[Rate, ...]:
    """Published rates of each modality and variant of the course, each event's highest.

    Of what is put on at home only what was counted with the like; a scar after a laser tells
    nothing of a cream.
    """
    found: dict[str, Rate] = {}
    asked = dict.fromkeys(
        (session.modality, session_variant(session)) for session in course.sessions
    )
    if any(use.kind == _COUNTED_USE for use in course.uses):
        asked[_COUNTED_USE, None] = None
    asked.pop((_NOTHING_DONE, None), None)
    for modality, variant in asked:
        for rate in rare_rates(modality, variant):
            if rate.level == "all" and modality in USES:
                continue
            if rate.event not in found or rate.median > found[rate.event].median:
                found[rate.event] = rate
    return tuple(found.values())
