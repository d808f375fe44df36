"""Broken series and curves: refused, or kept out with the reason, never averaged in."""

from dataclasses import replace

import numpy as np
import pytest

from turgor.errors import ComparisonError, MeasureError
from turgor.measure.elasticity.suction import measure_suction, suction_conditions
from turgor.metrics import Measurand
from turgor.metrics.measurand import require_same
from turgor.record.suction import SuctionProtocol, SuctionRecording

PROTOCOL = SuctionProtocol(2.0, 450.0, 3.0, 2.0, 4, "none", 0.05)
RNG = np.random.default_rng(5)


def series(noise=5e-4, cycles=4, lead=0.0, rest=0.02, rate=100):
    time = np.arange(-round(lead * rate), cycles * 5 * rate + 1) / rate
    inside = np.mod(np.maximum(time, 0.0), 5.0)
    number = np.floor(np.maximum(time, 0.0) / 5.0 + 1e-9)
    up = 0.25 * (1 - np.exp(-inside / 0.03)) + 0.05 * (1 - np.exp(-inside))
    later = np.maximum(inside - 3.0, 0.0)
    top = 0.25 + 0.05 * (1 - np.exp(-3.0))
    down = top - (top - rest) * (1 - 0.8 * np.exp(-later / 0.03) - 0.2 * np.exp(-later / 0.4))
    z = np.where(inside <= 3.0, up, down) + rest * number
    z = np.where(time < 0, 0.0, z)
    z = z + np.random.default_rng(1).normal(0, noise, len(time))
    return SuctionRecording(time, z, replace(PROTOCOL, cycles=cycles))


def vacuum_of(record, level=450.0):
    inside = np.mod(np.maximum(record.time_s, 0.0), 5.0)
    on = (inside < 3.0) & (record.time_s >= 0)
    return np.where(on, level * (1 - np.exp(-inside / 0.02)), 0.0)


def measured(record, **more):
    return measure_suction(record, capture_sha256="a", **more)


def by(measurement, metric, curve=None, rule=None):
    return [
        one for one in measurement.findings
        if one.metric == metric
        and (curve is None or one.measurand.as_mapping().get("curve") == float(curve))
        and (rule is None or one.measurand.as_mapping().get("split_rule") == rule)
    ]  # fmt: skip


def spoil(record, **parts):
    elevation = record.elevation_mm.copy()
    for start, end, change in parts.values():
        part = (record.time_s >= start) & (record.time_s < end)
        elevation[part] = change(elevation[part])
    return replace(record, elevation_mm=elevation)


def test_a_sound_series_has_no_trouble():
    found = measured(series())
    assert [one.trouble for one in found.curves] == [""] * 4
    assert found.flags == ()
    assert all(one.value is not None for one in found.findings if "creep" not in one.metric
               and "recovery" not in one.metric)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda z: z * np.nan, "contact lost or not recorded"),
        (lambda z: 0.002 + 0.0 * z, "contact lost: the skin falls back"),
    ],
)
def test_contact_lost_in_curve_3_is_kept_out(change, reason):
    found = measured(spoil(series(), lost=(11.2, 13.0, change)))
    assert reason in found.curves[2].trouble
    (gone,) = by(found, "suction.curve_r0", 3)
    assert gone.value is None
    assert reason in gone.u_reason
    sound = [by(found, "suction.curve_r0", n)[0].value for n in (2, 4)]
    (mean,) = by(found, "suction.preconditioned_r0")
    assert mean.value == pytest.approx(np.mean(sound))
    assert "curve-3-left-out" in mean.flags
    assert mean.measurand.as_mapping()["curves"] == "2,4"
    for name in ("r3", "r4", "r9"):
        (last,) = by(found, f"suction.{name}")
        assert last.value is not None
        assert "curve-3-left-out" in last.flags
    for name in ("f2", "f3", "f4"):
        (area,) = by(found, f"suction.{name}")
        assert area.value is None
        assert "curve 3" in area.u_reason


