"""Waves in viscoelastic layers on a half-space: response to a load on the surface.

Plane motion exp(i (omega t - k x)), z down from the free surface. In each layer motion is a sum of
pressure and shear waves that go down or up as exp(-+ a z), a = sqrt(k^2 - omega^2 / c^2); from
displacements at its faces follow its tractions (stiffness matrix, Kausel and Roesset 1981; text
not seen, derived again from the potentials). Stiffness is gathered from the half-space upwards,
so nothing grows and high frequencies stay exact. Where ``pressure_speed_m_s`` is infinite the
layer is incompressible (a_p = k), which is how skin looks to waves of a few metres a second.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from turgor.errors import InputError

F = NDArray[np.float64]
C = NDArray[np.complex128]

#: wave numbers times thickness below which a layer's waves are too alike to tell apart
THIN = 0.1

#: what diag(1, -1) does to a 2 x 2 matrix from both sides, from the left, from the right
MIRROR = np.array([[1.0, -1.0], [-1.0, 1.0]])
SECOND = np.array([[1.0, 1.0], [-1.0, -1.0]])
FIRST = np.array([[1.0, -1.0], [1.0, -1.0]])


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer; the last of a stack is the half-space, whose thickness isn't looked at.

    shear_kpa : at rest (mu or Ginf). viscosity_pa_s : Kelvin-Voigt. g0_kpa, beta_per_s : where
    both are above 0 the layer is a three-parameter solid instead. loss_tangent : added at every
    frequency. pressure_speed_m_s : of bulk waves, infinite = incompressible.
    Errors: InputError for impossible values.
    """

    thickness_mm: float
    shear_kpa: float
    density_kg_m3: float = 1000.0
    viscosity_pa_s: float = 0.0
    g0_kpa: float = 0.0
    beta_per_s: float = 0.0
    loss_tangent: float = 0.0
    pressure_speed_m_s: float = math.inf

    def __post_init__(self) -> None:
        """Refuse what is no layer."""
        if not (self.thickness_mm > 0.0 and self.shear_kpa > 0.0 and self.density_kg_m3 > 0.0):
            raise InputError("layer: thickness, shear modulus and density must be above 0")
        if self.viscosity_pa_s < 0.0 or self.loss_tangent < 0.0:
            raise InputError("layer: viscosity and loss tangent must not be negative")
        shear = math.sqrt(1e3 * self.shear_kpa / self.density_kg_m3)
        if not self.pressure_speed_m_s > 1.16 * shear:  # Poisson's ratio would be below -1
            raise InputError(
                f"layer: bulk waves at {self.pressure_speed_m_s} m/s are too slow for shear waves "
                f"at {shear:.3g} m/s; leave the speed out for an incompressible layer"
            )

    def shear_pa(self, omega: C) -> C:
        """Complex shear modulus in Pa at complex angular frequency."""
        rest = 1e3 * self.shear_kpa
        if self.g0_kpa > 0.0 and self.beta_per_s > 0.0:
            modulus = rest + (1e3 * self.g0_kpa - rest) * 1j * omega / (
                self.beta_per_s + 1j * omega
            )
        else:
            modulus = rest + 1j * omega * self.viscosity_pa_s
        return np.asarray(modulus * (1.0 + 1j * self.loss_tangent), dtype=np.complex128)


def surface_response_um_pa(
    layers: tuple[Layer, ...],
    wave_number_rad_m: ArrayLike,
    omega_rad_s: ArrayLike,
    leaking: bool = False,
) -> C:
    """Motion down (um) of the surface for a vertical stress of 1 Pa exp(i (omega t - k x)).

    wave_number_rad_m, omega_rad_s : real or complex, broadcast against each other.
    leaking : take the half-space's other sheet, whose shear wave grows downwards.
    """
    stiff = surface_stiffness_pa_m(layers, wave_number_rad_m, omega_rad_s, leaking)
    det = stiff[..., 0, 0] * stiff[..., 1, 1] - stiff[..., 0, 1] * stiff[..., 1, 0]
    return np.asarray(1e6 * stiff[..., 0, 0] / det, dtype=np.complex128)


def surface_stiffness_pa_m(
    layers: tuple[Layer, ...],
    wave_number_rad_m: ArrayLike,
    omega_rad_s: ArrayLike,
    leaking: bool = False,
) -> C:
    """Stress over motion of the surface (..., 2, 2) in Pa/m; the first axis is i times along x.

    Its determinant is 0 at a mode. Arguments as in surface_response_um_pa.
    """
    k, omega = _pair(wave_number_rad_m, omega_rad_s)
    return _stiffness_from_below(layers, k, omega, leaking)[0]


