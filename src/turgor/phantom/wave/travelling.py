"""Pulses that run to the side: their spectrum times exp(-i k x), exact at every frequency."""

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.phantom.wave.spec import StretchedSource, TravellingSource
from turgor.physics.elasticity.prestretch import (
    IncrementalModuli,
    incremental_moduli,
    principal_stretches,
    surface_profile,
    surface_speed_m_s,
)

F = NDArray[np.float64]
C = NDArray[np.complex128]


def travelling_motion_um(source: TravellingSource, lateral_mm: F, depth_mm: F, time_s: F) -> F:
    """Motion (depths, laterals, times) of a plane or cylindrical pulse, the same at every depth.

    Errors: InputError where a cylindrical wave is asked for at its source.
    """
    frequency, spectrum = pulse_spectrum(source.centre_hz, source.bandwidth, source.delay_s, time_s)
    distance = 1e-3 * np.abs(lateral_mm)
    speed, loss = source.solid.speed_m_s(frequency), source.solid.attenuation_np_m(frequency)
    number = 2.0 * np.pi * frequency / speed - 1j * loss
    if source.front == "plane":
        travel = np.exp(-1j * np.multiply.outer(distance, number))
    else:
        if np.any(distance <= 0.0):
            raise InputError("cylindrical wave: lateral 0 is its source; start the grid beyond it")
        from scipy.special import hankel2

        travel = np.zeros((distance.size, frequency.size), dtype=np.complex128)
        # -i H0 / 4 is the answer to a real impulse; without -i the pulse would come before its time
        travel[:, 1:] = -1j * hankel2(0, np.multiply.outer(distance, number[1:]))
    side = to_time(travel * spectrum, time_s.size)
    side *= source.peak_um / np.abs(side[np.argmin(distance)]).max()
    return np.repeat(side[None], depth_mm.size, axis=0)


def stretched_moduli(source: StretchedSource) -> tuple[IncrementalModuli, float]:
    """Moduli of the stretched solid in kPa, and its stretch along the way of the wave."""
    stretches = principal_stretches(source.stretch, source.kind, source.way)
    return incremental_moduli(stretches, source.energy, source.shear_modulus_kpa), stretches[0]


def stretched_motion_um(source: StretchedSource, lateral_mm: F, depth_mm: F, time_s: F) -> F:
    """Motion along the normal (depths, laterals, times) of the surface wave's pulse."""
    moduli, _ = stretched_moduli(source)
    speed = surface_speed_m_s(moduli, source.density_kg_m3)
    frequency, spectrum = pulse_spectrum(source.centre_hz, source.bandwidth, source.delay_s, time_s)
    number = 2.0 * np.pi * frequency / speed
    travel = np.exp(-1j * np.multiply.outer(1e-3 * np.abs(lateral_mm), number)) * spectrum
    surface = to_time(travel, time_s.size)
    size = source.peak_um / np.abs(surface[np.argmin(np.abs(lateral_mm))]).max()
    profile = surface_profile(moduli, np.multiply.outer(1e-3 * depth_mm, number))
    return np.stack([to_time(size * travel * row, time_s.size) for row in profile])


def pulse_spectrum(
    centre_hz: float, bandwidth: float, delay_s: float | None, time_s: F
) -> tuple[F, C]:
    """Frequencies and complex spectrum of a Gaussian wave packet that adds up to nothing at 0 Hz.

    Both sides of the band and a third Gaussian at 0 make it even and smooth, so the packet is
    short. The period is eight times the time looked at, so that what leaves doesn't come back.
    """
    step = float(time_s[1] - time_s[0])
    count = 1 << int(np.ceil(np.log2(8 * time_s.size)))
    frequency = np.asarray(np.fft.rfftfreq(count, step), dtype=np.float64)
    width = bandwidth * centre_hz / 2.355
    band = np.exp(-0.5 * ((frequency - centre_hz) / width) ** 2)
    band += np.exp(-0.5 * ((frequency + centre_hz) / width) ** 2)
    band -= 2.0 * np.exp(-0.5 * (frequency**2 + centre_hz**2) / width**2)
    delay = 5.5 / (2.0 * np.pi * width) if delay_s is None else delay_s
    turn = np.exp(-2j * np.pi * frequency * (delay - float(time_s[0])))
    spectrum = np.asarray(band * turn, dtype=np.complex128)
    return frequency, spectrum


def to_time(spectrum: C, times: int) -> F:
    """The first ``times`` samples of real signals from their spectra (last axis)."""
    count = 2 * (spectrum.shape[-1] - 1)
    return np.asarray(np.fft.irfft(spectrum, n=count)[..., :times], dtype=np.float64)
