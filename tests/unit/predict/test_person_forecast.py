"""One person's forecast: where bands stand, what findings teach, what is left out."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from scipy import stats

from turgor.exchange.case_toml import parse_case
from turgor.predict.calibrate.parameter_set import shipped_parameter_set
from turgor.predict.forecast.endpoint import centred_change, change_bands, departed_change
from turgor.predict.forecast.engine import (
    STIMULUS_DRAWS,
    People,
    curve_days,
    dealt_draws,
    draws_of,
    people_of,
    simulate,
)
from turgor.predict.forecast.outlook import StudyOutlook
from turgor.predict.forecast.people import trait_draws
from turgor.predict.forecast.person_update import updated_people
from turgor.predict.forecast.pih_sessions import pih_sessions
from turgor.predict.forecast.reports import reports_of
from turgor.predict.forecast.risk import course_rates
from turgor.predict.forecast.studies import study_forecasts
from turgor.predict.forecast.told import Told, held_to
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


def test_own_findings_stand_in_place_of_what_studies_differ_by() -> None:
    """The person's own reading draws the person's curve to it, the more the less noise it has."""
    days = np.array([0.0, 30.0, 90.0])
    change = np.tile(np.array([[0.0], [10.0], [5.0]]), (1, 400))
    quantiles = np.array([[-50.0, -45.0], [-20.0, -15.0], [5.0, 10.0]])
    study = StudyOutlook(
        "x", "%", np.array([30.0, 90.0]), quantiles, quantiles, ("literature",) * 2, 0.1
    )
    alone = centred_change(change, change[:, 0], days, study, 0)
    sure, unsure = (
        centred_change(change, change[:, 0], days, study, 0, [Told("tewl", 30.0, 15.0, noise, "x")])
        for noise in (1.0, 60.0)
    )
    assert np.median(alone[1]) == pytest.approx(-20.0, abs=0.5)
    assert np.median(sure[1]) == pytest.approx(15.0, abs=4.0)
    assert np.median(alone[1]) < np.median(unsure[1]) < np.median(sure[1])
    assert np.std(sure[1]) < 0.4 * np.std(alone[1])
    assert np.median(sure[2]) > 0.0 > np.median(alone[2])


@pytest.mark.parametrize("shared", [0.0, 0.06])
def test_being_held_to_findings_is_the_posterior_in_closed_form(shared: float) -> None:
    """Of normals, whose readings may share a part of their errors: against a grid."""
    grid = np.linspace(-6.0, 6.0, 4001)
    middles, slopes, values, noises = [0.3, -0.2], [0.5, 0.8], [0.9, 0.1], [0.2, 0.4]
    errors = np.diag(np.square(noises)) + shared * (1.0 - np.eye(2))
    away = [v - m - s * grid for m, s, v in zip(middles, slopes, values, strict=True)]
    log = -0.5 * grid**2 + stats.multivariate_normal(np.zeros(2), errors).logpdf(np.transpose(away))
    weights = np.exp(log - log.max())
    weights /= weights.sum()
    mean = float(grid @ weights)
    sd = float(np.sqrt((grid - mean) ** 2 @ weights))
    drawn = np.array([-1.0, 0.0, 1.0])
    held = held_to(drawn, [np.full(3, m) for m in middles], slopes, values, errors)
    assert held == pytest.approx(mean + sd * drawn, abs=1e-6)


def test_contradictions_far_out_stay_within_what_was_found() -> None:
    """The scale's way back is doubly exponential: bands must not run away with it."""
    days = np.array([0.0, 30.0, 31.0, 365.0])
    quantiles = np.array([[-50.0, -40.0], [-20.0, -10.0], [5.0, 13.0]])
    study = StudyOutlook(
        "x", "%", np.array([30.0, 365.0]), quantiles, quantiles, ("literature",) * 2, 0.1
    )
    told = [Told("tewl", 30.0, 445.0, 6.0, "a"), Told("tewl", 31.0, -82.0, 6.0, "b")]
    moved = centred_change(np.zeros((4, 200)), np.zeros(4), days, study, 0, told)
    assert moved.max() < 450.0 and moved.min() > -100.0


def test_a_year_of_nothing_is_read_as_nothing() -> None:
    """Noise of both readings leaves the median where it is, whatever the number of people."""
    for count in (33, 64, 256):
        people = People(np.zeros((1, count)), np.full(count, 1.0 / count))
        place = SkinPlace("cheek", 50.0, "female", "II")
        bands, _, noise = change_bands("collagen-i", np.zeros((5, count)), people, None, place, 3)
        assert noise > 10.0
        # an odd number leaves one without a partner
        assert np.abs(bands.median).max() < (0.1 if count % 2 == 0 else 0.1 * noise)
        low, high = bands.band(0.8)
        assert low[-1] < -20.0 and high[-1] > 25.0


def test_studies_are_not_asked_before_any_reported() -> None:
    """Dermal thickness a day after a first night of tretinoin: the skin's own course, no study."""
    reports = reports_of("dermal-thickness")
    assert reports is not None and reports.earliest_day > 60.0 and reports.studies >= 3
    days = np.array([0.0, 1.0, 30.0])
    use = CourseUse("topical-retinoid", 0.0, 300.0, {"agent": "tretinoin", "percent": 0.05})
    study, shown, reason = study_forecasts().of(
        "dermal-thickness", Course("x", (), (use,)), SkinPlace("cheek"), days[1:], days,
        np.zeros((3, 32)), np.full(32, 1.0 / 32.0),
    )  # fmt: skip
    assert study is None and shown and f"before day {reports.earliest_day:g}" in reason


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
        ("chemical-peel", {"agent": "glycolic", "depth": "medium"}, "chemical_peel", "medium"),
        ("chemical-peel", {"agent": "phenol"}, "chemical_peel", "deep"),
        ("microneedling", {"rf_power_w": 0.0}, "microneedling", None),
        ("biostimulator", {"agent": "hyaluronic"}, "skin_booster_HA", None),
        ("biostimulator", {"agent": "polynucleotide"}, "biostimulator_PN", None),
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
    days = np.array([0.0, 365.0])
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
    assert bool(pih_sessions(course)) == (modality != "sham")
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
    sunscreen = CourseUse("sunscreen", 0.0, 100.0)
    assert collected_modality(Course("x", (), (sunscreen,))) == "sunscreen"
    assert collected_modality(Course("x", (), (sunscreen, retinoid))) == "topical_retinoid"
