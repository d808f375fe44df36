"""Sunscreen alone is told as what it is in trials, a vehicle's arm, not as what rebuilds skin."""

import datetime as dt

import numpy as np
import pytest

from turgor.evidence.outcomes.library import all_outcomes, meaning
from turgor.predict.calibrate.parameter_set import shipped_parameter_set
from turgor.predict.forecast.engine import draws_of
from turgor.predict.forecast.forecast import forecast_many
from turgor.predict.forecast.studies import study_forecasts
from turgor.predict.row import PERCENT_OF_PEOPLE, row_of
from turgor.record.case import Case
from turgor.record.course import Course, CourseUse
from turgor.record.skin_place import SkinPlace

SUNSCREEN = Course("sun", (), (CourseUse("sunscreen", 0.0, 365.0, {"spf": 50.0}),))
TRETINOIN = Course(
    "tretinoin",
    (),
    (
        CourseUse(
            "topical-retinoid",
            0.0,
            365.0,
            {"agent": "tretinoin", "percent": 0.05, "nights_per_week": 7.0},
        ),
    ),
)


@pytest.fixture(scope="module")
def looks():
    """Studies of how wrinkles look, with nothing, sunscreen and tretinoin."""
    case = Case(
        "x",
        SkinPlace("cheek", 52.0, "female", "III"),
        start=dt.date(2027, 1, 4),
        courses=(SUNSCREEN, TRETINOIN),
        endpoints=("look-wrinkles",),
        horizon_days=365.0,
    )
    made = forecast_many(case, (), draws_of(shipped_parameter_set()), study_forecasts(), people=64)
    return [one.endpoints[0].study for one in made.courses]


def reported_of_vehicles():
    """Shares of people who were called better at all, or by a grade, after a vehicle alone, %."""
    rows = [row_of(one, meaning(one)) for one in all_outcomes()]
    return [
        row.observed
        for row in rows
        if row.outcome.control_type == "vehicle"
        and row.number == PERCENT_OF_PEOPLE
        and row.outcome.threshold in ("any", "grade-1")
        and row.observed is not None
    ]


def test_it_is_what_vehicles_were_reported_to_do(looks):
    """By a grade no more than the most that were called better at all."""
    nothing, sunscreen, tretinoin = looks
    reported = reported_of_vehicles()
    assert len(reported) >= 5
    low, middle, high = sunscreen.quantiles
    assert nothing.quantiles[1].max() < middle.min() and middle.max() <= max(reported)
    assert low.max() < np.median(reported) < high.min()
    assert middle[-1] < tretinoin.quantiles[1][-1] - 10.0


def test_no_other_treatments_studies_are_lent_to_it(looks):
    nothing, sunscreen, tretinoin = looks
    assert sunscreen.naive is None and set(sunscreen.basis) == {"skin"} and sunscreen.skill == 0.0
    assert nothing.naive is not None and tretinoin.naive is not None
