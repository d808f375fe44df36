"""Signs are graded from states; how long they last is read off their course."""

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.skin.hazard.downtime import (
    calendar_days,
    day_band,
    downtime_calendar,
    downtime_days,
    sign_days,
)
from turgor.skin.hazard.sign import SIGNS
from turgor.skin.hazard.span import last_day_above
from turgor.skin.hazard.value import hazard_draws, hazard_medians
from turgor.skin.state import STATE_NAMES, STATES

REST = np.array([variable.rest for variable in STATES])


def skins(days, batch=3, **courses):
    states = np.broadcast_to(REST[None, :, None], (len(days), len(REST), batch)).copy()
    for name, course in courses.items():
        states[:, STATE_NAMES.index(name), :] = np.broadcast_to(course, (batch, len(days))).T
    return states


@pytest.mark.parametrize("sign", SIGNS)
def test_resting_skin_shows_nothing(sign):
    assert np.all(SIGNS[sign](skins(np.arange(4.0)), None) == 0.0)


@pytest.mark.parametrize(
    ("sign", "state"),
    [
        ("erythema", "hyperaemia"),
        ("erythema", "barrier_open"),
        ("oedema", "oedema"),
        ("crust", "barrier_open"),
        ("sensitivity", "barrier_lipid_loss"),
        ("sensitivity", "irritant_reaction"),
        ("sensitivity", "inflammation"),
    ],
)
def test_more_of_a_state_shows_more_and_never_beyond_the_worst(sign, state):
    amounts = np.linspace(0.0, 50.0, 40)
    grades = SIGNS[sign](skins(amounts, 1, **{state: amounts}), None)[:, 0]
    assert np.all(np.diff(grades) > 0.0)
    assert grades[-1] < 4.0


def test_the_half_is_moderate():
    half = hazard_medians()["hazard.erythema_half"]
    assert SIGNS["erythema"](skins([0.0], 1, hyperaemia=[half]), None) == pytest.approx(2.0)


def test_a_thinner_corneum_peels_and_a_thicker_one_does_not():
    grades = SIGNS["crust"](skins([0, 1, 2], 1, corneum=np.array([0.6, 1.0, 1.2])), None)[:, 0]
    assert grades[0] > 0.1
    assert grades[1:] == pytest.approx([0.0, 0.0], abs=1e-9)


def test_a_decay_is_below_its_limit_when_the_exponential_says_so():
    days = np.linspace(0.0, 20.0, 2001)
    rates = np.array([0.2, 0.5, 2.0])
    course = 3.0 * np.exp(-days[:, None] * rates)
    found = last_day_above(course, days, 1.0, 0.0, 20.0)
    assert found == pytest.approx(np.log(3.0) / rates, abs=1e-3)


def test_a_relapse_counts_until_its_end():
    days = np.arange(0.0, 11.0)
    course = np.array([2, 0, 0, 0, 2, 2, 0, 0, 0, 0, 0], dtype=float)[:, None]
    assert last_day_above(course, days, 1.0, 0.0, 10.0) == pytest.approx([5.5])


def test_never_above_is_no_day_and_still_above_is_infinite():
    days = np.arange(0.0, 5.0)
    course = np.array([[0.0, 2.0]] * 5)
    assert list(last_day_above(course, days, 1.0, 0.0, 4.0)) == [0.0, np.inf]


def test_each_skin_may_have_days_of_its_own():
    days = np.stack([np.arange(0.0, 5.0), 2.0 * np.arange(0.0, 5.0)], axis=1)
    course = np.array([[2.0, 2.0], [0.0, 0.0], [0, 0], [0, 0], [0, 0]], dtype=float)
    assert list(last_day_above(course, days, 1.0, 0.0, 4.0)) == [0.5, 1.0]


