"""Waves that run outward and those that run back, told apart in frequency and wavenumber."""

import numpy as np
from numpy.typing import NDArray

F = NDArray[np.float64]


def outward_share(
    motion: F, step_s: float = 1.0, band_hz: tuple[float, float] = (0.0, np.inf)
) -> float:
    """Share of the moving energy that runs away from the source, 0 to 1.

    motion : (laterals, times), laterals evenly spaced with rising distance, times ``step_s`` apart.
    band_hz : frequencies that count.
    """
    spectrum = _spectrum(motion)
    power = np.abs(spectrum) ** 2
    # noise runs both ways alike; a wave fills little of the plane, so the median is noise
    power = np.maximum(power - 3.0 * np.median(power), 0.0)
    frequency = np.abs(np.fft.fftfreq(spectrum.shape[1], step_s))
    power[_too_long(len(power))] = 0.0
    power = power * ((frequency >= band_hz[0]) & (frequency <= band_hz[1]))
    outward = _outward(spectrum.shape)
    out, back = float((power * outward).sum()), float((power * (1.0 - outward)).sum())
    return out / (out + back) if out + back > 0 else 0.5


def outward_only(motion: F) -> F:
    """Motion without what runs back; (laterals, times) as given.

    Waves longer than the aperture can't be told apart and stay.
    """
    spectrum = _spectrum(motion)
    kept = _outward(spectrum.shape)
    kept[_too_long(len(kept))] = 1.0
    back = np.fft.ifft2(spectrum * kept).real
    return np.ascontiguousarray(back[: motion.shape[0], : motion.shape[1]])


def _spectrum(motion: F) -> NDArray[np.complex128]:
    """Twice as many laterals and times, so that the far edge doesn't wrap around to the source."""
    shape = (2 * motion.shape[0], 2 * motion.shape[1])
    return np.asarray(np.fft.fft2(motion, s=shape))


def _too_long(count: int) -> NDArray[np.bool_]:
    """Wavenumbers of waves that are longer than the aperture, which is half of ``count``."""
    return np.asarray(np.abs(np.fft.fftfreq(count)) < 1.99 / count)


def _outward(shape: tuple[int, ...]) -> F:
    """1 for waves f(t - s x) with s above 0, 0 for those that run back, 1/2 on the axes."""
    product = np.outer(np.sign(np.fft.fftfreq(shape[0])), np.sign(np.fft.fftfreq(shape[1])))
    return np.asarray(0.5 - 0.5 * product)
