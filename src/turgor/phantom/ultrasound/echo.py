"""From scatterers to raw lines: each leaves a pulse in the lines that its beam reaches.

Scatterers fall on a grid finer than the image and are shared between its neighbouring points; the
grid is then smeared across by the beam and along depth by the pulse. Both are Gaussian.
"""

import numpy as np
from numpy.typing import NDArray

from turgor.phantom.ultrasound.spec import ProbeSpec

F = NDArray[np.float64]
F32 = NDArray[np.float32]
#: grid points per raw sample and per line
FINE_Z, FINE_X = 4, 4
_BLOCK = 16
_FWHM = 2.3548200450309493


def sparse_grid(probe: ProbeSpec, x_um: F, z_um: F, amplitude: F) -> F32:
    """(samples · FINE_Z, lines · FINE_X) summed amplitudes of scatterers at (x, z)."""
    rows = probe.rows * probe.rows_each * FINE_Z
    cols = probe.lines * FINE_X
    z = z_um * (FINE_Z / probe.sample_um)
    x = x_um * (FINE_X / probe.line_um)
    row, col = np.floor(z).astype(np.int64), np.floor(x).astype(np.int64)
    kept = (row >= 0) & (row < rows - 1) & (col >= 0) & (col < cols - 1)
    row, col = row[kept], col[kept]
    down, right, weight = (z[kept] - row), (x[kept] - col), amplitude[kept]
    grid = np.zeros(rows * cols)
    for dr, dc in ((0, 0), (0, 1), (1, 0), (1, 1)):
        part = weight * (down if dr else 1.0 - down) * (right if dc else 1.0 - right)
        grid += np.bincount((row + dr) * cols + col + dc, part, minlength=rows * cols)
    shaped: F32 = grid.reshape(rows, cols).astype(np.float32)
    return shaped


def beam_um(probe: ProbeSpec, z_um: float) -> float:
    """Lateral width at half height of a point's image at a depth."""
    if probe.field_um <= 0:
        return probe.beam_um
    return float(probe.beam_um * np.hypot(1.0, (z_um - probe.focus_um) / probe.field_um))


def through_beam(probe: ProbeSpec, grid: F32) -> F32:
    """(samples · FINE_Z, lines): every line sums what lies within its beam at each depth.

    A wider beam sees more and each part less, so that speckle keeps its level at all depths.
    """
    lines = np.arange(probe.lines) * probe.line_um
    points = np.arange(grid.shape[1]) * (probe.line_um / FINE_X)
    seen = np.empty((grid.shape[0], probe.lines), dtype=np.float32)
    block = _BLOCK * FINE_Z
    for first in range(0, grid.shape[0], block):
        middle = (first + 0.5 * block) * probe.sample_um / FINE_Z
        sigma = beam_um(probe, middle) / _FWHM
        beam = np.exp(-0.5 * ((points[:, None] - lines) / sigma) ** 2)
        # sum of squares over x is sigma·sqrt(pi); divided by its root, power is 1 per µm
        beam /= np.sqrt(sigma * np.sqrt(np.pi))
        seen[first : first + block] = grid[first : first + block] @ beam.astype(np.float32)
    return seen


def pulse_spectrum(probe: ProbeSpec, frequency_mhz: F) -> F:
    """Amplitude of the received pulse at frequencies, 1 at the centre."""
    sigma = probe.bandwidth * probe.centre_mhz / _FWHM
    spectrum: F = np.exp(-0.5 * ((frequency_mhz - probe.centre_mhz) / sigma) ** 2)
    return spectrum


def through_pulse(probe: ProbeSpec, seen: F32) -> F32:
    """(lines, samples) raw voltage of smeared scatterers; a pulse is centred on its scatterer.

    Scaled so that ``density`` scatterers per µm² of rms strength s give an rms envelope of
    s · sqrt(density).
    """
    from scipy.fft import irfft, next_fast_len, rfft

    rows = seen.shape[0]
    length = next_fast_len(rows + 8 * FINE_Z * int(probe.pulse_um / probe.sample_um + 1), real=True)
    fine_mhz = probe.sampling_mhz * FINE_Z
    frequency: F = np.arange(length // 2 + 1, dtype=np.float64) * (fine_mhz / length)
    sigma_um = probe.pulse_um / _FWHM
    # envelope A exp(-z²/2σ²) of unit power per µm; its spectrum's peak is A σ sqrt(2π) / step / 2
    peak = np.sqrt(2.0 * np.pi) * sigma_um / np.sqrt(sigma_um * np.sqrt(np.pi))
    gain = 0.5 * peak / (probe.sample_um / FINE_Z) * pulse_spectrum(probe, frequency)
    # sharing a scatterer between two points dims fine waves by sinc²: given back here
    gain /= np.sinc(frequency / fine_mhz) ** 2
    spectrum = rfft(seen.T, n=length, axis=1) * gain.astype(np.float32)
    lines: F32 = irfft(spectrum, n=length, axis=1)[:, :rows:FINE_Z]
    return np.ascontiguousarray(lines, dtype=np.float32)


def receiver_noise(probe: ProbeSpec, rng: np.random.Generator) -> F32:
    """(lines, samples) noise in the pulse's band with an rms envelope of 10^(noise_db / 20)."""
    from scipy.fft import irfft, rfft

    samples = probe.rows * probe.rows_each
    white = rng.standard_normal((probe.lines, samples), dtype=np.float32)
    frequency: F = np.arange(samples // 2 + 1, dtype=np.float64) * (probe.sampling_mhz / samples)
    band = pulse_spectrum(probe, frequency)
    # mean square of the voltage is half that of its envelope
    share = np.sqrt(0.5 / (2.0 * np.sum(band**2) / samples))
    scale = share * 10.0 ** (probe.noise_db / 20.0)
    shaped = irfft(rfft(white, axis=1) * (band * scale).astype(np.float32), n=samples, axis=1)
    noise: F32 = shaped.astype(np.float32)
    return noise


def time_gain(probe: ProbeSpec) -> F:
    """(samples,) the time-gain curve as a factor."""
    depth_mm = np.arange(probe.rows * probe.rows_each) * probe.sample_um / 1000.0
    ramp_db = probe.tgc_db_mm * (depth_mm - probe.tgc_from_um / 1000.0)
    factor: F = 10.0 ** (np.clip(ramp_db, 0.0, probe.tgc_most_db) / 20.0)
    return factor
