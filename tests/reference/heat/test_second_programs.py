"""The (r, z) solver against voxels in 3D, and against finite elements (scikit-fem)."""

import math

import numpy as np
import pytest

from turgor.physics.heat.axisymmetric import heat_zone
from turgor.physics.heat.cartesian import heat_block
from turgor.physics.heat.cooling import contact_cooling
from turgor.physics.heat.damage import damage_set
from turgor.physics.heat.layers import ThermalLayer
from turgor.physics.heat.pulse import PulseTrain
from turgor.physics.heat.through_time import Course

LAYERS = (
    ThermalLayer(80.0, 0.21, 1110.0, 3600.0, 0.6),
    ThermalLayer(math.inf, 0.37, 1110.0, 3224.0, 0.65, 1e-3),
)
SPREAD = 60.0
DEEP = 500.0


def graded(first, growth, end):
    edges = [0.0]
    while edges[-1] < end:
        edges.append(edges[-1] + first * growth ** (len(edges) - 1))
    return np.array(edges) * end / edges[-1]


def over_depth(z):
    return DEEP * -np.diff(np.exp(-z / DEEP)) / np.diff(z)


def over_rings(r):
    return -np.diff(SPREAD**2 * np.exp(-((r / SPREAD) ** 2))) / np.diff(r**2)


def over_line(x):
    area = [math.erf(edge / SPREAD) for edge in x]
    return 0.5 * math.sqrt(math.pi) * SPREAD * np.diff(area) / np.diff(x)


@pytest.mark.parametrize("cooled", [False, True])
def test_rings_match_voxels(cooled):
    """Peak temperatures to 2 % of the hottest rise, over depth, along rows and along diagonals."""
    z, r, x = graded(8.0, 1.06, 1200.0), graded(4.0, 1.06, 400.0), graded(8.0, 1.07, 400.0)
    cooling = contact_cooling(5.0, before_s=0.05, transfer_w_m2k=5000.0) if cooled else None
    pulse, henriques = PulseTrain(10.0), damage_set("henriques")
    depth = 250.0 * over_depth(z)
    rings = heat_zone(
        LAYERS, depth[:, None] * over_rings(r), r, z, pulse, cooling, damage=[henriques]
    )
    line = over_line(x)
    block = heat_block(
        LAYERS, depth[:, None, None] * line[:, None] * line, (z, x, x), pulse, cooling,
        damage=[henriques],
    )  # fmt: skip
    at, rc = 0.5 * (x[1:] + x[:-1]), 0.5 * (r[1:] + r[:-1])
    allowed = 0.02 * (block.peak_c.max() - 37.0)
    for k in range(0, len(z) - 1, 5):
        row = np.interp(np.hypot(at, at[0]), rc, rings.peak_c[k])
        assert np.abs(block.peak_c[k, 0] - row).max() < allowed
        diagonal = np.interp(math.sqrt(2.0) * at, rc, rings.peak_c[k])
        inside = math.sqrt(2.0) * at < 380.0
        assert np.abs(np.diag(block.peak_c[k]) - diagonal)[inside].max() < allowed
    assert rings.budget.absorbed_mj == pytest.approx(4.0 * block.absorbed_mj, rel=1e-3)
    k = int(np.argmax(block.peak_c[:, 0, 0]))
    ring = np.interp(math.hypot(at[0], at[0]), rc, rings.log_damage["henriques"][k])
    # 2 % of a rise of 47 K is some 0.9 K, which is 0.6 in ln Ω
    assert abs(block.log_damage["henriques"][k, 0, 0] - ring) < 0.6


def elements(z, r, seconds, steps, transfer, medium):
    """End temperatures at cell middles by bilinear elements in (r, z) and Crank-Nicolson."""
    from scipy.sparse.linalg import splu
    from skfem import Basis, BilinearForm, ElementQuad1, FacetBasis, LinearForm, MeshQuad

    mesh = MeshQuad.init_tensor(r, z)
    basis = Basis(mesh, ElementQuad1())
    top = FacetBasis(mesh, ElementQuad1(), facets=mesh.facets_satisfying(lambda x: x[1] < 1e-9))
    upper, lower = LAYERS

    def by_layer(depth, first, second):
        return np.where(depth < 80.0, first, second)

    @BilinearForm
    def mass(u, v, w):
        c = by_layer(w.x[1], upper.volumetric_j_cm3k, lower.volumetric_j_cm3k)
        return c * w.x[0] * u * v

    @BilinearForm
    def stiff(u, v, w):
        k = by_layer(w.x[1], upper.conductivity_w_mk, lower.conductivity_w_mk) * 1e6
        blood = by_layer(w.x[1], 0.0, lower.perfusion_per_s * lower.volumetric_j_cm3k)
        return w.x[0] * (k * (u.grad[0] * v.grad[0] + u.grad[1] * v.grad[1]) + blood * u * v)

    @BilinearForm
    def film(u, v, w):
        return transfer * w.x[0] * u * v

    @LinearForm
    def heat(v, w):
        source = 250.0 / seconds * np.exp(-((w.x[0] / SPREAD) ** 2) - w.x[1] / DEEP)
        return source * w.x[0] * v

    @LinearForm
    def cold(v, w):
        return transfer * (medium - 37.0) * w.x[0] * v

    step = seconds / steps
    m, k = mass.assemble(basis), stiff.assemble(basis) + film.assemble(top)
    load = heat.assemble(basis) + cold.assemble(top)
    solve = splu((m + 0.5 * step * k).tocsc())
    rise = np.zeros(m.shape[0])
    for _ in range(steps):
        rise = solve.solve((m - 0.5 * step * k) @ rise + step * load)
    middle_r, middle_z = np.meshgrid(0.5 * (r[1:] + r[:-1]), 0.5 * (z[1:] + z[:-1]))
    points = np.vstack([middle_r.ravel(), middle_z.ravel()])
    return 37.0 + (basis.probes(points) @ rise).reshape(middle_r.shape)


def test_rings_match_finite_elements():
    """Layers, blood, a cold plate and light for 10 ms; to 1 % of the hottest rise."""
    z = np.concatenate([np.arange(0.0, 80.0, 5.0), 80.0 + graded(5.0, 1.05, 1100.0)])
    r, seconds = graded(5.0, 1.05, 400.0), 0.01
    source = 250.0 * over_depth(z)[:, None] * over_rings(r)
    plate = contact_cooling(5.0, transfer_w_m2k=5000.0)
    course = Course(until_c=1e3, step_c=0.5)
    run = heat_zone(LAYERS, source, r, z, PulseTrain(1e3 * seconds), plate, course=course)
    wanted = elements(z, r, seconds, 200, 5000.0, 5.0)
    assert np.abs(run.end_c - wanted).max() < 0.01 * (wanted.max() - 37.0)
