"""Barrier readings whose answer is known on paper: exponentials, lines, a filling chamber."""

import math

import numpy as np
import pytest

from turgor.measure.barrier import BarrierSettings, barrier_conditions, measure_barrier
from turgor.measure.barrier.vapour import saturation_pressure_pa, vapour_density_g_m3
from turgor.record.barrier import BarrierSeries

SHA = "0" * 64


def measured(time, value, settings=None, **more):
    said = {"quantity": "tewl", "chamber": "open", "device_class": "probe"} | more
    series = BarrierSeries(np.asarray(time, float), np.asarray(value, float), **said)
    return measure_barrier(series, settings or BarrierSettings(), capture_sha256=SHA)


def finding(result, metric, rule=None):
    (one,) = [
        f
        for f in result.findings
        if f.metric == metric and (rule is None or f.measurand.as_mapping().get("rule") == rule)
    ]
    return one


def window_of_exponential(a, b, tau, w, limit):
    """Begin and mean of the first steady window of a + b exp(-t/tau).

    Slope of the line through exp(-x/tau) on 0..w: 12/w³ · ∫ (x - w/2) exp(-x/tau) dx.
    """

    def drift(length):
        e = math.exp(-length / tau)
        return 12.0 / length**2 * abs(tau**2 * (1 - e) - 0.5 * length * tau * (1 + e))

    share = tau / w * (1 - math.exp(-w / tau))
    # drift of the line, of the window and of three: |b| q drift = limit (a + b q share)
    still = limit * a / (abs(b) * max(drift(w), drift(3 * w)) - limit * b * share)
    # distance of the mean from the asymptote: |b| q share = limit a
    near = limit * a / (abs(b) * share)
    q = min(still, near)
    return -tau * math.log(q), a + b * q * share


@pytest.mark.parametrize("a, b, tau, w", [(10.0, 8.0, 15.0, 20.0), (12.0, -7.0, 25.0, 20.0),
                                          (30.0, 20.0, 10.0, 30.0)])  # fmt: skip
def test_steady_window_of_an_exponential(a, b, tau, w):
    t = np.arange(0.0, 240.0, 0.02)
    settings = BarrierSettings(window_s=w, scatter_limit_pct=50.0)
    result = measured(t, a + b * np.exp(-t / tau), settings)
    begin, mean = window_of_exponential(a, b, tau, w, 0.03)
    assert result.steady.start_s == pytest.approx(begin, abs=0.1)
    assert finding(result, "barrier.tewl", "steady-window").value == pytest.approx(mean, rel=1e-4)


def test_time_to_steady_of_an_exponential():
    t = np.arange(0.0, 200.0, 0.05)
    result = measured(t, 9.0 + 12.0 * np.exp(-t / 18.0), BarrierSettings(scatter_limit_pct=50.0))
    begin, _ = window_of_exponential(9.0, 12.0, 18.0, 20.0, 0.03)
    assert finding(result, "barrier.time_to_steady").value == pytest.approx(begin, abs=0.1)
    assert finding(result, "barrier.time_to_steady").unit == "s"


@pytest.mark.parametrize("a, b, tau", [(10.0, 8.0, 15.0), (12.0, -7.0, 40.0), (3.0, 2.0, 25.0)])
def test_asymptote_of_an_exponential(a, b, tau):
    t = np.arange(0.0, 120.0)
    result = measured(t, a + b * np.exp(-t / tau))
    end = finding(result, "barrier.tewl", "asymptote")
    assert end.value == pytest.approx(a, rel=2e-4)
    assert result.approach.tau_s == pytest.approx(tau, rel=5e-3)
    assert result.approach.amplitude == pytest.approx(b, rel=5e-3)


def test_known_vapour_pressures():
    """Triple point, and the usual tables at room and skin temperature."""
    found = saturation_pressure_pa(np.array([0.01, 20.0, 25.0, 30.0, 35.0]))
    np.testing.assert_allclose(found, [611.657, 2339.2, 3169.8, 4246.9, 5628.6], rtol=1e-3)


