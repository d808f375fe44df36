"""R3, R4, R9, F2-F4, later curves and their mean against series written down by hand."""

import numpy as np
import pytest

from turgor.measure.elasticity.suction import measure_suction
from turgor.record.suction import SuctionProtocol, SuctionRecording

FIXED = "fixed-0.1s"


def recorded(curve, rate=100.0):
    time = np.arange(round(curve.cycles * (curve.on + curve.off) * rate) + 1) / rate
    protocol = SuctionProtocol(2.0, 450.0, curve.on, curve.off, curve.cycles, "none", 0.05)
    return SuctionRecording(time, curve.at(time), protocol)


def one(measurement, metric, rule=None, curve=None):
    found = [
        item
        for item in measurement.findings
        if item.metric == metric
        and (rule is None or item.measurand.as_mapping().get("split_rule") == rule)
        and (curve is None or item.measurand.as_mapping().get("curve") == curve)
    ]
    assert len(found) == 1, (metric, len(found))
    return found[0]


def test_series_values_of_straight_lines(suction_forms):
    """Cycle i starts at 0.04 i and tops at 0.04 i + 0.3; on 3 s, off 2 s, five cycles."""
    curve = suction_forms.Lines()
    found = measure_suction(recorded(curve), capture_sha256="a")
    top, low = 0.3, 0.04
    truth = {"r3": top + 4 * low, "r4": 5 * low, "r9": 4 * low}
    # the upper line rises by 4 low over 20 s; the lower one runs from 0 at 0 s through low (i + 1)
    # at 5 (i + 1) s, so that both rise alike and stay top - 3/5 low apart
    truth["f2"] = 0.5 * 20.0 * 4 * low
    truth["f3"] = 20.0 * (top - 0.6 * low)
    one_cycle = (0.25 * 0.13 / 2 + (0.25 + 0.3) / 2 * 2.87
                 + (0.3 + 0.12) / 2 * 0.155 + (0.12 + 0.04) / 2 * 1.845)  # fmt: skip
    truth["f4"] = 5 * one_cycle + 5.0 * low * (0 + 1 + 2 + 3 + 4)
    for name, value in truth.items():
        assert one(found, f"suction.{name}").value == pytest.approx(value, rel=1e-6), name


def test_series_values_of_a_burgers_skin(suction_forms):
    curve = suction_forms.Burgers()
    found = measure_suction(recorded(curve), capture_sha256="a")
    tops = [float(curve.at(5.0 * i + 3.0)) for i in range(5)]
    truth = {"r3": tops[-1], "r4": float(curve.at(25.0)), "r9": tops[-1] - tops[0],
             "f4": curve.area(0.0, 25.0)}  # fmt: skip
    for name, value in truth.items():
        assert one(found, f"suction.{name}").value == pytest.approx(value, rel=1e-6), name


def test_later_curves_and_their_mean(suction_forms):
    curve = suction_forms.Burgers(cycles=4)
    found = measure_suction(recorded(curve), capture_sha256="a")
    each = [suction_forms.values_by_hand(curve, 5.0 * i, 0.1, 0.1) for i in range(4)]
    for name in ("r0", "r1", "r2", "r5", "r6", "r7", "r8", "f0", "f1", "q0", "q1", "q2", "q3"):
        rule = FIXED if name in ("r5", "r6", "r7", "q2", "q3") else None
        for i in (1, 2, 3):
            value = one(found, f"suction.curve_{name}", rule, i + 1.0)
            assert value.value == pytest.approx(each[i][name], rel=1e-6), (name, i)
            assert value.item == str(i + 1)
        mean = float(np.mean([values[name] for values in each[1:]]))
        preconditioned = one(found, f"suction.preconditioned_{name}", rule)
        assert preconditioned.value == pytest.approx(mean, rel=1e-6), name
    assert each[0]["r0"] != pytest.approx(each[1]["r0"], rel=1e-3)


def test_r5_r7_follow_the_pump_and_r0_r2_do_not(suction_forms):
    """Same skin, pump of 10 and of 80 ms: as the closed form says."""
    found = {}
    for pump in (0.01, 0.08):
        curve = suction_forms.Burgers(pump=pump)
        measured = measure_suction(recorded(curve), capture_sha256="a", fits=False)
        truth = suction_forms.values_by_hand(curve, 0.0, 0.1, 0.1)
        for name in ("r0", "r2", "r6", "r7"):
            rule = FIXED if name in ("r6", "r7") else None
            found[name, pump] = one(measured, f"suction.{name}", rule).value
            assert found[name, pump] == pytest.approx(truth[name], rel=1e-6)
    change = {n: found[n, 0.08] / found[n, 0.01] - 1 for n in ("r0", "r2", "r6", "r7")}
    assert abs(change["r0"]) < 0.01
    assert abs(change["r2"]) < 0.01
    assert change["r6"] > 1.0
    assert change["r7"] < -0.2