def test_downtime_is_the_longest_of_what_is_seen_and_sensitivity_is_not():
    days = np.linspace(0.0, 40.0, 401)
    states = skins(
        days,
        2,
        hyperaemia=2.0 * np.exp(-days / 2),
        oedema=0.5 * np.exp(-days),
        irritant_reaction=5.0 * np.exp(-days / 20),
    )
    whole = downtime_days(states, days, 0.0, 40.0)
    assert whole == pytest.approx(sign_days("erythema", states, days, 0.0, 40.0))
    assert np.all(sign_days("sensitivity", states, days, 0.0, 40.0) > whole)
    assert np.all(sign_days("oedema", states, days, 0.0, 40.0) < whole)


def test_a_calendar_follows_each_session_to_the_next():
    sessions = (0.0, 28.0)
    days = calendar_days(sessions, 120.0)
    assert np.all(np.diff(days) > 0.0)
    assert days[-1] == 120.0
    since = np.where(days > 28.0, days - 28.0, days)
    states = skins(days, 5, hyperaemia=np.where(days > 0, 3.0 * np.exp(-since / 3.0), 0.0))
    states[days == 28.0] = REST[None, :, None]
    calendar = downtime_calendar(states, days, sessions)
    first, second = calendar.sessions
    assert (first.session_day, first.until_day, second.until_day) == (0.0, 28.0, 120.0)
    medians = hazard_medians()
    seen = medians["hazard.erythema_half"] / 3.0 ** (1.0 / medians["hazard.erythema_power"])
    expected = 3.0 * np.log(3.0 / seen)
    assert first.downtime.median == pytest.approx(expected, abs=0.3)
    assert second.downtime.median == pytest.approx(expected, abs=0.3)
    assert calendar.median_days == first.downtime.median + second.downtime.median
    assert first.signs["oedema"].ever == 0.0


def test_a_band_holds_infinite_spans():
    band = day_band(np.array([1.0, 2.0, 3.0, np.inf, np.inf]))
    assert (band.low80, band.median, band.high80) == (1.0, 3.0, np.inf)
    assert band.unfinished == pytest.approx(0.4)


def test_draws_scatter_about_the_medians():
    drawn, medians = hazard_draws(64), hazard_medians()
    for name, values in drawn.items():
        assert values.shape == (64,)
        assert np.quantile(values, 0.35) < medians[name] < np.quantile(values, 0.65)


def test_what_does_not_fit_is_refused():
    with pytest.raises(InputError, match="is no sign"):
        sign_days("itch", skins([0, 1]), np.array([0.0, 1.0]), 0.0, 1.0)
    with pytest.raises(InputError, match="is needed"):
        SIGNS["crust"](np.zeros((2, 3, 4)), None)
    with pytest.raises(InputError, match="fewer than two"):
        last_day_above(np.zeros((3, 1)), np.arange(3.0), 1.0, 5.0, 9.0)
    with pytest.raises(InputError, match="at least one session"):
        downtime_calendar(skins([0, 1]), np.array([0.0, 1.0]), ())


def test_a_session_is_over_once_it_cannot_be_told_from_what_a_cream_does_by_itself():
    days = np.linspace(0.0, 60.0, 601)
    half = hazard_medians()["hazard.erythema_half"]
    cream = np.full(days.size, half)  # moderate redness all along
    alone = skins(days, 2, hyperaemia=cream)
    both = skins(days, 2, hyperaemia=cream + 4.0 * half * np.exp(-days / 3.0))
    assert np.all(np.isinf(sign_days("erythema", both, days, 0.0, 60.0)))
    found = sign_days("erythema", both, days, 0.0, 60.0, None, alone)
    # grade 2.5 of 4 with k = 1 at 5/3 of the half: 4 exp(-t/3) = 2/3
    assert found == pytest.approx(3.0 * np.log(6.0), abs=0.1)
    nothing = skins(days, 2)
    plain = skins(days, 2, hyperaemia=4.0 * half * np.exp(-days / 3.0))
    assert sign_days("erythema", plain, days, 0.0, 60.0, None, nothing) == pytest.approx(
        sign_days("erythema", plain, days, 0.0, 60.0)
    )
