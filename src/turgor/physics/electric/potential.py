"""Quasi-static potential about one upright needle: div(y grad phi) = 0 in (r, z).

Finite volumes. Between two cells of a row the potential is taken as logarithmic in r, so plain
cylinders are exact; where a link meets the needle it ends on the needle's true surface, not on
the next cell's centre, which keeps second order on a cone or a round tip. The surface of the
skin lets nothing through. Outer faces are open (what lies beyond carries on as 1/distance,
the far return electrode at 0 V), grounded, or insulating. One banded Cholesky or LU
factorisation solves it: no iteration, no tolerance.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.physics.electric.grid import RzEdges
from turgor.physics.electric.needle import NeedleShape

FloatArray = NDArray[np.float64]
#: real where everything is, else complex
Complex = NDArray[np.inexact[Any]]
BoolArray = NDArray[np.bool_]

Outer = Literal["open", "grounded", "insulating"]

#: a link to the needle's surface is at least this share of the way between two centres
_LEAST_LINK = 1e-3
#: S/m times µm is 1e-6 S
_S = 1e-6


@dataclass(frozen=True, slots=True)
class UnitField:
    """The field of one needle at 1 V (root mean square) against the far electrode.

    potential : (n_z, n_r), V, 1 inside the needle. impedance_ohm : of the needle. power_w :
    (n_z, n_r), heat made in each cell. beyond_w : heat made outside the cells. current_r_a,
    current_z_a : through the faces between cells, (n_z, n_r - 1) outwards and (n_z - 1, n_r)
    downwards. metal : cells of the needle.
    """

    edges: RzEdges
    potential: Complex
    impedance_ohm: complex
    power_w: FloatArray
    beyond_w: float
    current_r_a: Complex
    current_z_a: Complex
    metal: BoolArray

    @property
    def heat_w_cm3(self) -> FloatArray:
        """Joule heat in each cell for each W that the needle delivers, W/cm³ (so 1/cm³)."""
        return self.power_w / self.delivered_w / self.edges.volume_um3 * 1e12

    @property
    def delivered_w(self) -> float:
        """Power that leaves the needle at 1 V, Re(1/Z)."""
        return float((1.0 / self.impedance_ohm).real)


@dataclass(frozen=True, slots=True)
class _Links:
    """Impedance of both halves of each link (ohm), admittance of the whole (S), and to 0 V."""

    r_low: Complex
    r_high: Complex
    z_low: Complex
    z_high: Complex
    g_r: Complex
    g_z: Complex
    g_side: Complex
    g_bottom: Complex


def unit_field(
    admittivity_s_m: Complex,
    edges: RzEdges,
    needle: NeedleShape,
    *,
    sides: Outer = "open",
    bottom: Outer = "open",
) -> UnitField:
    """Potential, current and heat about a needle at 1 V.

    admittivity_s_m : (n_z, n_r), real or complex; where real the field is too. Errors: InputError
    for another shape, for what doesn't conduct, or a needle that the cells don't hold.
    """
    shape = (len(edges.z_um) - 1, len(edges.r_um) - 1)
    y = np.asarray(admittivity_s_m)
    if y.shape != shape:
        raise InputError(f"admittivity is {y.shape}; the cells are {shape}")
    if not (np.isfinite(y).all() and (y.real > 0.0).all()):
        raise InputError("admittivity must have a conductivity above 0 everywhere")
    if needle.depth_um >= edges.z_um[-1] or needle.radius_um >= edges.r_um[-1]:
        raise InputError("the needle is larger than the cells around it")
    metal = edges.r_centre_um[None, :] < needle.radius_at(edges.z_centre_um)[:, None]
    if not metal.any():
        raise InputError("no cell lies inside the needle; the cells are too wide")
    real = not (np.iscomplexobj(y) or complex(needle.coat_s_m2).imag != 0.0)
    kind = np.float64 if real else np.complex128
    links = _links(y.astype(kind), edges, needle, metal, sides, bottom)
    potential = _solve(links, metal)
    return _field(potential, links, edges, metal)


def _links(
    y: Complex,
    edges: RzEdges,
    needle: NeedleShape,
    metal: BoolArray,
    sides: Outer,
    bottom: Outer,
) -> _Links:
    r, z = edges.r_centre_um, edges.z_centre_um
    dz = np.diff(edges.z_um)[:, None]
    around = 1.0 / (2.0 * np.pi * dz * y * _S)
    along = 1.0 / (np.pi * np.diff(edges.r_um**2)[None, :] * y * _S)
    coated = (z < needle.insulated_um)[:, None]
    coat = np.zeros_like(dz, dtype=y.dtype)
    if needle.coat_s_m2 != 0.0:
        wall = 2.0 * np.pi * np.maximum(needle.radius_at(z), edges.r_um[1])[:, None] * dz * 1e-12
        coat = np.where(coated, 1.0 / (_like(needle.coat_s_m2, y) * wall), 0.0)
    out_r = metal[:, :-1] & ~metal[:, 1:]
    out_z = metal[:-1] & ~metal[1:]
    wall_r = np.clip(needle.radius_at(z)[:, None], r[:-1], r[1:])
    gap_r = np.maximum(np.log(r[1:] / wall_r), _LEAST_LINK * np.log(r[1:] / r[:-1]))
    floor = np.clip(needle.depth_at(r)[None, :], z[:-1, None], z[1:, None])
    gap_z = np.maximum(z[1:, None] - floor, _LEAST_LINK * np.diff(z)[:, None])
    # plain halves first, then those that end on the needle's surface
    r_high = around[:, 1:] * np.log(r[1:] / edges.r_um[1:-1])
    r_high = np.where(out_r, around[:, 1:] * gap_r + coat, r_high)
    z_high = along[1:] * (z[1:] - edges.z_um[1:-1])[:, None]
    z_high = np.where(out_z, along[1:] * gap_z, z_high)
    r_low = around[:, :-1] * np.log(edges.r_um[1:-1] / r[:-1]) * ~metal[:, :-1]
    z_low = along[:-1] * (edges.z_um[1:-1] - z[:-1])[:, None] * ~metal[:-1]
    closed_r = out_r & coated & (needle.coat_s_m2 == 0.0)
    return _Links(
        r_low=r_low,
        r_high=r_high,
        z_low=z_low,
        z_high=z_high,
        g_r=np.where(closed_r | (metal[:, :-1] & metal[:, 1:]), 0.0, 1.0 / (r_low + r_high)),
        g_z=np.where(metal[:-1] & metal[1:], 0.0, 1.0 / (z_low + z_high)),
        g_side=_to_side(sides, around[:, -1], y[:, -1], edges),
        g_bottom=_to_bottom(bottom, along[-1], y[-1], edges),
    )


def _like(value: complex, array: Complex) -> complex:
    """A number of the array's kind."""
    return complex(value) if np.iscomplexobj(array) else complex(value).real


