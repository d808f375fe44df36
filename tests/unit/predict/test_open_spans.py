"""Spans without a reading begin with the session that opened the skin and end when it is shut."""

import numpy as np
import pytest

from turgor.predict.calibrate.parameter_set import shipped_parameter_set
from turgor.predict.forecast.engine import draws_of, people_of, simulate
from turgor.predict.forecast.open_spans import open_spans
from turgor.predict.forecast.people import trait_draws
from turgor.record.course import Course, CourseSession
from turgor.record.skin_place import SkinPlace
from turgor.skin.loading.person import person_traits

PLACE = SkinPlace("cheek", 52.0, "female", "II")
DAYS = np.array([0.0, 1.0, 3.0, 5.0, 7.0, 10.0, 14.0, 30.0, 60.0])


def spans(observable: str, *sessions: CourseSession) -> tuple[tuple[float, float], ...]:
    people = people_of(
        draws_of(shipped_parameter_set()), trait_draws(person_traits(PLACE)[0], 64, 0)
    )
    done = simulate(Course("x", sessions), PLACE, DAYS, people)
    return open_spans(observable, done, people.weights)


FULL = {"wavelength_nm": 10600.0, "fluence_j_cm2": 6.0, "passes": 2.0}


def test_a_field_laid_bare_is_not_measured_until_it_has_closed() -> None:
    found = spans("wrinkle-depth", CourseSession(0.0, "laser-ablative-full", "", FULL))
    assert len(found) == 1
    start, stop = found[0]
    assert start == 0.0
    # printed: full fields close in 3.5 to 8.5 days (docs/science/hazards.md)
    assert 3.0 <= stop <= 10.0
    assert spans("tewl", CourseSession(0.0, "laser-ablative-full", "", FULL)) == ()


@pytest.mark.parametrize("observable", ["wrinkle-depth", "roughness"])
def test_channels_of_needles_are_shut_within_two_days(observable: str) -> None:
    needles = CourseSession(0.0, "microneedling", "", {"needle_depth_um": 1500.0, "passes": 4.0})
    assert all(stop <= 2.0 for _, stop in spans(observable, needles))