def depth_response_um_pa(
    layers: tuple[Layer, ...],
    depth_mm: ArrayLike,
    wave_number_rad_m: ArrayLike,
    omega_rad_s: ArrayLike,
) -> C:
    """Motion down (um) at depths for a vertical stress of 1 Pa on the surface; depths first."""
    depths = np.atleast_1d(np.asarray(depth_mm, dtype=np.float64))
    if np.any(depths < 0.0):
        raise InputError("depth above the surface: give 0 mm or more")
    k, omega = _pair(wave_number_rad_m, omega_rad_s)
    below = _stiffness_from_below(layers, k, omega, False)
    load = np.zeros((*k.shape, 2, 1), dtype=np.complex128)
    load[..., 1, 0] = 1.0
    top = _inverse(below[0]) @ load
    out = np.zeros((depths.size, *k.shape), dtype=np.complex128)
    start = 0.0
    for number, layer in enumerate(layers[:-1]):
        end = start + layer.thickness_mm
        for place in np.flatnonzero((depths >= start) & (depths < end)):
            # what lies above a depth and what lies below it are layers of the same solid
            rest = replace(layer, thickness_mm=end - depths[place])
            under = _up_through(rest, k, omega, below[number + 1])[0]
            here = top
            if depths[place] > start:
                above = replace(layer, thickness_mm=depths[place] - start)
                here = _up_through(above, k, omega, under)[1] @ top
            out[place] = here[..., 1, 0]
        top = _up_through(layer, k, omega, below[number + 1])[1] @ top
        start = end
    motion, _, rates = _waves(layers[-1], k, omega, False)
    amount = (_inverse(motion[..., :2]) @ top)[..., 0]
    for place in np.flatnonzero(depths >= start):
        fade = np.exp(-rates * (1e-3 * (depths[place] - start)))
        out[place] = np.sum(motion[..., 1, :2] * fade * amount, axis=-1)
    return np.asarray(1e6 * out, dtype=np.complex128)


def _pair(wave_number: ArrayLike, omega: ArrayLike) -> tuple[C, C]:
    k, w = np.broadcast_arrays(
        np.asarray(wave_number, dtype=np.complex128), np.asarray(omega, dtype=np.complex128)
    )
    if np.any(k == 0.0) or np.any(w == 0.0):
        raise InputError("layered response: wave number and frequency must not be 0")
    return k, w


def _waves(layer: Layer, k: C, omega: C, leaking: bool) -> tuple[C, C, C]:
    """Motion (..., 2, 4) and downward traction (..., 2, 4) of the waves P, S down and P, S up.

    Rows are (i u_x, u_z) and (i tau_xz, sigma_zz), which makes both real in an elastic solid, for
    waves of size 1 where they start: the upper face for those that go down, the lower for those
    that go up. Also the rates (..., 2) at which they die away.
    """
    modulus = layer.shear_pa(omega)
    shear = layer.density_kg_m3 * omega**2 / modulus
    if math.isinf(layer.pressure_speed_m_s):
        p = np.where(k.real < 0.0, -k, k)
    else:
        p = _rate(k * k - (omega / layer.pressure_speed_m_s) ** 2, False)
    s = _rate(k * k - shear, leaking)
    one = np.ones_like(k)
    p, s = p / k, s / k
    # potentials over k: P gives (-i k, -+ a_p), S gives (+- a_s, -i k), see the module's text
    motion = np.stack([np.stack([one, s, one, -s], -1), np.stack([-p, -one, p, -one], -1)], axis=-2)
    twice = 1.0 + s * s
    tau = np.stack([-2.0 * p, -twice, 2.0 * p, -twice], -1)
    sigma = np.stack([twice, 2.0 * s, twice, -2.0 * s], -1)
    stress = (modulus * k)[..., None, None] * np.stack([tau, sigma], axis=-2)
    return motion, stress, np.stack([p * k, s * k], -1)


def _rate(squared: C, leaking: bool) -> C:
    """Square root that dies downwards, or, ``leaking``, the one that grows downwards."""
    root = np.sqrt(squared)
    # without loss a travelling wave must go down: exp(i omega t - a z) with a = +i q
    root = np.where((root.real == 0.0) & (root.imag < 0.0), -root, root)
    return np.asarray(-root if leaking else root, dtype=np.complex128)


