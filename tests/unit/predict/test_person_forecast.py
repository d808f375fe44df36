"""One person's forecast: where bands stand, what findings teach, what is left out."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from turgor.exchange.case_toml import parse_case
from turgor.predict.calibrate.parameter_set import shipped_parameter_set
from turgor.predict.forecast.course import course_rates, pih_modality
from turgor.predict.forecast.endpoint import centred_change, departed_change
from turgor.predict.forecast.engine import (
    STIMULUS_DRAWS,
    curve_days,
    dealt_draws,
    draws_of,
    people_of,
    simulate,
)
from turgor.predict.forecast.outlook import StudyOutlook
from turgor.predict.forecast.people import trait_draws
from turgor.predict.forecast.person_update import updated_people
from turgor.predict.forecast.studies import study_forecasts
from turgor.predict.forecast.variant import collected_modality, session_variant
from turgor.record.course import Course, CourseSession, CourseUse
from turgor.record.skin_place import SkinPlace
from turgor.skin.loading.person import person_traits
from turgor.workflow.forecast.typed_case import typed

NEEDLES = """
site = "cheek"
followed = "needles"
[subject]
age = 45
phototype = "II"
[[course]]
name = "needles"
[[course.session]]
modality = "microneedling"
repeat = 2
interval_days = 30
[course.session.settings]
needle_depth_um = 1500
passes = 4
"""


def _finding(metric: str, value: float, day: float, more: str = "") -> str:
    return f'[[finding]]\nmetric = "{metric}"\nvalue = {value}\nday = {day}\n{more}\n'


def _learned(findings: str):
    case = typed(parse_case(NEEDLES + findings, "case"), "case").case
    known, _ = person_traits(case.place)
    return updated_people(case, draws_of(shipped_parameter_set()), known, 128, 0, weighed=256)


def test_a_strong_answer_raises_the_gain_of_repair_and_a_weak_one_lowers_it() -> None:
    """A dermis that thickened much more, or thinned, than such sessions do."""
    before = _finding("ultrasound.dermis_thickness", 1000.0, 0.0, "u = 15")
    _, strong = _learned(before + _finding("ultrasound.dermis_thickness", 1350.0, 90.0, "u = 15"))
    _, weak = _learned(before + _finding("ultrasound.dermis_thickness", 1000.0, 90.0, "u = 15"))
    high, low = strong.gains_after["repair"], weak.gains_after["repair"]
    assert high[1] > strong.gains_before["repair"][1] > low[1]
    assert strong.used == ("ultrasound.dermis_thickness on day 90",)


def test_findings_that_tell_nothing_are_listed_with_the_reason() -> None:
    """No baseline, other conditions, no such observable: unused, and people stay as they were."""
    people, told = _learned(
        _finding("ultrasound.dermis_thickness", 1000.0, 90.0)
        + _finding("scale.masi", 4.0, 0.0)
        + _finding("scale.masi", 3.0, 90.0)
    )
    assert told.used == () and people.count == 128
    reasons = dict(told.unused)
    assert "before the course" in reasons["ultrasound.dermis_thickness on day 90"]
    assert "yields no such quantity" in reasons["scale.masi on day 90"]
    assert told.gains_after == told.gains_before


def test_bands_stand_about_what_a_study_would_report() -> None:
    """The median of people is the study's; a person's difference to everybody is kept."""
    days = np.array([0.0, 45.0, 90.0])
    change = np.array([[0.0, 0.0, 0.0], [-5.0, -10.0, -15.0], [-10.0, -20.0, -30.0]])
    study = StudyOutlook(
        "x",
        "%",
        np.array([90.0]),
        np.array([[-6.0], [-6.0], [-6.0]]),
        np.zeros((3, 1)),
        ("skin",),
        0.1,
    )
    moved = centred_change(change, change[:, 1], days, study, 0)
    assert moved[-1, 1] == pytest.approx(-6.0, abs=1e-9)
    assert moved[0] == pytest.approx(0.0, abs=1e-9)
    assert moved[-1, 2] < moved[-1, 1] < moved[-1, 0]


def test_nothing_falls_by_more_than_all_of_it() -> None:
    """Departures are ratios for what is told in percent."""
    change = np.full((1, 4000), -95.0)
    assert departed_change("wrinkle-depth", change, 1).min() > -100.0


def test_a_curve_looks_close_after_sessions_and_at_what_is_asked() -> None:
    """Ascending, from day 0 to the horizon."""
    course = Course("x", (CourseSession(10.0, "microneedling"),))
    days = curve_days([course], 100.0, [33.0])
    assert days[0] == 0.0 and days[-1] == 100.0 and (np.diff(days) > 0.0).all()
    assert {10.0, 11.0, 13.0, 33.0} <= set(days.tolist())


def test_a_course_of_nothing_ages_and_no_more() -> None:
    """A year changes every state by a few percent at most."""
    case = typed(parse_case(NEEDLES, "case"), "case").case
    known, _ = person_traits(case.place)
    people = people_of(draws_of(shipped_parameter_set()), trait_draws(known, 32, 0))
    simulation = simulate(Course(), case.place, np.array([0.0, 365.0]), people)
    assert np.abs(simulation.states[1] - simulation.states[0]).max() < 0.15


@pytest.mark.parametrize(
    ("modality", "settings", "word", "variant"),
    [
        ("fractional-laser", {"wavelength_nm": 10600.0}, "laser_fractional_ablative", "ablative"),
        (
            "fractional-laser",
            {"wavelength_nm": 1927.0},
            "laser_fractional_nonablative",
            "non-ablative",
        ),
        ("microneedling", {"rf_energy_mj": 100.0}, "microneedling_RF", "radiofrequency"),
        ("microneedling", {"needle_depth_um": 1000.0}, "microneedling", None),
        *(
            ("chemical-peel", {"agent": agent, "percent": percent}, "chemical_peel", depth)
            for agent, percent, depth in (
                ("trichloroacetic", 15.0, "superficial"),
                ("trichloroacetic", 35.0, "medium"),
                ("trichloroacetic", 50.0, "deep"),
                ("phenol", 50.0, "deep"),
            )
        ),
        ("chemical-peel", {"agent": "glycolic", "percent": 50.0}, "chemical_peel", "superficial"),
        ("biostimulator", {"agent": "caha"}, "biostimulator_CaHA", "caha"),
    ],
)
def test_sessions_in_the_words_of_studies(modality, settings, word, variant) -> None:
    """Each with its variant, by which rates are published."""
    session = CourseSession(0.0, modality, "", settings)
    assert session_variant(session) == variant
    assert collected_modality(Course("x", (session,))) == word


def test_people_who_share_parameters_do_not_share_a_draw_of_the_sessions() -> None:
    """128 draws of parameters are dealt in turn; each meets more than one draw of the loads."""
    dealt = dealt_draws(1024)
    assert (np.bincount(dealt) == 1024 // STIMULUS_DRAWS).all()
    met = [set(dealt[first::128].tolist()) for first in range(128)]
    assert np.mean([len(draws) for draws in met]) > 4.0
    assert min(len(draws) for draws in met) > 1
    np.testing.assert_array_equal(dealt, dealt_draws(1024))


def test_a_forecast_leaves_the_shared_forecaster_as_it_was() -> None:
    """Two cases of one course's name at once: neither sees the other's skin."""
    shared = study_forecasts()
    answers = shared.forecaster.sources["skin"].answers
    before = set(answers.by_hash) | set(answers.reasons)
    course = Course("x", (CourseSession(0.0, "microneedling"),))
    days = np.array([0.0, 90.0])
    weights = np.full(8, 1.0 / 8)

    def asked(size: float):
        change = size * np.array([np.zeros(8), np.linspace(0.9, 1.1, 8)])
        place = SkinPlace("cheek")
        return shared.of("dermal-thickness", course, place, days[1:], days, change, weights)[0]

    alone = {size: asked(size).quantiles for size in (5.0, 40.0)}
    assert alone[5.0][1, 0] < alone[40.0][1, 0]
    with ThreadPoolExecutor(8) as pool:
        many = list(pool.map(asked, [5.0, 40.0] * 20))
    for size, study in zip([5.0, 40.0] * 20, many, strict=True):
        np.testing.assert_array_equal(study.quantiles, alone[size])
    assert set(answers.by_hash) | set(answers.reasons) == before


@pytest.mark.parametrize("modality", ["focused-ultrasound", "filler-collagen", "sham"])
def test_what_was_never_counted_has_rates_of_all_or_none(modality) -> None:
    """Modalities that the skin knows and no count is of: said so, and nothing after a sham."""
    course = Course("x", (CourseSession(0.0, modality),))
    rates = course_rates(course)
    assert pih_modality(course)
    assert bool(rates) == (modality != "sham")
    assert {rate.level for rate in rates} <= {"all", "family"}


def test_every_variant_of_a_course_counts() -> None:
    """A deep peel after a superficial one: the worse of the two is told."""

    def peel(percent: float) -> CourseSession:
        return CourseSession(
            0.0, "chemical-peel", "", {"agent": "trichloroacetic", "percent": percent}
        )

    def scars(*percents: float) -> float:
        rates = course_rates(Course("x", tuple(peel(percent) for percent in percents)))
        return {rate.event: rate.median for rate in rates}["hypopigmentation"]

    assert scars(15.0, 50.0) == max(scars(15.0), scars(50.0)) > min(scars(15.0), scars(50.0))


def test_several_modalities_are_a_combination() -> None:
    """No single modality's studies speak for them."""
    laser = CourseSession(0.0, "fractional-laser", "", {"wavelength_nm": 1550.0})
    needles = CourseSession(30.0, "microneedling", "", {})
    assert collected_modality(Course("x", (laser, needles))) == "combination"
    retinoid = CourseUse("topical-retinoid", 0.0, 100.0)
    assert collected_modality(Course("x", (), (retinoid,))) == "topical_retinoid"
    assert collected_modality(Course()) == "none"
