"""Travelling pulses: their phase, decay and faults against the planted laws."""

import numpy as np
import pytest

from turgor.errors import InputError
from turgor.phantom.wave.field import WaveSpec, wave_field
from turgor.phantom.wave.spec import (
    Solid,
    StretchedSource,
    TravellingSource,
    WaveFaults,
    WaveGrid,
)
from turgor.physics.elasticity import shear

LONG = WaveGrid(laterals=41, times=600)


def spectrum_ratio(record, frequency, near, far):
    """Transfer from one lateral to another at a frequency, by plain sums."""
    turn = np.exp(-2j * np.pi * frequency * record.time_s)
    return (record.motion[0, far] @ turn) / (record.motion[0, near] @ turn)


@pytest.mark.parametrize("frequency", [120.0, 200.0, 280.0])
def test_plane_pulse_keeps_phase_and_decay_of_its_solid(frequency):
    solid = Solid("kelvin-voigt", 4.0, eta_pa_s=1.0)
    record, truth = wave_field(WaveSpec(TravellingSource(solid), LONG))
    ratio = spectrum_ratio(record, frequency, 4, 12)  # 2 mm on
    speed = 2.0 * np.pi * frequency * 2e-3 / -np.angle(ratio)
    assert speed == pytest.approx(shear.kelvin_voigt_speed_m_s(frequency, 4.0, 1.0), rel=1e-5)
    loss = -np.log(np.abs(ratio)) / 2e-3
    assert loss == pytest.approx(shear.kelvin_voigt_attenuation_np_m(frequency, 4.0, 1.0), rel=1e-4)
    assert truth.group_speed_m_s is None
    assert record.motion.max() == pytest.approx(10.0, rel=0.1)


def test_cylindrical_pulse_solves_the_wave_equation_in_a_ring():
    solid = Solid("three-parameter", 2.0, g0_kpa=10.0, beta_per_s=6666.7)
    grid = WaveGrid(lateral_first_mm=3.0, lateral_step_mm=0.05, laterals=60, times=600)
    record, _ = wave_field(WaveSpec(TravellingSource(solid, "cylindrical"), grid))
    assert np.abs(record.motion[..., :10]).max() < 1e-4  # nothing before its time
    frequency = 200.0
    u = record.motion[0] @ np.exp(-2j * np.pi * frequency * record.time_s)
    r, h = 1e-3 * record.lateral_mm, 5e-5
    bend = (u[2:] - 2 * u[1:-1] + u[:-2]) / h**2 + (u[2:] - u[:-2]) / (2 * h * r[1:-1])
    modulus = 1e3 * shear.three_parameter_modulus_kpa(frequency, 10.0, 2.0, 6666.7)
    expected = -1000.0 * (2 * np.pi * frequency) ** 2 * u[1:-1] / modulus
    assert np.abs(bend - expected).max() < 1e-3 * np.abs(expected).max()


def test_stretched_pulse_runs_at_the_stretched_speed():
    source = StretchedSource(10.0, 1.2)
    grid = WaveGrid(depth_mm=(0.0, 1.0), laterals=41, times=600)
    record, truth = wave_field(WaveSpec(source, grid))
    ratio = spectrum_ratio(record, 500.0, 0, 8)
    assert 2 * np.pi * 500.0 * 2e-3 / -np.angle(ratio) == pytest.approx(
        truth.group_speed_m_s, rel=1e-6
    )
    assert record.wave == "surface"
    assert (record.stretch, truth.shear_modulus_kpa) == (1.2, 10.0)
    assert truth.group_speed_m_s / 1.2 / np.sqrt(10.0) == pytest.approx(0.9744, abs=1e-4)


def test_faults_do_what_they_say_and_seeds_repeat():
    source, grid = TravellingSource(), WaveGrid(times=300)
    plain, _ = wave_field(WaveSpec(source, grid))
    spec = WaveSpec(source, grid, WaveFaults(snr_db=20.0, missing_laterals=(3, 7)))
    one, truth = wave_field(spec, (5,))
    two, _ = wave_field(spec, (5,))
    np.testing.assert_array_equal(one.motion, two.motion)
    assert truth.faults == ("noise", "missing-laterals")
    assert np.isnan(one.motion[0, [3, 7]]).all()
    assert np.nanstd(one.motion - plain.motion) == pytest.approx(0.1 * plain.motion.max(), rel=0.05)

    mirror = WaveFaults(reflector_mm=10.0, reflected=0.5)
    back, _ = wave_field(WaveSpec(source, grid, mirror))
    np.testing.assert_allclose(back.motion[0, 40], 1.5 * plain.motion[0, 40], atol=1e-9)
    stops, _ = wave_field(WaveSpec(source, grid, WaveFaults(stops_mm=5.0)))
    assert not stops.motion[0, 21:].any() and stops.motion[0, 20].any()
    wrapped, _ = wave_field(WaveSpec(source, grid, WaveFaults(wrap_um=4.0)))
    assert np.abs(wrapped.motion).max() <= 2.0
    none, truth = wave_field(WaveSpec(source, grid, WaveFaults(absent=True, noise_um=1.0)))
    assert none.motion.std() == pytest.approx(1.0, rel=0.02)
    assert truth.clean.max() > 9.0


@pytest.mark.parametrize(
    "call",
    [
        lambda: Solid("jelly"),
        lambda: TravellingSource(front="round"),
        lambda: WaveGrid(depth_mm=()),
        lambda: wave_field(WaveSpec(TravellingSource(front="cylindrical"))),
        lambda: wave_field(WaveSpec(faults=WaveFaults(missing_laterals=(400,)))),
    ],
)
def test_refused(call):
    with pytest.raises(InputError):
        call()