def _to_side(kind: Outer, around: Complex, y: Complex, edges: RzEdges) -> Complex:
    """Admittance from the last column to 0 V."""
    if kind == "insulating":
        return np.zeros_like(around)
    inner = around * np.log(edges.r_um[-1] / edges.r_centre_um[-1])
    if kind == "grounded":
        return np.asarray(1.0 / inner)
    # phi ~ 1/rho: the flux through the face is y phi / rho times the cosine
    squared = edges.r_um[-1] ** 2 + edges.z_centre_um**2
    face = 2.0 * np.pi * edges.r_um[-1] * np.diff(edges.z_um)
    return np.asarray(1.0 / (inner + squared / (edges.r_um[-1] * face * y * _S)))


def _to_bottom(kind: Outer, along: Complex, y: Complex, edges: RzEdges) -> Complex:
    """Admittance from the last row to 0 V."""
    if kind == "insulating":
        return np.zeros_like(along)
    inner = along * (edges.z_um[-1] - edges.z_centre_um[-1])
    if kind == "grounded":
        return np.asarray(1.0 / inner)
    squared = edges.z_um[-1] ** 2 + edges.r_centre_um**2
    face = np.pi * np.diff(edges.r_um**2)
    return np.asarray(1.0 / (inner + squared / (edges.z_um[-1] * face * y * _S)))