def test_means_over_other_curves_are_not_compared():
    whole = by(measured(series()), "suction.preconditioned_r0")[0]
    broken = spoil(series(), lost=(11.2, 13.0, lambda z: z * np.nan))
    lacks_one = by(measured(broken), "suction.preconditioned_r0")[0]
    assert whole.measurand.as_mapping()["curves"] == "2-4"
    assert whole.measurand.conditions == tuple(
        sorted(suction_conditions(PROTOCOL, metric="suction.preconditioned_r0").items())
    )
    with pytest.raises(ComparisonError, match="curves"):
        require_same(whole.measurand, lacks_one.measurand)


def test_a_last_curve_cut_short_takes_r3_r4_and_r9_with_it():
    record = series()
    kept = record.time_s <= 18.9
    found = measured(replace(record, time_s=record.time_s[kept],
                             elevation_mm=record.elevation_mm[kept]))  # fmt: skip
    assert "cut short" in found.curves[3].trouble
    for name in ("r3", "r4", "r9", "f2", "f3", "f4"):
        (one,) = by(found, f"suction.{name}")
        assert one.value is None
        assert "cut short" in one.u_reason
    assert by(found, "suction.r0")[0].value is not None


def test_cycles_that_the_file_lacks_are_named():
    record = series(cycles=3)
    found = measured(replace(record, protocol=PROTOCOL))
    assert "cycles-missing" in found.flags
    assert found.curves[3].trouble == "it is not in the record"
    assert by(found, "suction.curve_r2", 4)[0].value is None
    assert by(found, "suction.r3")[0].value is None
    assert "curve-4-left-out" in by(found, "suction.preconditioned_r2")[0].flags


def test_more_curves_than_cycles_are_said():
    found = measured(replace(series(), protocol=replace(PROTOCOL, cycles=2)))
    assert "record-goes-on-after-the-last-cycle" in found.flags


def test_a_series_that_starts_at_curve_3_states_no_vendor_values():
    record = series(cycles=2)
    found = measured(replace(record, first_curve=3, protocol=PROTOCOL))
    assert [one.number for one in found.curves] == [3, 4]
    for one in (*by(found, "suction.r0"), *by(found, "suction.r5"), *by(found, "suction.r9")):
        assert one.value is None
        assert "from curve 3 on" in one.u_reason
    assert by(found, "suction.curve_r0", 3)[0].value is not None
    assert by(found, "suction.preconditioned_r2")[0].value is not None


def test_reversed_sign_and_time_are_refused():
    record = series()
    with pytest.raises(MeasureError, match="sign is reversed"):
        measured(replace(record, elevation_mm=-record.elevation_mm))
    with pytest.raises(MeasureError, match="time must rise"):
        measured(replace(record, time_s=record.time_s[::-1]))


@pytest.mark.parametrize(
    "change",
    [{"aperture_mm": 0.0}, {"on_s": -1.0}, {"pressure_mbar": float("nan")}],
)
def test_a_protocol_that_is_none(change):
    with pytest.raises(MeasureError, match=next(iter(change))):
        measured(replace(series(), protocol=replace(PROTOCOL, **change)))


@pytest.mark.parametrize("slope", [0.004, -0.004])
def test_a_drifting_zero_takes_what_rests_on_it(slope):
    record = series(lead=1.0)
    found = measured(replace(record, elevation_mm=record.elevation_mm + slope * record.time_s))
    assert "drifting-zero" in found.flags
    for name in ("r3", "r4", "r9", "f2", "f3", "f4"):
        (one,) = by(found, f"suction.{name}")
        assert one.value is None
        assert "drifts" in one.u_reason
    assert by(found, "suction.r0")[0].value is not None
    assert "drifting-zero" not in measured(series(lead=1.0)).flags


def test_skin_that_sinks_below_its_zero_shows_a_drift_without_a_lead_in():
    record = series(rest=0.0)
    found = measured(replace(record, elevation_mm=record.elevation_mm - 0.002 * record.time_s))
    assert "drifting-zero" in found.flags


def test_a_drift_that_begins_after_a_quiet_rest_is_seen_in_the_ends():
    record = series(lead=1.0, rest=0.0)
    late = np.maximum(record.time_s - 2.0, 0.0)
    found = measured(replace(record, elevation_mm=record.elevation_mm - 0.003 * late))
    assert "drifting-zero" in found.flags


