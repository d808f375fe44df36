"""Motion after a push of radiation force: the exact axisymmetric solution, by quadrature in k.

In an unbounded incompressible solid a force f(r, z) g(t) along z moves the point (r, z) by

    u(r, z, t) = 1 / (4 pi^2) int k^2 dk h(k, t) int dn (1 - n^2) F(k sqrt(1 - n^2), k n)
                 J0(k r sqrt(1 - n^2)) exp(i k n z),       n = kz / k from -1 to 1,

where (1 - n^2) keeps the part of the force that doesn't just raise pressure and h answers
rho h'' + k^2 G(d/dt) h = g. Place and time separate: the inner integral is a table over (r, k), h
a table over (k, t), and the field their product. The force is a Gaussian beam under a Gaussian
window along z, so that its transform F is in closed form too:

    f = exp(-2 r^2 / w^2) (w0 / w)^2 exp(-z^2 / (2 L^2) - 2 a z),   w^2 = w0^2 (1 + z^2 / zR^2),
    F = (pi w0^2 / 2) exp(-kr^2 w0^2 / 8) sqrt(2 pi) S exp(S^2 (2 a + i kz)^2 / 2),
    1 / S^2 = 1 / L^2 + kr^2 w0^2 / (4 zR^2).

A beam that is wider across the picture (y) than in it multiplies F by exp(-ky^2 (wy^2 - w0^2) / 8);
in the picture J0 is then the mean of cos(kr r cos p) over directions p with that weight.
"""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from turgor.phantom.wave.spec import PushSource, Solid

F = NDArray[np.float64]

#: exp(-REACH^2 / 2) = 7e-10: where a Gaussian spectrum is taken to end
REACH = 6.5


def push_motion_um(
    source: PushSource, lateral_mm: F, depth_mm: F, time_s: F, fineness: float = 1.0
) -> F:
    """Axial motion (depths, laterals, times) in um, positive away from the probe.

    fineness : more than 1 takes more quadrature nodes; the result must not depend on it.
    """
    radius = 1e-3 * np.abs(lateral_mm)
    height = 1e-3 * (np.append(depth_mm, source.focus_mm) - source.focus_mm)
    far = float(radius.max() + np.abs(height).max())
    k, weight = _wave_numbers(source, far, float(time_s.max()), fineness)
    shapes = _shapes(source, np.append(radius, 0.0), height, k, fineness)
    answer = weight[:, None] * push_response(source.solid, k, time_s, source.push_s)
    motion = np.einsum("zrk,kt->zrt", shapes, answer, optimize=True)
    peak = np.abs(motion[-1, -1]).max()
    return np.asarray(source.peak_um / peak * motion[:-1, :-1], dtype=np.float64)


def beam(source: PushSource) -> tuple[float, float, float, float]:
    """Waist w0 (m), 1 / zR (1/m), window L (m) and loss a (Np/m) of the force."""
    wavelength = source.sound_speed_m_s / (1e6 * source.carrier_mhz)
    waist = 1e-3 * source.waist_mm()
    if source.shape == "gaussian":
        # half-maximum length of a circular aperture's focus: about 7 wavelengths x F^2
        return waist, 0.0, 7.0 * wavelength * source.f_number**2 / 2.355, 0.0
    loss = 100.0 * source.loss_db_cm_mhz * source.carrier_mhz / 8.686
    return waist, wavelength / (math.pi * waist**2), 0.5e-3 * source.focus_mm, loss


def push_response(solid: Solid, k: F, time_s: F, push_s: float) -> F:
    """h(k, t) for a force of 1 during ``push_s`` from time 0, shape (wave numbers, times).

    The answer to a force that stays on is a sum of exponentials, one for each root of
    rho s^2 + k^2 G(s) = 0; the push is that answer less the same, ``push_s`` later.
    """
    rho = solid.density_kg_m3
    out = np.empty((k.size, time_s.size))
    later = np.maximum(time_s - push_s, 0.0)
    for row, number in enumerate(k):
        stiff = 1e3 * number**2
        if solid.model == "three-parameter":
            rest, extra, beta = solid.mu_kpa, solid.g0_kpa - solid.mu_kpa, solid.beta_per_s
            poles = np.array(
                [rho, rho * beta, stiff * (rest + extra), stiff * rest * beta], dtype=np.float64
            )
            above = np.array([1.0, beta])
        else:
            eta = 1e-3 * solid.eta_pa_s if solid.model == "kelvin-voigt" else 0.0
            poles = np.array([rho, stiff * eta, stiff * solid.mu_kpa], dtype=np.float64)
            above = np.array([1.0])
        roots = np.roots(poles)
        size = np.polyval(above, roots) / (roots * np.polyval(np.polyder(poles), roots))
        on = np.exp(np.multiply.outer(time_s, roots)) @ size
        off = np.exp(np.multiply.outer(later, roots)) @ size
        # while the force acts, ``off`` is the sum of sizes: minus the resting motion, as wanted
        out[row] = np.real(on - off)
    return out


