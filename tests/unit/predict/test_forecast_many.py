"""Many courses at visits alone: the same as one by one, and near the drawn curve's."""

import numpy as np

from turgor.predict.calibrate.parameter_set import shipped_parameter_set
from turgor.predict.forecast.engine import draws_of
from turgor.predict.forecast.forecast import forecast, forecast_many
from turgor.predict.forecast.studies import study_forecasts
from turgor.record.case import Case
from turgor.record.course import Course, CourseUse
from turgor.record.skin_place import SkinPlace

CASE = Case(
    "x", SkinPlace("cheek", 50.0, "female", "II"), endpoints=("dermal-thickness", "look-wrinkles"),
    horizon_days=90.0, visit_days=(30.0, 90.0),
)  # fmt: skip
COURSES = tuple(
    Course("same name", (), (CourseUse("sunscreen", 0.0, stop, {"spf": 50.0}),))
    for stop in (40.0, 90.0)
)


def test_others_change_nothing():
    draws, studies = draws_of(shipped_parameter_set()), study_forecasts()
    whole = forecast_many(CASE, COURSES, draws, studies, people=32).courses
    drawn = forecast(
        Case(**{name: getattr(CASE, name) for name in CASE.__slots__} | {"courses": COURSES[1:]}),
        draws, studies, people=32,
    ).courses[1]  # fmt: skip
    (_, alone) = forecast_many(CASE, COURSES[1:], draws, studies, people=32).courses
    assert len(whole) == 3
    for one, other, curve in zip(whole[2].endpoints, alone.endpoints, drawn.endpoints, strict=True):
        assert np.allclose(one.change.quantiles, other.change.quantiles, rtol=1e-9, atol=1e-12)
        at = np.searchsorted(curve.days, one.days)
        assert np.allclose(one.change.quantiles, curve.change.quantiles[:, at], atol=0.05)
