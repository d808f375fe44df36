"""Skin drawn into an aperture, by finite elements: axisymmetric, incompressible, large strain.

Two layers (dermis over hypodermis) under a glued guard ring, free skin beyond it: biquadratic
displacements with discontinuous linear pressures, vacuum as a load that follows the surface,
Newton's method with steps of load. The dermis has
W = mu/2 (I1-3) + K/(2 k2) (exp(k2 <E>^2) - 1), E = kappa (I1-3) + (1-3 kappa) (I4-1) - e0, with I4
averaged over directions in the skin's plane (the only case that stays axisymmetric); the
hypodermis is neo-Hookean. A pre-stretch is a homogeneous equibiaxial deformation of the dermis put
before the computed one, so that all lengths are those of the skin in place.
Used offline (benchmarks/suction_surrogate.py) and as an oracle in tests; not part of the product.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.linalg import splu
from skfem import Basis, ElementQuad2, ElementVector, FacetBasis, MeshQuad

INDEX = ((0, 0), (0, 1), (1, 0), (1, 1), (2, 2))
KPA_PER_MBAR = 0.1


@dataclass(frozen=True)
class Skin:
    """One skin under one probe; moduli in kPa, lengths in mm, bulk_kpa inf = incompressible."""

    mu_kpa: float
    thickness_mm: float
    radius_mm: float = 1.0
    fibre_kpa: float = 0.0
    k2: float = 1.0
    slack: float = 0.05
    kappa: float = 1.0 / 3.0
    stretch: float = 1.0
    hypodermis_kpa: float = 3.0
    hypodermis_mm: float = 5.0
    ring_mm: float = 5.0
    glued: bool = True
    bulk_kpa: float = np.inf
    smooth: float = 0.002


def grid(skin: Skin, fine: int) -> tuple[np.ndarray, np.ndarray]:
    """Nodes along r and z, dense at the ring's inner edge and at the surface."""
    a, h = skin.radius_mm, skin.thickness_mm
    edge = a + skin.ring_mm
    inside = a * (1.0 - np.linspace(1.0, 0.0, 4 * fine + 1) ** 1.6)
    under = a + skin.ring_mm * np.linspace(0.0, 1.0, 4 * fine + 1)[1:] ** 2.0
    beyond = edge + 2.0 * edge * np.linspace(0.0, 1.0, 2 * fine + 1)[1:] ** 1.5
    outside = np.concatenate([under, beyond])
    dermis = -h * np.linspace(0.0, 1.0, 3 * fine + 1) ** 1.5
    below = -h - skin.hypodermis_mm * np.linspace(0.0, 1.0, 2 * fine + 1)[1:] ** 1.5
    return np.concatenate([inside, outside]), np.concatenate([dermis, below])[::-1]


