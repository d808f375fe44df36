"""A lift to a set elevation by hand, and no R value where the vacuum is not held."""

from dataclasses import replace

import numpy as np
import pytest

from turgor.measure.elasticity.suction import measure_suction
from turgor.record.suction import SuctionProtocol, SuctionRecording


def lift(regime="to-elevation", vacuum=True):
    """0.2 s of rest, a straight lift to 1.5 mm at 1 mm/s and 60 mbar/mm, an exponential fall."""
    time = np.arange(0, 401) / 100.0
    up = np.clip(time - 0.2, 0.0, 1.5)
    fall = np.maximum(time - 1.7, 0.0)
    z = np.where(time <= 1.7, up, 1.5 * np.exp(-fall / 0.3))
    pressure = np.where(time <= 1.7, 60.0 * up, 0.0)
    protocol = SuctionProtocol(10.0, 100.0, 1.7, 2.0, 1, "none", 0.05, regime)
    return SuctionRecording(time, z, protocol, pressure_mbar=pressure if vacuum else None)


@pytest.mark.parametrize("regime", ["to-elevation", "ramp", "unknown"])
def test_a_lift_by_hand(regime):
    found = {one.metric: one for one in measure_suction(lift(regime), capture_sha256="a").findings}
    truth = {"lift_height": 1.5, "lift_time": 1.5, "lift_pressure": 90.0, "lift_stiffness": 60.0}
    for name, value in truth.items():
        assert found[f"suction.{name}"].value == pytest.approx(value, rel=1e-6), name
    half = found["suction.half_retraction_time"].value
    assert half == pytest.approx(0.3 * np.log(2.0), rel=1e-3)


def test_stiffness_of_stiffening_skin_is_that_of_its_middle():
    """p = 60 z + 20 z^2: the best line from 0.3 to 1.2 mm has the slope at 0.75 mm, 90 mbar/mm."""
    record = lift()
    vacuum = 60.0 * record.elevation_mm + 20.0 * record.elevation_mm**2
    found = measure_suction(replace(record, pressure_mbar=vacuum), capture_sha256="a").findings
    (one,) = [item for item in found if item.metric == "suction.lift_stiffness"]
    assert one.value == pytest.approx(90.0, rel=5e-3)


def test_r_values_are_for_constant_vacuum_alone():
    measured = measure_suction(lift(), capture_sha256="a")
    r_values = [one for one in measured.findings if one.metric[:9] in ("suction.r", "suction.q")]
    assert len(r_values) >= 16
    for one in r_values:
        assert one.value is None
        assert "constant-vacuum" in one.u_reason


def test_without_a_record_of_the_vacuum():
    found = {one.metric: one for one in
             measure_suction(lift(vacuum=False), capture_sha256="a").findings}  # fmt: skip
    assert found["suction.lift_height"].value == pytest.approx(1.5)
    assert found["suction.lift_stiffness"].value is None
    assert "not recorded" in found["suction.lift_stiffness"].u_reason
