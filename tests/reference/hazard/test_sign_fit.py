"""Signs fitted to prints: a planted threshold is found, usual sessions show what is known."""

from dataclasses import replace

import numpy as np
import pytest

from turgor.predict.rates.duration_pool import PublishedDuration, pooled_quantiles, weighed_band
from turgor.predict.rates.posterior_arm import arm_people, worked_out
from turgor.predict.rates.sign_fit import FREE, SignData, fit_signs, sign_prior, weight_pairs
from turgor.predict.rates.sign_rows import sign_rows
from turgor.predict.rates.sign_table import LOG_HALVES, ArmTable
from turgor.record.course import Course, CourseSession
from turgor.record.skin_place import SkinPlace
from turgor.skin.hazard.downtime import DayBand, calendar_days, downtime_calendar
from turgor.skin.hazard.value import hazard_draws

FADING, PEOPLE = 3.0, 16


def exponential(peak):
    """Arm whose signs fade exponentially from a peak: days = 3 ln(peak / half), spread a little."""
    spread = np.exp(np.linspace(-0.1, 0.1, PEOPLE))
    days = FADING * np.maximum(np.log(peak * spread) - LOG_HALVES[:, None], 0.0)
    many = np.broadcast_to(days, (len(weight_pairs()), *days.shape))
    return ArmTable({"erythema": many, "oedema": days[None], "crust": days[None]})


def planted(half, studies=14, seed=3):
    """Rows of durations after arms of known peaks, each study with a threshold of its own."""
    rng = np.random.default_rng(seed)
    row = next(r for r in sign_rows()[0] if r.kind == "days" and r.sign == "erythema")
    rows, tables = [], []
    for number, peak in enumerate(np.geomspace(1.0, 20.0, studies)):
        threshold = np.log(half) + 0.3 * rng.standard_normal()
        days = FADING * (np.log(peak) - threshold) * np.exp(0.1 * rng.standard_normal())
        rows.append(replace(row, study=f"s{number}", low=days, high=days))
        tables.append(exponential(peak))
    return SignData(tuple(rows), tuple(tables), tuple(range(studies)))


def test_a_planted_half_is_found():
    half = 0.1
    mean, sd = fit_signs(planted(half)).moments()["erythema_half"]
    assert abs(mean - np.log(half)) < 2.5 * sd
    assert sd < 0.4 * sign_prior()[1][FREE.index("erythema_half")]


def test_every_record_is_used_or_has_a_reason():
    rows, left = sign_rows()
    assert len({row.study for row in rows}) >= 15
    assert all(left.values())
    assert all(row.course.sessions for row in rows)
    assert all(row.trials > 0 or row.is_duration for row in rows)


def test_published_durations_follow_their_own_modality():
    rows = [row for row in sign_rows()[0] if row.is_duration]
    needles, full = (
        pooled_quantiles(rows, "erythema", name)
        for name in ("needling/plain", "laser/full-ablative")
    )
    assert needles[1] < full[1] - 1.0
    nowhere = pooled_quantiles(rows, "erythema", "x/y")
    assert nowhere[2] - nowhere[0] > full[2] - full[0]


def test_a_weighed_band_lies_between_its_two():
    skin = DayBand(8.0, 4.0, 16.0, 1.0, 0.0)
    low, median, high = weighed_band(skin, PublishedDuration("erythema", "x", 2.0, 1.0, 4.0, 1))
    assert (1.0 < low < 4.0, 2.0 < median < 8.0, 4.0 < high < 16.0) == (True, True, True)


@pytest.mark.parametrize(
    ("modality", "settings", "least", "days"),
    [
        ("fractional-laser",
         {"wavelength_nm": 10600.0, "energy_mj": 15.0, "coverage_pct": 15.0}, 0.9, (3.0, 12.0)),
        ("fractional-laser",
         {"wavelength_nm": 1550.0, "energy_mj": 10.0, "density_mtz_cm2": 1000.0}, 0.9, (2.0, 10.0)),
        ("microneedling",
         {"needle_depth_um": 1500.0, "rf_energy_mj": 120.0, "passes": 2.0}, 0.8, (0.5, 8.0)),
    ],
)  # fmt: skip
def test_standard_sessions_redden_nearly_all_for_days(modality, settings, least, days):
    """At the shipped posterior, with the records in force: what every report of them prints."""
    looked, place = calendar_days((0.0,), 120.0), SkinPlace("cheek", 50.0, phototype="III")
    people = arm_people(place)
    course = Course("x", (CourseSession(0.0, modality, "", settings),))
    states = worked_out(course, place, looked, people).states
    found = downtime_calendar(states, looked, (0.0,), hazard_draws(people.count)).sessions[0]
    redness = found.signs["erythema"]
    assert redness.ever >= least
    assert days[0] <= redness.median <= days[1]
