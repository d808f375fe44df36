"""One step of a photon packet through plane layers: the law that every backend compiles.

Positions in mm with z downwards, directions as cosines, weight as an integer count of WEIGHT
units, so that no sum of deposits depends on its order and energy closes exactly.
"""

import math

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.physics.photons.draws import azimuth, uniform
from turgor.physics.photons.layers import OpticalStack

F = NDArray[np.float64]

#: units that one launched photon weighs
WEIGHT = 2**40
#: a packet lighter than this is no longer thinned out by absorption but absorbed whole or not at
#: all, each with its probability
_LIGHT = WEIGHT // 16

# columns of the table that a stack becomes
TOP, BOTTOM, ATTENUATION, FREE_PATH, ABSORBED, INDEX, ANISOTROPY = range(7)
# Henyey-Greenstein: cosine = HG_A - HG_B / (HG_C + HG_D · uniform)²
HG_A, HG_B, HG_C, HG_D = range(7, 11)
_COLUMNS = 11
#: below this size of anisotropy scattering counts as isotropic
_ISOTROPIC = 1e-6


def optical_table(stack: OpticalStack) -> F:
    """Rows for the medium above, each layer, and the medium below."""
    table = np.zeros((len(stack.layers) + 2, _COLUMNS))
    table[0, INDEX], table[-1, INDEX] = stack.index_above, stack.index_below
    top = 0.0
    for row, layer in zip(table[1:-1], stack.layers, strict=True):
        mu = layer.absorption_mm + layer.scattering_mm
        g = layer.anisotropy if abs(layer.anisotropy) > _ISOTROPIC else 0.0
        row[TOP], row[BOTTOM] = top, top + layer.thickness_mm
        row[ATTENUATION], row[FREE_PATH] = mu, 1.0 / mu if mu else math.inf
        row[ABSORBED] = layer.absorption_mm / mu if mu else 0.0
        row[INDEX], row[ANISOTROPY] = layer.index, g
        if g:
            row[HG_A], row[HG_B] = (1.0 + g * g) / (2.0 * g), (1.0 - g * g) ** 2 / (2.0 * g)
            row[HG_C], row[HG_D] = 1.0 - g, 2.0 * g
        top = row[BOTTOM]
    return table


@jit
def turned(
    ux: float, uy: float, uz: float, cosine: float, along: float, across: float
) -> tuple[float, float, float]:
    """A direction turned by an angle of ``cosine`` towards an azimuth (cosine, sine).

    The frame about the old direction needs no root and has no pole (Duff et al. 2017, Journal of
    Computer Graphics Techniques 6(1)).
    """
    sine = math.sqrt(max(0.0, 1.0 - cosine * cosine))
    along *= sine
    across *= sine
    sign = 1.0 if uz >= 0.0 else -1.0
    a = -1.0 / (sign + uz)
    b = ux * uy * a
    return (
        cosine * ux + along * (1.0 + sign * ux * ux * a) + across * b,
        cosine * uy + along * sign * b + across * (sign + uy * uy * a),
        cosine * uz - along * sign * ux - across * uy,
    )


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
def advance(
    x: float, y: float, z: float, ux: float, uy: float, uz: float,
    weight: int, layer: int, a: np.uint64, b: np.uint64, table: F,
) -> tuple[
    float, float, float, float, float, float, int, int, np.uint64, np.uint64, int
]:  # fmt: skip
    """Move to the next event, pass boundaries on the way, absorb and turn.

    Returns the new state and the weight absorbed at its place; a layer of 0 or of the last row
    means that the rest has left the stack, a negative one that it is caught for ever.
    """
    a, b, u = uniform(a, b)
    depth = -math.log(1.0 - u)  # free path, in mean free paths
    while True:
        step = depth * table[layer, FREE_PATH]
        reached = z + uz * step
        if table[layer, TOP] <= reached <= table[layer, BOTTOM]:
            break
        beyond = layer + 1 if uz > 0.0 else layer - 1
        edge = table[layer, BOTTOM] if uz > 0.0 else table[layer, TOP]
        if edge == math.inf:
            return x, y, z, ux, uy, uz, weight, beyond, a, b, 0
        if uz == 0.0:
            return x, y, z, ux, uy, uz, weight, -1, a, b, 0
        step = (edge - z) / uz
        x, y, z = x + ux * step, y + uy * step, edge
        depth = max(0.0, depth - step * table[layer, ATTENUATION])
        n_from, n_to = table[layer, INDEX], table[beyond, INDEX]
        if n_from != n_to:
            reflectance, cosine = fresnel(n_from, n_to, abs(uz))
            a, b, u = uniform(a, b)
            if u < reflectance:
                uz = -uz
                continue
            ratio = n_from / n_to
            ux, uy, uz = ux * ratio, uy * ratio, math.copysign(cosine, uz)
        layer = beyond
        if layer == 0 or layer == table.shape[0] - 1:
            return x, y, z, ux, uy, uz, weight, layer, a, b, 0
    x, y, z = x + ux * step, y + uy * step, reached
    absorbed = int(weight * table[layer, ABSORBED])
    if weight < _LIGHT:
        a, b, u = uniform(a, b)
        absorbed = weight if u < table[layer, ABSORBED] else 0
    weight -= absorbed
    a, b, u = uniform(a, b)
    cosine = 2.0 * u - 1.0
    if table[layer, ANISOTROPY] != 0.0:
        q = table[layer, HG_C] + table[layer, HG_D] * u
        cosine = table[layer, HG_A] - table[layer, HG_B] / (q * q)
    a, b, along, across = azimuth(a, b)
    ux, uy, uz = turned(ux, uy, uz, cosine, along, across)
    return x, y, z, ux, uy, uz, weight, layer, a, b, absorbed
