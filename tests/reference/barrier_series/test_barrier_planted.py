"""Readings of the barrier phantom, which was written apart: planted values come back, faults don't.

It plants an approach, an excess on contact, correlated noise, drift, sweat and lost contact.
"""

import numpy as np
import pytest

from turgor.measure.barrier import BarrierSettings, measure_barrier
from turgor.phantom.barrier import BarrierSpec, SweatBurst, barrier_series

SHA = "0" * 64


def results(spec, count=40):
    """(value, u, steady, truth) of the steady window in ``count`` placements, None kept."""
    found = []
    for seed in range(count):
        series, truth = barrier_series(spec, seed)
        result = measure_barrier(series, capture_sha256=SHA)
        found.append((result.findings[0], result, truth))
    return found


@pytest.mark.parametrize("chamber", ["open", "condenser"])
@pytest.mark.parametrize("noise", [0.15, 0.3])
def test_planted_water_loss(chamber, noise):
    found = results(BarrierSpec(chamber=chamber, noise=noise, duration_s=90.0))
    kept = [(f.value - truth.steady, f.u) for f, _, truth in found if f.value is not None]
    assert len(kept) >= 0.9 * len(found)
    off, u = np.array(kept).T
    assert abs(off.mean()) < 0.03 * 9.69
    assert np.mean(np.abs(off) <= 1.96 * u) >= 0.88
    ends = [r.approach.asymptote - truth.steady for _, r, truth in found if r.approach]
    assert len(ends) >= 0.9 * len(found) and abs(np.mean(ends)) < 0.01 * 9.69


@pytest.mark.parametrize(
    "spec",
    [
        BarrierSpec(fault="contact-lost"),
        BarrierSpec(fault="contact-lost", fault_at_s=6.0),
        BarrierSpec(fault="too-short"),
        BarrierSpec(chamber="closed"),
    ],
)
def test_planted_faults_give_no_value(spec):
    for finding, result, _ in results(spec, 20):
        assert finding.value is None and finding.u_reason
        if spec.fault == "contact-lost":
            assert "contact-lost" in result.flags and "contact was lost" in finding.u_reason


def test_sweat_is_not_steady():
    """A burst that begins before the window is through: a value is the exception."""
    found = results(BarrierSpec(duration_s=90.0, bursts=(SweatBurst(40.0, 8.0),)))
    assert sum(f.value is not None for f, _, _ in found) <= 0.1 * len(found)


def test_contact_lost_later_leaves_the_value():
    found = results(BarrierSpec(duration_s=90.0, fault="contact-lost", fault_at_s=70.0))
    values = [f.value for f, _, _ in found if f.value is not None]
    assert len(values) >= 0.9 * len(found)
    assert np.mean(values) == pytest.approx(9.69, rel=0.03)


def test_a_reversed_series_is_refused_by_the_reader(tmp_path):
    from turgor.errors import FormatError
    from turgor.formats.barrier import read_barrier, write_barrier

    series, _ = barrier_series(BarrierSpec(fault="reversed"), 1)
    write_barrier(series, tmp_path / "back.csv")
    with pytest.raises(FormatError, match="must rise"):
        read_barrier(tmp_path / "back.csv")


@pytest.mark.parametrize("rate", [1.0, 5.0, 10.0])
def test_planted_capacitance(rate):
    spec = BarrierSpec(
        quantity="capacitance", steady=45.0, duration_s=15.0, sampling_hz=rate, occlusion=8.0
    )
    first, drift = [], []
    for seed in range(30):
        series, truth = barrier_series(spec, seed)
        by = {f.metric: f for f in measure_barrier(series, capture_sha256=SHA).findings}
        first.append(by["barrier.capacitance"].value)
        drift.append(by["barrier.occlusion_drift"].value)
    settings = BarrierSettings()
    at = [
        45.0 * -np.expm1(-s / truth.tau_s) + 8.0 * -np.expm1(-s / 20.0)
        for s in (settings.read_at_s, settings.later_s)
    ]
    assert np.mean(first) == pytest.approx(at[0], rel=5e-3)
    assert np.mean(drift) == pytest.approx(100 * (at[1] / at[0] - 1), abs=0.4)