def _stiffness_from_below(layers: tuple[Layer, ...], k: C, omega: C, leaking: bool) -> list[C]:
    """Stiffness (..., 2, 2) that the top of each layer shows, all below it included."""
    if not layers:
        raise InputError("layered medium: at least the half-space is needed")
    motion, stress, _ = _waves(layers[-1], k, omega, leaking)
    found = [-stress[..., :2] @ _inverse(motion[..., :2])]
    for layer in reversed(layers[:-1]):
        found.insert(0, _up_through(layer, k, omega, found[0])[0])
    return found


def _up_through(layer: Layer, k: C, omega: C, below: C) -> tuple[C, C]:
    """Stiffness at a layer's top over ``below``, and motion at its bottom by that at its top."""
    shape = (*k.shape, 2, 2)
    k, omega, below = k.ravel(), omega.ravel(), below.reshape(-1, 2, 2)
    stiff, carried = np.empty_like(below), np.empty_like(below)
    shear = omega * np.sqrt(layer.density_kg_m3 / layer.shear_pa(omega))
    thin = (np.abs(k) + np.abs(shear)) * 1e-3 * layer.thickness_mm < THIN
    for part, way in ((thin, _through_thin), (~thin, _through_thick)):
        if part.any():
            stiff[part], carried[part] = way(layer, k[part], omega[part], below[part])
    return stiff.reshape(shape), carried.reshape(shape)


def _through_thick(layer: Layer, k: C, omega: C, below: C) -> tuple[C, C]:
    """By waves that start at both faces: nothing grows, however thick the layer.

    Motion about the middle of a layer is even or odd, and each half needs two waves only.
    """
    motion, stress, rates = _waves(layer, k, omega, False)
    fade = np.exp(-rates * (1e-3 * layer.thickness_mm))
    halves = []
    for sign in (1.0, -1.0):
        # P down with sign times P up, S down with the opposite of it
        up = np.stack([sign * fade[..., 0], -sign * fade[..., 1]], axis=-1)[..., None, :]
        moved = motion[..., :2] + motion[..., 2:] * up
        halves.append(-(stress[..., :2] + stress[..., 2:] * up) @ _inverse(moved))
    even, odd = halves
    # what is even in (i u_x, -u_z) at one face is the mirror image at the other
    near, far = 0.5 * (even + odd), 0.5 * (even - odd)
    carried = -_inverse(MIRROR * near + below) @ (SECOND * far)
    top = near + (far * FIRST) @ carried
    return np.asarray(top, dtype=np.complex128), np.asarray(carried, dtype=np.complex128)


def _inverse(matrix: C) -> C:
    """Of 2 x 2 matrices, in closed form."""
    a, b = matrix[..., 0, 0], matrix[..., 0, 1]
    c, d = matrix[..., 1, 0], matrix[..., 1, 1]
    out = np.stack([np.stack([d, -b], -1), np.stack([-c, a], -1)], axis=-2)
    return np.asarray(out / (a * d - b * c)[..., None, None], dtype=np.complex128)


def _through_thin(layer: Layer, k: C, omega: C, below: C) -> tuple[C, C]:
    """By the equations of motion along z as a power series: waves of a thin layer look alike."""
    modulus = layer.shear_pa(omega)
    inertia = layer.density_kg_m3 * omega**2
    bulk = layer.density_kg_m3 * layer.pressure_speed_m_s**2  # infinite where incompressible
    lame = 1.0 - 2.0 * modulus / bulk
    rate = np.zeros((*k.shape, 4, 4), dtype=np.complex128)  # of (i u_x, u_z, i tau, sigma)
    rate[..., 0, 1], rate[..., 0, 2] = -k, 1.0 / modulus
    rate[..., 1, 0], rate[..., 1, 3] = lame * k, 1.0 / bulk
    rate[..., 2, 0], rate[..., 2, 3] = 2.0 * modulus * (1.0 + lame) * k**2 - inertia, -lame * k
    rate[..., 3, 1], rate[..., 3, 2] = -inertia, k
    rate *= 1e-3 * layer.thickness_mm
    term = np.broadcast_to(np.eye(4, dtype=np.complex128), rate.shape)
    through = term.copy()
    for order in range(1, 11):
        term = term @ rate / order
        through += term
    onward = through[..., 2:, 2:] + below @ through[..., :2, 2:]
    stiff = _inverse(onward) @ (through[..., 2:, :2] + below @ through[..., :2, :2])
    carried = np.asarray(through[..., :2, :2] - through[..., :2, 2:] @ stiff, dtype=np.complex128)
    return np.asarray(stiff, dtype=np.complex128), carried
