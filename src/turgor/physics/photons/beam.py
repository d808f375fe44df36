"""A wide beam from a pencil: deposition is linear, so every ring is smeared by the beam's shape.

Energy is moved, not interpolated: what leaves one ring arrives in others or beyond the grid.
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.physics.photons.grid import RzGrid
from turgor.physics.photons.pencil import PencilResponse

F = NDArray[np.float64]

#: Places in each ring, evenly over its width, from which its energy is moved: once scattered,
#: light about a ray thins out as 1/r, farther out faster, so even over the area would be too far.
_PLACES = 4
_MOST_SPOT_UM = 2e5
#: standard deviations beyond which a Gaussian holds less than 1e-16
_FAR = 9.0


@dataclass(frozen=True, eq=False)
class BeamResponse:
    """What one joule of a round beam leaves behind, about its axis.

    r_edges_um (n_r + 1,), z_edges_um (n_z + 1,), per_cm3 (n_z, n_r) in 1/cm³ = J/cm³ for each J;
    outside : share of the light that is absorbed beyond the grid.
    """

    r_edges_um: F
    z_edges_um: F
    per_cm3: F
    outside: float


def beam_response(
    pencil: PencilResponse, spot_um: float, shape: Literal["flat", "gaussian"]
) -> BeamResponse:
    """The response to a beam of diameter ``spot_um``; of a Gaussian, where it falls to 1/e².

    Light that the pencil lost beyond its radius is missing near the rim of a wide beam: give the
    pencil the beam's radius and more. Errors: InputError for a spot outside 0 to twice the
    pencil's radius, or another shape.
    """
    widest = min(2.0 * float(pencil.r_edges_um[-1]), _MOST_SPOT_UM)
    if not 0.0 <= spot_um <= widest:
        raise InputError(
            f"a spot of {spot_um} µm; allowed: 0 to {widest:g} µm, twice the pencil's radius"
        )
    if shape not in ("flat", "gaussian"):
        raise InputError(f"beam shape {shape!r}; allowed: flat, gaussian")
    share = pencil.share_per_cell
    scattered = share.copy()
    scattered[:, 0] = np.maximum(scattered[:, 0] - pencil.on_axis, 0.0)
    edges, radius = pencil.r_edges_um, 0.5 * spot_um
    moved = scattered @ _moved(edges, radius, shape)
    moved += pencil.on_axis[:, None] * np.diff(_within(edges, np.zeros(1), radius, shape))
    volume = RzGrid(edges, pencil.z_edges_um).volume_cm3()
    lost = float(share.sum() - moved.sum())
    return BeamResponse(edges, pencil.z_edges_um, moved / volume, pencil.outside + lost)


def deposit_j_cm3(response: BeamResponse, energy_mj: float) -> F:
    """(n_z, n_r) absorbed energy density of one pulse, J/cm³."""
    if not 0.0 <= energy_mj <= 1e6:
        raise InputError(f"energy is {energy_mj} mJ; allowed: 0 to 1000000 mJ")
    return response.per_cm3 * (energy_mj * 1e-3)


def _moved(edges: F, radius: float, shape: str) -> F:
    """(from ring, to ring) share of a ring's energy that a beam of ``radius`` puts where."""
    nodes, weights = np.polynomial.legendre.leggauss(_PLACES)
    places = edges[:-1, None] + np.diff(edges)[:, None] * 0.5 * (nodes + 1.0)
    within = _within(edges, places.ravel(), radius, shape).reshape(*places.shape, edges.size)
    return np.diff(np.einsum("p,jpi->ji", 0.5 * weights, within), axis=-1)


def _within(edges: F, places: F, radius: float, shape: str) -> F:
    """(places, edges) chance that a point at a distance, moved by the beam, lies within an edge."""
    s, rho = places[:, None], edges[None, :]
    if radius == 0.0:
        return (s < rho).astype(np.float64)
    if shape == "flat":
        return _overlap(np.broadcast_to(s, (s.size, rho.size)), rho, radius)
    from scipy.special import chndtr

    sigma = 0.5 * radius
    apart = np.broadcast_to((rho - s) / sigma, (s.size, rho.size))
    found = (apart > 0.0).astype(np.float64)
    near = np.abs(apart) < _FAR
    shift, reach = np.broadcast_arrays((s / sigma) ** 2, (rho / sigma) ** 2)
    found[near] = chndtr(reach[near], 2.0, shift[near])
    found[:, 0] = 0.0
    return found


def _overlap(s: F, rho: F, radius: float) -> F:
    """Share of a disc of ``radius`` that a disc of ``rho`` covers, centres ``s`` apart."""
    rho = np.broadcast_to(rho, s.shape)
    covered = np.zeros(s.shape)
    apart, inside = s >= rho + radius, s <= np.abs(rho - radius)
    covered[inside] = np.minimum(rho[inside] / radius, 1.0) ** 2
    lens = ~apart & ~inside
    d, a, b = s[lens], rho[lens], radius
    cos_a = np.clip((d * d + a * a - b * b) / (2.0 * d * a), -1.0, 1.0)
    cos_b = np.clip((d * d + b * b - a * a) / (2.0 * d * b), -1.0, 1.0)
    kite = np.maximum((-d + a + b) * (d + a - b) * (d - a + b) * (d + a + b), 0.0)
    area = a * a * np.arccos(cos_a) + b * b * np.arccos(cos_b) - 0.5 * np.sqrt(kite)
    covered[lens] = area / (math.pi * b * b)
    return covered
