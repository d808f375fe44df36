"""Darkening from the melanocytes' drive, and the share of a stratum that it becomes."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from turgor.errors import InputError
from turgor.skin.hazard.closure import closure_days, zone_closure_hours
from turgor.skin.hazard.contradiction import CODE, harm_without_gain
from turgor.skin.hazard.darkening import darkening, peak_darkening
from turgor.skin.hazard.pih import (
    NOTE,
    PIH_PARAMETERS,
    S_REF,
    modality_log_odds,
    pih_risk,
    pih_share,
)
from turgor.skin.hazard.value import hazard_draws, hazard_medians
from turgor.skin.state import STATE_NAMES, STATES

P = {"melanin.pace": 0.03, "pigment.lightening": 0.8}
DAYS = np.arange(0.0, 241.0, 2.0)


def skins(course, batch=64, name="melanocyte_drive", days=DAYS):
    rest = np.array([variable.rest for variable in STATES])
    states = np.broadcast_to(rest[None, :, None], (days.size, rest.size, batch)).copy()
    states[:, STATE_NAMES.index(name), :] = np.asarray(course)[:, None]
    return states


def drive(strength=0.3):
    return strength * (np.exp(-0.03 * DAYS) - np.exp(-0.4 * DAYS))


def risk(strength, batch=256, **more):
    values = hazard_draws(batch, names=PIH_PARAMETERS)
    return pih_risk(
        skins(drive(strength), batch), DAYS, P, values, modality="laser/fractional-ablative", **more
    )


def test_darkening_solves_its_equation():
    def rate(t, m):
        return 0.03 * (np.interp(t, DAYS, drive()) / (1 + 0.8 * 0.5) - m)

    exact = solve_ivp(rate, (0, 240), [0.0], t_eval=DAYS, rtol=1e-9, atol=1e-12, max_step=1.0).y[0]
    found = darkening(skins(drive(), 1), DAYS, P, 0.5)[:, 0]
    assert found == pytest.approx(exact, rel=1e-4, abs=1e-7)


def test_darkening_does_not_hang_on_the_days_looked_at():
    fine = np.arange(0.0, 240.5, 0.5)
    course = np.interp(fine, DAYS, drive())
    states = skins(course, 1, days=fine)
    assert darkening(states, fine, P)[::4, 0] == pytest.approx(
        darkening(skins(drive(), 1), DAYS, P)[:, 0]
    )


def test_more_drive_darkens_more_and_lightening_less():
    peaks = [peak_darkening(skins(drive(x), 1), DAYS, P)[0] for x in (0.0, 0.1, 0.3, 1.0)]
    assert peaks[0] == 0.0
    assert np.all(np.diff(peaks) > 0.0)
    assert peak_darkening(skins(drive(0.3), 1), DAYS, P, 0.0, 1.0)[0] == pytest.approx(
        peaks[2] / 1.8
    )


def test_the_share_rises_with_darkening_from_near_none_to_near_all():
    shares = pih_share(np.array([0.0, 0.01, S_REF, 2.0, 1e3]), 1.0, -1.0)
    assert np.all(np.diff(shares) > 0.0)
    assert 0.0 < shares[0] < 1e-5
    assert shares[2] == pytest.approx(1.0 / (1.0 + np.e))


def test_a_risk_rises_with_the_drive_and_is_a_stratums():
    low, high = risk(0.05), risk(0.5)
    assert low.median < high.median
    for found in (low, high):
        ends = (found.low95, found.low80, found.median, found.high80, found.high95)
        assert list(ends) == sorted(ends)
        assert ends[0] > 0.0
        assert ends[-1] < 1.0
        assert found.note == NOTE
        assert "not one person" in found.note


def test_a_course_has_the_risk_of_its_worst_session():
    """A lighter session after the worst moment changes nothing; lighter ones alone are less."""
    strong, light = "laser/fractional-ablative", "laser/fractional-nonablative"
    alone = risk(0.5)
    same = risk(0.5, sessions=((0.0, strong), (120.0, strong)))
    assert same.median == pytest.approx(alone.median)
    mixed = risk(0.5, sessions=((0.0, strong), (120.0, light)))
    weak = risk(0.5, sessions=((0.0, light), (120.0, light)))
    assert weak.median < 0.7 * mixed.median
    assert mixed.median == pytest.approx(alone.median, rel=0.1)


def test_what_a_cream_darkens_by_itself_is_not_the_sessions():
    session = 0.3 * (np.exp(-0.03 * DAYS) - np.exp(-0.4 * DAYS))
    cream = np.full(DAYS.size, 0.2)
    values = hazard_medians(PIH_PARAMETERS)
    plain = pih_risk(skins(session), DAYS, P, values)
    both = pih_risk(skins(session + cream), DAYS, P, values, beside=skins(cream))
    # the equation is linear in the drive, so that the difference is the session's own
    assert both.median == pytest.approx(plain.median, rel=1e-9)
    assert pih_risk(skins(session + cream), DAYS, P, values).median > 1.2 * plain.median


def test_the_duration_is_that_of_thresholds_below_the_peak():
    """A pulse of darkening whose course is known: onset and end where it crosses each threshold."""
    found = risk(0.5)
    course = darkening(skins(drive(0.5), 1), DAYS, P)[:, 0]
    assert 0.0 < found.onset.median < DAYS[np.argmax(course)]
    assert found.duration.median > 0.0
    assert found.onset.ever > 0.9


def test_a_drive_that_lasts_longer_shows_longer():
    values = hazard_draws(256, names=PIH_PARAMETERS)
    short, long = (
        pih_risk(skins(0.3 * (np.exp(-fade * DAYS) - np.exp(-0.4 * DAYS)), 256), DAYS, P, values)
        for fade in (0.06, 0.02)
    )
    assert long.duration.median > 1.5 * short.duration.median


def test_a_modality_without_counts_is_less_sure():
    known, unknown = modality_log_odds("laser/fractional-nonablative"), modality_log_odds("x/y")
    assert unknown[1] > known[1]


def test_closure_is_read_off_the_bare_share():
    days = np.linspace(0.0, 20.0, 401)
    states = skins(np.where(days > 0, np.exp(-0.5 * days), 0.0), 2, "barrier_bare", days)
    first = float(days[1])
    assert closure_days(states, days, 0.0, 20.0, left=0.5) == pytest.approx(
        first + np.log(2) / 0.5, abs=0.02
    )
    assert closure_days(skins(0 * days, 2, "barrier_bare", days), days, 0.0, 20.0) == pytest.approx(
        0
    )
    with pytest.raises(InputError, match="share"):
        closure_days(states, days, 0.0, 20.0, left=1.0)


def test_a_wider_gap_closes_later_in_proportion():
    assert zone_closure_hours(200.0) == pytest.approx(2.0 * zone_closure_hours(100.0))
    with pytest.raises(InputError, match="above 0"):
        zone_closure_hours(0.0)


@pytest.mark.parametrize(
    ("variant", "settings", "count"),
    [
        ("ablative", {"energy_mj": 20.0, "coverage_pct": 20.0}, 2),
        ("ablative", {"energy_mj": 10.0, "coverage_pct": 10.0}, 0),
        ("ablative", {"energy_mj": 15.0}, 1),
        ("non-ablative", {"density_mtz_cm2": 456.0}, 1),
        ("non-ablative", {"energy_mj": 70.0}, 0),
    ],
)
def test_harm_without_gain_is_flagged(variant, settings, count):
    flags = harm_without_gain("fractional-laser", variant, settings)
    assert [flag.code for flag in flags] == [CODE] * count
    assert all(flag.source for flag in flags)


def test_shapes_that_do_not_fit_are_refused():
    with pytest.raises(InputError, match="is needed"):
        darkening(np.zeros((3, 2, 1)), np.arange(3.0), P)
    with pytest.raises(InputError, match="is needed"):
        closure_days(np.zeros((3, 2, 1)), np.arange(3.0), 0.0, 2.0)


def test_medians_are_those_of_the_evidence():
    assert hazard_medians(PIH_PARAMETERS)["hazard.pih_slope"] > 0.0
