"""An arm's first session on people drawn from the shipped posterior, as a forecast draws them.

Coefficients of hazards are fitted to what such people show, since that is what a forecast shows.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from turgor.predict.calibrate.parameter_set import shipped_parameter_set
from turgor.predict.forecast.engine import (
    ParameterDraws,
    People,
    Simulation,
    draws_of,
    people_of,
    simulate,
)
from turgor.predict.forecast.people import trait_draws
from turgor.record.course import Course
from turgor.record.skin_place import SkinPlace
from turgor.skin.loading.person import person_traits

FloatArray = NDArray[np.float64]

#: people of an arm: enough for the tenth and the ninetieth of a hundred
PEOPLE = 64


@cache
def shipped_draws() -> ParameterDraws:
    """The shipped parameter set's draws."""
    return draws_of(shipped_parameter_set())


def arm_people(place: SkinPlace, known: Mapping[str, float] | None = None) -> People:
    """PEOPLE who could be an arm's: traits of the place, ``known`` ones as stated."""
    traits = {**person_traits(place)[0], **(known or {})}
    return people_of(shipped_draws(), trait_draws(traits, PEOPLE, 0))


def first_session(course: Course) -> Course:
    """The same up to its first session, with what is used besides."""
    first = min(session.day for session in course.sessions)
    return replace(course, sessions=tuple(s for s in course.sessions if s.day == first))


def worked_out(course: Course, place: SkinPlace, days: FloatArray, people: People) -> Simulation:
    """A course on an arm's people; days (V,), the first 0. Errors: as for ``simulate``."""
    return simulate(course, place, days, people)
