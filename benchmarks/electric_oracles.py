"""Second ways to the field about needles, written apart from the product's: used by tests.

``finite_elements``: biquadratic axisymmetric elements (scikit-fem) about a needle with a flat end.
``three_dimensional``: Cartesian finite volumes about one of a pair of needles, with the plane
between the two at 0 V, solved by conjugate gradients.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_matrix, diags
from scipy.sparse.linalg import cg, splu
from skfem import Basis, BilinearForm, ElementQuad2, Functional, MeshQuad


@dataclass(frozen=True)
class Elements:
    """Resistance, and heat in boxes, at 1 V."""

    resistance_ohm: float
    power_w: np.ndarray
    unknowns: int


def finite_elements(r_um, z_um, sigma, radius_um, depth_um, insulated_um, boxes=()):
    """A flat-ended needle in tissue, 0 V at the outer faces; sigma (n_z, n_r) in S/m.

    r_um, z_um : lines of the mesh, which must hold the needle's faces and the coat's end.
    boxes : (r_low, r_high, z_low, z_high), in which heat is summed.
    """
    mesh = MeshQuad.init_tensor(np.asarray(r_um, float), np.asarray(z_um, float))
    centre = mesh.p[:, mesh.t].mean(axis=1)
    inside = (centre[0] < radius_um) & (centre[1] < depth_um)
    column = np.searchsorted(r_um, centre[0]) - 1
    row = np.searchsorted(z_um, centre[1]) - 1
    values = np.asarray(sigma)[row, column][~inside]
    mesh = mesh.remove_elements(np.flatnonzero(inside))
    basis = Basis(mesh, ElementQuad2(), intorder=5)
    field = values[:, None] * np.ones((1, basis.X.shape[-1]))

    @BilinearForm
    def stiffness(u, v, w):
        return 2e-6 * np.pi * w.x[0] * w["sigma"] * (u.grad[0] * v.grad[0] + u.grad[1] * v.grad[1])

    matrix = stiffness.assemble(basis, sigma=field)
    x, z = basis.doflocs
    tiny = 1e-6
    bare = (z > insulated_um - tiny) & (z < depth_um + tiny) & (x < radius_um + tiny)
    bare &= (np.abs(x - radius_um) < tiny) | (np.abs(z - depth_um) < tiny)
    outer = (np.abs(x - r_um[-1]) < tiny) | (np.abs(z - z_um[-1]) < tiny)
    known = np.flatnonzero(bare | outer)
    free = np.setdiff1d(np.arange(basis.N), known)
    phi = bare.astype(float)
    load = -matrix[free][:, known] @ phi[known]
    phi[free] = splu(matrix[free][:, free].tocsc()).solve(load)

    @Functional
    def heat(w):
        at = (w.x[0] > w["a"]) & (w.x[0] < w["b"]) & (w.x[1] > w["c"]) & (w.x[1] < w["d"])
        square = w["phi"].grad[0] ** 2 + w["phi"].grad[1] ** 2
        return 2e-6 * np.pi * w.x[0] * w["sigma"] * square * at

    made = basis.interpolate(phi)
    power = [
        heat.assemble(basis, phi=made, sigma=field, a=a, b=b, c=c, d=d) for a, b, c, d in boxes
    ]
    return Elements(1.0 / float(phi @ (matrix @ phi)), np.array(power), basis.N)


@dataclass(frozen=True)
class Pair:
    """Half of a pair in three dimensions at 1 V between the two needles.

    resistance_ohm : between the needles, or of both to the far faces. power_w (n_z, n_y, n_x) :
    heat in a quarter of space.
    """

    resistance_ohm: float
    power_w: np.ndarray
    x_um: np.ndarray
    y_um: np.ndarray
    z_um: np.ndarray


def three_dimensional(needle, sigma_of_row, x_um, y_um, z_um, apart_um, bipolar=True):
    """A pair of needles ``apart_um`` apart; x from the plane between, y from the plane of both.

    sigma_of_row (n_z,), S/m. Outer faces are at 0 V; the plane between is at 0 V where bipolar,
    else closed. Links end on the needle's true surface.
    """
    x, y, z = (0.5 * (e[1:] + e[:-1]) for e in (x_um, y_um, z_um))
    dx, dy, dz = np.diff(x_um), np.diff(y_um), np.diff(z_um)
    axis = 0.5 * apart_um
    radius = needle.radius_at(z)[:, None, None]
    away = np.hypot(y[None, :, None], x[None, None, :] - axis)
    metal = away < radius
    s = np.broadcast_to(np.asarray(sigma_of_row)[:, None, None], metal.shape) * 1e-6
    bare = (z > needle.insulated_um)[:, None, None]
    shape = metal.shape
    index = np.arange(metal.size).reshape(shape)
    volts = 0.5 if bipolar else 1.0
    links = []
    for dim, centres, widths in ((0, z, dz), (1, y, dy), (2, x, dx)):
        low = tuple(slice(None, -1) if k == dim else slice(None) for k in range(3))
        high = tuple(slice(1, None) if k == dim else slice(None) for k in range(3))
        wide = widths.reshape([-1 if k == dim else 1 for k in range(3)])
        cell = dz[:, None, None] * dy[None, :, None] * dx[None, None, :]
        face = (cell / wide)[low]
        across = 0.5 * wide[low] / s[low], 0.5 * wide[high] / s[high]
        span = across[0] + across[1]
        out, into = metal[low] & ~metal[high], ~metal[low] & metal[high]
        if dim == 0:
            floor = np.clip(needle.depth_at(away[0])[None], centres[:-1, None, None],
                            centres[1:, None, None])  # fmt: skip
            gap = np.maximum(centres[1:, None, None] - floor, 1e-3 * wide[high])
            span = np.where(out, gap / s[high], span)
        else:
            other = y[None, :, None] if dim == 2 else x[None, None, :] - axis
            half = np.sqrt(np.maximum(radius**2 - other**2, 0.0))
            place = (x[None, None, :] - axis) if dim == 2 else y[None, :, None]
            place = np.broadcast_to(np.abs(place), shape)
            half = np.broadcast_to(half, shape)
            gap = np.where(out, place[high] - half[high], place[low] - half[low])
            step = np.diff(centres).reshape([-1 if k == dim else 1 for k in range(3)])
            gap = np.clip(gap, 1e-3 * step, step)
            span = np.where(out, gap / s[high], np.where(into, gap / s[low], span))
        g = face / span
        if dim != 0:
            closed = (out | into) & ~np.broadcast_to(bare, shape)[low]
            g = np.where(closed, 0.0, g)
        g = np.where(metal[low] & metal[high], 0.0, g)
        links.append((index[low].ravel(), index[high].ravel(), g.ravel()))
    ground = np.zeros(shape)
    ground[-1] += (dy[:, None] * dx) / (0.5 * dz[-1]) * s[-1]
    ground[:, -1] += (dz[:, None] * dx) / (0.5 * dy[-1]) * s[:, -1]
    ground[:, :, -1] += (dz[:, None] * dy) / (0.5 * dx[-1]) * s[:, :, -1]
    if bipolar:
        ground[:, :, 0] += (dz[:, None] * dy) / (0.5 * dx[0]) * s[:, :, 0]
    a = np.concatenate([link[0] for link in links])
    b = np.concatenate([link[1] for link in links])
    g = np.concatenate([link[2] for link in links])
    size, fixed = metal.size, metal.ravel()
    matrix = coo_matrix((-np.r_[g, g], (np.r_[a, b], np.r_[b, a])), shape=(size, size)).tocsr()
    matrix = matrix + diags(-np.asarray(matrix.sum(axis=1)).ravel() + ground.ravel())
    free = np.flatnonzero(~fixed)
    phi = np.where(fixed, volts, 0.0)
    load = -(matrix @ phi)[free]
    inner = matrix[free][:, free]
    jacobi = diags(1.0 / inner.diagonal())
    phi[free], info = cg(inner, load, rtol=1e-9, maxiter=20000, M=jacobi)
    if info != 0:
        raise RuntimeError(f"conjugate gradients stopped at {info}")
    drop = np.abs(phi[a] - phi[b]) ** 2 * g
    power = np.zeros(size)
    np.add.at(power, a, np.where(fixed[a], 0.0, np.where(fixed[b], drop, 0.5 * drop)))
    np.add.at(power, b, np.where(fixed[b], 0.0, np.where(fixed[a], drop, 0.5 * drop)))
    power += phi**2 * ground.ravel()
    # a quarter of space: four times its heat is that of both needles
    return Pair(0.25 / power.sum(), power.reshape(shape), x_um, y_um, z_um)


def shares_in_cylinders(pair, apart_um, radii_um, parts=6):
    """Share of the pair's whole heat that lies within each radius of one needle, at any depth."""
    spread = (np.arange(parts) + 0.5) / parts
    x = (pair.x_um[:-1, None] + np.diff(pair.x_um)[:, None] * spread).ravel()
    y = (pair.y_um[:-1, None] + np.diff(pair.y_um)[:, None] * spread).ravel()
    away = np.hypot(y[:, None], x[None, :] - 0.5 * apart_um)
    column = pair.power_w.sum(axis=0)
    found = []
    for radius in radii_um:
        inside = (away < radius).reshape(len(pair.y_um) - 1, parts, len(pair.x_um) - 1, parts)
        found.append(float((column * inside.mean(axis=(1, 3))).sum()))
    return 0.5 * np.array(found) / pair.power_w.sum()
