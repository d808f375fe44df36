"""Phase speed at one frequency after another, by searching the wavenumber itself.

At frequency f the field over distance is U(x) = A(x) exp(-i k x). The sum of U(x) exp(i k' x) is
largest where k' = k, whatever the amplitude A > 0 does, because it is then a sum of positive
numbers. It is computed at any k' (no grid of a two-dimensional transform, whose bins are as wide as
the aperture is short), so the peak is exact without noise. A wave from a line or a point has the
phase of a Hankel function near its source; with ``spreading='cylindrical'`` that phase is searched.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.measure.elasticity.wave.radon import fading_ends

F = NDArray[np.float64]
C = NDArray[np.complex128]
ENDS_OF_SEARCH = "the best wavenumber lies at an end of the search"
TOO_FEW = "too few laterals lie beyond the near field"
_OVERSAMPLED, _TAPER = 12, 0.15
#: phase from the axis of a cylindrical wave within which its model has no use
_AXIS = 0.3


@dataclass(frozen=True, slots=True)
class PhaseSpeeds:
    """Phase speed over frequency; all arrays (frequencies,).

    speed_m_s, u_m_s : NaN where ``reason`` says why. u from what is left when the fitted wave is
    taken away. explained : share of the frequency's energy in that wave. attenuation_np_m : by
    which its amplitude falls besides spreading, with u. laterals : used.
    """

    frequency_hz: F
    speed_m_s: F
    u_m_s: F
    explained: F
    attenuation_np_m: F
    u_attenuation_np_m: F
    laterals: NDArray[np.intp]
    reason: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Search:
    speed_m_s: tuple[float, float]
    cylindrical: bool
    near_field_wavelengths: float
    least_explained: float
    least_laterals: int


@dataclass(frozen=True, slots=True)
class _One:
    speed: float = np.nan
    u: float = np.nan
    explained: float = 0.0
    attenuation: float = np.nan
    u_attenuation: float = np.nan
    laterals: int = 0
    reason: str = ""


def phase_speeds(
    motion: F,
    distance_mm: F,
    time_s: F,
    frequency_hz: F,
    *,
    speed_m_s: tuple[float, float] = (0.3, 15.0),
    spreading: str = "plane",
    near_field_wavelengths: float = 0.5,
    least_explained: float = 0.5,
    least_laterals: int = 8,
) -> PhaseSpeeds:
    """Phase speed, attenuation and their standard uncertainties at the given frequencies.

    motion : (laterals, times). distance_mm : (laterals,) from the source, in any spacing.
    time_s : (times,) even. The frequency need not lie on a bin of the record.
    """
    search = _Search(
        speed_m_s, spreading == "cylindrical", near_field_wavelengths, least_explained,
        least_laterals,
    )  # fmt: skip
    field = spectra_at(motion, time_s, frequency_hz)
    x_m = distance_mm * 1e-3
    found = [_one(field[:, i], x_m, float(f), search) for i, f in enumerate(frequency_hz)]
    return PhaseSpeeds(
        np.asarray(frequency_hz, np.float64),
        np.array([one.speed for one in found]),
        np.array([one.u for one in found]),
        np.array([one.explained for one in found]),
        np.array([one.attenuation for one in found]),
        np.array([one.u_attenuation for one in found]),
        np.array([one.laterals for one in found], np.intp),
        tuple(one.reason for one in found),
    )


def no_phase_speeds(frequency_hz: F, reason: str) -> PhaseSpeeds:
    """Nothing at each frequency, with the reason."""
    none = np.full(len(frequency_hz), np.nan)
    zero = np.zeros(len(frequency_hz), np.intp)
    reasons = (reason,) * len(frequency_hz)
    return PhaseSpeeds(frequency_hz, none, none, np.zeros(len(none)), none, none, zero, reasons)


def spectra_at(motion: F, time_s: F, frequency_hz: F) -> C:
    """Discrete-time Fourier transform at any frequencies: (laterals, frequencies).

    The record's ends fade, because a tail that is cut off leaks into every frequency.
    """
    faded = motion * fading_ends(motion.shape[1], _TAPER)
    return np.asarray(faded @ np.exp(-2j * np.pi * np.outer(time_s, frequency_hz)))


def _one(field: C, x_m: F, frequency: float, search: _Search) -> _One:
    """Search with all laterals, then without those in the near field of what was found."""
    omega = 2.0 * np.pi * frequency
    k, reason = _number(field, x_m, omega, search, cylindrical=False)
    if reason:
        return _One(laterals=len(x_m), reason=reason)
    least = 2.0 * np.pi * search.near_field_wavelengths / k
    far = x_m >= (max(least, _AXIS / k) if search.cylindrical else least)
    if far.sum() < search.least_laterals:
        return _One(laterals=int(far.sum()), reason=TOO_FEW)
    field, x_m = field[far], x_m[far]
    k, reason = _number(field, x_m, omega, search, cylindrical=search.cylindrical)
    if reason:
        return _One(laterals=len(x_m), reason=reason)
    return _judged(field, x_m, k, omega, search)


def _number(
    field: C, x_m: F, omega: float, search: _Search, *, cylindrical: bool
) -> tuple[float, str]:
    """The wavenumber in rad/m of the largest sum, or why there is none."""
    pitch = float(np.median(np.diff(x_m)))
    low = omega / search.speed_m_s[1]
    high = min(omega / search.speed_m_s[0], np.pi / pitch)
    span = float(np.ptp(x_m))
    if high <= low or not np.abs(field).max() > 0:
        return 0.0, "laterals are too far apart for this frequency"
    wave = np.linspace(low, high, max(24, round(_OVERSAMPLED * (high - low) * span / (2 * np.pi))))
    score = _score(field, x_m, wave, cylindrical)
    best = int(np.argmax(score))
    if best in (0, wave.size - 1):
        return 0.0, ENDS_OF_SEARCH
    return _refined(field, x_m, wave[best - 1 : best + 2], cylindrical), ""


def _score(field: C, x_m: F, wave: F, cylindrical: bool) -> F:
    return np.asarray(np.abs(_model(np.outer(wave, x_m), cylindrical) @ field))


def _model(kx: F, cylindrical: bool) -> C:
    """The conjugate phase of the wave that is searched."""
    if not cylindrical:
        return np.asarray(np.exp(1j * kx))
    from scipy.special import hankel1

    value = hankel1(0, np.maximum(kx, 1e-6))
    return np.asarray(value / np.abs(value))


def _spreading(kx: F) -> F:
    """What undoes the fall of a cylindrical wave's amplitude, 1 in the middle of the aperture."""
    from scipy.special import hankel1

    size = np.abs(hankel1(0, np.maximum(kx, 1e-6)))
    return np.asarray(np.median(size) / size)


