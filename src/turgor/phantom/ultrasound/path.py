"""What lies between probe and skin: ringing, a membrane, bubbles and the couplant's haze."""

import numpy as np
from numpy.typing import NDArray

from turgor.phantom.ultrasound.border import Borders
from turgor.phantom.ultrasound.spec import UltrasoundSpec

F = NDArray[np.float64]
Scatterers = tuple[F, F, F]


def probe_echoes(spec: UltrasoundSpec, rng: np.random.Generator) -> F:
    """(samples,) amplitudes of the probe's own echoes, alike in every line: ringing, membrane.

    In units of the envelope that each leaves.
    """
    probe, path = spec.probe, spec.path
    samples = probe.rows * probe.rows_each
    echoes = np.zeros(samples)
    last = min(int(path.ringing_um / probe.sample_um), samples)
    if last > 2:
        fade = np.exp(-2.0 * np.arange(last) / last)
        level = 10.0 ** (path.ringing_db / 20.0)
        width = max(probe.pulse_um / probe.sample_um, 1.0)
        echoes[:last] += 0.5 * level * fade * rng.standard_normal(last) / np.sqrt(width)
        for _ in range(4):
            at = int(rng.integers(1, last))
            echoes[at] += level * fade[at] * rng.choice((-1.0, 1.0))
    if path.membrane_um is not None and path.membrane_um < probe.sample_um * (samples - 1):
        echoes[round(path.membrane_um / probe.sample_um)] += 10.0 ** (path.membrane_db / 20.0)
    return echoes


def debris(spec: UltrasoundSpec, borders: Borders, rng: np.random.Generator) -> Scatterers:
    """Bubbles above the skin: (x, z, amplitude) of points, several to a cluster.

    Amplitude is the envelope that a point leaves.
    """
    probe, path = spec.probe, spec.path
    width = probe.line_um * (probe.lines - 1)
    clusters = rng.poisson(path.debris_per_mm * width / 1000.0)
    points = rng.integers(2, 14, clusters)
    height = np.repeat(path.debris_um * rng.beta(1.0, 2.2, clusters), points)
    x = np.repeat(rng.uniform(0.0, width, clusters), points)
    total = int(points.sum())
    x = x + rng.normal(0.0, 0.5 * probe.line_um, total)
    z = borders.at("entry_um", x) - height - rng.exponential(0.12 * path.debris_um, total)
    level = np.repeat(rng.normal(path.debris_db, 4.0, clusters), points)
    strength = 10.0 ** ((level + rng.normal(-2.0, 4.0, total)) / 20.0)
    clear = path.ringing_um if path.membrane_um is None else max(path.membrane_um, 0.0)
    kept = (z > clear) & (z < borders.at("entry_um", x) - probe.pulse_um)
    return x[kept], z[kept], strength[kept]


def haze_db(spec: UltrasoundSpec, borders: Borders, x_um: F, z_um: F) -> F:
    """Strength of the couplant on the skin, dB: fades upwards, none within a pulse of the skin."""
    above = borders.at("entry_um", x_um) - z_um
    fade = spec.path.haze_db - 8.6858896 * above / max(spec.path.haze_um, 1.0)
    strength: F = np.where(above > 0, fade, -200.0)
    return strength