def test_a_zero_that_was_not_set_is_said_and_taken_off():
    record = series()
    found = measured(replace(record, elevation_mm=record.elevation_mm + 0.1))
    assert "zero-not-at-start" in found.flags
    plain = by(measured(record), "suction.r0")[0].value
    assert by(found, "suction.r0")[0].value == pytest.approx(plain)
    assert by(found, "suction.r3")[0].value == pytest.approx(
        by(measured(record), "suction.r3")[0].value
    )


def test_a_pump_that_never_reaches_its_vacuum_and_one_that_is_late():
    record = series()
    vacuum = vacuum_of(record)
    vacuum[(record.time_s > 5.0) & (record.time_s < 8.0)] *= 0.8
    found = measured(replace(record, pressure_mbar=vacuum))
    assert "never reached" in found.curves[1].trouble
    assert [one.trouble for one in found.curves if one.number != 2] == [""] * 3
    late = np.where(np.mod(record.time_s, 5.0) < 2.0, 0.9, 1.0) * vacuum_of(record)
    found = measured(replace(record, pressure_mbar=late))
    assert "vacuum-reached-late" in by(found, "suction.r0")[0].flags


def test_a_leak_is_seen_in_the_vacuum_and_without_it_in_the_skin():
    record = series()
    inside = np.mod(record.time_s, 5.0)
    leak = np.where(inside < 3.0, 1.0 - 0.3 * inside / 3.0, 1.0)
    sunk = replace(record, elevation_mm=record.elevation_mm * leak)
    found = measured(sunk)
    assert "skin-sinks-under-suction" in by(found, "suction.r0")[0].flags
    found = measured(replace(sunk, pressure_mbar=vacuum_of(record) * leak))
    assert "not held" in found.curves[0].trouble
    sound = measured(replace(record, pressure_mbar=vacuum_of(record)))
    assert [one.trouble for one in sound.curves] == [""] * 4
    assert all(one.flags == () for one in sound.curves)


def test_starts_come_from_the_vacuum_where_it_was_recorded():
    record = series(lead=0.73)
    found = measured(replace(record, pressure_mbar=vacuum_of(record)))
    assert [one.start_s for one in found.curves] == pytest.approx([0, 5, 10, 15], abs=0.006)


def test_starts_stated_by_the_file_are_held_against_the_curve():
    record = series()
    found = measured(replace(record, cycle_start_s=(0.1, 5.1, 10.1, 15.1)))
    assert "onset-differs-from-stated-start" in found.flags
    far = measured(replace(record, cycle_start_s=(0.0, 5.0, 10.0, 13.0)))
    assert far.curves[3].trouble


def test_a_period_that_drifts_is_taken_from_the_curve():
    record = series()
    found = measured(replace(record, time_s=record.time_s * 1.01))
    assert "cycle-times-from-the-curve" in found.flags
    assert found.curves[3].start_s == pytest.approx(15.15, abs=0.02)


def test_a_lead_in_with_negative_times():
    found = measured(series(lead=0.5))
    plain = measured(series())
    assert found.curves[0].start_s == pytest.approx(0.0, abs=0.003)
    first, second = by(found, "suction.r0")[0].value, by(plain, "suction.r0")[0].value
    assert first == pytest.approx(second, abs=3e-3)


def test_skin_that_does_not_rise_is_no_curve():
    record = series()
    found = measured(replace(record, elevation_mm=0.0005 * RNG.normal(size=len(record.time_s))))
    assert all(one.trouble for one in found.curves)
    assert all(one.value is None for one in found.findings)


def test_start_of_the_record_missing():
    record = series()
    kept = record.time_s >= 0.4
    cut = replace(record, time_s=record.time_s[kept], elevation_mm=record.elevation_mm[kept],
                  cycle_start_s=(0.0, 5.0, 10.0, 15.0))  # fmt: skip
    found = measured(cut)
    assert "were not recorded" in found.curves[0].trouble
    assert by(found, "suction.r0")[0].value is None
    assert by(found, "suction.curve_r0", 2)[0].value is not None


def test_missing_samples_are_no_curve():
    record = series()
    kept = (record.time_s < 6.0) | (record.time_s > 6.4)
    found = measured(replace(record, time_s=record.time_s[kept],
                             elevation_mm=record.elevation_mm[kept]))  # fmt: skip
    assert "samples are missing" in found.curves[1].trouble


