"""Light in layers by walking photons one by one: the outside truth for adding-doubling.

It shares nothing with turgor: packets with weights, Fresnel at every boundary, Henyey-Greenstein
turns, roulette with its own ledger, and the sideways distance from entry to exit.
"""

import math
from dataclasses import dataclass

import numba
import numpy as np

#: Cosine of 11.5 degrees.
NARROW = 0.98
EDGES_MM = np.concatenate([[0.0], np.geomspace(0.02, 60.0, 240)])


@dataclass(frozen=True)
class Walked:
    """Shares of the incident light: reflected (without the surface's own reflection, and its
    standard error), transmitted, absorbed, the surface's own reflection, the ledger of the
    roulette, what left within each ring of EDGES_MM, and, as a share of what a perfect white
    sends there, what left within NARROW of the normal."""

    reflected: float
    error: float
    transmitted: float
    absorbed: float
    surface: float
    roulette: float
    rings: np.ndarray
    straight: float
    straight_error: float

    def within_disc(self, radius_mm: float) -> float:
        """What a disc sees of its own light when it lights and views the same area evenly."""
        middle = 0.5 * (EDGES_MM[1:] + EDGES_MM[:-1])
        half = np.clip(middle / (2.0 * radius_mm), 0.0, 1.0)
        shared = (2.0 / np.pi) * (np.arccos(half) - half * np.sqrt(1.0 - half**2))
        return float(self.rings @ shared)


@numba.njit
def _fresnel(n_in, n_out, cosine):
    """Reflectance and the cosine beyond; 1 where nothing passes."""
    if n_in == n_out:
        return 0.0, cosine
    sine = n_in / n_out * math.sqrt(max(0.0, 1.0 - cosine * cosine))
    if sine >= 1.0:
        return 1.0, 0.0
    beyond = math.sqrt(1.0 - sine * sine)
    s = (n_in * cosine - n_out * beyond) / (n_in * cosine + n_out * beyond)
    p = (n_in * beyond - n_out * cosine) / (n_in * beyond + n_out * cosine)
    return 0.5 * (s * s + p * p), beyond


@numba.njit
def _turn(rng, g, ux, uy, uz):
    """A new direction after one scattering."""
    if abs(g) < 1e-9:
        c = 2.0 * rng.random() - 1.0
    else:
        f = (1.0 - g * g) / (1.0 - g + 2.0 * g * rng.random())
        c = (1.0 + g * g - f * f) / (2.0 * g)
    s = math.sqrt(max(0.0, 1.0 - c * c))
    a = 2.0 * math.pi * rng.random()
    ca, sa = math.cos(a), math.sin(a)
    if abs(uz) > 0.99999:
        return s * ca, s * sa, c * math.copysign(1.0, uz)
    t = math.sqrt(1.0 - uz * uz)
    return (
        s * (ux * uz * ca - uy * sa) / t + ux * c,
        s * (uy * uz * ca + ux * sa) / t + uy * c,
        -s * ca * t + uz * c,
    )


@numba.njit
def _walk(count, rng, mua, mus, g, n, below_z, n_above, n_below, start_cosine, edges):
    layers = mua.size
    tops = np.empty(layers)
    tops[0] = 0.0
    for i in range(1, layers):
        tops[i] = below_z[i - 1]
    rings = np.zeros(edges.size - 1)
    # reflected, its square, transmitted, absorbed, surface, roulette, near the normal, its square
    sums = np.zeros(8)
    for _ in range(count):
        cosine = start_cosine if start_cosine > 0.0 else math.sqrt(rng.random())
        r, inside = _fresnel(n_above, n[0], cosine)
        sums[4] += r
        w, seen, near = 1.0 - r, 0.0, 0.0
        x = y = z = 0.0
        ux, uy, uz = math.sqrt(max(0.0, 1.0 - inside * inside)), 0.0, inside
        layer = 0
        left = -math.log(1.0 - rng.random())
        while w > 0.0:
            total = mua[layer] + mus[layer]
            step = left / total if total > 0.0 else 1e9
            wall = (
                (below_z[layer] - z) / uz
                if uz > 0.0
                else ((tops[layer] - z) / uz if uz < 0.0 else 1e12)
            )
            if wall < step:
                x, y = x + ux * wall, y + uy * wall
                left -= wall * total
                down = uz > 0.0
                z = below_z[layer] if down else tops[layer]
                beyond = layer + 1 if down else layer - 1
                n_out = n_above if beyond < 0 else (n_below if beyond == layers else n[beyond])
                r, c = _fresnel(n[layer], n_out, abs(uz))
                if beyond < 0:  # part leaves, the rest goes on
                    out = w * (1.0 - r)
                    seen += out
                    near += out if c > NARROW else 0.0
                    d = math.sqrt(x * x + y * y)
                    b = np.searchsorted(edges, d, side="right") - 1
                    if b < rings.size:
                        rings[b] += out
                    w *= r
                    uz = -uz
                elif beyond == layers:
                    sums[2] += w * (1.0 - r)
                    w *= r
                    uz = -uz
                elif rng.random() < r:
                    uz = -uz
                else:
                    ratio = n[layer] / n_out
                    ux, uy = ux * ratio, uy * ratio
                    uz = c if down else -c
                    layer = beyond
                continue
            x, y, z = x + ux * step, y + uy * step, z + uz * step
            lost = w * mua[layer] / total
            sums[3] += lost
            w -= lost
            ux, uy, uz = _turn(rng, g[layer], ux, uy, uz)
            left = -math.log(1.0 - rng.random())
            if w < 1e-3:
                if rng.random() < 0.1:
                    sums[5] -= 9.0 * w
                    w *= 10.0
                else:
                    sums[5] += w
                    w = 0.0
        sums[0] += seen
        sums[1] += seen * seen
        sums[6] += near
        sums[7] += near * near
    return sums, rings


def walk(
    count, mua, mus, g, n, depth_mm, n_below=1.0, n_above=1.0, incidence_deg=8.0, seed=1
) -> Walked:
    """Walk ``count`` photons into layers (top first); the last depth may be inf.

    incidence_deg : angle of the beam in the outside medium; None = diffuse light.
    """
    layers = [np.asarray(v, dtype=np.float64) for v in (mua, mus, g, n)]
    cosine = -1.0 if incidence_deg is None else math.cos(math.radians(incidence_deg))
    ends = np.cumsum(np.asarray(depth_mm, dtype=np.float64))
    sums, rings = _walk(
        count, np.random.default_rng(seed), *layers, ends, n_above, n_below, cosine, EDGES_MM
    )
    mean = sums / count
    error = math.sqrt(max(0.0, mean[1] - mean[0] ** 2) / count)
    white = 1.0 - NARROW**2
    straight_error = math.sqrt(max(0.0, mean[7] - mean[6] ** 2) / count) / white
    return Walked(*mean[:1], error, *mean[2:6], rings / count, mean[6] / white, straight_error)
