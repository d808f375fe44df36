"""Statistics of phantom echoes against the closed forms of fully developed speckle."""

from dataclasses import replace

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.phantom.wave.echo import EchoSpec, echo_ensemble
from turgor.phantom.wave.field import WaveSpec
from turgor.phantom.wave.spec import Solid, TravellingSource, WaveFaults, WaveGrid

#: a wave of 0.2 m length: every beam moves as one
LONG = WaveSpec(
    TravellingSource(Solid(mu_kpa=100.0), centre_hz=50.0, delay_s=0.0, peak_um=20.0),
    WaveGrid(laterals=41, times=40),
)
SPEC = EchoSpec(LONG, depth_first_mm=20.0, depth_last_mm=24.0, snr_db=None)
STILL = replace(LONG, grid=replace(LONG.grid, times=3), faults=WaveFaults(absent=True))


def test_speckle_is_fully_developed():
    """Intensity of speckle is exponential: spread over mean 1, mean of the 2nd power 2."""
    echo, _ = echo_ensemble(replace(SPEC, wave=STILL, depth_last_mm=50.0))
    power = np.abs(echo.samples[:, :, 0]) ** 2
    cells = power.size / 30  # samples that share a cell of pulse and beam count once
    assert power.std() / power.mean() == pytest.approx(1.0, abs=4.0 / np.sqrt(cells))
    assert np.mean(np.abs(echo.samples) ** 2) == pytest.approx(1.0, rel=1e-3)


def test_neighbours_share_the_pulse_and_the_beam():
    """Coherence of speckle is the envelope's autocorrelation: exp(-d^2 / 4 s^2)."""
    echo, _ = echo_ensemble(replace(SPEC, wave=STILL, depth_last_mm=50.0))
    q = echo.samples[:, :, 0]

    def coherence(a, b):
        return abs(np.vdot(a, b)) / np.sqrt(np.vdot(a, a).real * np.vdot(b, b).real)

    length = 1540.0 / 6e3 * np.sqrt(2 * np.log(2)) / (2 * np.pi * 0.6)
    step = echo.depth_mm[1] - echo.depth_mm[0]
    for lag in (1, 2, 3):
        expected = np.exp(-((lag * step) ** 2) / (4 * length**2))
        assert coherence(q[:-lag], q[lag:]) == pytest.approx(expected, abs=0.04)
    assert coherence(q[:, :-1], q[:, 1:]) == pytest.approx(np.exp(-(0.25**2) / 0.16), abs=0.04)


def test_phase_follows_the_motion_and_rf_is_the_same_echo():
    echo, truth = echo_ensemble(SPEC)
    q = echo.samples
    turn = np.angle(np.sum(q[:, :, 1:] * q[:, :, :1].conj(), axis=0))
    moved = truth.motion_um[:, 1:] - truth.motion_um[:, :1]
    expected = -4e-3 * np.pi * 6.0 / 1540.0 * 1e3 * moved
    assert np.abs(expected).max() > 0.5
    assert np.abs(turn - expected).max() < 0.05
    assert truth.alias_um == pytest.approx(1540.0 / 24.0)

    rf, _ = echo_ensemble(replace(SPEC, radio_frequency=True))
    assert rf.samples.dtype == np.float32
    carrier = np.exp(4j * np.pi * 6.0 / 1540.0 * 1e3 * echo.depth_mm)[:, None, None]
    np.testing.assert_allclose(rf.samples, (echo.samples * carrier).real, atol=1e-4)


def test_noise_and_decorrelation_take_the_coherence_they_should():
    still = replace(SPEC, wave=STILL, depth_last_mm=40.0)

    def coherence(spec):
        q = echo_ensemble(spec)[0].samples
        first, last = q[:, :, 0], q[:, :, -1]
        return abs(np.vdot(first, last)) / (np.linalg.norm(first) * np.linalg.norm(last))

    assert coherence(still) == pytest.approx(1.0, abs=1e-6)
    assert coherence(replace(still, snr_db=10.0)) == pytest.approx(1 / 1.1, abs=0.01)
    assert coherence(replace(still, decorrelation=0.36)) == pytest.approx(0.8, abs=0.03)


def test_seeds_and_gaps():
    gap = replace(SPEC, wave=replace(LONG, faults=WaveFaults(missing_laterals=(2,))), snr_db=20.0)
    one, _ = echo_ensemble(gap, (3,))
    two, _ = echo_ensemble(gap, (3,))
    three, _ = echo_ensemble(gap, (4,))
    np.testing.assert_array_equal(one.samples, two.samples)
    assert not np.array_equal(one.samples, three.samples)
    assert not one.samples[:, 2].any()


@pytest.mark.parametrize(
    "change",
    [
        {"centre_mhz": 0.0},
        {"depth_last_mm": 1.0},
        {"samples_per_cycle": 2.0, "radio_frequency": True},
        {"decorrelation": 1.0},
    ],
)
def test_refused(change):
    with pytest.raises(InputError):
        replace(SPEC, **change)
