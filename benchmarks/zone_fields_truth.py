"""Fields of zones against discs and heat summed one by one, and layered skin stepped in time.

    python benchmarks/zone_fields_truth.py

Coverage: discs set down one by one, 2 million points a case. Heat: every zone of a pattern, each
earlier one summed with the closed-form Green's function. Layers: a Crank-Nicolson solver of the
layered skin against the modes of its layers, and against one even medium. Times are CPU times.
"""

import math
import time

import numpy as np
from scipy.linalg import solve_banded
from scipy.spatial import cKDTree

from turgor.physics.tissue import thermal_layers, tissue_stack
from turgor.record.stimulus import DEPTH_UM
from turgor.skin.stimulus.field import (
    HeatDeposit,
    Scan,
    ZoneField,
    ZoneShape,
    build_up,
    even_layer,
    lateral_fractions,
)
from turgor.skin.stimulus.field.build_up import _pattern
from turgor.skin.stimulus.field.coverage import covered_share
from turgor.skin.stimulus.field.heat_kernel import depth_kernel, sideways
from turgor.skin.stimulus.field.layered import layered_kernel


def coverage(runs: int = 500, points: int = 4000) -> None:
    rng = np.random.default_rng(1)
    side, margin = 6000.0, 1000.0
    worst_error, worst_sigma = 0.0, 0.0
    for placement, lattice in (("random", "square"), ("grid", "square"), ("grid", "hexagonal")):
        for density, passes in ((400, 1), (1000, 4), (2500, 8)):
            field = ZoneField(density, passes, placement, lattice)
            radii = np.array([60.0, 0.45, 0.53, 0.56]) * np.array([1.0, *[field.pitch_um] * 3])
            seen = np.zeros((runs, radii.size))
            for run in range(runs):
                if placement == "random":
                    count = rng.poisson(density * (side + 2.0 * margin) ** 2 / 1e8)
                    centres = rng.uniform(-margin, side + margin, (count, 2))
                else:
                    centres = np.concatenate([grid(rng, field, side) for _ in range(passes)])
                away = cKDTree(centres).query(rng.uniform(0.0, side, (points, 2)))[0]
                seen[run] = (away[:, None] <= radii).mean(axis=0)
            error = seen.std(axis=0, ddof=1) / math.sqrt(runs)
            off = np.abs(covered_share(radii, field) - seen.mean(axis=0))
            worst_error = max(worst_error, float(off.max()))
            worst_sigma = max(worst_sigma, float((off / np.maximum(error, 1e-5)).max()))
    print(f"coverage, 36 cases: at most {worst_error:.1e} off, {worst_sigma:.1f} standard errors")


def grid(rng, field, side):
    reach = int(1.6 * side / field.pitch_um) + 2
    i, j = np.meshgrid(np.arange(-reach, reach + 1), np.arange(-reach, reach + 1))
    skew, height = (0.5, math.sqrt(3.0) / 2.0) if field.lattice == "hexagonal" else (0.0, 1.0)
    x, y = (i + skew * (j % 2)) * field.pitch_um, j * height * field.pitch_um
    turn, shift = rng.uniform(0.0, 2.0 * math.pi), rng.uniform(0.0, side, 2)
    u = math.cos(turn) * x - math.sin(turn) * y + shift[0]
    v = math.sin(turn) * x + math.cos(turn) * y + shift[1]
    return np.column_stack([u.ravel(), v.ravel()])


def heat() -> None:
    layer = even_layer(thermal_layers(tissue_stack("cheek", 45.0)), 1500.0)
    deposit = HeatDeposit(np.linspace(0.0, 800.0, 9), np.linspace(2.0, 0.5, 8), 70.0)
    depth = np.array([0.0, 100.0, 300.0, 600.0, 1000.0])
    print("heat of a pass: density, rate, order: mean rise at 100 µm, worst, error of each")
    for density, rate, order in (
        (250, 1000, "scattered"), (400, 100, "raster"), (1000, 300, "scattered"),
        (1000, 1000, "raster"), (1600, 3000, "scattered"),
    ):  # fmt: skip
        field, scan = ZoneField(density), Scan(rate, order, 8.0, 10.0)
        ours = build_up(deposit, field, scan, [layer], depth)
        where = _pattern(field.pitch_um, scan)
        rises = []
        for k in range(len(where)):
            lag = (k - np.arange(k)) / rate
            away = np.hypot(*(where[:k] - where[k]).T)
            across = sideways(away, lag, deposit.spread_um2, layer) if k else np.zeros(0)
            kernel = depth_kernel(deposit, layer, depth, lag) if k else np.zeros((0, 5))
            rises.append(across @ kernel)
        every = np.array(rises)
        worst = every[every.max(axis=1).argmax()]
        mean_off = (ours.same_pass_k / np.maximum(every.mean(axis=0), 1e-9) - 1.0)[1]
        worst_off = (ours.worst_k / np.maximum(worst, 1e-9) - 1.0)[1]
        print(
            f"  {density:5d}/cm² {rate:5d}/s {order:9s} {every.mean(axis=0)[1]:6.2f} K "
            f"{worst[1]:6.2f} K  {100 * mean_off:+6.1f} % {100 * worst_off:+6.1f} %"
        )