class Model:
    """Shape functions and tables of one grid; ``curve`` then solves it for rising vacuum."""

    def __init__(self, skin: Skin, fine: int = 2) -> None:
        self.skin = skin
        r, z = grid(skin, fine)
        mesh = MeshQuad.init_tensor(r, z)
        element = ElementVector(ElementQuad2())
        basis = Basis(mesh, element, intorder=4)
        self.count = basis.N
        self.dofs = basis.element_dofs  # (18, E)
        rq = basis.global_coordinates().value  # (2, E, Q)
        self.weight = basis.dx * 2.0 * np.pi * rq[0]
        n, (e, q) = len(basis.basis), rq.shape[1:]
        self.b = np.zeros((e, q, 5, n))
        for i in range(n):
            field = basis.basis[i][0]
            grad, value = np.asarray(field.grad), np.asarray(field.value)
            for row, (k, m) in enumerate(INDEX[:4]):
                self.b[:, :, row, i] = grad[k, m]
            self.b[:, :, 4, i] = value[0] / rq[0]
        centre = rq.mean(axis=2)
        self.np_ = np.stack(
            [np.ones((e, q)), rq[0] - centre[0][:, None], rq[1] - centre[1][:, None]], axis=-1
        )
        self.pdofs = self.count + np.arange(3 * e).reshape(e, 3).T
        dermis = centre[1] > -skin.thickness_mm
        self.mu = np.where(dermis, skin.mu_kpa, skin.hypodermis_kpa)[:, None]
        self.fibre = np.where(dermis, skin.fibre_kpa, 0.0)[:, None]
        l2 = skin.stretch**2
        g = np.array([l2, l2**-2, l2])
        # weights of the two quadratic forms of F: I1, and what stretches the fibres; (E, 1, 3)
        plane = skin.kappa + 0.5 * (1.0 - 3.0 * skin.kappa)
        lie = np.array([plane, skin.kappa, plane])
        self.g = np.where(dermis[:, None], g[None, :], 1.0)[:, None, :]
        self.g_fibre = np.where(dermis[:, None], (g * lie)[None, :], 1.0)[:, None, :]
        self._surface(mesh, element)
        self._fixed(mesh, basis)

    def _surface(self, mesh: MeshQuad, element: ElementVector) -> None:
        a = self.skin.radius_mm
        facets = mesh.facets_satisfying(lambda x: (np.abs(x[1]) < 1e-9) & (x[0] < a))
        face = FacetBasis(mesh, element, facets=facets, intorder=6)
        x = face.global_coordinates().value
        self.face_weight = face.dx * 2.0 * np.pi * x[0]
        self.face_dofs = face.element_dofs
        value = np.stack([np.asarray(b[0].value) for b in face.basis])  # (n, 2, F, Q)
        grad_r = np.stack([np.asarray(b[0].grad)[:, 0] for b in face.basis])
        self.face_value, self.face_slope = value, grad_r
        self.face_hoop = value[:, 0] / x[0]

    def _fixed(self, mesh: MeshQuad, basis: Basis) -> None:
        x = basis.doflocs
        a, tiny = self.skin.radius_mm, 1e-9
        across = np.zeros(self.count, dtype=bool)  # dofs of u_r
        across[np.unique(basis.element_dofs[0::2])] = True
        bottom = x[1] < mesh.p[1].min() + tiny
        side = x[0] > mesh.p[0].max() - tiny
        glued = (x[0] > a - tiny) & (x[0] < a + self.skin.ring_mm + tiny)
        ring = (x[1] > -tiny) & glued & self.skin.glued
        axis = x[0] < tiny
        fixed = bottom | ring | (across & (side | axis))
        self.free = np.concatenate(
            [np.flatnonzero(~fixed), self.count + np.arange(self.pdofs.size)]
        )
        self.apex = int(np.flatnonzero(~across & axis & (x[1] > -tiny))[0])

    def _fibre(self, form: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """First and second derivative of the fibre energy with the form, smooth where slack."""
        s = self.skin
        e = form - 1.0 - s.slack
        on = s.smooth * np.logaddexp(0.0, e / s.smooth)
        d = 1.0 / (1.0 + np.exp(-np.clip(e / s.smooth, -60, 60)))
        grow = np.exp(np.minimum(s.k2 * on**2, 60.0))
        curve = (1 + 2 * s.k2 * on**2) * d**2 + on * d * (1 - d) / s.smooth
        return self.fibre * grow * on * d, self.fibre * grow * curve

    def system(self, x: np.ndarray, vacuum_kpa: float) -> tuple[np.ndarray, coo_matrix]:
        """Residual and tangent of all unknowns at displacements and pressures ``x``."""
        b, w = self.b, self.weight
        f = np.einsum("eqkn,ne->eqk", b, x[self.dofs])
        f[..., [0, 3, 4]] += 1.0
        p = np.einsum("eqm,me->eq", self.np_, x[self.pdofs])
        det = f[..., 0] * f[..., 3] - f[..., 1] * f[..., 2]
        jac = det * f[..., 4]
        if jac.min() <= 0.02:
            raise FloatingPointError("an element turned over")
        h = np.stack([f[..., 3], -f[..., 2], -f[..., 1], f[..., 0], det / f[..., 4]], -1)
        h /= det[..., None]
        small = jac ** (-2.0 / 3.0)
        swap = np.zeros((*jac.shape, 5, 5))
        for m, (i, j) in enumerate(INDEX):
            for n, (k, o) in enumerate(INDEX):
                left, right = _place(i, o), _place(k, j)
                if left >= 0 and right >= 0:
                    swap[..., m, n] = h[..., left] * h[..., right]
        hh = h[..., :, None] * h[..., None, :]
        stress = (p * jac)[..., None] * h
        d = (p * jac)[..., None, None] * (hh - swap)
        forms = [(self.g, 0.5 * self.mu, 0.0 * jac)]
        if self.skin.fibre_kpa > 0.0:
            fibre = (f * f * self.g_fibre[..., [0, 1, 0, 1, 2]]).sum(-1)
            forms.append((self.g_fibre, *self._fibre(small * fibre)))
        for g, w1, w11 in forms:
            s_, d_ = _form(f, h, swap, small, g, w1 + 0.0 * jac, w11)
            stress += s_
            d += d_
        k_uu = np.einsum("eqki,eqkl,eqlj,eq->eij", b, d, b, w, optimize=True)
        k_up = np.einsum("eqki,eqk,eqm,eq->eim", b, h, self.np_, w * jac, optimize=True)
        r_u = np.einsum("eqki,eqk,eq->ei", b, stress, w, optimize=True)
        soft = 0.0 if np.isinf(self.skin.bulk_kpa) else 1.0 / self.skin.bulk_kpa
        r_p = np.einsum("eqm,eq->em", self.np_, w * (jac - 1.0 - soft * p))
        k_pp = -soft * np.einsum("eqm,eqn,eq->emn", self.np_, self.np_, w)
        residual = np.zeros(self.count + self.pdofs.size)
        np.add.at(residual, self.dofs.T, r_u)
        np.add.at(residual, self.pdofs.T, r_p)
        pull, k_face = self._pull(x, vacuum_kpa)
        np.subtract.at(residual, self.face_dofs.T, pull)
        parts = [
            _scatter(self.dofs, self.dofs, k_uu),
            _scatter(self.dofs, self.pdofs, k_up),
            _scatter(self.pdofs, self.dofs, np.swapaxes(k_up, 1, 2)),
            _scatter(self.face_dofs, self.face_dofs, -k_face),
        ]
        if soft:
            parts.append(_scatter(self.pdofs, self.pdofs, k_pp))
        rows, cols, vals = (np.concatenate(c) for c in zip(*parts, strict=True))
        size = residual.size
        return residual, coo_matrix((vals, (rows, cols)), shape=(size, size))

    def _pull(self, x: np.ndarray, vacuum_kpa: float) -> tuple[np.ndarray, np.ndarray]:
        """Work of the vacuum on each shape function, normal and area of the deformed surface."""
        u = x[self.face_dofs]
        slope = np.einsum("nkfq,nf->kfq", self.face_slope, u)
        hoop = 1.0 + np.einsum("nfq,nf->fq", self.face_hoop, u)
        normal = np.stack([-slope[1], 1.0 + slope[0]])
        w = vacuum_kpa * self.face_weight
        pull = np.einsum("nkfq,kfq,fq->fn", self.face_value, normal * hoop, w)
        turn = np.stack([-self.face_slope[:, 1], self.face_slope[:, 0]], axis=1)
        change = turn * hoop + normal[None] * self.face_hoop[:, None]
        return pull, np.einsum("nkfq,mkfq,fq->fnm", self.face_value, change, w, optimize=True)

    def curve(self, vacuum_mbar: np.ndarray, highest_mm: float = np.inf) -> np.ndarray:
        """Apex elevation, mm, at each rising vacuum, mbar.

        NaN after the apex has passed ``highest_mm`` and from where it no longer solves.
        """
        x = np.zeros(self.count + self.pdofs.size)
        done, out = 0.0, np.full(len(vacuum_mbar), np.nan)
        x = self._newton(x, 0.0)
        for i, wanted in enumerate(vacuum_mbar):
            step = wanted - done
            while done < wanted - 1e-9:
                to = min(done + step, wanted)
                try:
                    x, done = self._newton(x, KPA_PER_MBAR * to), to
                except (FloatingPointError, RuntimeError):
                    step *= 0.5
                    if step < 0.5:
                        return out
            out[i] = x[self.apex]
            if out[i] > highest_mm:
                break
        self.state = x
        return out

    def _newton(self, x: np.ndarray, vacuum_kpa: float) -> np.ndarray:
        x = x.copy()
        for _ in range(14):
            residual, tangent = self.system(x, vacuum_kpa)
            part = tangent.tocsc()[self.free][:, self.free]
            step = splu(part).solve(-residual[self.free])
            if not np.isfinite(step).all():
                raise FloatingPointError("no finite step")
            x[self.free] += step
            if np.abs(step[: (self.free < self.count).sum()]).max() < 1e-9:
                return x
        raise RuntimeError("Newton's method doesn't settle")


def _form(
    f: np.ndarray,
    h: np.ndarray,
    swap: np.ndarray,
    small: np.ndarray,
    g: np.ndarray,
    w1: np.ndarray,
    w11: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Stress and tangent of an energy of J^(-2/3) F g : F with derivatives w1 and w11."""
    fg = f * g[..., [0, 1, 0, 1, 2]]
    i1 = (f * fg).sum(-1)
    base = fg - i1[..., None] / 3.0 * h
    bar = small[..., None] * base
    unit = np.zeros_like(swap)
    for m, (_, o) in enumerate(INDEX):
        unit[..., m, m] = g[..., o]
    cross = base[..., :, None] * h[..., None, :] + h[..., :, None] * fg[..., None, :]
    d = 4.0 * w11[..., None, None] * bar[..., :, None] * bar[..., None, :]
    d += (2.0 * w1 * small)[..., None, None] * (
        unit - 2.0 / 3.0 * cross + (i1 / 3.0)[..., None, None] * swap
    )
    return 2.0 * w1[..., None] * bar, d


def _place(i: int, j: int) -> int:
    return INDEX.index((i, j)) if (i, j) in INDEX else -1


def _scatter(
    rows: np.ndarray, cols: np.ndarray, blocks: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Triplets of blocks (E, n, m) at rows (n, E) and columns (m, E)."""
    r = np.broadcast_to(rows.T[:, :, None], blocks.shape)
    c = np.broadcast_to(cols.T[:, None, :], blocks.shape)
    return r.ravel(), c.ravel(), blocks.ravel()
