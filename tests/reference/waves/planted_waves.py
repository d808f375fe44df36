"""Waves in closed form, written here from textbook equations; nothing of the product is used."""

import numpy as np


def pulse(speed, distance_mm, time_s, *, start_s=4e-3, width_s=0.6e-3):
    """Displacement of a Gaussian pulse that runs without change: (laterals, times)."""
    arrival = start_s + distance_mm[:, None] * 1e-3 / speed
    return np.exp(-0.5 * ((time_s[None] - arrival) / width_s) ** 2)


def kelvin_voigt_number(frequency_hz, mu_kpa, eta_pa_s, density=1000.0):
    """Complex wavenumber in rad/m, from G = mu + i omega eta and k = omega sqrt(rho / G)."""
    omega = 2.0 * np.pi * np.asarray(frequency_hz, float)
    return omega * np.sqrt(density / (1e3 * mu_kpa + 1j * omega * eta_pa_s))


def kelvin_voigt_speed(frequency_hz, mu_kpa, eta_pa_s, density=1000.0):
    omega = 2.0 * np.pi * np.asarray(frequency_hz, float)
    return omega / kelvin_voigt_number(frequency_hz, mu_kpa, eta_pa_s, density).real


def three_parameter_speed(frequency_hz, g0_kpa, ginf_kpa, beta, density=1000.0):
    """Spring beside a Maxwell arm: G = Ginf + (G0 - Ginf) i omega / (beta + i omega)."""
    omega = 2.0 * np.pi * np.asarray(frequency_hz, float)
    modulus = 1e3 * (ginf_kpa + (g0_kpa - ginf_kpa) * 1j * omega / (beta + 1j * omega))
    return omega / (omega * np.sqrt(density / modulus)).real


def viscoelastic_wave(
    mu_kpa, eta_pa_s, distance_mm, time_s, *, kind="plane", start_s=5e-3, width_s=0.5e-3
):
    """Velocity of a wave in a Kelvin-Voigt solid, summed frequency by frequency.

    kind : plane, exp(-i k x); cylindrical, the answer to a line, -i H0(2)(k r) / 4 (causal).
    The source is the derivative of a Gaussian; the sum runs over eight times the record, so that
    nothing wraps around.
    """
    from scipy.special import hankel2

    step = time_s[1] - time_s[0]
    count = 8 * len(time_s)
    frequency = np.fft.rfftfreq(count, step)[1:]
    omega = 2.0 * np.pi * frequency
    source = 1j * omega * np.exp(-0.5 * (omega * width_s) ** 2 - 1j * omega * (start_s - time_s[0]))
    number = kelvin_voigt_number(frequency, mu_kpa, eta_pa_s)
    kx = number[None, :] * distance_mm[:, None] * 1e-3
    spread = np.exp(-1j * kx) if kind == "plane" else -0.25j * hankel2(0, kx)
    spectrum = np.concatenate([np.zeros((len(distance_mm), 1)), source * spread], axis=1)
    field = np.fft.irfft(spectrum, count, axis=1)[:, : len(time_s)]
    return field / np.abs(field).max()
