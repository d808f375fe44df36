"""Waves on a stretched solid by finite elements in depth, straight from W(F) and no moduli by name.

The tangent is taken by complex and central differences of the energy in the nine components of
the deformation gradient, the material is slightly compressible (bulk over shear modulus 1e6), and
motion is written in the unstretched frame. Spectral elements in depth; the lowest eigenvalue of
K u = w^2 M u for a given wave number is the surface wave.
"""

import itertools

import numpy as np
import scipy.linalg


def neo_hookean(f):
    return 0.5 * (np.sum(f * f) - 3.0)


def mooney_rivlin(share):
    def energy(f):
        c = f.T @ f
        i1 = np.trace(c)
        i2 = 0.5 * (i1**2 - np.trace(c @ c))
        return 0.5 * ((1 - share) * (i1 - 3) + share * (i2 - 3))

    return energy


def fung(b):
    return lambda f: (np.exp(b * (np.sum(f * f) - 3.0)) - 1.0) / (2.0 * b)


def tangent(energy, f0, bulk=1e6):
    """d2U/dF dF (3,3,3,3) at f0, with the pressure that leaves the face of normal 2 free."""

    def slope(f, pressure):
        out = np.zeros((3, 3), dtype=complex)
        for i in range(3):
            for j in range(3):
                step = f.astype(complex)
                step[i, j] += 1e-30j
                j_now = np.linalg.det(step)
                whole = energy(step) - pressure * (j_now - 1) + 0.5 * bulk * (j_now - 1) ** 2
                out[i, j] = whole.imag / 1e-30
        return out.real

    plain, with_one = slope(f0, 0.0), slope(f0, 1.0)
    pressure = plain[1, 1] / (plain[1, 1] - with_one[1, 1])
    c = np.zeros((3, 3, 3, 3))
    for k in range(3):
        for m in range(3):
            h = np.zeros((3, 3))
            h[k, m] = 1e-5
            # Richardson: error of order h^4 in the smooth part
            wide = (slope(f0 + 2 * h, pressure) - slope(f0 - 2 * h, pressure)) / 4e-5
            near = (slope(f0 + h, pressure) - slope(f0 - h, pressure)) / 2e-5
            c[:, :, k, m] = (4 * near - wide) / 3
    return c


def lobatto(n):
    inner = np.polynomial.legendre.Legendre.basis(n).deriv().roots()
    x = np.concatenate([[-1.0], np.sort(inner.real), [1.0]])
    w = 2.0 / (n * (n + 1) * np.polynomial.legendre.Legendre.basis(n)(x) ** 2)
    d = np.zeros((n + 1, n + 1))
    p = np.polynomial.legendre.Legendre.basis(n)(x)
    for i in range(n + 1):
        for j in range(n + 1):
            if i != j:
                d[i, j] = p[i] / (p[j] * (x[i] - x[j]))
    d[0, 0], d[-1, -1] = -n * (n + 1) / 4, n * (n + 1) / 4
    return x, w, d


def surface_speed(energy, stretches, degree=10, depth=4.0):
    """Speed (shear modulus and density 1) of the surface wave along axis 1, in the present frame.

    depth : in wavelengths of the present frame, clamped below.
    """
    return surface_mode(energy, stretches, degree, depth)[0]


def surface_mode(energy, stretches, degree=10, depth=4.0):
    """Speed, depths in wavelengths and motion along the normal there, 1 at the surface."""
    c = tangent(energy, np.diag(np.asarray(stretches, dtype=float)))
    wave_number = 2 * np.pi * stretches[0]  # of a wavelength 1 in the stretched body
    edges = -(depth / stretches[1]) * np.linspace(0.0, 1.0, 13) ** 1.6
    _, w, d = lobatto(degree)
    total = degree * (len(edges) - 1) + 1
    stiff = np.zeros((2 * total, 2 * total), dtype=complex)
    mass = np.zeros(2 * total)
    for e in range(len(edges) - 1):
        half = 0.5 * (edges[e + 1] - edges[e])
        nodes = degree * e + np.arange(degree + 1)
        where = np.concatenate([nodes, total + nodes])
        for q in range(degree + 1):
            # gradient of (u1, u2) at node q: rows (i, J), columns the element's unknowns
            g = np.zeros((2, 2, 2 * (degree + 1)), dtype=complex)
            for i in range(2):
                g[i, 0, i * (degree + 1) + q] = 1j * wave_number
                g[i, 1, i * (degree + 1) : (i + 1) * (degree + 1)] = d[q] / half
            local = np.einsum("iJa,iJkL,kLb->ab", g.conj(), c[:2, :2, :2, :2], g)
            stiff[np.ix_(where, where)] += abs(half) * w[q] * local
            mass[nodes[q]] += abs(half) * w[q]
            mass[total + nodes[q]] += abs(half) * w[q]
    free = np.setdiff1d(np.arange(2 * total), [total - 1, 2 * total - 1])
    scale = 1.0 / np.sqrt(mass[free])
    a = scale[:, None] * stiff[np.ix_(free, free)] * scale
    a = 0.5 * (a + a.conj().T)
    lowest, vector = scipy.linalg.eigh(a, subset_by_index=[0, 0])
    whole = np.zeros(2 * total, dtype=complex)
    whole[free] = scale * vector[:, 0]
    x = lobatto(degree)[0]
    ends = itertools.pairwise(edges)
    places = np.concatenate([[edges[0]], *(a + 0.5 * (b - a) * (x[1:] + 1) for a, b in ends)])
    normal = whole[total:] / whole[total]
    return float(np.sqrt(lowest[0]) / (2 * np.pi)), -places * stretches[1], normal


def bulk_speed(energy, stretches, angle_deg):
    """Slowest in-plane speed from the acoustic tensor, direction in the present frame."""
    f0 = np.diag(np.asarray(stretches, dtype=float))
    c = tangent(energy, f0)
    n = np.array([np.cos(np.deg2rad(angle_deg)), np.sin(np.deg2rad(angle_deg)), 0.0])
    across = f0 @ n  # N dX = F^T n dx: gradient in the unstretched frame
    q = np.einsum("iJkL,J,L->ik", c, across, across)[:2, :2]
    return float(np.sqrt(np.linalg.eigvalsh(q)[0]))