def test_closed_chamber_in_closed_form():
    """A filling chamber's density rises as exp; its flux at closing is depth · rise / tau."""
    t = np.arange(0.0, 30.0, 0.25)
    depth, tau, warm = 12.5, 45.0, 31.0
    # Bolton's formula, another one than the one measured with
    full = (
        611.2 * math.exp(17.67 * warm / (warm + 243.5)) * 18.01528 / 8.314462618 / (warm + 273.15)
    )
    start, end = 0.35 * full, 0.98 * full
    density = end + (start - end) * np.exp(-t / tau)
    wet = 100.0 * density / full
    result = measured(
        t, np.full(t.size, np.nan), chamber="closed", probe_humidity_pct=wet,
        probe_temperature_c=np.full(t.size, warm), stated={"chamber_depth_mm": depth},
    )  # fmt: skip
    flux = depth / 1000.0 * (end - start) / tau * 3600.0
    loss = finding(result, "barrier.tewl")
    assert loss.value == pytest.approx(flux, rel=0.01)
    assert loss.measurand.as_mapping()["rule"] == "initial-slope"
    # a straight line over the same 10 s would be low by about window / (2 tau)
    line = np.polyfit(t[t <= 10], density[t <= 10], 1)[0] * depth * 3.6
    assert line == pytest.approx(flux * (1 - 10 / (2 * tau)), rel=0.02)


def test_vapour_density_of_saturated_air():
    """17.3 g/m³ at 20 °C, as psychrometric tables print it."""
    assert vapour_density_g_m3(np.array([20.0]), np.array([100.0]))[0] == pytest.approx(
        17.3, abs=0.05
    )


def test_slope_of_a_line():
    t = np.arange(0.0, 60.0)
    result = measured(t, 10.0 + 0.002 * t)
    slope = finding(result, "barrier.rate_slope")
    assert slope.value == pytest.approx(100.0 * 0.002 * 60.0 / (10.0 + 0.002 * 10.0), rel=1e-6)
    assert slope.u == pytest.approx(0.0, abs=1e-6)


def test_capacitance_at_a_time():
    t = np.arange(0.0, 15.0, 0.1)
    result = measured(t, 40.0 + 0.5 * t, quantity="capacitance", chamber="contact")
    reading = finding(result, "barrier.capacitance")
    assert reading.value == pytest.approx(40.5, abs=1e-9)
    assert reading.unit == "a.u." and reading.u == pytest.approx(0.0, abs=1e-9)
    later = measured(
        t, 40.0 + 0.5 * t, BarrierSettings(read_at_s=5.0), quantity="capacitance", chamber="contact"
    )
    assert finding(later, "barrier.capacitance").value == pytest.approx(42.5, abs=1e-9)
    slope = finding(result, "barrier.rate_slope")
    assert slope.value == pytest.approx(100 * 0.5 * 60 / (40 + 0.5 * 5.5), rel=1e-6)


def test_capacitance_once_a_second():
    """One reading a second: the reading itself, and no uncertainty is made up."""
    t = np.arange(0.0, 12.0)
    result = measured(t, 40.0 + t, quantity="capacitance", chamber="contact")
    reading = finding(result, "barrier.capacitance")
    assert reading.value == pytest.approx(41.0) and reading.u is None
    assert "too few readings" in reading.u_reason


def test_occlusion_of_an_exponential():
    t = np.arange(0.0, 15.0, 0.1)
    y = 60.0 - 20.0 * np.exp(-t / 30.0)
    result = measured(t, y, quantity="capacitance", chamber="contact")
    first, later = (60.0 - 20.0 * math.exp(-s / 30.0) for s in (1.0, 10.0))
    rise = finding(result, "barrier.occlusion_drift")
    assert rise.value == pytest.approx(100 * (later / first - 1), abs=0.02)


def test_conditions_can_be_declared_beforehand():
    t = np.arange(0.0, 120.0)
    settings = BarrierSettings(window_s=15.0, from_s=2.0)
    result = measured(t, 10 + np.exp(-t / 20), settings)
    for rule in ("steady-window", "asymptote"):
        declared = barrier_conditions(
            "barrier.tewl", settings, chamber="open", device_class="probe", rule=rule
        )
        assert finding(result, "barrier.tewl", rule).measurand.as_mapping() == declared
    for metric in ("barrier.time_to_steady", "barrier.rate_slope"):
        declared = barrier_conditions(metric, settings, chamber="open", device_class="probe")
        assert finding(result, metric).measurand.as_mapping() == declared