def _wave_numbers(source: PushSource, far: float, late: float, fineness: float) -> tuple[F, F]:
    """Nodes and weights along k, enough for the fastest oscillation of the integrand."""
    waist = beam(source)[0]
    last = 2.0 * REACH / waist
    fastest = float(source.solid.speed_m_s(0.0))
    if source.solid.model == "three-parameter":
        fastest = math.sqrt(1e3 * source.solid.g0_kpa / source.solid.density_kg_m3)
    turns = last * (far + fastest * late + waist) / (2.0 * math.pi)
    panels = max(4, math.ceil(fineness * turns / 2.0))
    x, w = np.polynomial.legendre.leggauss(12)
    edges = np.linspace(0.0, last, panels + 1)
    half = 0.5 * np.diff(edges)[:, None]
    nodes = edges[:-1, None] + half * (x + 1.0)
    return nodes.ravel(), (half * w).ravel()


def _shapes(source: PushSource, radius: F, height: F, k: F, fineness: float) -> F:
    """The inner integral over direction, (heights, radii, wave numbers)."""
    waist, spread, window, loss = beam(source)
    half_waist = 0.5 * waist
    narrowest = 1.0 / np.hypot(1.0 / window, k * half_waist * spread)
    widest = np.minimum(1.0, REACH / (narrowest * k))
    x, w = np.polynomial.legendre.leggauss(2 * math.ceil(24 * fineness))
    x, w = x[x > 0.0], w[x > 0.0]
    n = widest[:, None] * x
    kz, kr = k[:, None] * n, k[:, None] * np.sqrt(1.0 - n**2)
    s2 = 1.0 / (window**-2.0 + (kr * half_waist * spread) ** 2)
    size = (k * k * widest)[:, None] * w * (1.0 - n**2) * np.sqrt(s2)
    size *= np.exp(0.5 * (s2 * ((2.0 * loss) ** 2 - kz**2) - (kr * half_waist) ** 2))
    turn = 2.0 * loss * s2 * kz
    parts = np.array([2.0 * size * np.cos(turn + kz * z) for z in height])
    sideways = _sideways(source, kr, float(radius.max()), fineness)
    out = np.empty((height.size, radius.size, k.size))
    for place, r in enumerate(radius):
        out[:, place] = np.einsum("zkn,kn->zk", parts, sideways(r))
    return out


def _sideways(source: PushSource, kr: F, far: float, fineness: float) -> Callable[[float], F]:
    """How waves of every direction in the plane add up at a lateral, shape of ``kr``."""
    if source.elevation_mm is None:
        from scipy.special import j0

        return lambda r: np.asarray(j0(kr * r), dtype=np.float64)
    extra = math.sqrt((1e-3 * source.elevation_mm) ** 2 - beam(source)[0] ** 2)
    # beyond this angle nothing is left of the wider beam's spectrum
    widest = np.arcsin(np.minimum(1.0, 2.0 * REACH / np.maximum(kr * extra, 1e-12)))
    turns = float((kr * (1.0 - np.cos(widest))).max()) * far / (2.0 * math.pi)
    x, w = np.polynomial.legendre.leggauss(math.ceil(fineness * (16 + 3.0 * turns)))
    angle = 0.5 * widest[..., None] * (x + 1.0)
    across = kr[..., None] * np.sin(angle) * extra
    weight = widest[..., None] * w / math.pi * np.exp(-0.125 * across**2)
    along = kr[..., None] * np.cos(angle)
    return lambda r: np.asarray(np.sum(weight * np.cos(along * r), axis=-1), dtype=np.float64)