def layers() -> None:
    skin = thermal_layers(tissue_stack("cheek", 45.0))
    deposit = HeatDeposit(np.array([0.0, 600.0]), np.array([1.0]), 70.0)
    print(
        "layered skin, heat over 600 µm: lag, surface, worst error to 1.5 mm by modes, one medium"
    )
    even = even_layer(skin, 1500.0)
    for lag in (0.5, 2.0, 10.0, 30.0):
        for surface in (0.0, 100.0, 1000.0):
            z, exact = solver(skin, deposit, lag, surface)
            upper = z < 1500.0
            asked = (z[upper], np.array([lag]), surface)
            off = [
                100.0 * np.abs(ours[0] - exact[upper]).max() / exact[upper].max()
                for ours in (
                    layered_kernel(deposit, skin, *asked), depth_kernel(deposit, even, *asked)
                )
            ]  # fmt: skip
            print(f"  {lag:5.1f} s {surface:6.0f} W/(m²·K) {off[0]:5.2f} % {off[1]:5.1f} %")


def solver(skin, deposit, lag, surface, cell=10.0, deep=12000.0, steps=2000):
    """1D Crank-Nicolson with heat capacity and conductivity by cell."""
    z = (np.arange(int(deep / cell)) + 0.5) * cell
    bottoms = np.cumsum([layer.thickness_um for layer in skin])
    index = np.searchsorted(bottoms[:-1], z, side="right")
    held = np.array([layer.volumetric_j_cm3k for layer in skin])[index]
    k = np.array([layer.conductivity_w_mk for layer in skin])[index]
    blood = np.array([layer.perfusion_per_s for layer in skin])[index]
    between = 2.0 * k[1:] * k[:-1] / (k[1:] + k[:-1]) * 1e6 / cell**2  # W/(m·K)/µm² in J units
    warm = np.where(z < 600.0, 1.0 / 600.0 * 1e9 / held, 0.0)
    dt = lag / steps
    per_um = surface / k[0] * 1e-6
    out = k[0] * 1e6 / cell * per_um / (1.0 + 0.5 * per_um * cell)
    up, down = np.append(0.0, between), np.append(between, 0.0)
    loss = up + down
    loss[0] += out
    main, upper, lower = -loss / held - blood, down / held, up / held
    banded = np.zeros((3, z.size))
    banded[0, 1:], banded[2, :-1] = -0.5 * dt * upper[:-1], -0.5 * dt * lower[1:]
    banded[1] = 1.0 - 0.5 * dt * main
    for _ in range(steps):
        right = (1.0 + 0.5 * dt * main) * warm
        right[:-1] += 0.5 * dt * upper[:-1] * warm[1:]
        right[1:] += 0.5 * dt * lower[1:] * warm[:-1]
        warm = solve_banded((1, 1), banded, right)
    return z, warm


def times() -> None:
    radius = np.where(DEPTH_UM < 800.0, 60.0, 0.0)
    shape = ZoneShape(radius, 1.5 * radius, 2.0 * radius)
    field = ZoneField(1000.0, 4)
    skin = thermal_layers(tissue_stack("cheek", 45.0))
    deposit = HeatDeposit(np.linspace(0.0, 800.0, 17), np.full(16, 0.6), 70.0)
    scan = Scan(1000.0, "scattered", 10.0, 10.0)
    for name, call in (
        ("shares", lambda: lateral_fractions(shape, field)),
        ("build-up", lambda: build_up(deposit, field, scan, skin, DEPTH_UM)),
    ):
        call()
        start = time.process_time()
        for _ in range(20):
            call()
        print(f"{name}: {(time.process_time() - start) / 20 * 1e3:.2f} ms of CPU")


if __name__ == "__main__":
    coverage()
    heat()
    layers()
    times()
