"""Heat build-up against point sources summed one by one, a slab in closed form, and a 1D solver."""

import math

import numpy as np
import pytest
from scipy.special import erf

from turgor.errors import InputError
from turgor.physics.heat.layers import ThermalLayer
from turgor.skin.stimulus.field.build_up import (
    Scan,
    background_rise_c,
    build_up,
    cooling_flags,
)
from turgor.skin.stimulus.field.heat_kernel import HeatDeposit, depth_kernel, sideways
from turgor.skin.stimulus.field.shape import ZoneField

SKIN = ThermalLayer(math.inf, 0.37, 1109.0, 3500.0, 0.65)
ALPHA, RHO_C = SKIN.diffusivity_um2_s, SKIN.volumetric_j_cm3k
DEPTH = np.array([0.0, 50.0, 200.0, 500.0, 900.0, 1500.0])


def deposit(top=0.0, bottom=600.0, energy=10.0, radius=60.0, slabs=6):
    edges = np.linspace(top, bottom, slabs + 1)
    share = np.arange(slabs, 0, -1, dtype=float)
    return HeatDeposit(edges, energy * share / share.sum(), radius)


def point_source(x, y, z, source_z, lag, sign):
    """3D Green's function of a half-space with an image (Carslaw and Jaeger), 1/µm³."""
    width = 4.0 * ALPHA * lag
    across = np.exp(-(x**2 + y**2) / width)
    down = np.exp(-((z - source_z) ** 2) / width) + sign * np.exp(-((z + source_z) ** 2) / width)
    return across * down / (math.pi * width) ** 1.5


def one_by_one(heat, x, y, lag, sign=1.0):
    """K at DEPTH from one zone at a distance, from points down its axis and over its width."""
    nodes, weights = np.polynomial.legendre.leggauss(24)
    hermite, across = np.polynomial.hermite.hermgauss(16)
    warm = np.zeros(DEPTH.size)
    a = math.sqrt(heat.spread_um2)
    for top, bottom, energy in zip(
        heat.edges_um[:-1], heat.edges_um[1:], heat.energy_mj, strict=True
    ):
        for node, weight in zip(nodes, weights, strict=True):
            source_z = 0.5 * (top + bottom) + 0.5 * (bottom - top) * node
            for u, wu in zip(hermite, across, strict=True):
                for v, wv in zip(hermite, across, strict=True):
                    part = energy * 0.5 * weight * wu * wv / math.pi
                    warm += part * point_source(x - a * u, y - a * v, DEPTH, source_z, lag, sign)
    return warm * 1e9 / RHO_C


@pytest.mark.parametrize(("surface", "sign"), [(0.0, 1.0), (math.inf, -1.0)])
@pytest.mark.parametrize("lag", [0.05, 0.4, 3.0])
def test_one_zone_from_points(surface, sign, lag):
    heat = deposit()
    across = sideways(np.array([150.0]), np.array([lag]), heat.spread_um2, SKIN)
    ours = depth_kernel(heat, SKIN, DEPTH, np.array([lag]), surface)[0] * across[0]
    expected = one_by_one(heat, 120.0, 90.0, lag, sign)
    assert ours == pytest.approx(expected, rel=2e-4, abs=1e-6 * expected.max())


