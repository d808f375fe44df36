"""Heat against truth: how errors fall with cells and steps, and where a front within cells ends.

    python benchmarks/heat_truth.py

Tables: a line source on ever finer rings (closed form), ever shorter steps (against a run with
far shorter ones), the front of boiling against Stefan's closed form, rings against voxels, and
ablation by rows from 8 µm down against rows of a quarter of a µm. Takes about a minute.
"""

import dataclasses
import itertools
import math

import numpy as np
from scipy.optimize import brentq
from scipy.special import erf

from turgor.evidence import parameter
from turgor.physics.heat.ablate import Beam, ablate_zone
from turgor.physics.heat.axisymmetric import heat_zone
from turgor.physics.heat.cartesian import heat_block
from turgor.physics.heat.damage import damage_set, damage_sets, omega_one_temperature_c
from turgor.physics.heat.grid import graded_edges
from turgor.physics.heat.layers import ThermalLayer
from turgor.physics.heat.pulse import PulseTrain
from turgor.physics.heat.run import HeatRun
from turgor.physics.heat.through_time import Course

SKIN = ThermalLayer(math.inf, 0.4, 1100.0, 3600.0, 0.65)
ALPHA = SKIN.diffusivity_um2_s
LATENT = 1e-3 * parameter("heat.water.latent") * SKIN.water_fraction * SKIN.density_kg_m3
MOMENT = PulseTrain(1e-3)


def ring_means(r, spread):
    return -np.diff(spread * np.exp(-(r**2) / spread)) / np.diff(r**2)


def orders(errors):
    return ["    "] + [f"{math.log2(a / b):.2f}" for a, b in itertools.pairwise(errors)]


def in_space(stretch: float) -> None:
    errors, counts = [], (20, 40, 80, 160)
    for cells in counts:
        s = np.linspace(0.0, 1.0, cells + 1)
        r = 500.0 * (np.expm1(stretch * s) / np.expm1(stretch) if stretch else s)
        t0, t = 60.0**2 / (4.0 * ALPHA), 0.01
        start = np.tile(37.0 + 60.0 * ring_means(r, 4.0 * ALPHA * t0), (2, 1))
        run = heat_zone(
            [SKIN], np.zeros((2, cells)), r, np.array([0.0, 10.0, 20.0]), MOMENT, initial_c=start,
            course=Course(until_c=-math.inf, longest_s=t - 1e-6, fixed_step_s=5e-5),
        )  # fmt: skip
        wanted = 37.0 + 60.0 * t0 / (t0 + t) * ring_means(r, 4.0 * ALPHA * (t0 + t))
        errors.append(np.abs(run.end_c[0] - wanted).max())
    kind = f"cells growing {math.exp(stretch):.1f}-fold" if stretch else "even cells"
    for n, error, order in zip(counts, errors, orders(errors), strict=True):
        print(f"  line source, {kind}, {n:4d} rings: {error:.2e} K, order {order}")


def in_time() -> None:
    r = z = np.linspace(0.0, 400.0, 41)
    middle = 0.5 * (r[1:] + r[:-1])
    source = 150.0 * np.exp(-((middle / 80.0) ** 2)) * np.exp(-middle / 100.0)[:, None]

    def end(step):
        course = Course(until_c=-math.inf, longest_s=0.01, fixed_step_s=step)
        return heat_zone([SKIN], source, r, z, PulseTrain(10.0), course=course).end_c

    fine, steps = end(1e-5), (4e-3, 2e-3, 1e-3, 5e-4, 2.5e-4, 1.25e-4)
    errors = [np.abs(end(step) - fine).max() for step in steps]
    for step, error, order in zip(steps, errors, orders(errors), strict=True):
        print(
            f"  10 ms lit and 10 dark, steps of {1e3 * step:.3f} ms: {error:.2e} K, order {order}"
        )
    print(f"  mean order {np.polyfit(np.log(steps), np.log(errors), 1)[0]:.2f}")


def own_steps() -> None:
    """The usual tolerances against far tighter ones, in K and in ln Ω near 1."""
    r, z = graded_edges(5.0, 120.0, 400.0, 1.12), graded_edges(8.0, 240.0, 1500.0, 1.06)
    middle = 0.5 * (z[1:] + z[:-1])
    source = 360.0 * ring_means(r, 60.0**2) * np.exp(-middle / 500.0)[:, None]
    which = [damage_set("henriques"), damage_set("collagen")]

    def run(share):
        course = Course(step_share=share, step_c=20.0 * share)
        return heat_zone([SKIN], source, r, z, PulseTrain(10.0), damage=which, course=course)

    fine = run(0.002)
    for share in (0.2, 0.1, 0.05, 0.025):
        one = run(share)
        off = [
            np.abs(one.log_damage[k][near] - v[near]).max()
            for k, v in fine.log_damage.items()
            if (near := np.abs(v) < 3.0).any()
        ]
        peak = np.abs(one.peak_c - fine.peak_c).max()
        print(
            f"  steps of {share:.3f} of the rise: {one.steps:4d} steps, peak off {peak:.3f} K, "
            f"ln Ω off {off[0]:.3f} (Henriques), {off[1]:.3f} (collagen)"
        )


