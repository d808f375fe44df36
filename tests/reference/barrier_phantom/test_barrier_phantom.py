"""The planted barrier: published recovery, closed forms of the approach, stated noise."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from turgor.errors import InputError
from turgor.evidence import parameter
from turgor.phantom.barrier import (
    BarrierSpec,
    SweatBurst,
    barrier_course,
    barrier_series,
    recovered_share,
)

STILL = {"noise": 0.0, "contact_excess": 0.0}


def test_recovery_is_the_published_one() -> None:
    """50 % after a day and 80 % after three are met; all of it after four weeks is predicted."""
    assert recovered_share(0.0) == 0.0
    assert recovered_share(24.0) == pytest.approx(0.50, abs=1e-12)
    assert recovered_share(72.0) == pytest.approx(0.80, abs=1e-12)
    assert 100 * recovered_share(28 * 24.0) == pytest.approx(
        parameter("barrier.recovered_28d"), abs=0.1
    )
    # water loss was found back at its level a week after fractional lasers
    assert recovered_share(7 * 24.0) > 0.95
    hours = np.linspace(0, 800, 400)
    assert np.all(np.diff([recovered_share(h) for h in hours]) >= 0)


def test_the_approach_is_that_of_a_first_order_chamber() -> None:
    spec = BarrierSpec(steady=12.0, tau_s=8.0, sampling_hz=5.0, **STILL)
    series, truth = barrier_series(spec, 0)
    solved = solve_ivp(
        lambda _, v: (12.0 - v) / 8.0, (0, 60), [0.0], t_eval=series.time_s, rtol=1e-9, atol=1e-12
    )
    np.testing.assert_allclose(series.value, solved.y[0], atol=1e-6)
    # within 2 % after tau ln 50
    assert truth.steady_from_s == pytest.approx(8.0 * np.log(50.0), abs=0.2)


def test_contact_sweat_and_drift_are_planted_as_stated() -> None:
    calm, _ = barrier_series(BarrierSpec(**STILL), 0)
    burst = SweatBurst(20.0, 5.0, 6.0)
    sweaty, _ = barrier_series(BarrierSpec(bursts=(burst,), **STILL), 0)
    extra = sweaty.value - calm.value
    assert extra.max() == pytest.approx(5.0) and sweaty.time_s[extra.argmax()] == 26.0
    assert np.all(extra[:21] == 0)
    drifting, _ = barrier_series(BarrierSpec(drift_per_min=1.5, **STILL), 0)
    assert (drifting.value - calm.value)[-1] == pytest.approx(1.5)
    humid, _ = barrier_series(BarrierSpec(noise=0.0, contact_excess=4.0, contact_tau_s=3.0), 0)
    np.testing.assert_allclose((humid.value - calm.value)[1:], 4.0 * np.exp(-calm.time_s[1:] / 3.0))
    assert humid.value[0] == 0.0


@pytest.mark.parametrize("tau", [0.0, 4.0])
def test_noise_has_its_spread_and_memory(tau) -> None:
    kept = {"contact_excess": 0.0, "sampling_hz": 2.0, "duration_s": 20000.0}
    spec = BarrierSpec(noise=0.3, noise_tau_s=tau, **kept)
    clean = barrier_series(BarrierSpec(noise=0.0, **kept), 0)[0].value
    noise = barrier_series(spec, 5)[0].value - clean
    assert noise.std() == pytest.approx(0.3, rel=0.05)
    lag = np.mean(noise[2:] * noise[:-2]) / noise.var()
    assert lag == pytest.approx(np.exp(-1.0 / tau) if tau else 0.0, abs=0.03)


def test_a_closed_chamber_fills_as_the_balance_of_its_water_says() -> None:
    """Integrated apart: flux times opening goes into the volume and slows what comes after."""
    spec = BarrierSpec(
        chamber="closed", steady=15.0, duration_s=40.0, sampling_hz=5.0, chamber_depth_mm=12.0,
        temperature_c=22.0, relative_humidity_pct=40.0, **STILL,
    )  # fmt: skip
    series, truth = barrier_series(spec, 0)

    # saturated air holds 19.4 g/m3 at 22 degrees and 33.8 at 32 (tables of humid air)
    room, skin = 0.40 * 19.43, 33.8

    def balance(_, density):
        return 15.0 / 3600.0 * (skin - density) / (skin - room) / 0.012

    solved = solve_ivp(balance, (0, 40), [room], t_eval=series.time_s, rtol=1e-9)
    np.testing.assert_allclose(series.probe_humidity_pct, 100 * solved.y[0] / 19.43, atol=0.5)
    np.testing.assert_allclose(series.value, 15.0 * (skin - solved.y[0]) / (skin - room), rtol=0.01)
    assert truth.steady_from_s is None
    assert series.stated == {"chamber_depth_mm": 12.0}
    # the first rise of humidity is the loss
    rise = np.polyfit(series.time_s[:10], series.probe_humidity_pct[:10], 1)[0]
    assert rise / 100 * 19.43 * 0.012 * 3600 == pytest.approx(15.0, rel=0.05)


def test_capacitance_gains_water_from_contact_on() -> None:
    spec = BarrierSpec(
        quantity="capacitance", steady=42.0, occlusion=6.0, occlusion_tau_s=20.0,
        duration_s=20.0, sampling_hz=10.0, noise=0.0,
    )  # fmt: skip
    series, truth = barrier_series(spec, 0)
    assert (series.chamber, truth.tau_s) == ("contact", 0.15)
    settled = series.time_s > 2.0
    expected = 42.0 + 6.0 * (1 - np.exp(-series.time_s / 20.0))
    np.testing.assert_allclose(series.value[settled], expected[settled], atol=1e-4)
    assert series.probe_humidity_pct is None


def test_a_session_and_the_days_after_it() -> None:
    spec = BarrierSpec(disruption_fold=parameter("barrier.stripped_fold"), **STILL)
    course = barrier_course(spec, [0.0, 24.0, 72.0, 672.0], 3)
    steady = [truth.steady for _, truth in course]
    assert steady == pytest.approx([9.69 * f for f in (1.0, 2.2, 1.6, 1.24, 1.0)], rel=1e-3)
    assert all(truth.undisturbed == 9.69 for _, truth in course)
    for series, truth in course:
        assert series.value[-1] == pytest.approx(truth.steady, rel=0.01)
    dry = BarrierSpec(quantity="capacitance", steady=40.0, **STILL)
    after = [truth.steady for _, truth in barrier_course(dry, [0.0, 72.0], 3)]
    assert after[1] < after[2] < after[0] == 40.0


def test_faults() -> None:
    lost, truth = barrier_series(BarrierSpec(fault="contact-lost", fault_at_s=30.0, **STILL), 0)
    assert truth.contact_lost_s == 30.0
    assert lost.value[29] > 9.0 and lost.value[-1] < 0.01
    short, truth = barrier_series(BarrierSpec(fault="too-short", sampling_hz=5.0), 0)
    assert truth.steady_from_s is None and short.time_s[-1] < truth.tau_s
    back, _ = barrier_series(BarrierSpec(fault="reversed"), 7)
    plain, _ = barrier_series(BarrierSpec(), 7)
    np.testing.assert_array_equal(back.value[::-1], plain.value)
    assert back.time_s[0] == plain.time_s[-1]


def test_one_seed_is_one_series() -> None:
    first, again = (barrier_series(BarrierSpec(), 4)[0].value for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, barrier_series(BarrierSpec(), 5)[0].value)


@pytest.mark.parametrize(
    "wrong",
    [{"quantity": "ph"}, {"chamber": "lid"}, {"fault": "x"}, {"steady": 0.0}, {"tau_s": -1.0},
     {"noise": -0.1}, {"hours_since_session": -1.0}, {"duration_s": float("nan")}],
)  # fmt: skip
def test_specs_that_make_no_sense(wrong) -> None:
    with pytest.raises(InputError):
        BarrierSpec(**wrong)
    with pytest.raises(InputError):
        recovered_share(-1.0)
