"""Texture direction Std and dominant wavelength Ssw from the windowed power spectrum."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import fft, ndimage

from turgor.compute import jit, map_strips
from turgor.record.height_map import FloatMap

#: points along the longer side of the map (or tile) whose spectrum is taken
_SPECTRUM_POINTS = 1000
#: share of the variance that averaging of neighbours may take before full resolution is needed
_MOST_LOST = 0.1
#: a wavelength is identified where at least this many fit into the field
_LEAST_WAVES = 2.0
_ANGLES = 360


@dataclass(frozen=True, slots=True)
class Spectrum:
    """Windowed power of the ordinates on one half plane of frequencies.

    power : (n_y, n_x) float32, any scale; zero frequency in the middle row, column 0.
    step_x, step_y : frequency step, 1/µm. shortest_um : shortest wavelength that was looked at.
    """

    power: NDArray[np.float32]
    step_x: float
    step_y: float
    field_x_um: float
    field_y_um: float
    shortest_um: float


@jit
def _block_means(height: FloatMap, means: FloatMap, first: int, end: int, side: int) -> None:
    """Mean of the evaluated points of each block; NaN where fewer than half are evaluated."""
    for i in range(first, end):
        for j in range(means.shape[1]):
            total, count = 0.0, 0
            for y in range(i * side, (i + 1) * side):
                for x in range(j * side, (j + 1) * side):
                    value = height[y, x]
                    if value == value:
                        total += value
                        count += 1
            means[i, j] = total / count if 2 * count >= side * side else np.nan


def _coarse(surface: FloatMap, side: int) -> FloatMap:
    means = np.empty((surface.shape[0] // side, surface.shape[1] // side))
    map_strips(lambda a, b: _block_means(surface, means, a, b, side), means.shape[0])
    return means


def power_spectrum(
    surface: FloatMap, mean_um: float, sq_um: float, pitch_x_um: float, pitch_y_um: float
) -> Spectrum:
    """Spectrum of an evaluated surface (rows, cols), µm, NaN = not evaluated.

    Large maps are averaged over blocks first; where that would take more than a tenth of the
    variance (short waves), the spectra of full-resolution tiles are averaged instead. A Hann
    window over both axes keeps the borders out; gaps count as the mean height.
    """
    rows, cols = surface.shape
    side = max(1, max(rows, cols) // _SPECTRUM_POINTS)
    if side > 1 and min(rows, cols) // side >= 16:
        means = _coarse(surface, side)
        if np.nanmean((means - mean_um) ** 2) >= (1.0 - _MOST_LOST) * sq_um**2:
            return _spectrum([means], mean_um, sq_um, pitch_x_um * side, pitch_y_um * side)
    high, wide = min(rows, _SPECTRUM_POINTS), min(cols, _SPECTRUM_POINTS)
    tiles = [
        surface[top : top + high, left : left + wide]
        for top in range(0, rows - high + 1, high)
        for left in range(0, cols - wide + 1, wide)
    ]
    return _spectrum(tiles, mean_um, sq_um, pitch_x_um, pitch_y_um)


def _spectrum(
    tiles: list[FloatMap], mean_um: float, sq_um: float, pitch_x: float, pitch_y: float
) -> Spectrum:
    shape = tiles[0].shape
    window = np.outer(np.hanning(shape[0] + 2)[1:-1], np.hanning(shape[1] + 2)[1:-1])
    padded = tuple(fft.next_fast_len(2 * n, real=True) for n in shape)
    power = np.zeros((padded[0], padded[1] // 2 + 1), dtype=np.float32)
    for tile in tiles:
        wave = np.where(np.isnan(tile), 0.0, tile - mean_um) * window
        wave -= window * (wave.sum() / window.sum())
        wave /= sq_um
        spectrum = fft.rfft2(wave.astype(np.float32), s=padded)
        power += np.square(spectrum.real)
        power += np.square(spectrum.imag)
    return Spectrum(
        power=np.fft.fftshift(power, axes=0),
        step_x=1.0 / (padded[1] * pitch_x),
        step_y=1.0 / (padded[0] * pitch_y),
        field_x_um=shape[1] * pitch_x,
        field_y_um=shape[0] * pitch_y,
        shortest_um=2.0 * max(pitch_x, pitch_y),
    )


def dominant_wavelength_um(spectrum: Spectrum) -> tuple[float | None, str]:
    """Ssw: the wavelength of the largest Fourier amplitude, and why there is none.

    The place of the maximum is refined by a parabola through the logarithm of the power along
    either axis. Not identified where fewer than two such waves fit into the field.
    """
    power = spectrum.power
    middle = power.shape[0] // 2
    row, column = np.unravel_index(int(np.argmax(power)), power.shape)
    if not power[row, column] > 0.0:
        return None, "the surface is flat"
    shift_y = _vertex(power[:, column], int(row))
    shift_x = _vertex(np.concatenate([power[_mirror(row, power.shape[0]), 1:2], power[row]]),
                      int(column) + 1)  # fmt: skip
    along_x = (column + shift_x) * spectrum.step_x
    along_y = (row + shift_y - middle) * spectrum.step_y
    waves = float(np.hypot(along_x * spectrum.field_x_um, along_y * spectrum.field_y_um))
    if waves < _LEAST_WAVES:
        return None, "the largest Fourier amplitude belongs to a wave of the size of the field"
    return float(1.0 / np.hypot(along_x, along_y)), ""


def _mirror(row: np.intp | int, rows: int) -> int:
    """The row of the opposite frequency, for the column left of zero frequency along x."""
    return int((2 * (rows // 2) - int(row)) % rows)


def _vertex(power: NDArray[np.floating], at: int) -> float:
    """Offset of a parabola's vertex through three logarithms, within half a step."""
    if at < 1 or at + 1 >= power.size or min(power[at - 1 : at + 2]) <= 0.0:
        return 0.0
    left, top, right = np.log(power[at - 1 : at + 2])
    bend = left - 2.0 * top + right
    return float(np.clip(0.5 * (left - right) / bend, -0.5, 0.5)) if bend < 0.0 else 0.0


def texture_direction_deg(spectrum: Spectrum) -> float:
    """Std: direction of the lay, degrees in [0, 180), anticlockwise from +x as the map is seen.

    The angular amplitude density is the integral of Fourier amplitude times frequency along rays
    from two waves per field up to the shortest wavelength; the lay runs across its maximum.
    """
    amplitude = np.sqrt(spectrum.power)
    middle = amplitude.shape[0] // 2
    least = _LEAST_WAVES / min(spectrum.field_x_um, spectrum.field_y_um)
    most = 1.0 / spectrum.shortest_um
    count = int(np.clip(2.0 * most / max(spectrum.step_x, spectrum.step_y), 8, 2000))
    radius = np.linspace(min(least, 0.5 * most), most, count)
    angle = (np.arange(_ANGLES) - _ANGLES // 2) * (np.pi / _ANGLES)
    along_x = np.outer(np.cos(angle), radius) / spectrum.step_x
    along_y = np.outer(np.sin(angle), radius) / spectrum.step_y + middle
    ray = ndimage.map_coordinates(amplitude, [along_y, along_x], order=1, mode="nearest")
    strength = (ray * radius).sum(axis=1)
    best = int(np.argmax(strength))
    around = np.maximum(strength[[best - 1, best, (best + 1) % _ANGLES]], 1e-300)
    wave_deg = (best - _ANGLES // 2 + _vertex(around, 1)) * (180.0 / _ANGLES)
    # rows grow downwards: the angle seen is the negative one, and the lay is square to the wave
    return float((90.0 - wave_deg) % 180.0)