def boiling() -> None:
    hot, seconds = 400.0, 0.05
    capacity = SKIN.volumetric_j_cm3k
    drive = capacity / LATENT * (hot - 100.0) / math.sqrt(math.pi)
    root = brentq(lambda x: x * math.exp(x * x) * (1.0 + erf(x)) - drive, 1e-6, 5.0)
    wanted = 2.0 * root * math.sqrt(ALPHA * seconds)
    for cells in (100, 200, 400, 800):
        r, z = np.array([0.0, 50.0, 100.0]), np.linspace(0.0, 800.0, cells + 1)
        dark = np.zeros((cells, 2))
        begun = heat_zone([SKIN], dark, r, z, MOMENT, course=Course(longest_s=1e-6, until_c=1e3))
        dry = (z[:-1] < 400.0)[:, None]
        heat = np.where(dry, hot * capacity + LATENT, 100.0 * capacity) + np.zeros((1, 2))
        begun = dataclasses.replace(begun, enthalpy_j_cm3=heat)
        course = Course(until_c=-math.inf, longest_s=seconds - 1e-6)
        run = heat_zone([SKIN], dark, r, z, MOMENT, start=begun, course=course)
        share = np.clip((run.enthalpy_j_cm3[:, 0] - 100.0 * capacity) / LATENT, 0.0, 1.0)
        found = (share * np.diff(z))[z[:-1] >= 400.0].sum()
        print(
            f"  boiling front, cells of {800 / cells:.0f} µm: {found:.2f} µm, closed form "
            f"{wanted:.2f} ({100 * (found / wanted - 1):+.2f} %)"
        )


def voxels() -> None:
    z = graded_edges(8.0, 0.0, 1200.0, 1.06)
    r, x = graded_edges(4.0, 0.0, 400.0, 1.06), graded_edges(8.0, 0.0, 400.0, 1.07)
    depth = 250.0 * 500.0 * -np.diff(np.exp(-z / 500.0)) / np.diff(z)
    line = 0.5 * math.sqrt(math.pi) * 60.0 * np.diff([math.erf(e / 60.0) for e in x]) / np.diff(x)
    which = [damage_set("henriques")]
    pulse = PulseTrain(10.0)
    rings = heat_zone([SKIN], depth[:, None] * ring_means(r, 3600.0), r, z, pulse, damage=which)
    source = depth[:, None, None] * line[:, None] * line
    block = heat_block([SKIN], source, (z, x, x), pulse, damage=which)
    at, rc = 0.5 * (x[1:] + x[:-1]), 0.5 * (r[1:] + r[:-1])
    off = max(
        np.abs(block.peak_c[k, 0] - np.interp(np.hypot(at, at[0]), rc, rings.peak_c[k])).max()
        for k in range(len(z) - 1)
    )
    rise = block.peak_c.max() - 37.0
    print(f"  rings against {source.size} voxels: peaks off {off:.3f} K, {100 * off / rise:.2f} %")


def rim(run: HeatRun, process: str, j: int) -> float:
    """Depth of Ω = 1 below the front of a column, µm."""
    left = run.thickness_um[:, j]
    middle = (run.z_edges_um[1:] - 0.5 * left - run.front_um[j])[left > 0.0]
    log = run.log_damage[process][left > 0.0, j]
    at = int(np.nonzero(log < 0.0)[0][0])
    if at == 0:
        return 0.0
    return float(np.interp(0.0, [-log[at - 1], -log[at]], [middle[at - 1], middle[at]]))


def fronts(
    name: str, beam: Beam, absorption_mm: float, pulse_ms: float, deep: float, widths
) -> None:
    which = [damage_set("henriques"), damage_set("collagen")]
    r = graded_edges(6.0, 1.1 * beam.spot_um, 400.0, 1.15)
    for fine in widths:
        z = graded_edges(fine, deep, deep + 450.0, 1.1)
        pulse = PulseTrain(pulse_ms)
        run = ablate_zone([SKIN], beam, absorption_mm, 2400.0, r, z, pulse, damage=which)
        rims = ", ".join(
            f"{rim(run, one.name, 0):.1f} and {rim(run, one.name, 5):.1f}" for one in which
        )
        print(
            f"  {name}, rows of {fine:5.2f} µm: depth {run.front_um[0]:7.2f} µm, at r = 33 µm "
            f"{run.front_um[5]:7.2f}; rims there {rims} µm; {run.budget.stored_mj:.3f} mJ stay; "
            f"balance {run.budget.residual:.0e}"
        )


def main() -> None:
    print("space")
    in_space(0.0)
    in_space(2.0)
    print("time")
    in_time()
    own_steps()
    print("other truths")
    boiling()
    voxels()
    print("temperatures that make Ω = 1, °C, held for 1 ms, 10 ms, 0.1 s, 1 s, 10 s")
    for name in damage_sets():
        held = [omega_one_temperature_c(t, damage_set(name)) for t in (1e-3, 1e-2, 0.1, 1.0, 10.0)]
        print(f"  {name:13s} " + "  ".join(f"{c:6.1f}" for c in held))
    print("fronts within cells (rims: Henriques on the axis and at 33 µm, then collagen)")
    fronts("2.94 µm, 5 mJ", Beam(5.0, 200.0), 1000.0, 0.25, 140.0, (8.0, 4.0, 2.0, 1.0, 0.5, 0.25))
    fronts("10.6 µm, 5 mJ", Beam(5.0, 120.0), 70.0, 1.0, 380.0, (12.0, 8.0, 6.0, 4.0, 2.0, 1.0))


if __name__ == "__main__":
    main()
