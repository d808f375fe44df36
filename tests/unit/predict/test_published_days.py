"""What a forecast shows of days lies halfway, on a logarithm, between the skin's and the prints."""

import math

import pytest

from turgor.predict.calibrate.parameter_set import shipped_parameter_set
from turgor.predict.forecast.engine import draws_of
from turgor.predict.forecast.forecast import forecast
from turgor.predict.forecast.published_days import weighed_calendar
from turgor.predict.forecast.studies import study_forecasts
from turgor.predict.rates.duration_pool import published_duration
from turgor.predict.rates.sign_print import LEAST_DAYS
from turgor.record.case import Case
from turgor.record.course import Course, CourseSession, CourseUse
from turgor.record.skin_place import SkinPlace
from turgor.skin.hazard.downtime import DayBand, DowntimeCalendar, SessionDowntime

LASER = {"wavelength_nm": 10600.0, "energy_mj": 15.0, "coverage_pct": 0.15, "passes": 1.0}
BAND = DayBand(median=12.0, low80=3.0, high80=math.inf, ever=0.9, unfinished=0.1)


def calendar(until: float = 60.0) -> DowntimeCalendar:
    signs = dict.fromkeys(("erythema", "oedema", "crust", "sensitivity"), BAND)
    return DowntimeCalendar((SessionDowntime(0.0, until, signs, BAND),), {})


def course(*modalities: str) -> Course:
    return Course("x", tuple(CourseSession(0.0, one, "", LASER) for one in modalities))


def test_the_middle_on_a_logarithm_of_days_and_a_quarter() -> None:
    found = weighed_calendar(calendar(), course("fractional-laser")).sessions[0]
    for name in ("erythema", "oedema", "crust"):
        told = published_duration(name, "laser/fractional-ablative")
        expected = math.sqrt((12.0 + LEAST_DAYS) * (told.median + LEAST_DAYS)) - LEAST_DAYS
        assert found.signs[name].median == pytest.approx(expected)
        assert min(12.0, told.median) <= found.signs[name].median <= max(12.0, told.median)
        assert found.signs[name].published == told.studies
    assert found.downtime.published is not None


def test_nobody_is_presentable_before_the_last_sign_is_gone() -> None:
    for modality in ("fractional-laser", "laser-ablative-full", "microneedling"):
        found = weighed_calendar(calendar(), course(modality)).sessions[0]
        for name in ("erythema", "oedema", "crust"):
            assert found.downtime.low80 >= found.signs[name].low80
            assert found.downtime.median >= found.signs[name].median
            assert found.downtime.high80 >= found.signs[name].high80


def test_what_outlasts_the_span_still_does_and_how_many_show_it_is_the_skins() -> None:
    found = weighed_calendar(calendar(), course("fractional-laser")).sessions[0]
    assert found.signs["erythema"].high80 == math.inf
    assert (found.signs["erythema"].ever, found.signs["erythema"].unfinished) == (0.9, 0.1)
    short = weighed_calendar(calendar(2.0), course("fractional-laser")).sessions[0]
    assert short.signs["erythema"].median == math.inf


def test_sensitivity_and_a_session_of_nothing_stay_the_skins() -> None:
    found = weighed_calendar(calendar(), course("fractional-laser")).sessions[0]
    assert found.signs["sensitivity"] == BAND
    nothing = Course("x", (CourseSession(0.0, "sham"),))
    assert weighed_calendar(calendar(), nothing) == calendar()


def test_a_retinoid_beside_a_laser_does_not_count_as_the_lasers_days() -> None:
    place = SkinPlace("periocular", 52.0, "female", "II")
    laser = CourseSession(0.0, "fractional-laser", "", {**LASER, "wavelength_nm": 1550.0})
    cream = CourseUse(
        "topical-retinoid", 0.0, 336.0,
        {"agent": "tretinoin", "percent": 0.05, "nights_per_week": 7.0},
    )  # fmt: skip
    case = Case(
        "", place, courses=(Course("laser", (laser,)), Course("both", (laser,), (cream,))),
        endpoints=("tewl",),
    )  # fmt: skip
    found = forecast(case, draws_of(shipped_parameter_set()), study_forecasts(), people=64)
    alone, both = (one.calendar.sessions[0].downtime for one in found.courses[1:])  # type: ignore[union-attr]
    assert math.isfinite(both.median)
    assert both.median < 3.0 * alone.median + 3.0
