"""Shear waves in a viscoelastic solid: speed, attenuation, and the modulus that a speed stands for.

Motion is written exp(i(omega t - k x)), so a lossy modulus has a positive imaginary part and a wave
that dies along x has Im k < 0. With G* = G' + i G'' and density rho, k = omega sqrt(rho / G*), so

    c = omega / Re k = sqrt(2 |G*|^2 / (rho (G' + |G*|))),
    a = -Im k        = omega sqrt(rho (|G*| - G') / (2 |G*|^2)).

Kelvin-Voigt: G* = mu + i omega eta. The three-parameter solid is the one-term Prony series that
finite-element programs take, G(t) = Ginf + (G0 - Ginf) exp(-beta t), whose transform is
G* = Ginf + (G0 - Ginf) i omega / (beta + i omega): Ginf at rest, G0 at once. With
G1 = G0 - Ginf and eta = G1 / beta this is the form of the QIBA digital phantoms
(RSNA-QIBA-US-SWS/QIBA-DigitalPhantoms, data/c_omega.py and results/GMDispersion.m).
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from turgor.errors import InputError

F = NDArray[np.float64]
C = NDArray[np.complex128]


def kelvin_voigt_modulus_kpa(frequency_hz: ArrayLike, mu_kpa: float, eta_pa_s: float) -> C:
    """Complex shear modulus in kPa of a spring beside a dashpot; shape of ``frequency_hz``.

    Errors: InputError where a frequency or ``eta_pa_s`` is negative or ``mu_kpa`` isn't above 0.
    """
    omega = _omega(frequency_hz)
    if not (mu_kpa > 0.0 and eta_pa_s >= 0.0):
        raise InputError(
            f"Kelvin-Voigt: mu {mu_kpa} kPa must be above 0 and eta {eta_pa_s} Pa s not below 0"
        )
    return np.asarray(mu_kpa + 1e-3j * omega * eta_pa_s, dtype=np.complex128)


def three_parameter_modulus_kpa(
    frequency_hz: ArrayLike, g0_kpa: float, ginf_kpa: float, beta_per_s: float
) -> C:
    """Complex shear modulus in kPa of the three-parameter solid; shape of ``frequency_hz``.

    g0_kpa : at once. ginf_kpa : at rest. beta_per_s : rate of relaxation.
    Errors: InputError unless g0 >= ginf > 0 and beta > 0.
    """
    omega = _omega(frequency_hz)
    if not (g0_kpa >= ginf_kpa > 0.0 and beta_per_s > 0.0):
        raise InputError(
            f"three-parameter solid: G0 {g0_kpa} kPa must not be below Ginf {ginf_kpa} kPa, "
            f"Ginf and beta {beta_per_s} 1/s must be above 0"
        )
    ratio = 1j * omega / (beta_per_s + 1j * omega)
    return np.asarray(ginf_kpa + (g0_kpa - ginf_kpa) * ratio, dtype=np.complex128)


def phase_speed_m_s(modulus_kpa: ArrayLike, density_kg_m3: float = 1000.0) -> F:
    """Phase speed in m/s of a plane shear wave where the complex modulus is ``modulus_kpa``."""
    modulus = 1e3 * np.asarray(modulus_kpa, dtype=np.complex128)
    size = np.abs(modulus)
    speed = np.sqrt(2.0 * size**2 / (_density(density_kg_m3) * (modulus.real + size)))
    return np.asarray(speed, dtype=np.float64)


def attenuation_np_m(
    frequency_hz: ArrayLike, modulus_kpa: ArrayLike, density_kg_m3: float = 1000.0
) -> F:
    """Amplitude attenuation in Np/m of a plane shear wave; shapes broadcast."""
    modulus = 1e3 * np.asarray(modulus_kpa, dtype=np.complex128)
    number = _omega(frequency_hz) * np.sqrt(_density(density_kg_m3) / modulus)
    return np.asarray(-number.imag + 0.0, dtype=np.float64)


def kelvin_voigt_speed_m_s(
    frequency_hz: ArrayLike, mu_kpa: float, eta_pa_s: float, density_kg_m3: float = 1000.0
) -> F:
    """Phase speed in m/s of a Kelvin-Voigt solid at ``frequency_hz``."""
    return phase_speed_m_s(kelvin_voigt_modulus_kpa(frequency_hz, mu_kpa, eta_pa_s), density_kg_m3)


def kelvin_voigt_attenuation_np_m(
    frequency_hz: ArrayLike, mu_kpa: float, eta_pa_s: float, density_kg_m3: float = 1000.0
) -> F:
    """Amplitude attenuation in Np/m of a Kelvin-Voigt solid at ``frequency_hz``."""
    modulus = kelvin_voigt_modulus_kpa(frequency_hz, mu_kpa, eta_pa_s)
    return attenuation_np_m(frequency_hz, modulus, density_kg_m3)


def three_parameter_speed_m_s(
    frequency_hz: ArrayLike,
    g0_kpa: float,
    ginf_kpa: float,
    beta_per_s: float,
    density_kg_m3: float = 1000.0,
) -> F:
    """Phase speed in m/s of the three-parameter solid at ``frequency_hz``."""
    modulus = three_parameter_modulus_kpa(frequency_hz, g0_kpa, ginf_kpa, beta_per_s)
    return phase_speed_m_s(modulus, density_kg_m3)


def three_parameter_attenuation_np_m(
    frequency_hz: ArrayLike,
    g0_kpa: float,
    ginf_kpa: float,
    beta_per_s: float,
    density_kg_m3: float = 1000.0,
) -> F:
    """Amplitude attenuation in Np/m of the three-parameter solid at ``frequency_hz``."""
    modulus = three_parameter_modulus_kpa(frequency_hz, g0_kpa, ginf_kpa, beta_per_s)
    return attenuation_np_m(frequency_hz, modulus, density_kg_m3)


def rayleigh_ratio(poisson: float = 0.5) -> float:
    """Rayleigh speed over shear speed on a free isotropic half-space: 0.9553 at Poisson 0.5.

    With x = (c_R / c_s)^2 and q = (c_s / c_p)^2 = (1 - 2 nu) / (2 - 2 nu), the Rayleigh equation
    is x^3 - 8 x^2 + 8 (3 - 2 q) x - 16 (1 - q) = 0; its one root in (0, 1) is taken.
    Errors: InputError outside -1 < poisson <= 0.5.
    """
    if not -1.0 < poisson <= 0.5:
        raise InputError(f"Poisson's ratio {poisson}: -1 to 0.5 is possible, skin is close to 0.5")
    q = (1.0 - 2.0 * poisson) / (2.0 - 2.0 * poisson)
    roots = np.roots([1.0, -8.0, 8.0 * (3.0 - 2.0 * q), -16.0 * (1.0 - q)])
    real = roots.real[(np.abs(roots.imag) < 1e-9) & (roots.real > 0.0) & (roots.real < 1.0)]
    return float(np.sqrt(real.min()))


def shear_modulus_kpa(speed_m_s: ArrayLike, density_kg_m3: float = 1000.0) -> F:
    """Shear modulus rho c^2 in kPa: of an elastic, isotropic, unbounded, unstretched solid only."""
    speed = np.asarray(speed_m_s, dtype=np.float64)
    return np.asarray(1e-3 * _density(density_kg_m3) * speed**2, dtype=np.float64)


def youngs_modulus_kpa(speed_m_s: ArrayLike, density_kg_m3: float = 1000.0) -> F:
    """Young's modulus 3 rho c^2 in kPa; as shear_modulus_kpa, and incompressible."""
    return 3.0 * shear_modulus_kpa(speed_m_s, density_kg_m3)


def _omega(frequency_hz: ArrayLike) -> F:
    frequency = np.asarray(frequency_hz, dtype=np.float64)
    if np.any(frequency < 0.0):
        raise InputError("frequency below 0 Hz: give 0 or more")
    return 2.0 * np.pi * frequency


def _density(density_kg_m3: float) -> float:
    if not 100.0 <= density_kg_m3 <= 10000.0:
        raise InputError(
            f"density {density_kg_m3} kg/m3: 100 to 10000 is possible, tissue is about 1000"
        )
    return density_kg_m3
