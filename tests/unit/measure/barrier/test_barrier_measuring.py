"""What is refused, cut off or flagged in barrier readings, and that nothing is made up."""

import numpy as np
import pytest

from turgor.errors import InputError, MeasureError
from turgor.evidence import parameter
from turgor.measure.barrier import BarrierSettings, barrier_conditions, measure_barrier
from turgor.measure.barrier.contact import contact_end
from turgor.metrics.measurand import difference_reason
from turgor.record.barrier import BarrierSeries

SHA = "a" * 64
ROOM = {"temperature_c": 21.0, "relative_humidity_pct": 50.0}


def measured(time, value, settings=None, **more):
    said = {"quantity": "tewl", "chamber": "open", "device_class": "probe", **ROOM} | more
    series = BarrierSeries(np.asarray(time, float), np.asarray(value, float), **said)
    return measure_barrier(
        series, settings or BarrierSettings(), capture_sha256=SHA, region="cheek-left", replicate=2
    )


def tewl(result, rule="steady-window"):
    (one,) = [
        f
        for f in result.findings
        if f.metric == "barrier.tewl" and f.measurand.as_mapping()["rule"] == rule
    ]
    return one


def noisy(count=90, level=10.0, sd=0.15, seed=1):
    return level + sd * np.random.default_rng(seed).standard_normal(count)


T = np.arange(90.0)


def test_a_good_placement():
    result = measured(T, noisy() + 8 * np.exp(-T / 8))
    found = tewl(result)
    assert found.value == pytest.approx(10.0, abs=0.3)
    assert found.u_kind == "instrument" and 0.01 < found.u < 0.2
    assert found.flags == () and result.flags == ()
    assert (found.region, found.replicate, found.captures) == ("cheek-left", 2, (SHA,))
    assert found.unit == "g/(m²·h)"
    assert tewl(result, "asymptote").value == pytest.approx(10.0, abs=0.2)
    assert len(result.findings) == 4


def test_contact_lost_before_it_settled():
    y = noisy()
    y[12:] = 0.3
    result = measured(T, y)
    assert "contact-lost" in result.flags
    assert tewl(result).value is None and "contact was lost after 11 s" in tewl(result).u_reason
    assert "not-identified" in tewl(result).flags
    assert all(f.value is None for f in result.findings)


def test_contact_lost_later_leaves_what_came_before():
    y = noisy()
    y[60:] = 0.3
    result = measured(T, y)
    assert result.contact_end_s == 59.0 and "contact-lost" in tewl(result).flags
    assert tewl(result).value == pytest.approx(10.0, abs=0.2)


def test_rise_and_slow_decay_are_no_loss():
    assert contact_end(T, np.where(T < 3, 0.5, 10.0)) == 90
    assert contact_end(T, 2.0 + 60.0 * np.exp(-T / 3.0)) == 90
    one = np.full(90, 10.0)
    one[40] = 1.0
    assert contact_end(T, one) == 90, "one stray reading is no loss"


def test_drift_is_not_steady():
    result = measured(T, 10.0 + 0.1 * T)
    assert tewl(result).value is None and "drift by" in tewl(result).u_reason
    assert tewl(result, "asymptote").value is None
    assert "extrapolation" in tewl(result, "asymptote").u_reason


def test_scatter_is_not_steady():
    result = measured(T, noisy(sd=2.0))
    assert tewl(result).value is None and "scatter by" in tewl(result).u_reason


def test_too_short_or_too_few():
    assert "a window of 20 s is needed" in tewl(measured(T[:10], noisy(10))).u_reason
    assert "readings" in tewl(measured(T[:4], noisy(4))).u_reason


def test_a_slow_approach_waits_for_its_end():
    t = np.arange(400.0)
    y = 10.0 + 8.0 * np.exp(-t / 70.0) + noisy(400, 0.0, 0.05)
    result = measured(t, y)
    assert result.steady.start_s > 180.0
    assert 0.1 < result.steady.to_go <= 0.3 and tewl(result).u > 0.05
    assert tewl(result).value == pytest.approx(10.0, abs=0.31)
    short = measured(t[:150], y[:150])
    assert tewl(short).value is None and "record on" in tewl(short).u_reason
    assert tewl(short, "asymptote").value == pytest.approx(10.0, abs=0.3)


def test_gaps_are_left_out():
    y = noisy()
    y[5::7] = np.nan
    assert tewl(measured(T, y)).value == pytest.approx(10.0, abs=0.2)
    y[10:80] = np.nan
    assert tewl(measured(T, y)).value is None


def test_one_reading_stays_one_reading():
    result = measured([0.0], [9.4])
    (only,) = result.findings
    assert only.value == 9.4 and only.u is None
    assert only.measurand.as_mapping()["rule"] == "single-reading"
    assert "steady-not-known" in only.flags


def test_the_room_is_flagged_and_nothing_is_corrected():
    warm = measured(T, noisy(), temperature_c=27.0, relative_humidity_pct=70.0)
    assert set(warm.flags) == {
        "room-temperature-outside-guidance",
        "room-humidity-outside-guidance",
    }
    assert tewl(warm).value == tewl(measured(T, noisy())).value
    unsaid = measured(T, noisy(), temperature_c=None, relative_humidity_pct=None)
    assert set(unsaid.flags) == {"room-temperature-not-stated", "room-humidity-not-stated"}


