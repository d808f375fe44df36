"""Read the skin table with slopes: Catmull-Rom along each axis, mean over the aperture's edge."""

import math

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit

FloatArray = NDArray[np.float64]

#: Nodes (spatial frequency times radius) and shares that stand for the mean over
#: 2 J1(x)²/x dx, the spectrum of a disc's overlap with itself, to 0.0015 of the reflectance for
#: every skin of the table and radii of 1.5 mm and more; a reference test holds them against the
#: whole integral.
_NODES = np.array([0.8081, 2.4017, 10.9047, 69.61])
_SHARES = np.array([0.41842, 0.46806, 0.09030, 0.02322])


@jit
def weights(
    value: float, first: float, step: float, count: int, w: FloatArray, d: FloatArray
) -> int:
    """Catmull-Rom weights and their derivatives at a place; returns the first of four nodes.

    Outside the nodes the value of the end holds, with slope 0.
    """
    place = (value - first) / step
    clipped = min(max(place, 0.0), count - 3.0)
    node = min(int(clipped), count - 4)
    t = clipped - node
    t2 = t * t
    w[0] = 0.5 * t * (2.0 * t - t2 - 1.0)
    w[1] = 0.5 * (3.0 * t2 * t - 5.0 * t2 + 2.0)
    w[2] = 0.5 * t * (4.0 * t - 3.0 * t2 + 1.0)
    w[3] = 0.5 * t2 * (t - 1.0)
    slope = 0.5 / step if place == clipped else 0.0
    d[0] = slope * (4.0 * t - 3.0 * t2 - 1.0)
    d[1] = slope * (9.0 * t2 - 10.0 * t)
    d[2] = slope * (8.0 * t - 9.0 * t2 + 1.0)
    d[3] = slope * (3.0 * t2 - 2.0 * t)
    return node


@jit
def under_aperture(
    depth_a: float,
    depth_s: float,
    mua: float,
    mus: float,
    per_radius: float,
    table: FloatArray,
    first: FloatArray,
    step: FloatArray,
    room: FloatArray,
    out: FloatArray,
) -> None:
    """Fill ``out`` (6,): reflectance seen, and its slopes by ln depth_a, ln depth_s, mua, mus
    and ln radius.

    Light that leaves outside the disc is lost: at spatial frequency q the dermis absorbs as if
    by q²/(3 (mua + mus)) more. per_radius : 1/radius, 1/mm; 0 = nothing is lost. room : (6, 4)
    scratch.
    """
    wa, ws, wr = room[0], room[1], room[2]
    da, ds, dr = room[3], room[4], room[5]
    a0 = weights(math.log(depth_a), first[0], step[0], table.shape[0], wa, da)
    s0 = weights(math.log(depth_s), first[1], step[1], table.shape[1], ws, ds)
    spread = 1.0 / (3.0 * (mua + mus))
    edges = 4 if per_radius > 0.0 else 1
    out[:] = 0.0
    for k in range(edges):
        lost = (_NODES[k] * per_radius) ** 2 * spread
        ratio = math.log((mua + lost) / mus)
        r0 = weights(ratio, first[2], step[2], table.shape[2], wr, dr)
        value = slope_a = slope_s = slope_r = 0.0
        for c in range(4):
            f = fa = fs = 0.0
            for a in range(4):
                row = row_s = 0.0
                for s in range(4):
                    node = table[a0 + a, s0 + s, r0 + c]
                    row += ws[s] * node
                    row_s += ds[s] * node
                f += wa[a] * row
                fa += da[a] * row
                fs += wa[a] * row_s
            value += wr[c] * f
            slope_r += dr[c] * f
            slope_a += wr[c] * fa
            slope_s += wr[c] * fs
        part = math.exp(value) * (_SHARES[k] if edges == 4 else 1.0)
        fewer = 3.0 * lost * spread  # slope of the edge's absorption by mua, and by mus, negative
        out[0] += part
        out[1] += part * slope_a
        out[2] += part * slope_s
        out[3] += part * slope_r * (1.0 - fewer) / (mua + lost)
        out[4] -= part * slope_r * (fewer / (mua + lost) + 1.0 / mus)
        out[5] -= part * slope_r * 2.0 * lost / (mua + lost)