def test_a_pump_that_answers_late_shifts_the_series_and_costs_no_curve():
    record = series()
    late = np.interp(record.time_s - 0.06, record.time_s, record.elevation_mm)
    found = measured(replace(record, elevation_mm=late))
    assert [one.trouble for one in found.curves] == [""] * 4
    assert found.curves[0].start_s == pytest.approx(0.06, abs=0.006)
    assert "last-release-read-beyond-the-record" in found.curves[3].flags
    plain = by(measured(record), "suction.r2")[0].value
    assert by(found, "suction.r2")[0].value == pytest.approx(plain, abs=0.01)


@pytest.mark.parametrize("step_mm", [0.002, 0.005, 0.01])
def test_rounded_heights_are_read_as_noisy(step_mm):
    record = series(noise=0.0)
    rounded = np.round(record.elevation_mm / step_mm) * step_mm
    found, plain = measured(replace(record, elevation_mm=rounded)), measured(record)
    for metric, within in (("r0", step_mm), ("split_time", 0.03)):
        value = by(found, f"suction.{metric}", rule=None)[0].value
        assert value == pytest.approx(by(plain, f"suction.{metric}")[0].value, abs=within)


def test_too_few_samples_are_refused_and_sparse_ones_flagged():
    record = series()
    with pytest.raises(MeasureError, match="samples"):
        measured(replace(record, time_s=record.time_s[:9], elevation_mm=record.elevation_mm[:9]))
    found = measured(series(rate=10))
    assert "sparse-sampling" in by(found, "suction.r0")[0].flags


@pytest.mark.parametrize(
    ("force", "on_uv", "on_r2", "on_r6"),
    [(None, "contact-force-not-stated", "contact-force-not-stated", "contact-force-not-stated"),
     (0.6, "contact-force-alters-all-but-r6", "contact-force-alters-all-but-r6", None),
     (0.15, "contact-force-alters-uv", None, None),
     (0.05, None, None, None)],
)  # fmt: skip
def test_contact_force(force, on_uv, on_r2, on_r6):
    protocol = replace(PROTOCOL, contact_force_n=force)
    found = measured(replace(series(), protocol=protocol))
    for metric, flag in (("uv", on_uv), ("r2", on_r2), ("r6", on_r6)):
        one = by(found, f"suction.{metric}")[0]
        assert [f for f in one.flags if f.startswith("contact")] == ([flag] if flag else [])
        assert one.measurand.as_mapping()["contact_force_n"] == (force or 0.0)


def test_preconditioning_is_a_condition_and_its_lack_a_flag():
    protocol = replace(PROTOCOL, preconditioning="unknown")
    found = measured(replace(series(), protocol=protocol))
    assert "preconditioning-not-stated" in by(found, "suction.r2")[0].flags


def test_elevation_beyond_the_aperture_is_said():
    record = series()
    found = measured(replace(record, elevation_mm=record.elevation_mm * 8.0))
    assert "elevation-beyond-aperture" in found.flags


def test_stated_numbers_are_the_devices_and_never_ours():
    record = replace(series(), stated={"R2": 0.7, "q1": 0.6, "Retraction time": 310.0})
    found = measured(record)
    assert by(found, "suction_device.r2")[0].value == 0.7
    assert by(found, "suction.r2")[0].value != 0.7
    alone = SuctionRecording(np.empty(0), np.empty(0), PROTOCOL, stated={"R2": 0.7})
    assert [one.metric for one in measured(alone).findings] == ["suction_device.r2"]
    with pytest.raises(MeasureError):
        measured(replace(alone, stated={}))


def test_conditions_from_the_protocol_alone_are_those_of_the_finding():
    found = measured(series())
    for metric, rule in (("suction.r7", "inflection"), ("suction.r0", "fixed-0.1s"),
                         ("suction.preconditioned_q2", "fixed-0.1s")):  # fmt: skip
        declared = suction_conditions(PROTOCOL, rule, metric=metric)
        assert any(Measurand.of(metric, declared) == one.measurand for one in found.findings)
    assert set(suction_conditions(PROTOCOL)) >= {"split_rule", "cycles"}
    with pytest.raises(MeasureError, match="split rule"):
        suction_conditions(PROTOCOL, "half")
