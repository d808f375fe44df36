"""A closed chamber planted here and measured there: two codings of the same balance of water."""

import numpy as np
import pytest

from turgor.measure.barrier import measure_barrier
from turgor.phantom.barrier import BarrierSpec, barrier_series


@pytest.mark.parametrize(("depth_mm", "steady"), [(10.0, 9.69), (25.0, 30.0)])
def test_the_planted_loss_is_measured(depth_mm, steady) -> None:
    spec = BarrierSpec(
        chamber="closed", chamber_depth_mm=depth_mm, steady=steady, duration_s=20.0, sampling_hz=5.0
    )
    off, u = [], []
    for seed in range(20):
        series, truth = barrier_series(spec, seed)
        (finding,) = measure_barrier(series, capture_sha256="0" * 64).findings
        assert truth.steady == steady and finding.value is not None
        off.append(finding.value - steady)
        u.append(finding.u)
    # two formulas of saturated vapour differ by 0.1 %
    assert abs(np.mean(off)) < 0.005 * steady
    assert np.mean(np.abs(off) <= 2 * np.array(u)) >= 0.85