def test_a_closed_chamber_needs_its_humidity():
    result = measured(T, noisy(), chamber="closed")
    (only,) = result.findings
    assert only.value is None and "chamber_depth_mm" in only.u_reason
    wet = {
        "probe_temperature_c": np.full(90, 30.0), "probe_humidity_pct": 60.0 - 0.2 * T,
        "stated": {"chamber_depth_mm": 10.0},
    }  # fmt: skip
    (falling,) = measured(T, noisy(), chamber="closed", **wet).findings
    assert falling.value is None and "did not close" in falling.u_reason


def test_capacitance_out_of_reach():
    result = measured([0.0, 1.0], [40, 41], quantity="capacitance", chamber="contact")
    by = {f.metric: f for f in result.findings}
    assert by["barrier.capacitance"].value == 41
    assert by["barrier.occlusion_drift"].value is None
    assert "none is there at 10 s" in by["barrier.occlusion_drift"].u_reason
    assert by["barrier.rate_slope"].value is None


def test_devices_and_chambers_never_meet():
    open_, other = (
        tewl(measured(T, noisy(), device_class=word)).measurand for word in ("one", "two")
    )
    assert "device_class" in difference_reason(open_, other)
    condenser = tewl(measured(T, noisy(), chamber="condenser")).measurand
    assert "chamber" in difference_reason(tewl(measured(T, noisy())).measurand, condenser)
    windows = [
        tewl(measured(T, noisy(), BarrierSettings(window_s=w))).measurand for w in (20.0, 30.0)
    ]
    assert "window_s" in difference_reason(*windows)


def test_defaults_are_the_evidence_base():
    settings = BarrierSettings()
    assert settings.window_s == parameter("barrier.window")
    assert settings.drift_limit_pct == parameter("barrier.drift_limit")
    assert settings.scatter_limit_pct == parameter("barrier.scatter_limit")
    assert settings.read_at_s == parameter("barrier.read_at")


@pytest.mark.parametrize(
    "bad", [{"window_s": 0.0}, {"from_s": -1.0}, {"drift_limit_pct": float("nan")},
            {"read_at_s": 12.0}],
)  # fmt: skip
def test_settings_are_checked(bad):
    with pytest.raises(InputError):
        BarrierSettings(**bad)


def test_unknown_conditions_are_refused():
    with pytest.raises(MeasureError):
        barrier_conditions("barrier.sebum")
    with pytest.raises(MeasureError):
        barrier_conditions("barrier.tewl", rule="guess")


@pytest.mark.parametrize("seed", range(40))
def test_any_readings_are_answered(seed):
    """Steps, gaps, spikes, few points: findings or reasons, never an exception or a NaN."""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(1, 80))
    time = np.cumsum(rng.uniform(0.1, 2.0, count))
    value = rng.choice([0.0, 5.0, 10.0, 1e6, -3.0]) + rng.normal(0, rng.choice([0, 0.1, 5]), count)
    value[rng.random(count) < 0.2] = np.nan
    kind = ("tewl", "capacitance")[seed % 2]
    chamber = ("open", "condenser", "unknown", "closed")[seed % 4] if kind == "tewl" else "contact"
    result = measured(time, value, quantity=kind, chamber=chamber)
    assert result.findings
    for one in result.findings:
        assert one.value is None or np.isfinite(one.value)
        assert one.u is None or (np.isfinite(one.u) and one.u >= 0)
        assert one.value is not None or one.u_reason


@pytest.mark.parametrize("tau", [0.01, 1.0, 1.5])
@pytest.mark.parametrize("rate", [1.0, 5.0])
def test_a_probe_that_is_lifted_falls_over_seconds(tau, rate):
    t = np.arange(0.0, 60.0, 1.0 / rate)
    gone = np.exp(-np.maximum(t - 25.0, 0.0) / tau)
    y = 10.0 * gone + 0.15 * np.random.default_rng(3).standard_normal(t.size)
    end = contact_end(t, y)
    assert 24.5 <= t[end - 1] <= 25.5


def test_a_reading_that_no_skin_gives_is_none():
    result = measured(T, noisy(level=0.3, sd=0.02))
    assert tewl(result).value is None and "no skin" in tewl(result).u_reason
    assert tewl(result, "asymptote").value is None


def test_a_reading_at_the_edge_of_the_record_is_carried_to_its_time():
    t = np.arange(0.0, 15.0, 0.1)
    settings = BarrierSettings(read_at_s=0.2)
    result = measured(t, 40 + 3 * t, settings, quantity="capacitance", chamber="contact")
    assert result.findings[0].value == pytest.approx(40.6, abs=1e-9)


@pytest.mark.parametrize("time", [T[::-1], T - 5.0, np.zeros(90), T[:50], np.full(90, np.nan)])
def test_times_that_do_not_rise_are_refused(time):
    with pytest.raises(MeasureError):
        measured(time, noisy())


def test_hours_of_readings_take_no_hours():
    """200,000 readings after a burst of surface water: seconds, and little memory."""
    t = np.arange(200_000.0)
    result = measured(t, noisy(t.size) + 60.0 * np.exp(-t / 30.0))
    assert tewl(result).value == pytest.approx(10.0, abs=0.3)
    assert "contact-lost" not in result.flags


def test_other_readers_leave_barrier_tables_alone(tmp_path):
    from turgor.formats.barrier import write_barrier
    from turgor.formats.spectrum import is_spectrum

    series = BarrierSeries(T, noisy(), "tewl", chamber="open")
    for suffix in (".csv", ".tsv", ".txt"):
        write_barrier(series, tmp_path / f"a{suffix}")
        assert not is_spectrum(tmp_path / f"a{suffix}")
