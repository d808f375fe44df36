"""One skin's spectrum and its derivatives, compiled.

The coordinates here are those in which skins differ evenly (COORDINATES): logarithms of
amounts, the logit of the oxygenation, plain powers and the specular share.
"""

import math

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.physics.skin_optics.look_up import under_aperture

FloatArray = NDArray[np.float64]

COORDINATES = (
    "ln melanin",
    "ln blood fraction",
    "logit oxygenation",
    "ln scattering",
    "mie power",
    "ln yellow",
    "ln aperture radius",
    "specular",
    "ln vessel radius",
    "melanin exponent",
    "ln baseline scale",
)


@jit
def spectrum_with_slopes(
    x: FloatArray,
    bands: FloatArray,
    table: FloatArray,
    first: FloatArray,
    step: FloatArray,
    depth_mm: float,
    rayleigh: float,
    reflectance: FloatArray,
    slopes: FloatArray,
) -> None:
    """Fill ``reflectance`` (n,) and ``slopes`` (11, n), its derivatives by COORDINATES.

    bands : (5, n) as in Absorbers. table, first, step : as in SkinTable. An endless aperture
    has ln radius inf.
    """
    melanin, blood, scatter = math.exp(x[0]), math.exp(x[1]), math.exp(x[3])
    oxygenation = 1.0 / (1.0 + math.exp(-x[2]))
    yellow, vessel, scale = math.exp(x[5]), math.exp(x[8]), math.exp(x[10])
    per_radius = math.exp(-x[6])
    room, seen = np.empty((6, 4)), np.empty(6)
    for j in range(bands.shape[1]):
        log_ratio = bands[0, j]
        pigment = melanin * math.exp(x[9] * log_ratio)
        bloodless = scale * bands[3, j]
        mie = (1.0 - rayleigh) * math.exp(x[4] * log_ratio)
        shape = rayleigh * math.exp(4.0 * log_ratio) + mie
        mus = scatter * shape
        whole = oxygenation * bands[1, j] + (1.0 - oxygenation) * bands[2, j]
        thick = 2.0 * whole * vessel
        passing = math.exp(-thick)
        packed = (1.0 - passing) / thick if thick > 1e-8 else 1.0
        red = blood * whole * packed
        gold = yellow * bands[4, j]
        mua = red + bloodless + gold
        depth_a = pigment + bloodless * depth_mm
        under_aperture(
            depth_a, mus * depth_mm, mua, mus, per_radius, table, first, step, room, seen
        )
        reflectance[j] = seen[0] + x[7]
        by_pigment = seen[1] * pigment / depth_a
        by_scatter = seen[2] + seen[4] * mus
        slopes[0, j] = by_pigment
        slopes[1, j] = seen[3] * red
        by_oxygenation = seen[3] * blood * passing * (bands[1, j] - bands[2, j])
        slopes[2, j] = by_oxygenation * oxygenation * (1.0 - oxygenation)
        slopes[3, j] = by_scatter
        slopes[4, j] = by_scatter * mie / shape * log_ratio
        slopes[5, j] = seen[3] * gold
        slopes[6, j] = seen[5]
        slopes[7, j] = 1.0
        slopes[8, j] = seen[3] * blood * whole * (passing - packed)
        slopes[9, j] = by_pigment * log_ratio
        slopes[10, j] = bloodless * (seen[1] * depth_mm / depth_a + seen[3])
