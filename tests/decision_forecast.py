"""A made-up forecast of round numbers: nothing, two medium peels with herpes, tretinoin."""

import datetime as dt

import numpy as np

from turgor.predict.forecast.bands import Bands
from turgor.predict.forecast.outlook import CourseOutlook, EndpointOutlook, Forecast, StudyOutlook
from turgor.predict.rates.published import Rate
from turgor.record.case import Case
from turgor.record.course import Course, CourseSession, CourseUse
from turgor.record.skin_place import SkinPlace
from turgor.rules import standard_library
from turgor.skin.hazard.downtime import DayBand, DowntimeCalendar, SessionDowntime
from turgor.skin.hazard.pih import PihRisk
from turgor.workflow.check.work_out import check_case_of

START = dt.date(2027, 1, 10)
DAY = dt.date(2026, 12, 1)
DAYS = np.array([0.0, 90.0, 180.0])


def make():
    """The forecast, and the check of its case against the rules that ship."""
    peels = Course(
        "two peels",
        tuple(
            CourseSession(day, "chemical-peel", settings={"depth": "medium"}) for day in (0.0, 30.0)
        ),
    )
    cream = Course(
        "tretinoin",
        uses=(
            CourseUse(
                "topical-retinoid",
                0.0,
                168.0,
                {"agent": "tretinoin", "percent": 0.05, "nights_per_week": 7.0},
            ),
        ),
    )
    case = Case(
        title="lines",
        place=SkinPlace("cheek", 45.0, "female", "IV"),
        courses=(peels, cream),
        horizon_days=180.0,
        answers={"herpes_history": True, "keloid_history": True, "pregnant": False},
        concerns=("fine-lines",),
        start=START,
    )
    courses = (
        _outlook(Course(), (2.0, 10.0, 20.0)),
        _outlook(peels, (30.0, 50.0, 70.0), _calendar(), _darkening(), (_scars(),)),
        _outlook(cream, (40.0, 60.0, 80.0)),
    )
    forecast = Forecast(
        case=case, visit_days=(90.0, 180.0), courses=courses, parameter_set="1", people=64,
        update=None, flags=(), sources=(), parameters=(), assumed_share=0.0,
    )  # fmt: skip
    return forecast, check_case_of(case, "case", standard_library(), DAY)


def _outlook(course, share, calendar=None, pih=None, rates=()):
    return CourseOutlook(
        course=course, endpoints=(_look(share), _depth()), sign_days=DAYS, signs={},
        calendar=calendar, pih=pih, rates=rates, flags=(),
    )  # fmt: skip


def _look(share):
    days = np.array([90.0, 180.0])
    study = StudyOutlook(
        endpoint="responder_pct", unit="% of people", days=days,
        quantiles=np.array([[one, one] for one in share]),
        naive=np.array([[25.0, 25.0], [40.0, 40.0], [90.0, 90.0]]),
        basis=("weighed", "weighed"), skill=0.14, studies=13, earliest_day=30.0,
    )  # fmt: skip
    return EndpointOutlook(
        observable="look-wrinkles", meaning="how much better wrinkles look",
        outcome_class="responder", unit="1", relative=False, metrics=(), days=DAYS,
        change=Bands(np.zeros((7, 3))), level=None, baseline=None, noise=0.0, shown=False,
        reason="told as a share", study=study,
    )  # fmt: skip


def _depth():
    change = np.array([-40.0, -30.0, -20.0, -12.5, -5.0, 0.0, 5.0])
    return EndpointOutlook(
        observable="wrinkle-depth", meaning="depth of wrinkles", outcome_class="structural",
        unit="µm", relative=True, metrics=(), days=DAYS,
        change=Bands(np.repeat(change[:, None], 3, axis=1)), level=None, baseline=None, noise=0.0,
        shown=True, reason="", study=None,
    )  # fmt: skip


def _band(low, median, high, ever=1.0):
    return DayBand(median, low, high, ever, 0.0)


def _calendar():
    signs = {
        "erythema": _band(4.0, 7.0, 12.0),
        "oedema": _band(0.0, 0.0, 2.5, 0.3),
        "crust": _band(5.0, 8.0, 10.0),
        "sensitivity": _band(0.0, 0.0, 0.0, 0.0),
    }
    sessions = tuple(
        SessionDowntime(day, day + 30.0, signs, _band(5.0, 8.0, 12.0)) for day in (0.0, 30.0)
    )
    return DowntimeCalendar(sessions, {})


def _darkening():
    return PihRisk(0.05, 0.01, 0.2, 0.005, 0.3, _band(14.0, 20.0, 30.0), _band(30.0, 60.0, 120.0))


def _scars():
    """1 of 100 treatments (0.1 to 2)."""
    return Rate(
        "scarring", "chemical-peel", "medium", "treatments", 0.01, 0.001, 0.02, 0.0005, 0.03,
        events=2, n=200, n_studies=1, level="variant", sources=("peels-473-2009",),
    )  # fmt: skip
