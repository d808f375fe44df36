"""Microrelief: a Voronoi network of furrows, pores, and band-limited noise, anywhere in the plane.

Each is a function of the coordinates with random tables as its coefficients: nothing is sampled
on a grid and interpolated, so two captures of one skin agree exactly wherever they overlap.
"""

import math

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit

F = NDArray[np.float64]

#: lattice cells before a table repeats; 256 cells of 0.35 mm are 90 mm
TABLE = 256

#: rms of a cubic B-spline lattice over the rms of its coefficients: the integral of B3 squared
SPLINE_RMS = 151.0 / 315.0


def seed_table(rng: np.random.Generator) -> F:
    """(TABLE, TABLE, 2) places of the Voronoi seeds inside their lattice cells, anywhere in each.

    So no furrows run along the lattice. The nearest seed always lies within the 5 x 5 cells
    around a point; an edge to a seed beyond them is at least 0.29 cells away, twice the half
    width of a usual furrow.
    """
    return rng.uniform(0.0, 1.0, (TABLE, TABLE, 2))


def noise_table(rng: np.random.Generator) -> F:
    """(TABLE, TABLE) spline coefficients whose field has unit rms."""
    return rng.standard_normal((TABLE, TABLE)) / SPLINE_RMS


@jit
def add_spline_noise(x: F, y: F, out: F, table: F, spacing_um: float, rms_um: float) -> None:
    """Add a cubic B-spline field of the given rms and knot spacing at each point."""
    mask = table.shape[0] - 1
    for k in range(x.size):
        u = x[k] / spacing_um
        v = y[k] / spacing_um
        iu = math.floor(u)
        iv = math.floor(v)
        a = u - iu
        b = v - iv
        a0 = (1.0 - a) ** 3 / 6.0
        a1 = (4.0 - 6.0 * a * a + 3.0 * a * a * a) / 6.0
        a3 = a * a * a / 6.0
        a2 = 1.0 - a0 - a1 - a3
        b0 = (1.0 - b) ** 3 / 6.0
        b1 = (4.0 - 6.0 * b * b + 3.0 * b * b * b) / 6.0
        b3 = b * b * b / 6.0
        b2 = 1.0 - b0 - b1 - b3
        c0 = (iu - 1) & mask
        c1 = iu & mask
        c2 = (iu + 1) & mask
        c3 = (iu + 2) & mask
        total = 0.0
        for j in range(4):
            r = (iv - 1 + j) & mask
            w = b0 if j == 0 else (b1 if j == 1 else (b2 if j == 2 else b3))
            total += w * (
                a0 * table[r, c0] + a1 * table[r, c1] + a2 * table[r, c2] + a3 * table[r, c3]
            )
        out[k] += rms_um * total


@jit
def edge_distance(u: float, v: float, seeds: F) -> float:
    """Distance from a point to the nearest Voronoi edge, all in lattice cells.

    The 3 x 3 cells around the point come first; a cell of the ring beyond is looked at only where
    it can hold a nearer seed (its distance below F1) or a nearer edge: a seed at distance r has
    its edge at least (r - F1) / 2 away.
    """
    mask = seeds.shape[0] - 1
    iu = math.floor(u)
    iv = math.floor(v)
    a = u - iu
    b = v - iv
    best = 1e30
    nu = 0.0
    nv = 0.0
    for ring in range(1, 3):
        for j in range(-ring, ring + 1):
            for i in range(-ring, ring + 1):
                if ring == 2:
                    mu = max(0.0, i - a, a - i - 1.0)
                    mv = max(0.0, j - b, b - j - 1.0)
                    if (abs(i) < 2 and abs(j) < 2) or mu * mu + mv * mv >= best:
                        continue
                du = i - a + seeds[(iv + j) & mask, (iu + i) & mask, 0]
                dv = j - b + seeds[(iv + j) & mask, (iu + i) & mask, 1]
                d2 = du * du + dv * dv
                if d2 < best:
                    best = d2
                    nu = du
                    nv = dv
    nearest = math.sqrt(best)
    least = 1e30
    for ring in range(1, 3):
        reach = nearest + 2.0 * least
        for j in range(-ring, ring + 1):
            for i in range(-ring, ring + 1):
                if ring == 2:
                    mu = max(0.0, i - a, a - i - 1.0)
                    mv = max(0.0, j - b, b - j - 1.0)
                    if (abs(i) < 2 and abs(j) < 2) or mu * mu + mv * mv >= reach * reach:
                        continue
                du = i - a + seeds[(iv + j) & mask, (iu + i) & mask, 0]
                dv = j - b + seeds[(iv + j) & mask, (iu + i) & mask, 1]
                e2 = (du - nu) ** 2 + (dv - nv) ** 2
                if e2 > 1e-12:
                    least = min(least, (du * du + dv * dv - best) / (2.0 * math.sqrt(e2)))
    return least


@jit
def add_furrows(
    x: F, y: F, out: F, seeds: F, lattice: tuple[float, float, float, float], half_um: float
) -> None:
    """Lower each point by its furrow: ``out`` holds the furrow's depth and becomes a height.

    lattice : cell in µm, stretch along the main direction, cosine and sine of that direction.
    half_um : half width of a furrow at half its depth.
    """
    cell_um, stretch, c, s = lattice
    for k in range(x.size):
        u = (c * x[k] + s * y[k]) / (cell_um * stretch)
        v = (c * y[k] - s * x[k]) / cell_um
        t = edge_distance(u, v, seeds) * cell_um / half_um
        out[k] = -out[k] * math.exp(-0.6931471805599453 * t * t)


@jit
def add_pores(
    x: F, y: F, out: F, seeds: F, lattice: tuple[float, float, float], share: float
) -> None:
    """Add Gaussian pits at a share of the seeds. lattice : cell, depth, half width, all µm."""
    cell_um, depth_um, half_um = lattice
    mask = seeds.shape[0] - 1
    for k in range(x.size):
        iu = math.floor(x[k] / cell_um)
        iv = math.floor(y[k] / cell_um)
        for j in range(-1, 2):
            for i in range(-1, 2):
                su = seeds[(iv + j) & mask, (iu + i) & mask, 0]
                sv = seeds[(iv + j) & mask, (iu + i) & mask, 1]
                pick = (su * 7919.0 + sv * 104729.0) % 1.0
                if pick < share:
                    dx = (iu + i + su) * cell_um - x[k]
                    dy = (iv + j + sv) * cell_um - y[k]
                    r2 = (dx * dx + dy * dy) / (half_um * half_um)
                    if r2 < 18.0:
                        size = 0.6 + 0.8 * pick / share
                        out[k] -= depth_um * size * math.exp(-0.6931471805599453 * r2)
