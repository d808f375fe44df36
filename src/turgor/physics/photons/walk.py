"""One step of a photon packet through plane layers: the law that every backend compiles.

Positions in mm with z downwards, directions as cosines, weight as an integer count of WEIGHT
units, so that no sum of deposits depends on its order and energy closes exactly. All arguments
are scalars: an array handed over at each step would cost more than the step.
"""

import math

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.physics.photons.draws import azimuth, uniform
from turgor.physics.photons.layers import OpticalStack

F = NDArray[np.float64]
#: what a step needs to know of the layer that it starts in, see ``medium_of``
Medium = tuple[float, float, float, float, float, float, float, float, float, float, float, float]

#: units that one launched photon weighs
WEIGHT = 2**40
#: A packet lighter than this is no longer thinned out by absorption but absorbed whole or not at
#: all, each with its probability. Like roulette that ends it without bias; unlike roulette,
#: nothing is lost or made up.
LIGHT = WEIGHT // 16
#: in place of absorbed weight: the step ended at a boundary
AT_BOUNDARY = -1

# columns of the table that a stack becomes; the first nine are a Medium's
TOP, BOTTOM, ATTENUATION, FREE_PATH, ABSORBED, HG_A, HG_B, HG_C, HG_D, INDEX = range(10)
#: below this size of anisotropy scattering counts as isotropic
_ISOTROPIC = 1e-6


def optical_table(stack: OpticalStack) -> F:
    """Rows for the medium above, each layer, and the medium below; lengths in mm.

    HG_A .. HG_D : Henyey and Greenstein's cosine is A - B / (C + D·u)² for a uniform u; isotropic
    scattering has B = 0 and takes D·u + C.
    """
    table = np.zeros((len(stack.layers) + 2, INDEX + 1))
    table[0, INDEX], table[-1, INDEX] = stack.index_above, stack.index_below
    top = 0.0
    for row, layer in zip(table[1:-1], stack.layers, strict=True):
        mu, g = layer.absorption_mm + layer.scattering_mm, layer.anisotropy
        row[TOP], row[BOTTOM] = top, top + layer.thickness_mm
        row[ATTENUATION], row[FREE_PATH] = mu, 1.0 / mu if mu else math.inf
        row[ABSORBED] = layer.absorption_mm / mu if mu else 0.0
        row[HG_A : HG_D + 1] = 0.0, 0.0, -1.0, 2.0
        if abs(g) > _ISOTROPIC:
            row[HG_A], row[HG_B] = (1.0 + g * g) / (2.0 * g), (1.0 - g * g) ** 2 / (2.0 * g)
            row[HG_C], row[HG_D] = 1.0 - g, 2.0 * g
        row[INDEX] = layer.index
        top = row[BOTTOM]
    return table


@jit
def medium_of(table: F, layer: int) -> Medium:
    """The columns TOP .. HG_D of a layer, its index, and those of its neighbours up and down."""
    row, up, down = table[layer], table[layer - 1], table[layer + 1]
    return (
        row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8],
        row[INDEX], up[INDEX], down[INDEX],
    )  # fmt: skip


@jit
def free_path(a: np.uint64, b: np.uint64) -> tuple[np.uint64, np.uint64, float]:
    """Next state of the stream, and a way to the next event in mean free paths."""
    a, b, u = uniform(a, b)
    return a, b, -math.log(1.0 - u)


@jit
def fresnel(n_from: float, n_to: float, cosine: float) -> tuple[float, float]:
    """Reflectance of a boundary for unpolarised light, and the cosine beyond it (0 = none)."""
    ratio = n_from / n_to
    square = 1.0 - ratio * ratio * (1.0 - cosine * cosine)
    if square <= 0.0:
        return 1.0, 0.0
    beyond = math.sqrt(square)
    across = (n_from * cosine - n_to * beyond) / (n_from * cosine + n_to * beyond)
    along = (n_from * beyond - n_to * cosine) / (n_from * beyond + n_to * cosine)
    return 0.5 * (across * across + along * along), beyond


@jit
def turned(
    ux: float, uy: float, uz: float, cosine: float, along: float, across: float
) -> tuple[float, float, float]:
    """A direction turned by an angle of ``cosine`` towards an azimuth (its cosine and sine).

    The frame about the old direction needs no root and has no pole (Duff et al. 2017, Journal of
    Computer Graphics Techniques 6(1)).
    """
    square = 1.0 - cosine * cosine
    sine = math.sqrt(square) if square > 0.0 else 0.0  # ``max`` doesn't compile for cards
    along *= sine
    across *= sine
    sign = 1.0 if uz >= 0.0 else -1.0
    p = -1.0 / (sign + uz)
    q = ux * uy * p
    return (
        cosine * ux + along * (1.0 + sign * ux * ux * p) + across * q,
        cosine * uy + along * sign * q + across * (sign + uy * uy * p),
        cosine * uz - along * sign * ux - across * uy,
    )


@jit
def advance(
    x: float, y: float, z: float, ux: float, uy: float, uz: float, path: float, weight: int,
    a: np.uint64, b: np.uint64, medium: Medium,
) -> tuple[
    float, float, float, float, float, float, float, int, np.uint64, np.uint64, int, int
]:  # fmt: skip
    """Move to the next event or to the layer's edge, whichever comes first, and do what is due.

    path : mean free paths left to the next event. Returns the new state, then the weight absorbed
    at its place (AT_BOUNDARY = no event), then how many layers down the packet goes (-1, 0, 1).
    At an event it is absorbed in part and turned; at an edge it is reflected or refracted.
    """
    top, bottom, mu, free, absorbs, hg_a, hg_b, hg_c, hg_d, n, n_up, n_down = medium
    step = path * free
    reached = z + uz * step
    if top <= reached < bottom:  # an endless layer without events has its bottom at infinity
        x, y = x + ux * step, y + uy * step
        absorbed = int(weight * absorbs)
        if weight < LIGHT:
            a, b, u = uniform(a, b)
            absorbed = weight if u < absorbs else 0
        a, b, u = uniform(a, b)
        cosine = hg_c + hg_d * u
        if hg_b != 0.0:
            cosine = hg_a - hg_b / (cosine * cosine)
        a, b, along, across = azimuth(a, b)
        ux, uy, uz = turned(ux, uy, uz, cosine, along, across)
        a, b, path = free_path(a, b)
        return x, y, reached, ux, uy, uz, path, weight - absorbed, a, b, absorbed, 0
    edge, beyond, n_to = (bottom, 1, n_down) if uz > 0.0 else (top, -1, n_up)
    if edge == math.inf:
        return x, y, z, ux, uy, uz, path, weight, a, b, AT_BOUNDARY, beyond
    step = (edge - z) / uz
    x, y, path = x + ux * step, y + uy * step, path - step * mu
    if path < 0.0:
        path = 0.0
    if n != n_to:
        reflectance, cosine = fresnel(n, n_to, abs(uz))
        a, b, u = uniform(a, b)
        if u < reflectance:
            return x, y, edge, ux, uy, -uz, path, weight, a, b, AT_BOUNDARY, 0
        ux, uy, uz = ux * n / n_to, uy * n / n_to, math.copysign(cosine, uz)
    return x, y, edge, ux, uy, uz, path, weight, a, b, AT_BOUNDARY, beyond
