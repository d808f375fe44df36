"""Modes of a layered half-space: complex wave numbers at which its surface needs no load.

A mode runs at omega / Re k and fades by -Im k. Slower than the half-space's shear wave it is
guided; faster, it leaks downwards and lives on the other sheet of the half-space's square root.
How much of the surface's motion it carries follows from the residue of the response there.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.physics.elasticity.layered import (
    Layer,
    surface_response_um_pa,
    surface_stiffness_pa_m,
)

F = NDArray[np.float64]
C = NDArray[np.complex128]


@dataclass(frozen=True, slots=True)
class Mode:
    """One way in which the surface can move without a load.

    speed_m_s : omega / Re k. attenuation_np_m : -Im k. leaky : faster than the half-space's shear
    wave. reach_um_pa_m : size of its residue, the motion of the surface far from a line load.
    """

    speed_m_s: float
    attenuation_np_m: float
    leaky: bool
    reach_um_pa_m: float


def ridge_speed_m_s(
    layers: tuple[Layer, ...], frequency_hz: float, slowest_m_s: float, fastest_m_s: float
) -> float:
    """Speed at which the surface answers most to a harmonic load, between two limits.

    This is where a two-dimensional Fourier transform of a measured wave peaks: over layers an
    apparent speed, not that of any material.
    Errors: InputError for impossible limits.
    """
    omega = _omega(frequency_hz, slowest_m_s, fastest_m_s)
    low, high = 1.0 / fastest_m_s, 1.0 / slowest_m_s
    for _ in range(6):  # zoom in on the highest point; each pass narrows 40-fold
        slowness = np.linspace(low, high, 161 if high / low < 1.5 else 2001)
        size = np.abs(surface_response_um_pa(layers, omega * slowness, omega))
        best = int(np.argmax(size))
        low, high = slowness[max(best - 2, 0)], slowness[min(best + 2, slowness.size - 1)]
    return float(2.0 / (low + high))


def surface_modes(
    layers: tuple[Layer, ...], frequency_hz: float, slowest_m_s: float, fastest_m_s: float
) -> tuple[Mode, ...]:
    """Every mode found between two speeds, first the one most felt a wavelength from a line load.

    Modes faster than the half-space's bulk wave aren't looked for, nor those that fade to 1/500
    within one wavelength. Where a mode passes the half-space's shear speed it may be on neither
    sheet for a few hertz; ridge_speed_m_s still sees it. A complete search isn't promised: the
    complex plane is entered from 800 places.
    Errors: InputError for impossible limits.
    """
    omega = _omega(frequency_hz, slowest_m_s, fastest_m_s)
    fastest_m_s = min(fastest_m_s, layers[-1].pressure_speed_m_s)
    slowness = np.geomspace(1.0 / fastest_m_s, 1.0 / slowest_m_s, 200)
    starts = _starts(omega, slowness, (0.001, 0.03, 0.12, 0.4))
    modes: list[Mode] = []
    for leaking in (False, True):
        for k in _roots(layers, omega, starts, leaking):
            mode = _mode(layers, omega, k, leaking)
            inside = slowest_m_s <= mode.speed_m_s <= fastest_m_s
            inside = inside and mode.attenuation_np_m < k.real
            if not (inside and _goes_down(layers, omega, k, leaking)):
                continue
            if any(abs(mode.speed_m_s - m.speed_m_s) < 1e-5 * m.speed_m_s for m in modes):
                continue
            modes.append(mode)
    return tuple(sorted(modes, key=lambda m: -_felt(m, frequency_hz)))


def mode_near(
    layers: tuple[Layer, ...], frequency_hz: float, speed_m_s: float, within: float = 0.05
) -> Mode | None:
    """The mode closest to a speed, within that share of it; None where there is none.

    Errors: InputError for impossible values.
    """
    omega = _omega(frequency_hz, speed_m_s * (1.0 - within), speed_m_s * (1.0 + within))
    slowness = np.linspace(1.0 - within, 1.0 + within, 9) / speed_m_s
    starts = _starts(omega, slowness, (0.001, 0.05, 0.15))
    best = None
    for leaking in (False, True):
        for k in _roots(layers, omega, starts, leaking):
            mode = _mode(layers, omega, k, leaking)
            off = abs(mode.speed_m_s / speed_m_s - 1.0)
            if off > within or not _goes_down(layers, omega, k, leaking):
                continue
            if best is None or off < abs(best.speed_m_s / speed_m_s - 1.0):
                best = mode
    return best


def _starts(omega: float, slowness: F, fades: tuple[float, ...]) -> C:
    """Wave numbers from which roots are looked for: real slownesses by shares of loss."""
    turned = np.multiply.outer(omega * slowness, 1.0 - 1j * np.asarray(fades))
    return np.asarray(turned.ravel(), dtype=np.complex128)


def _mode(layers: tuple[Layer, ...], omega: float, k: complex, leaking: bool) -> Mode:
    step = 1e-5 * k
    ends = surface_response_um_pa(layers, np.array([k - step, k + step]), omega, leaking)
    reach = float(abs(step * (ends[1] - ends[0]) / 2.0))
    fades = 0.0 if abs(k.imag) < 1e-6 * k.real else float(-k.imag)
    leaky = bool(k.real < _half_space_number(layers, omega).real)
    return Mode(float(omega / k.real), fades, leaky, reach)


def _felt(mode: Mode, frequency_hz: float) -> float:
    """Motion left after one wavelength."""
    return mode.reach_um_pa_m * math.exp(-mode.attenuation_np_m * mode.speed_m_s / frequency_hz)


def _roots(layers: tuple[Layer, ...], omega: float, starts: C, leaking: bool) -> C:
    """Where secant steps from ``starts`` come to rest on no load."""
    least, most = 0.2 * starts.real.min(), 5.0 * starts.real.max()
    before, here = starts * (1.0 + 1e-4), starts
    old = _zero(layers, omega, before, leaking)
    at_rest: list[C] = []
    with np.errstate(all="ignore"):
        for _ in range(40):
            now = _zero(layers, omega, here, leaking)
            step = now * (here - before) / np.where(now == old, 1.0, now - old)
            step *= np.minimum(1.0, 0.15 * np.abs(here) / np.maximum(np.abs(step), 1e-300))
            there = here - step
            # beyond these limits is no mode that is wanted, and no precision
            keep = np.isfinite(there) & (there.real > least) & (np.abs(there) < most)
            rest = keep & (np.abs(step) < 1e-9 * np.abs(here))
            at_rest.append(there[rest])
            go = keep & ~rest
            before, old, here = here[go], now[go], there[go]
            if not here.size:
                break
    found = np.concatenate(at_rest)
    low = np.abs(_zero(layers, omega, found, leaking))
    near = np.abs(_zero(layers, omega, found * (1.0 + 1e-3), leaking))
    return np.asarray(found[low < 1e-4 * near], dtype=np.complex128)


def _zero(layers: tuple[Layer, ...], omega: float, k: C, leaking: bool) -> C:
    """Determinant of the surface's stiffness over (k G)^2: zero at a mode."""
    stiff = surface_stiffness_pa_m(layers, k, omega, leaking)
    det = stiff[..., 0, 0] * stiff[..., 1, 1] - stiff[..., 0, 1] * stiff[..., 1, 0]
    return np.asarray(det / (k * 1e3 * layers[0].shear_kpa) ** 2, dtype=np.complex128)


def _goes_down(layers: tuple[Layer, ...], omega: float, k: complex, leaking: bool) -> bool:
    """Whether a root is a wave that fades on its way and, below, dies or carries energy down.

    Slower than the half-space's shear wave it must die downwards; faster, it must travel down,
    growing where it leaks and dying where the half-space's own loss is the stronger.
    """
    shear = _half_space_number(layers, omega)
    if k.imag > 1e-6 * k.real:
        return False
    if k.real > shear.real:
        return not leaking
    root = complex(np.sqrt(k * k - shear * shear))
    return (-root if leaking else root).imag > 0.0


def _half_space_number(layers: tuple[Layer, ...], omega: float) -> complex:
    modulus = complex(layers[-1].shear_pa(np.array(omega + 0j)))
    return complex(omega * np.sqrt(layers[-1].density_kg_m3 / modulus))


def _omega(frequency_hz: float, slowest_m_s: float, fastest_m_s: float) -> float:
    if not (frequency_hz > 0.0 and 0.0 < slowest_m_s < fastest_m_s):
        raise InputError(
            "modes: frequency and speeds must be above 0, the fastest above the slowest"
        )
    return 2.0 * np.pi * frequency_hz
