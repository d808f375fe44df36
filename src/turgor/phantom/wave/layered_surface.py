"""Surface waves over layers from a shaker: wave-number integrals of the layered response.

    u(r, z, omega) = 1 / (2 pi) int k P(k) G(k, z, omega) J0(k r) dk        (round contact)
    u(x, z, omega) = 1 / pi     int   P(k) G(k, z, omega) cos(k x) dk       (line contact)

Poles lie on or below the positive real axis, so the path of integration is bent above it by about
one over the farthest distance. Pulses are summed over frequencies with a small imaginary part,
which is taken out again as exp(eta t) in time; what would come back by wrapping is damped.
"""

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.phantom.wave.spec import LayeredSource
from turgor.physics.elasticity.layered import Layer, depth_response_um_pa
from turgor.physics.elasticity.layered_modes import mode_near, ridge_speed_m_s

F = NDArray[np.float64]
C = NDArray[np.complex128]


def layered_motion_um(
    source: LayeredSource, lateral_mm: F, depth_mm: F, time_s: F, fineness: float = 1.0
) -> F:
    """Motion along the normal (depths, laterals, times) in um, positive into the skin.

    fineness : more than 1 takes more quadrature nodes; the result must not depend on it.
    Errors: InputError where the grid is too coarse in time for the pulse.
    """
    distance = 1e-3 * np.abs(lateral_mm)
    top, near = int(np.argmin(depth_mm)), int(np.argmin(distance))
    if source.drive == "harmonic":
        omega = np.array([2.0 * np.pi * source.centre_hz + 0j])
        moved = _to_laterals(source, distance, depth_mm, omega, fineness)[..., 0]
        scale = source.peak_um / np.abs(moved[top, near])
        return np.asarray(
            scale * (moved[..., None] * np.exp(1j * omega.real * time_s)).real, dtype=np.float64
        )
    packet, eta = _packet(source, time_s)
    spectrum = np.fft.rfft(packet)
    turns = np.fft.rfftfreq(packet.size, time_s[1] - time_s[0])
    omega = np.asarray(2.0 * np.pi * turns - 1j * eta, dtype=np.complex128)
    used = np.flatnonzero(np.abs(spectrum) > 1e-6 * np.abs(spectrum).max())
    if used[-1] >= spectrum.size - 1:
        raise InputError("shaker: the time step is too long for this pulse; take more samples")
    whole = np.zeros((depth_mm.size, distance.size, spectrum.size), dtype=np.complex128)
    moved = _to_laterals(source, distance, depth_mm, omega[used], fineness)
    whole[..., used] = moved * spectrum[used]
    motion = np.fft.irfft(whole, n=packet.size)[..., : time_s.size] * np.exp(eta * time_s)
    scale = source.peak_um / np.abs(motion[top, near]).max()
    return np.asarray(scale * motion, dtype=np.float64)


def layered_modes_in_band(layers: tuple[Layer, ...], frequency_hz: F) -> tuple[F, F]:
    """Speed and attenuation of the mode that carries most; NaN where no mode lies at the ridge."""
    slow = min(1e3 * x.shear_kpa / x.density_kg_m3 for x in layers) ** 0.5
    deep = (1e3 * layers[-1].shear_kpa / layers[-1].density_kg_m3) ** 0.5
    speed, loss = np.full((2, frequency_hz.size), np.nan)
    for number, frequency in enumerate(frequency_hz):
        ridge = ridge_speed_m_s(layers, float(frequency), 0.5 * slow, 6.0 * deep)
        mode = mode_near(layers, float(frequency), ridge)
        if mode is not None:
            speed[number], loss[number] = mode.speed_m_s, mode.attenuation_np_m
    return speed, loss


def _packet(source: LayeredSource, time_s: F) -> tuple[F, float]:
    """Force over time, damped by exp(-eta t), on a period of at least twice the time asked."""
    step = float(time_s[1] - time_s[0])
    count = 1 << int(np.ceil(np.log2(2 * time_s.size)))
    eta = np.log(1e5) / (count * step)
    t = step * np.arange(count, dtype=np.float64)
    rate = 2.0 * np.pi * source.bandwidth * source.centre_hz / 2.355
    delay = 5.5 / rate if source.delay_s is None else source.delay_s
    bell = np.exp(-0.5 * (rate * (t - delay)) ** 2)
    still = np.exp(-0.5 * (2.355 / source.bandwidth) ** 2)  # so that it adds up to nothing
    force = bell * (np.cos(2.0 * np.pi * source.centre_hz * (t - delay)) - still)
    return np.asarray(force * np.exp(-eta * t), dtype=np.float64), float(eta)


def _to_laterals(source: LayeredSource, distance: F, depth_mm: F, omega: C, fineness: float) -> C:
    """The wave-number integral, (depths, laterals, frequencies)."""
    from scipy.special import jv

    width = 1e-3 * source.contact_mm
    lift = 1.5 / float(max(distance.max(), 4.0 * width))
    last = 5.3 / width
    panels = int(np.ceil(fineness * last / (1.5 * lift)))
    x, w = np.polynomial.legendre.leggauss(8)
    edges = np.linspace(0.0, last, panels + 1)
    half = 0.5 * (edges[1] - edges[0])
    s = (edges[:-1, None] + half * (x + 1.0)).ravel()
    root = np.sqrt(s**2 + lift**2)
    k = s + 1j * lift * s / root
    weight = np.tile(half * w, panels) * (1.0 + 1j * lift * (1.0 / root - s**2 / root**3))
    weight = weight * np.exp(-0.5 * (k * width) ** 2)
    grow = np.multiply.outer(distance, k)
    if source.contact == "spot":
        table = jv(0, grow) * (k * weight)
    else:
        table = np.cos(grow) * weight
    out = np.empty((depth_mm.size, distance.size, omega.size), dtype=np.complex128)
    for number, w_now in enumerate(omega):
        answer = depth_response_um_pa(source.layers, depth_mm, k, w_now)
        out[:, :, number] = answer @ table.T
    return out
