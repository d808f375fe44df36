"""One micro-thermal zone from light to damage: ours, and the same problem by finite elements.

    python benchmarks/heat_speed.py [--repeats 20]

The zone: 400 µm radius, 1500 µm deep, 10 ms, followed until nothing is hotter than 45 °C, three
damage processes. The peer is scikit-fem on the same nodes with Crank-Nicolson steps (scipy's
sparse LU, factored once for each length of step), temperatures alone: no boiling, no damage. It
gets as many steps as bring its peak temperatures as close to a run with far more steps as ours
are. Wall and processor times are of one thread (set OPENBLAS_NUM_THREADS=1); times under load mean
little, so both are printed.
"""

import argparse
import math
import time
import tracemalloc

import numpy as np
from scipy.sparse.linalg import splu
from skfem import Basis, BilinearForm, ElementQuad1, LinearForm, MeshQuad

from turgor.physics.heat.ablate import Beam, ablate_zone
from turgor.physics.heat.axisymmetric import heat_zone
from turgor.physics.heat.criteria import criteria
from turgor.physics.heat.grid import graded_edges
from turgor.physics.heat.layers import ThermalLayer
from turgor.physics.heat.pulse import PulseTrain
from turgor.physics.heat.through_time import Course

#: passes over doubles in one stage for one cell: fluxes and weights, temperatures, losses
DOUBLES = 11 + 2 + 2
SKIN = [
    ThermalLayer(80.0, 0.21, 1110.0, 3600.0, 0.6),
    ThermalLayer(math.inf, 0.37, 1110.0, 3224.0, 0.65, 1e-3),
]
SPREAD, DEEP, STRENGTH, PULSE_S = 60.0, 500.0, 240.0, 0.01


def best(job, repeats: int) -> tuple[float, float]:
    """Best wall and best processor milliseconds."""
    wall = cpu = math.inf
    for _ in range(repeats):
        start, spent = time.perf_counter(), time.thread_time()
        job()
        wall = min(wall, 1e3 * (time.perf_counter() - start))
        cpu = min(cpu, 1e3 * (time.thread_time() - spent))
    return wall, cpu


def peak_mb(job) -> float:
    tracemalloc.start()
    job()
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return peak


def light(r, z):
    """Cell means of a Gaussian column that fades over depth, J/cm³."""
    depth = DEEP * -np.diff(np.exp(-z / DEEP)) / np.diff(z)
    rings = -np.diff(SPREAD**2 * np.exp(-((r / SPREAD) ** 2))) / np.diff(r**2)
    return STRENGTH * depth[:, None] * rings


class Elements:
    """The same zone, bilinear elements on the cells' edges."""

    def __init__(self, r, z, end_s: float) -> None:
        self.end_s = end_s
        mesh = MeshQuad.init_tensor(r, z)
        basis = Basis(mesh, ElementQuad1())

        def by_layer(depth, one, other):
            return np.where(depth < 80.0, one, other)

        @BilinearForm
        def mass(u, v, w):
            c = by_layer(w.x[1], SKIN[0].volumetric_j_cm3k, SKIN[1].volumetric_j_cm3k)
            return c * w.x[0] * u * v

        @BilinearForm
        def stiff(u, v, w):
            k = 1e6 * by_layer(w.x[1], SKIN[0].conductivity_w_mk, SKIN[1].conductivity_w_mk)
            blood = by_layer(w.x[1], 0.0, 1e-3 * SKIN[1].volumetric_j_cm3k)
            return w.x[0] * (k * (u.grad[0] * v.grad[0] + u.grad[1] * v.grad[1]) + blood * u * v)

        @LinearForm
        def heat(v, w):
            source = STRENGTH / PULSE_S * np.exp(-((w.x[0] / SPREAD) ** 2) - w.x[1] / DEEP)
            return source * w.x[0] * v

        self.m, self.k, self.load = (
            mass.assemble(basis), stiff.assemble(basis), heat.assemble(basis),
        )  # fmt: skip

    def run(self, lit: int, dark: int):
        """Peak and end rise at nodes; lit and dark: steps of the pulse and of the cooling."""
        rise = np.zeros(self.m.shape[0])
        peak = rise
        for count, seconds, load in (
            (lit, PULSE_S, self.load), (dark, self.end_s - PULSE_S, 0.0 * self.load),
        ):  # fmt: skip
            step = seconds / count
            left, right = self.m + 0.5 * step * self.k, self.m - 0.5 * step * self.k
            solve = splu(left.tocsc())
            for _ in range(count):
                rise = solve.solve(right @ rise + step * load)
                peak = np.maximum(peak, rise)
        return peak, rise


