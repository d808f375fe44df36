"""What may go wrong after a course: signs, days out, pigment, published rates."""

from collections.abc import Mapping

from turgor.predict.forecast.bands import Bands, bands_of
from turgor.predict.forecast.engine import People, Simulation
from turgor.predict.forecast.pih_sessions import pih_sessions
from turgor.predict.forecast.published_days import weighed_calendar
from turgor.predict.forecast.remembered import pigment_values, rates_of, sign_values
from turgor.predict.forecast.variant import session_variant
from turgor.predict.rates.published import Rate
from turgor.record.course import USES, Course
from turgor.skin.hazard.darkening import darkening_values
from turgor.skin.hazard.downtime import DowntimeCalendar, downtime_calendar
from turgor.skin.hazard.pih import PihRisk, pih_risk
from turgor.skin.hazard.sign import SIGNS

#: of what is used at home, the kind whose adverse events were counted
_COUNTED_USE = "topical-retinoid"
#: a session in which nothing is done has no rates
_NOTHING_DONE = "sham"


def course_signs(simulation: Simulation, people: People) -> Mapping[str, Bands]:
    """Grades of redness, swelling, crust and sensitivity over the days that were looked at."""
    return {
        name: bands_of(law(simulation.states, None), people.weights) for name, law in SIGNS.items()
    }


def after_sessions(
    course: Course,
    simulation: Simulation,
    sessions: tuple[float, ...],
    seed: int,
    beside: Simulation | None = None,
) -> tuple[DowntimeCalendar | None, PihRisk | None]:
    """Downtime after each session, and pigment's risk after the whole course.

    beside : the same people with what they use at home alone, where that irritates.
    """
    if not sessions:
        return None, None
    values = sign_values(simulation.p.shape[1], seed)
    simulated = downtime_calendar(
        simulation.states,
        simulation.days,
        sessions,
        values,
        None if beside is None else beside.states,
    )
    calendar = weighed_calendar(simulated, course)
    risk = pih_risk(
        simulation.states,
        simulation.days,
        darkening_values(simulation.p),
        pigment_values(simulation.p.shape[1], seed),
        sessions=pih_sessions(course),
        lightening=simulation.lightening,
        beside=None if beside is None else beside.states,
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
        for rate in rates_of(modality, variant):
            if rate.level == "all" and modality in USES:
                continue
            if rate.event not in found or rate.median > found[rate.event].median:
                found[rate.event] = rate
    return tuple(found.values())
