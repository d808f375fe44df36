"""What a forecast shows of days lies halfway, on a logarithm, between the skin's and the prints."""

import math

import pytest

from turgor.predict.forecast.published_days import weighed_calendar
from turgor.predict.rates.duration_pool import published_duration
from turgor.predict.rates.sign_print import LEAST_DAYS
from turgor.record.course import Course, CourseSession
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
