"""R, F and Q against curves whose every value follows from a formula; bar: 1e-6 at 100 Hz."""

import numpy as np
import pytest

from turgor.measure.elasticity.suction import measure_suction
from turgor.record.suction import SuctionProtocol, SuctionRecording

RATE = 100.0
RULES = ("fixed-0.1s", "inflection")


def recorded(curve, rate=RATE, lead=0.0, noise=0.0, seed=0):
    last = curve.cycles * (curve.on + curve.off)
    time = np.arange(round(-lead * rate), round(last * rate) + 1) / rate
    elevation = np.where(time >= 0, curve.at(np.maximum(time, 0.0)), 0.0)
    elevation = elevation + np.random.default_rng(seed).normal(0, 1, len(time)) * noise
    protocol = SuctionProtocol(2.0, 450.0, curve.on, curve.off, curve.cycles, "none", 0.05)
    return SuctionRecording(time, elevation, protocol)


def stated(measurement, rule, before="suction.", item=""):
    return {
        one.metric.removeprefix(before): one.value
        for one in measurement.findings
        if one.metric.startswith(before)
        and one.item in (item, "")
        and one.measurand.as_mapping().get("split_rule", rule) == rule
        and one.measurand.as_mapping().get("curve", float(item or 1)) == float(item or 1)
    }


def agree(found, truth, within=1e-6):
    assert set(truth) <= set(found)
    for name, value in truth.items():
        assert found[name] == pytest.approx(value, rel=within, abs=1e-12), name


@pytest.mark.parametrize("pump", [0.01, 0.03, 0.08])
@pytest.mark.parametrize("lead", [0.0, 0.5])
def test_burgers_skin_under_the_fixed_split(suction_forms, pump, lead):
    curve = suction_forms.Burgers(pump=pump)
    truth = suction_forms.values_by_hand(curve, 0.0, 0.1, 0.1)
    truth = {name: value for name, value in truth.items() if name[0] in "ur"}
    agree(stated(measure_suction(recorded(curve, lead=lead), capture_sha256="a"), RULES[0]), truth)


@pytest.mark.parametrize(("corner", "back"), [(0.13, 0.155), (0.1, 0.17), (0.1234, 0.1111)])
def test_straight_lines_under_both_splits(suction_forms, corner, back):
    curve = suction_forms.Lines(corner=corner, back=back)
    found = measure_suction(recorded(curve), capture_sha256="a")
    for rule, (split, release) in zip(RULES, ((0.1, 0.1), (corner, back)), strict=True):
        agree(stated(found, rule), suction_forms.values_by_hand(curve, 0.0, split, release))


@pytest.mark.parametrize("pump", [0.03, 0.05, 0.08])
def test_burgers_skin_under_the_bend(suction_forms, pump):
    curve = suction_forms.Burgers(pump=pump)
    split = suction_forms.bend_by_hand(curve, 0.0, curve.on)
    back = suction_forms.bend_by_hand(curve, curve.on, curve.off)
    found = stated(measure_suction(recorded(curve), capture_sha256="a"), RULES[1])
    assert found["split_time"] == pytest.approx(split, abs=2e-5)
    assert found["release_split_time"] == pytest.approx(back, abs=2e-5)
    agree(found, suction_forms.values_by_hand(curve, 0.0, split, back))


@pytest.mark.parametrize("pump", [0.03, 0.05, 0.08])
def test_areas_of_a_burgers_skin(suction_forms, pump):
    curve = suction_forms.Burgers(pump=pump)
    found = stated(measure_suction(recorded(curve), capture_sha256="a"), RULES[0])
    truth = suction_forms.values_by_hand(curve, 0.0, 0.1, 0.1)
    agree(found, {name: truth[name] for name in ("f0", "f1", "q0", "q1", "q2", "q3")})


def test_areas_of_straight_lines(suction_forms):
    """Areas by hand: triangles and rectangles, no code in between."""
    curve = suction_forms.Lines(corner=0.1, back=0.2, fast=0.3, creep=0.0, fall=0.2, slow=0.1,
                                rest=0.0)  # fmt: skip
    found = stated(measure_suction(recorded(curve), capture_sha256="a"), RULES[1])
    f1 = 0.2 * (0.3 + 0.1) / 2 + 1.8 * 0.1 / 2
    qe = 0.2 * 0.2 / 2 + 0.2 * 1.8
    qr = 1.8 * 0.1 / 2
    truth = {"f0": 0.1 * 0.3 / 2, "f1": f1, "q0": 0.6, "q1": (qe + qr) / 0.6, "q2": qe / 0.6,
             "q3": qr / 0.6}  # fmt: skip
    agree(found, truth)


def test_power_law_creep(suction_forms):
    """z = a s^n under suction: Uf = a T^n, Ue = a 0.1^n, the bend at T n^(1/(1-n))."""
    a, n = 0.3, 0.2
    time = np.arange(0, 1501) / 300.0
    on = time <= 3.0
    z = np.where(on, a * np.minimum(time, 3.0) ** n, 0.0)
    top, later = a * 3.0**n, np.maximum(time - 3.0, 0.0)
    z = np.where(on, z, top - 0.8 * a * later**n)
    record = SuctionRecording(time, z, SuctionProtocol(2.0, 450.0, 3.0, 2.0, 1, "none", 0.05))
    found = measure_suction(record, capture_sha256="a")
    fixed, bend = stated(found, RULES[0]), stated(found, RULES[1])
    truth = {"ue": a * 0.1**n, "ur": 0.8 * a * 0.1**n, "r0": top, "r8": 0.8 * a * 2.0**n}
    agree(fixed, truth)
    agree(fixed, {"r5": 0.8, "r6": (top - truth["ue"]) / truth["ue"], "r7": truth["ur"] / top})
    assert bend["split_time"] == pytest.approx(3.0 * n ** (1 / (1 - n)), rel=1e-4)


def test_what_noise_does(suction_forms):
    """One sample's noise of 1 µm: R0 scatters by its two ends, the bend by milliseconds."""
    curve = suction_forms.Burgers(cycles=1)
    split = suction_forms.bend_by_hand(curve, 0.0, curve.on)
    truth = suction_forms.values_by_hand(curve, 0.0, split, split)
    rows = []
    for seed in range(60):
        record = recorded(curve, lead=0.5, noise=1e-3, seed=seed)
        found = stated(measure_suction(record, capture_sha256="a", fits=False), RULES[1])
        rows.append((found["r0"] - truth["r0"], found["split_time"] - split, found["ue"]))
    error = np.array(rows)
    assert abs(error[:, 0].mean()) < 6e-4
    assert 0.8e-3 < error[:, 0].std() < 2.0e-3
    assert abs(error[:, 1].mean()) < 2e-3
    assert error[:, 1].std() < 10e-3
    assert error[:, 2].mean() == pytest.approx(truth["ue"], rel=5e-3)
