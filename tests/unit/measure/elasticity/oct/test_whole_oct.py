"""What measure_oct states, flags and refuses."""

import numpy as np
import pytest

from turgor.errors import InputError, MeasureError
from turgor.measure.elasticity.oct import OctSettings, measure_oct, oct_conditions
from turgor.metrics import Measurand
from turgor.record.oct_pair import OctPair

SHA = "cd" * 32


def pair(turn, rows=100, cols=40, **more):
    """Independent pixels whose phase turns by ``turn`` a row: strain without speckle's troubles."""
    rng = np.random.default_rng(0)
    before = (rng.normal(size=(rows, cols)) + 1j * rng.normal(size=(rows, cols))).astype("c8")
    after = (before * np.exp(1j * np.cumsum(np.broadcast_to(turn, rows)))[:, None]).astype("c8")
    told = {"load": "glass"} | more
    return OctPair(before, after, 4.0, 5.0, 1300.0, 1.4, **told)


def test_strain_ratio_and_conditions():
    unit = 1.3 / (4 * np.pi * 1.4 * 4.0)
    turn = np.where(np.arange(100) < 50, 0.4, 0.1)
    still = OctSettings(follow_displacement=False)  # these pixels turn but do not move
    found = measure_oct(pair(turn, layer_edges_um=(200.0,)), still, capture_sha256=SHA, region="r")
    first, second, ratio = found.findings
    assert (first.item, second.item) == ("layer 1", "layer 2")
    assert first.value == pytest.approx(0.4 * unit, rel=0.01)
    assert second.value == pytest.approx(0.1 * unit, rel=0.01)
    assert ratio.value == pytest.approx(4.0, rel=0.02)
    assert "assumes-equal-stress" in ratio.flags
    for f in found.findings:
        declared = oct_conditions(f.metric, load="glass")
        assert Measurand.of(f.metric, declared) == f.measurand
    flipped = measure_oct(
        pair(turn, layer_edges_um=(200.0,)),
        OctSettings(phase_sign=-1, follow_displacement=False),
        capture_sha256=SHA,
    )
    assert flipped.findings[0].value == pytest.approx(-first.value)


def test_flags_and_refusals():
    found = measure_oct(pair(0.2, load="unknown"), capture_sha256=SHA)
    assert {"load-not-stated", "layers-found"} <= set(found.flags)
    with pytest.raises(MeasureError, match="at least 32 and 8"):
        measure_oct(pair(0.2, rows=20), capture_sha256=SHA)
    opposite = np.where(np.arange(100) < 50, 0.3, -0.3)
    ratio = measure_oct(pair(opposite, layer_edges_um=(200.0,)), capture_sha256=SHA).findings[2]
    assert ratio.value is None and "lengthens" in ratio.u_reason
    thin = measure_oct(pair(0.2, layer_edges_um=(8.0,)), capture_sha256=SHA).findings[0]
    assert thin.value is None and "too thin" in thin.u_reason


def test_settings_are_checked():
    with pytest.raises(InputError, match="weight"):
        OctSettings(weight="none")
    with pytest.raises(InputError, match="phase_sign"):
        OctSettings(phase_sign=0)
