"""Waves that run outward and those that run back, told apart in frequency and wavenumber."""

import numpy as np
from numpy.typing import NDArray

F = NDArray[np.float64]


def outward_share(motion: F) -> float:
    """Share of the moving energy that runs away from the source, 0 to 1.

    motion : (laterals, times), laterals evenly spaced with rising distance.
    """
    spectrum = _spectrum(motion)
    power = np.abs(spectrum) ** 2
    # noise runs both ways alike; a wave fills little of the plane, so the median is noise
    power = np.maximum(power - 3.0 * np.median(power), 0.0)
    outward = _outward(spectrum.shape)
    out, back = float((power * outward).sum()), float((power * (1.0 - outward)).sum())
    return out / (out + back) if out + back > 0 else 0.5


def outward_only(motion: F) -> F:
    """Motion without what runs back; (laterals, times) as given.

    What does not run at all (no frequency, no wavenumber) is shared between both.
    """
    spectrum = _spectrum(motion)
    back = np.fft.ifft2(spectrum * _outward(spectrum.shape)).real
    return np.ascontiguousarray(back[: motion.shape[0], : motion.shape[1]])


def _spectrum(motion: F) -> NDArray[np.complex128]:
    """Twice as many laterals and times, so that the far edge doesn't wrap around to the source."""
    shape = (2 * motion.shape[0], 2 * motion.shape[1])
    return np.asarray(np.fft.fft2(motion, s=shape))


def _outward(shape: tuple[int, ...]) -> F:
    """1 for waves f(t - s x) with s above 0, 0 for those that run back, 1/2 on the axes."""
    product = np.outer(np.sign(np.fft.fftfreq(shape[0])), np.sign(np.fft.fftfreq(shape[1])))
    return np.asarray(0.5 - 0.5 * product)