@pytest.mark.parametrize("order", ["raster", "scattered"])
def test_a_pattern_of_zones_one_by_one(order):
    """16 zones of a dense pass: every zone's warming by those before it, points summed."""
    heat, rate = deposit(), 20.0
    field = ZoneField((1e4 / 250.0) ** 2)
    scan = Scan(rate, order, 1.0, 5.0)
    ours = build_up(heat, field, scan, [SKIN], DEPTH)
    index = np.arange(16)
    step = next(s for s in range(10, 40) if math.gcd(s, 16) == 1)
    walk = index if order == "raster" else index * step % 16
    places = np.column_stack([walk % 4, walk // 4]) * 250.0
    rises = []
    for k in range(16):
        rise = np.zeros(DEPTH.size)
        for j in range(k):
            x, y = places[j] - places[k]
            rise += one_by_one_fast(heat, x, y, (k - j) / rate)
        rises.append(rise)
    mean = np.mean(rises, axis=0)
    assert ours.same_pass_k == pytest.approx(mean, rel=0.01, abs=1e-3 * mean.max())
    worst = rises[int(np.argmax([r.max() for r in rises]))]
    assert ours.worst_k == pytest.approx(worst, rel=0.01, abs=1e-3 * worst.max())
    assert mean.max() > 1.0, "a case in which nothing is left would test nothing"


def one_by_one_fast(heat, x, y, lag):
    """As one_by_one, with the width of the zone folded in as the Gaussian that it is."""
    nodes, weights = np.polynomial.legendre.leggauss(24)
    width = 4.0 * ALPHA * lag
    warm = np.zeros(DEPTH.size)
    for top, bottom, energy in zip(
        heat.edges_um[:-1], heat.edges_um[1:], heat.energy_mj, strict=True
    ):
        source_z = 0.5 * (top + bottom) + 0.5 * (bottom - top) * nodes[:, None]
        down = np.exp(-((DEPTH - source_z) ** 2) / width)
        down = down + np.exp(-((DEPTH + source_z) ** 2) / width)
        warm += energy * 0.5 * (weights[:, None] * down).sum(axis=0) / math.sqrt(math.pi * width)
    wide = width + heat.spread_um2
    across = np.exp(-(np.asarray(x) ** 2 + np.asarray(y) ** 2) / wide).sum() / (math.pi * wide)
    return warm * across * 1e9 / RHO_C


def test_passes_that_lie_anywhere():
    """Grids of earlier passes, shifted at random, leave on average an even sheet of heat."""
    rng = np.random.default_rng(11)
    heat, field = deposit(), ZoneField(900.0, 3)
    scan = Scan(1000.0, "at once", 10.0, 1.5)
    pitch = field.pitch_um
    expected = []
    for _ in range(40):
        rise = np.zeros(DEPTH.size)
        for passed in (1, 2):
            shift = rng.uniform(0.0, pitch, 2)
            grid = np.arange(-8, 9) * pitch
            x, y = np.meshgrid(grid + shift[0], grid + shift[1])
            rise += one_by_one_fast(heat, x, y, passed * scan.pass_interval_s)
        expected.append(rise)
    ours = background_rise_c(heat, field, scan, [SKIN], DEPTH)
    error = np.std(expected, axis=0, ddof=1) / math.sqrt(len(expected))
    assert (np.abs(ours - np.mean(expected, axis=0)) <= 4.0 * error + 1e-3 * ours.max()).all()


def test_the_dense_limit_is_a_heated_slab():
    """A pass of very many zones: the closed form of a slab warmed by the mean areal energy."""
    heat = HeatDeposit(np.array([100.0, 500.0]), np.array([2.0]), 40.0)
    lag = 2.0
    field, scan = ZoneField(20000.0, 2), Scan(1e6, "raster", 8.0, lag)
    ours = build_up(heat, field, scan, [SKIN], DEPTH).earlier_passes_k
    start = 2.0e-3 * 10000.0 / (0.04 * RHO_C)
    root = math.sqrt(4.0 * ALPHA * lag)
    slab = 0.5 * start * (
        erf((500.0 - DEPTH) / root) - erf((100.0 - DEPTH) / root)
        + erf((500.0 + DEPTH) / root) - erf((100.0 + DEPTH) / root)
    )  # fmt: skip
    assert ours == pytest.approx(slab, rel=1e-9)


def test_a_dense_pattern_becomes_a_heated_slab():
    """Neighbours summed one by one come near the mean areal energy in a slab too deep to cool.

    From below: a scanner that hops keeps the zones of the last moments away from the next.
    """
    heat = HeatDeposit(np.array([0.0, 4000.0]), np.array([0.4]), 40.0)
    field, scan = ZoneField(20000.0, 1), Scan(2401.0 / 0.6, "scattered", 3.465, 5.0)
    worst = build_up(heat, field, scan, [SKIN], DEPTH).worst_k
    start = 0.4e-3 * 20000.0 / (0.4 * RHO_C)
    assert (worst[:4] < start).all()
    assert worst[:4] == pytest.approx(start, rel=0.08)


def solver(heat, lag, surface_w_m2k, cell=5.0, depth=6000.0, steps=4000):
    """Crank-Nicolson in one dimension with heat given off by the surface, K if all on 1 µm²."""
    from scipy.linalg import solve_banded

    z = (np.arange(int(depth / cell)) + 0.5) * cell
    warm = np.zeros(z.size)
    for top, bottom, energy in zip(
        heat.edges_um[:-1], heat.edges_um[1:], heat.energy_mj, strict=True
    ):
        inside = (z > top) & (z < bottom)
        warm[inside] += energy / (bottom - top) * 1e9 / RHO_C
    dt = lag / steps
    g = ALPHA / cell**2
    per_um = surface_w_m2k / SKIN.conductivity_w_mk * 1e-6
    loss = ALPHA / cell * per_um / (1.0 + 0.5 * per_um * cell)
    main = np.full(z.size, -2.0 * g)
    main[0], main[-1] = -g - loss, -g
    banded = np.zeros((3, z.size))
    banded[0, 1:] = banded[2, :-1] = -0.5 * dt * g
    banded[1] = 1.0 - 0.5 * dt * main
    for _ in range(steps):
        right = (1.0 + 0.5 * dt * main) * warm
        right[1:] += 0.5 * dt * g * warm[:-1]
        right[:-1] += 0.5 * dt * g * warm[1:]
        warm = solve_banded((1, 1), banded, right)
    return z, warm


@pytest.mark.parametrize("surface", [0.0, 60.0, 1000.0, 20000.0])
def test_a_surface_that_gives_off_heat(surface):
    heat = deposit(slabs=3)
    z, expected = solver(heat, 1.0, surface)
    ours = depth_kernel(heat, SKIN, z, np.array([1.0]), surface)[0]
    assert ours == pytest.approx(expected, rel=0.01, abs=3e-3 * expected.max())


def test_no_heat_is_lost_under_an_insulated_surface():
    heat = deposit()
    z = np.linspace(0.0, 20000.0, 20001)
    for lag in (0.01, 1.0, 30.0):
        warm = depth_kernel(heat, SKIN, z, np.array([lag]))[0]
        assert np.trapezoid(warm, z) * RHO_C * 1e-9 == pytest.approx(heat.total_mj, rel=1e-6)


def test_blood_takes_heat_off():
    heat = deposit()
    blood = ThermalLayer(math.inf, 0.37, 1109.0, 3500.0, 0.65, perfusion_per_s=0.01)
    without, taken = (
        depth_kernel(heat, layer, DEPTH, np.array([20.0]))[0] for layer in (SKIN, blood)
    )
    assert taken == pytest.approx(without * math.exp(-0.2))


def test_a_field_that_never_cools():
    heat = deposit(energy=30.0)
    field = ZoneField(2000.0, 8)
    slow, fast = Scan(1000.0, "scattered", 10.0, 300.0), Scan(1000.0, "scattered", 10.0, 1.0)
    assert cooling_flags(build_up(heat, field, slow, [SKIN], DEPTH, 1000.0), slow) == ()
    with pytest.raises(InputError, match="the field never cools"):
        cooling_flags(build_up(heat, field, fast, [SKIN], DEPTH), fast)
    some = Scan(1000.0, "scattered", 10.0, 10.0)
    warm = build_up(deposit(energy=30.0), ZoneField(1000.0, 8), some, [SKIN], DEPTH)
    assert 20.0 < warm.earlier_passes_k.max() < 27.0
    assert [flag.code for flag in cooling_flags(warm, some)] == ["field-does-not-cool"]


def test_a_time_that_is_only_assumed_is_refused_where_the_skin_would_boil():
    from turgor.skin.stimulus.field.build_up import usual_scan

    scan = usual_scan()
    rise = build_up(deposit(energy=30.0), ZoneField(3000.0, 8), scan, SKIN, DEPTH)
    assert 27.0 < rise.earlier_passes_k.max() < 67.0
    assert [flag.code for flag in cooling_flags(rise, scan)] == ["field-does-not-cool"]
    rise = build_up(deposit(energy=100.0), ZoneField(3000.0, 8), scan, SKIN, DEPTH)
    with pytest.raises(InputError, match="up to 67 K"):
        cooling_flags(rise, scan)


def test_no_zones_leave_no_heat():
    scan = Scan(1000.0, "scattered", 10.0, 5.0)
    rise = build_up(deposit(), ZoneField(0.0, 4), scan, [SKIN], DEPTH)
    assert not rise.same_pass_k.any()
    assert not rise.earlier_passes_k.any()
    stamp = build_up(deposit(), ZoneField(900.0), Scan(1.0, "at once", 10.0, 5.0), [SKIN], DEPTH)
    assert not stamp.worst_k.any()


@pytest.mark.parametrize(
    "given", [(0.0, "raster", 10.0, 5.0), (1.0, "rows", 10.0, 5.0), (1.0, "raster", -1.0, 5.0),
              (1.0, "raster", 1.0, math.inf)],
)  # fmt: skip
def test_impossible_scans(given):
    with pytest.raises(InputError):
        Scan(*given)


def test_impossible_deposits():
    edges = np.array([0.0, 100.0])
    for wrong in (
        (edges[::-1], np.ones(1), 10.0), (edges, np.ones(2), 10.0), (edges, -np.ones(1), 10.0),
        (edges, np.ones(1), 0.0),
    ):  # fmt: skip
        with pytest.raises(InputError):
            HeatDeposit(*wrong)
    with pytest.raises(InputError):
        depth_kernel(deposit(), SKIN, DEPTH, np.array([1.0]), -5.0)