def roofline(cell_stages: float) -> None:
    """Least time that moving the stages' arrays once would take, from copies of two sizes."""
    for name, doubles in (("memory", 30_000_000), ("second-level cache", 1 << 15)):
        block, out = np.zeros(doubles), np.zeros(doubles)
        many = 30_000_000 // doubles
        ms, _ = best(lambda b=block, o=out, m=many: [np.copyto(o, b) for _ in range(m)], 5)
        rate = 16.0 * doubles * many / ms / 1e6
        floor = 8e-6 * DOUBLES * cell_stages / rate
        print(f"  roofline: copies in {name} {rate:.0f} GB/s, the stages at that {floor:.2f} ms")


def zone(name: str, r, z, repeats: int, peer: bool) -> None:
    source, pulse = light(r, z), PulseTrain(1e3 * PULSE_S)
    processes = [one.process for one in criteria().values()]

    def ours():
        return heat_zone(SKIN, source, r, z, pulse, damage=processes)

    run = ours()
    wall, cpu = best(ours, repeats)
    bare, bare_cpu = best(lambda: heat_zone(SKIN, source, r, z, pulse), repeats)
    work = source.size * run.stages
    fine = heat_zone(SKIN, source, r, z, pulse, course=Course(step_share=0.004, step_c=0.08))
    off = np.abs(run.peak_c - fine.peak_c).max()
    size = f"{source.shape[0]} x {source.shape[1]}"
    print(f"{name}: {size} cells, {run.steps} steps, {run.stages} stages")
    print(
        f"  ours: wall {wall:6.2f} ms, processor {cpu:6.2f} ms (temperatures alone {bare:5.2f}, "
        f"{bare_cpu:5.2f}); peak {peak_mb(ours):5.2f} MB; off {off:.3f} K of "
        f"{run.peak_c.max():.1f} °C"
    )
    print(
        f"  cells x steps {source.size * run.steps / bare_cpu / 1e3:.0f} M/s, "
        f"cells x stages {work / bare_cpu / 1e3:.0f} M/s; closes to {run.budget.residual:.0e}"
    )
    roofline(work)
    if not peer:
        return
    start = time.perf_counter()
    elements = Elements(r, z, run.end_s)
    assembled = 1e3 * (time.perf_counter() - start)
    best_peak, _ = elements.run(800, 3200)
    steps = 5
    while np.abs(elements.run(steps, 2 * steps)[0] - best_peak).max() > max(off, 0.02):
        steps *= 2
    theirs, theirs_cpu = best(lambda: elements.run(steps, 2 * steps), max(2, repeats // 5))
    print(
        f"  scikit-fem, {steps} + {2 * steps} steps to the same closeness: wall {theirs:6.1f} ms, "
        f"processor {theirs_cpu:6.1f} ms, assembly {assembled:.0f} ms apart; peak "
        f"{peak_mb(lambda: elements.run(steps, 2 * steps)):.1f} MB; ours is "
        f"{theirs_cpu / bare_cpu:.1f} times as fast"
    )


def channels(repeats: int) -> None:
    """Ablative zones of the usual fractional lasers."""
    processes = [one.process for one in criteria().values()]
    for name, beam, mu, pulse_ms, fine, deep in (
        ("10.6 µm, 10 mJ, 120 µm, 1 ms", Beam(10.0, 120.0), 70.0, 1.0, 6.0, 750.0),
        ("2.94 µm, 5 mJ, 200 µm, 0.25 ms", Beam(5.0, 200.0), 1000.0, 0.25, 3.0, 150.0),
    ):
        z = graded_edges(fine, deep, deep + 450.0, 1.1)
        r = graded_edges(6.0, 1.1 * beam.spot_um, 400.0, 1.15)
        pulse = PulseTrain(pulse_ms)

        def ours(beam=beam, mu=mu, r=r, z=z, pulse=pulse):
            return ablate_zone(SKIN, beam, mu, 2400.0, r, z, pulse, damage=processes)

        run = ours()
        wall, cpu = best(ours, repeats)
        print(
            f"{name}: {run.peak_c.shape[0]} x {run.peak_c.shape[1]} cells, {run.steps} steps: wall "
            f"{wall:.1f} ms, processor {cpu:.1f} ms; {run.front_um.max():.0f} µm deep"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--repeats", type=int, default=20)
    repeats = parser.parse_args().repeats
    r, z = graded_edges(5.0, 120.0, 400.0, 1.12), graded_edges(8.0, 240.0, 1500.0, 1.06)
    start = time.perf_counter()
    heat_zone(SKIN, light(r, z), r, z, PulseTrain(10.0), damage=[criteria()["coagulated"].process])
    print(
        f"first zone in this process: {time.perf_counter() - start:.2f} s (compiling, or loading)"
    )
    zone("usual grid", r, z, repeats, peer=True)
    zone(
        "fine grid",
        graded_edges(3.0, 150.0, 400.0, 1.1),
        graded_edges(5.0, 400.0, 1500.0, 1.05),
        repeats,
        peer=False,
    )
    channels(repeats)


if __name__ == "__main__":
    main()
