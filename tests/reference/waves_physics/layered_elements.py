"""Response of layers by spectral elements in depth: displacement form, no potentials, no waves."""

import itertools

import numpy as np
import scipy.linalg
from incremental_elements import lobatto


def response(layers, wave_number, omega, depth_mm=0.0, floor_mm=60.0, degree=9):
    """Motion down in um per Pa of surface stress; the half-space is a slab down to floor_mm.

    layers : (thickness_mm, complex shear modulus in Pa, density, bulk wave speed) from the top.
    """
    nodes, weights, d = lobatto(degree)
    edges, solids = [0.0], []
    for thickness, *solid in layers:
        end = edges[-1] + thickness if thickness is not None else floor_mm
        count = 60 if thickness is None else 3
        edges += list(np.linspace(edges[-1], end, count + 1)[1:])
        solids += [solid] * count
    edges = 1e-3 * np.array(edges)
    total = degree * len(solids) + 1
    band = 2 * degree + 1
    banded = np.zeros((2 * band + 1, 2 * total), dtype=complex)
    g_x = -1j * wave_number
    for e, (shear, rho, pressure) in enumerate(solids):
        lame = rho * pressure**2 - 2 * shear
        half = 0.5 * (edges[e + 1] - edges[e])
        dz = d / half
        w = np.diag(weights * half)
        eye = np.eye(degree + 1)
        # virtual work of conj(v): v_x,x* s_xx + v_z,z* s_zz + (v_x,z + v_z,x)* s_xz
        xx = w * abs(wave_number) ** 2 * (lame + 2 * shear) + dz.T @ w @ dz * shear
        zz = dz.T @ w @ dz * (lame + 2 * shear) + w * abs(wave_number) ** 2 * shear
        xz = np.conj(g_x) * lame * (eye @ w @ dz) + g_x * shear * (dz.T @ w @ eye)
        zx = g_x * lame * (dz.T @ w @ eye) + np.conj(g_x) * shear * (eye @ w @ dz)
        mass = omega**2 * rho * w
        at = degree * e + np.arange(degree + 1)
        for i, rows in enumerate(((xx - mass, xz), (zx, zz - mass))):
            for j, block in enumerate(rows):
                r, c = np.meshgrid(2 * at + i, 2 * at + j, indexing="ij")
                banded[band + r - c, c] += block
    keep = 2 * total - 2  # clamped floor
    load = np.zeros(keep, dtype=complex)
    load[1] = 1.0
    moved = scipy.linalg.solve_banded((band, band), banded[:, :keep], load)
    spans = itertools.pairwise(edges)
    z = np.concatenate([[0.0], *(a + 0.5 * (b - a) * (nodes[1:] + 1) for a, b in spans)])
    at = int(np.argmin(np.abs(z[:-1] - 1e-3 * depth_mm)))
    assert abs(z[at] - 1e-3 * depth_mm) < 1e-9
    return 1e6 * moved[1::2][at]
