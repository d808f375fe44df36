"""Whatever the field or the scans hold, findings are finite or a line says why there are none."""

import numpy as np
import pytest

from turgor.errors import TurgorError
from turgor.measure.elasticity.oct import OctSettings, measure_oct
from turgor.measure.elasticity.wave import WaveSettings, measure_wave
from turgor.record.oct_pair import OctPair
from turgor.record.wave_field import WAVE_KINDS, EchoEnsemble, WaveField

SHA = "0" * 64


def sound(job) -> None:
    try:
        found = job()
    except TurgorError as error:
        assert str(error).isprintable()
        return
    for finding in found.findings:
        assert finding.value is None or np.isfinite(finding.value)
        assert finding.u is None or np.isfinite(finding.u)


def strange(rng, shape):
    motion = rng.normal(size=shape) * 10.0 ** rng.integers(-30, 12)
    times, laterals = np.arange(shape[2]), np.arange(shape[1])
    pick = rng.integers(0, 9)
    if pick < 2:
        motion[:] = pick
    elif pick == 2:
        motion[rng.random(shape) < rng.random()] = np.nan
    elif pick == 3:
        motion[:] = np.sin(times * rng.random() * 3.0)
    elif pick in (4, 5):
        still = np.zeros(shape)
        still[:, :, shape[2] // 2] = 1.0
        motion = still if pick == 4 else still * (laterals == shape[1] // 2)[:, None]
    elif pick == 6:
        arrival = laterals[:, None] * rng.normal() + 5.0
        motion = np.broadcast_to(np.exp(-0.5 * ((times - arrival) / 2.0) ** 2), shape).copy()
    return motion


@pytest.mark.parametrize("seed", range(150))
def test_waves(seed):
    rng = np.random.default_rng(seed)
    shape = (int(rng.integers(1, 6)), int(rng.integers(2, 40)), int(rng.integers(4, 90)))
    lateral = np.arange(shape[1]) * 10.0 ** rng.integers(-4, 3) - rng.integers(0, 2) * 2.0
    field = WaveField(
        strange(rng, shape), np.arange(shape[0]) * 0.1, lateral,
        np.arange(shape[2]) * 10.0 ** rng.integers(-6, 0), wave=str(rng.choice(WAVE_KINDS)),
        density_kg_m3=[None, 1000.0, 1e9][seed % 3], stretch=[None, 1.1, 50.0][seed // 3 % 3],
    )  # fmt: skip
    settings = WaveSettings(
        group_estimator=["radon-energy", "radon-peak", "time-to-peak"][seed % 3],
        spreading=["plane", "cylindrical"][seed % 2],
        model=["kelvin-voigt", "three-parameter"][seed // 2 % 2],
        separate_directions=["auto", "always", "never"][seed // 3 % 3],
        homogeneous_bulk=True,
    )
    sound(lambda: measure_wave(field, settings, capture_sha256=SHA))


@pytest.mark.parametrize("seed", range(40))
def test_echoes(seed):
    rng = np.random.default_rng(seed)
    shape = (int(rng.integers(2, 40)), int(rng.integers(2, 20)), int(rng.integers(2, 50)))
    samples = (rng.normal(size=shape) * 10.0 ** rng.integers(-15, 15)).astype(np.float32)
    samples[0] = np.nan if seed % 5 == 0 else samples[0]
    samples[:] = samples[:, :, :1] if seed % 3 == 0 else samples
    if seed % 2:
        samples = (samples + 1j * samples[::-1]).astype(np.complex64)
    axes = (np.arange(shape[0]) * 0.02, np.arange(shape[1]) * 0.3, np.arange(shape[2]) * 1e-4)
    sound(lambda: measure_wave(EchoEnsemble(samples, *axes, 10.0), capture_sha256=SHA))


@pytest.mark.parametrize("seed", range(80))
def test_scans(seed):
    rng = np.random.default_rng(seed)
    shape = (2, int(rng.integers(2, 90)), int(rng.integers(1, 50)))
    scans = (rng.normal(size=shape) + 1j * rng.normal(size=shape)) * 10.0 ** rng.integers(-15, 15)
    scans[1] = [scans[0], 0 * scans[0], scans[1]][min(seed % 5, 2)]
    scans[:, :, : shape[2] // 2] *= seed % 7 != 0
    edges = tuple(np.cumsum(rng.random(seed % 5) * 100.0 + 1.0))
    pair = OctPair(
        *scans.astype(np.complex64), 10.0 ** rng.integers(-1, 3), 5.0, 1300.0, 1.4, edges
    )
    settings = OctSettings(
        weight=["amplitude", "root-amplitude", "phase-only"][seed % 3],
        lag_um=[None, 10.0][seed % 2],
        follow_displacement=seed % 4 < 2,
    )
    sound(lambda: measure_oct(pair, settings, capture_sha256=SHA))