def _solve(links: _Links, metal: BoolArray) -> Complex:
    """Potential of each cell; metal is at 1 V."""
    from scipy.linalg import solve_banded, solveh_banded

    g_r, g_z = links.g_r, links.g_z
    kind = g_r.dtype
    n_r, size = metal.shape[1], metal.size
    diagonal: Complex = np.zeros(metal.shape, dtype=kind)
    source: Complex = np.zeros(metal.shape, dtype=kind)
    for low, high, g in ((np.s_[:, :-1], np.s_[:, 1:], g_r), (np.s_[:-1], np.s_[1:], g_z)):
        diagonal[low] = diagonal[low] + g
        diagonal[high] = diagonal[high] + g
        source[low] = source[low] + np.where(metal[high], g, 0.0)
        source[high] = source[high] + np.where(metal[low], g, 0.0)
    diagonal[:, -1] = diagonal[:, -1] + links.g_side
    diagonal[-1] = diagonal[-1] + links.g_bottom
    # metal's cells are equations of their own, so the matrix stays symmetric
    diagonal[metal] = 1.0
    source[metal] = 1.0
    lower = np.zeros((n_r + 1, size), dtype=kind)
    lower[0] = diagonal.ravel()
    right, down = np.zeros(metal.shape, dtype=kind), np.zeros(metal.shape, dtype=kind)
    right[:, :-1] = np.where(metal[:, :-1] | metal[:, 1:], 0.0, -g_r)
    down[:-1] = np.where(metal[:-1] | metal[1:], 0.0, -g_z)
    lower[1] = right.ravel()
    lower[n_r] = down.ravel()
    if kind == np.float64:
        solved = solveh_banded(
            lower, source.ravel(), lower=True, overwrite_ab=True, check_finite=False
        )
    else:
        both = np.zeros((2 * n_r + 1, size), dtype=kind)
        both[n_r:] = lower
        both[n_r - 1, 1:] = lower[1, :-1]
        both[0, n_r:] = lower[n_r, :-n_r]
        solved = solve_banded(
            (n_r, n_r), both, source.ravel(), overwrite_ab=True, check_finite=False
        )
    return np.asarray(solved.reshape(metal.shape))


def _field(potential: Complex, links: _Links, edges: RzEdges, metal: BoolArray) -> UnitField:
    """Currents and heat from the potential; heat goes where the link's resistance lies."""
    current_r = (potential[:, :-1] - potential[:, 1:]) * links.g_r
    current_z = (potential[:-1] - potential[1:]) * links.g_z
    power = np.zeros(metal.shape)
    power[:, :-1] += _heat(current_r, links.r_low)
    power[:, 1:] += _heat(current_r, links.r_high)
    power[:-1] += _heat(current_z, links.z_low)
    power[1:] += _heat(current_z, links.z_high)
    out = (potential[:, -1] * links.g_side).sum() + (potential[-1] * links.g_bottom).sum()
    impedance = 1.0 / complex(out)
    beyond = _heat(potential[:, -1], links.g_side).sum()
    beyond += _heat(potential[-1], links.g_bottom).sum()
    return UnitField(edges, potential, impedance, power, float(beyond), current_r, current_z, metal)


def _heat(flow: Complex, opposing: Complex) -> FloatArray:
    """|I|^2 Re(Z), or |V|^2 Re(Y): W."""
    return np.asarray(np.abs(flow) ** 2 * np.real(opposing), dtype=np.float64)
