"""Adding and doubling: reflection and transmission of plane layers, exact in depth.

Operators act on radiances in the directions of one medium, so that putting layers together is
plain matrix algebra. Leading axes are a batch. The method is van de Hulst's; the first thin
layer follows Wiscombe's diamond rule and a peaked phase function his delta-M truncation.
"""

from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from turgor.physics.skin_optics.streams import LEAST_WEIGHT, Streams

FloatArray = NDArray[np.float64]

#: Optical depth of the first thin layer, in units of the flattest cosine.
_THIN = 0.02
_MOST_DOUBLINGS = 60
_OPAQUE = 1e-12


@dataclass(frozen=True, slots=True)
class Stack:
    """Operators of layers or of a boundary, (..., out, in): what comes back from above and from
    below, and what passes downwards and upwards.
    """

    from_above: FloatArray
    from_below: FloatArray
    down: FloatArray
    up: FloatArray


@dataclass(frozen=True, slots=True)
class Phase:
    """Scattering from one direction into another, onwards and backwards, (k, k) each.

    forward_peak : share that the truncation counts as not scattered at all.
    """

    onward: FloatArray
    backward: FloatArray
    forward_peak: float


def henyey_greenstein(
    cosine: FloatArray, weight: FloatArray, anisotropy: float, moments: int = 12
) -> Phase:
    """The phase function of mean cosine ``anisotropy`` (0 = isotropic), made to conserve light.

    Directions of next to no weight receive light and send none.
    """
    peak = anisotropy**moments
    onward = np.ones((cosine.size, cosine.size))
    backward = onward.copy()
    if anisotropy:
        order = np.arange(moments)
        share = (2 * order + 1) * (anisotropy**order - peak) / (1.0 - peak)
        legendre = np.polynomial.legendre.legvander(cosine, moments - 1)
        onward = (legendre * share) @ legendre.T
        backward = (legendre * share * (-1.0) ** order) @ legendre.T
    sent = 0.5 * (onward + backward) @ weight
    carries = weight > LEAST_WEIGHT
    diagonal = np.arange(cosine.size)[carries]
    onward[diagonal, diagonal] += 2.0 * (1.0 - sent[carries]) / weight[carries]
    onward[~carries] /= sent[~carries, None]
    backward[~carries] /= sent[~carries, None]
    return Phase(onward, backward, peak)


def layer(
    albedo: FloatArray | float,
    depth: FloatArray | float,
    phase: Phase,
    cosine: FloatArray,
    weight: FloatArray,
) -> Stack:
    """Uniform layers of single-scattering ``albedo`` and optical ``depth``; inf = half-space."""
    albedo, depth = np.broadcast_arrays(
        np.asarray(albedo, dtype=np.float64), np.asarray(depth, dtype=np.float64)
    )
    kept = 1.0 - albedo * phase.forward_peak
    albedo, depth = albedo * (1.0 - phase.forward_peak) / kept, depth * kept
    finest = _THIN * cosine.min()
    if np.isinf(depth).any():
        if not np.isinf(depth).all():
            raise ValueError("half-spaces and layers of finite depth go in separate calls")
        return _doubled(_thin(albedo, np.full(albedo.shape, finest), phase, cosine, weight), None)
    times = max(0, int(np.ceil(np.log2(max(float(depth.max()), finest) / finest))))
    return _doubled(_thin(albedo, depth / 2.0**times, phase, cosine, weight), times)


def _thin(
    albedo: FloatArray, depth: FloatArray, phase: Phase, cosine: FloatArray, weight: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Reflection and transmission of layers so thin that the diamond rule holds."""
    unit = np.eye(cosine.size)
    half = 0.5 * depth[..., None, None] / cosine[:, None]
    scatter = 0.5 * albedo[..., None, None] * weight
    lost = unit + half * (unit - scatter * phase.onward)
    back = half * scatter * phase.backward
    returned = np.linalg.solve(lost, back)
    middle = np.linalg.inv(lost - back @ returned)
    return 2.0 * returned @ middle, 2.0 * middle - unit


def _doubled(thin: tuple[FloatArray, FloatArray], times: int | None) -> Stack:
    """Put the layer on itself ``times`` times; None: until nothing passes."""
    reflect, transmit = thin
    unit = np.eye(reflect.shape[-1])
    for _ in range(_MOST_DOUBLINGS if times is None else times):
        onward = np.linalg.solve(unit - reflect @ reflect, transmit)
        reflect = reflect + transmit @ reflect @ onward
        transmit = transmit @ onward
        if times is None and float(transmit.max()) < _OPAQUE:
            break
    return Stack(reflect, reflect, transmit, transmit)


def boundary(directions: Streams, upper: int) -> Stack:
    """The Fresnel boundary under medium ``upper``."""
    bounced = directions.reflectance(upper)
    above, below = directions.cosine[upper].size, directions.cosine[upper + 1].size
    ratio = (directions.index[upper + 1] / directions.index[upper]) ** 2
    passed = np.diag(1.0 - bounced)
    down, up = np.zeros((below, above)), np.zeros((above, below))
    shared = bounced.size
    down[:shared, :shared] = ratio * passed
    up[:shared, :shared] = passed / ratio
    back_above, back_below = np.eye(above), np.eye(below)
    back_above[:shared, :shared] = back_below[:shared, :shared] = np.diag(bounced)
    return Stack(back_above, back_below, down, up)


def add(upper: Stack, lower: Stack) -> Stack:
    """Two stacks, one on the other."""
    unit = np.eye(upper.from_below.shape[-1])
    between = unit - upper.from_below @ lower.from_above
    down = np.linalg.solve(between, upper.down)
    beneath = np.linalg.solve(between, upper.from_below @ lower.up)
    return Stack(
        from_above=upper.from_above + upper.up @ lower.from_above @ down,
        from_below=lower.from_below + lower.down @ beneath,
        down=lower.down @ down,
        up=upper.up @ (lower.up + lower.from_above @ beneath),
    )


def add_all(parts: list[Stack]) -> Stack:
    """Stacks from the top down."""
    return reduce(add, parts)


def seen(stack: Stack, directions: Streams, outgoing: str = "up") -> tuple[FloatArray, FloatArray]:
    """Share of diffuse light that leaves ``up`` or ``down``: towards the viewing direction (as a
    perfect white is 1), and over all directions.

    By reciprocity the first is also the total for light that comes from that direction.
    """
    operator = stack.from_above if outgoing == "up" else stack.down
    medium = 0 if outgoing == "up" else len(directions.index) - 1
    radiance = operator.sum(axis=-1)
    flux = 2.0 * directions.cosine[medium] * directions.weight[medium]
    return radiance[..., 0], radiance @ flux