def _refined(field: C, x_m: F, around: F, cylindrical: bool) -> float:
    low, high = float(around[0]), float(around[-1])
    for _ in range(4):
        wave = np.linspace(low, high, 13)
        score = _score(field, x_m, wave, cylindrical)
        best = int(np.clip(np.argmax(score), 1, 11))
        low, high = float(wave[best - 1]), float(wave[best + 1])
    a, b, c = score[best - 1 : best + 2]
    bend = a - 2.0 * b + c
    shift = 0.5 * (a - c) / bend if bend < 0 else 0.0
    return float(wave[best] + np.clip(shift, -1.0, 1.0) * (wave[1] - wave[0]))


def _judged(field: C, x_m: F, k: float, omega: float, search: _Search) -> _One:
    """Take the wave away, and read from what is left how far k may be trusted."""
    turned = _model(k * x_m[None, :], search.cylindrical)[0] * field
    turned = turned * np.exp(-1j * np.angle(turned.sum()))
    spread = _spreading(k * x_m) if search.cylindrical else np.ones_like(x_m)
    decay, u_decay, amplitude = _decay(turned * spread, x_m)
    amplitude = amplitude / spread
    rest = turned - amplitude
    power = float((np.abs(field) ** 2).sum())
    explained = 1.0 - float((np.abs(rest) ** 2).sum()) / power
    n = len(x_m)
    if explained < search.least_explained:
        reason = f"one wave explains {max(explained, 0.0):.0%} of the energy"
        return _One(explained=explained, laterals=n, reason=reason)
    if k * float(np.ptp(x_m)) < np.pi:
        reason = "the aperture is shorter than half a wavelength"
        return _One(explained=explained, laterals=n, reason=reason)
    variance = float((rest.imag**2).sum()) / (n - 2)
    lever = x_m - float((amplitude * x_m).sum() / amplitude.sum())
    u_k = float(np.sqrt(variance * (lever**2).sum()) / (amplitude * lever**2).sum())
    return _One(omega / k, omega / k**2 * u_k, explained, decay, u_decay, n)


def _decay(turned: C, x_m: F) -> tuple[float, float, F]:
    """Attenuation in Np/m, its u, and the fitted amplitude, by weighted steps on the real part."""
    lever = x_m - x_m.mean()
    span = float(np.ptp(x_m))
    size, rate = max(float(turned.real.mean()), 1e-300), 0.0
    for _ in range(20):
        amplitude = size * np.exp(-rate * lever)
        slopes = np.stack([amplitude / size, -lever * amplitude], axis=1)
        step, *_ = np.linalg.lstsq(slopes, turned.real - amplitude, rcond=None)
        size = max(size + float(step[0]), 0.1 * size)
        rate = float(np.clip(rate + step[1], -20.0 / span, 20.0 / span))
        if abs(step[1]) * span < 1e-9:
            break
    amplitude = size * np.exp(-rate * lever)
    slopes = np.stack([amplitude / size, -lever * amplitude], axis=1)
    variance = float(((turned.real - amplitude) ** 2).sum()) / (len(x_m) - 2)
    covariance = variance * np.linalg.pinv(slopes.T @ slopes)
    return rate, float(np.sqrt(covariance[1, 1])), np.asarray(amplitude)
