"""Photons per second in layered skin, beside pmcxcl, and what the way of ending a photon costs.

    python benchmarks/photon_speed.py [PYTHON_WITH_PMCXCL]

0.1 mm of epidermis (2, 40 /mm, g 0.8) on 1.9 mm of dermis (0.05, 20, 0.8), n = 1.4, in air; cubes
of 20 µm, 100³ of them. Figures for each second of wall clock and of processor time (the second
holds on a busy machine), best of three; compile time and memory apart. pmcxcl (GPL) is not
imported here: a Python that has it, with an OpenCL driver, runs it as a program of its own.

error x time : squared relative standard error times processor seconds, here over classical
roulette's (below a weight of 1e-4, one in ten goes on at ten times the weight); below 1 is better.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import tracemalloc
import types
from collections.abc import Callable

import numba
import numpy as np

from turgor.compute import jit
from turgor.physics.photons import walk
from turgor.physics.photons.backend import cuda_present
from turgor.physics.photons.draws import azimuth, stream, uniform
from turgor.physics.photons.grid import DepthGrid, RzGrid, VoxelGrid
from turgor.physics.photons.layers import OpticalLayer, OpticalStack
from turgor.physics.photons.pencil import pencil_response
from turgor.physics.photons.trace import trace
from turgor.physics.photons.walk import WEIGHT, free_path, medium_of, optical_table, turned

SKIN = OpticalStack((OpticalLayer(0.1, 2, 40, 0.8, 1.4), OpticalLayer(1.9, 0.05, 20, 0.8, 1.4)))
DARK = OpticalStack((OpticalLayer(0.1, 10, 40, 0.8, 1.4), OpticalLayer(1.9, 1.0, 20, 0.8, 1.4)))
Z = np.arange(0.0, 2001.0, 20.0)
GRIDS = {
    "no grid": None,
    "depth": DepthGrid(Z),
    "r-z": RzGrid(np.arange(0.0, 1001.0, 10.0), Z),
    "voxels": VoxelGrid(20.0, (100, 100, 100)),
}
PHOTONS = 200_000

PEER = """
import json, sys, time
import numpy as np
import pmcxcl
n = int(sys.argv[1])
vol = np.ones((100, 100, 100), dtype=np.uint8)
vol[:, :, 5:] = 2
cfg = dict(vol=vol, prop=[[0, 0, 1, 1], [2, 40, .8, 1.4], [.05, 20, .8, 1.4]], tstart=0, tend=5e-9,
           tstep=5e-9, srcpos=[50, 50, 0], srcdir=[0, 0, 1], unitinmm=.02, isreflect=1,
           isspecular=1, outputtype="energy")
pmcxcl.run(dict(cfg, nphoton=1000))
best = [0.0, 0.0]
for _ in range(3):
    wall, cpu = time.perf_counter(), time.process_time()
    found = pmcxcl.run(dict(cfg, nphoton=n))
    best = [max(best[0], n / (time.perf_counter() - wall)),
            max(best[1], n / (time.process_time() - cpu))]
print("\\n" + json.dumps([*best, float(np.asarray(found["flux"]).sum())]))
"""


def best(job: Callable[[], object]) -> tuple[float, float]:
    """Least wall and processor seconds of three."""
    wall = cpu = np.inf
    for _ in range(3):
        w, c = time.perf_counter(), time.process_time()
        job()
        wall, cpu = min(wall, time.perf_counter() - w), min(cpu, time.process_time() - c)
    return wall, cpu


def ours() -> float:
    """Photons/s by grid and threads; returns nanoseconds of an event with voxels."""
    event_ns = 0.0
    for threads in ("1", "2"):
        os.environ["TURGOR_THREADS"] = threads
        for name, grid in GRIDS.items():
            run = trace(SKIN, 100, grid=grid)
            wall, cpu = best(lambda grid=grid: trace(SKIN, PHOTONS, grid=grid))
            tracemalloc.start()
            run = trace(SKIN, PHOTONS // 20, grid=grid)
            peak = tracemalloc.get_traced_memory()[1] / 1e6
            tracemalloc.stop()
            print(
                f"ours, {threads} thread(s), {name:8}: {PHOTONS / wall:9,.0f} photons/s wall "
                f"{PHOTONS / cpu:9,.0f} per processor-second, "
                f"{cpu / PHOTONS / run.events * 1e9:5.1f} ns an event ({run.events:.0f} a photon), "
                f"{peak:5.0f} MB"
            )
            if threads == "1" and name == "voxels":
                event_ns = cpu / PHOTONS / run.events * 1e9
    if cuda_present():
        many = 20 * PHOTONS
        trace(SKIN, 1000, grid=GRIDS["voxels"], device="cuda")
        wall, _ = best(lambda: trace(SKIN, many, grid=GRIDS["voxels"], device="cuda"))
        print(f"ours, CUDA card, voxels: {many / wall:,.0f} photons/s wall")
    else:
        print("ours, CUDA card: none here, not measured")
    return event_ns


def peer(python: str) -> None:
    """pmcxcl as a program of its own; voxel walls trace every cube, sides lose their light."""
    done = subprocess.run(
        [python, "-c", PEER, str(20_000)], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        print(f"pmcxcl didn't run: {done.stderr.strip().splitlines()[-1:]}")
        return
    wall, cpu, inside = json.loads(done.stdout.strip().splitlines()[-1])
    print(f"pmcxcl, voxels: {wall:,.0f} photons/s wall, {cpu:,.0f} per processor-second")
    cubes = trace(SKIN, PHOTONS, grid=GRIDS["voxels"]).absorbed_per_cell.sum()
    print(f"  absorbed in the cubes: pmcxcl {inside:.4f}, ours {cubes:.4f} (it drops light at the")
    print("  sides, ours follows it on and back in)")


def first_use() -> None:
    """Compile time in an empty numba cache, and a pencil's response before and after it is kept."""
    script = (
        "import time;t=time.perf_counter()\n"
        "from turgor.physics.photons.layers import OpticalLayer, OpticalStack\n"
        "from turgor.physics.photons.trace import trace\n"
        "i=time.perf_counter()-t\n"
        "s=OpticalStack((OpticalLayer(1.0,0.1,1.0,0.0,1.4),));trace(s,2)\n"
        "print(f'first use: import {i:.1f} s, compile {time.perf_counter()-t-i:.1f} s')"
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        for what in ("empty", "kept"):
            done = subprocess.run(
                [sys.executable, "-c", script],
                env={**os.environ, "NUMBA_CACHE_DIR": folder},
                capture_output=True, text=True, check=True,
            )  # fmt: skip
            print(f"numba cache {what}: {done.stdout.strip()}")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TURGOR_CACHE"], os.environ["TURGOR_THREADS"] = folder, "2"
        for what in ("computed", "from disk"):
            wall, cpu = time.perf_counter(), time.process_time()
            pencil_response(SKIN, depth_um=2000, radius_um=3000)
            print(
                f"pencil response of 1,000,000 photons, {what}: {time.perf_counter() - wall:.3f} s"
                f" wall, {time.process_time() - cpu:.3f} processor-seconds"
            )


def stepper(light: int) -> Callable[..., object]:
    """The step with another weight at which absorption becomes whole or none."""
    inner = {**walk.advance.py_func.__globals__, "LIGHT": light}
    code = walk.advance.py_func
    changed = types.FunctionType(code.__code__, inner, code.__name__, code.__defaults__)
    return numba.njit(nogil=True, error_model="numpy")(changed)  # not from the cache on disk


def ended(light: int, roulette: bool) -> Callable[..., None]:
    """A walk over cubes that ends photons in another way; shares: back, through."""
    step = stepper(light)
    threshold = WEIGHT // 10_000

    def walked(first: int, end: int, table, entering: int, shares, cells) -> None:
        last = table.shape[0] - 1
        for photon in range(first, end):
            a, b = stream(np.uint64(9), np.uint64(photon))
            a, b, path = free_path(a, b)
            x, y, z, ux, uy, uz, weight, layer = 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, entering, 1
            medium = medium_of(table, layer)
            while weight > 0:
                x, y, z, ux, uy, uz, path, weight, a, b, absorbed, beyond = step(
                    x, y, z, ux, uy, uz, path, weight, a, b, medium
                )
                if beyond != 0:
                    layer += beyond
                    if layer == 0 or layer == last:
                        shares[0 if layer == 0 else 1] += weight
                        break
                    medium = medium_of(table, layer)
                if absorbed < 0:
                    continue
                fx, fy, fz = x * 50.0 + 50.0, y * 50.0 + 50.0, z * 50.0
                if 0.0 <= fx < 100 and 0.0 <= fy < 100 and fz < 100:
                    cells[(int(fz) * 100 + int(fy)) * 100 + int(fx)] += absorbed
                if roulette and weight < threshold:
                    a, b, u = uniform(a, b)
                    weight = 10 * weight if u < 0.1 else 0

    return numba.njit(nogil=True, error_model="numpy")(walked)


def error_times_time(stack: OpticalStack, name: str) -> None:
    """Squared relative errors times processor time: reflectance, passage, cubes 0.5 mm deep."""
    table = optical_table(stack)
    entering = WEIGHT - round((0.4 / 2.4) ** 2 * WEIGHT)
    classical = None
    for label, light, roulette in (
        ("roulette, 1e-4 x 10", 0, True),
        ("whole or none below 1/2", WEIGHT // 2, False),
        ("whole or none below 1/16", WEIGHT // 16, False),
        ("whole or none below 1/256", WEIGHT // 256, False),
    ):
        walked = ended(light, roulette)
        walked(0, 10, table, entering, np.zeros(2, np.int64), np.zeros(10**6, np.int64))
        values, spent, cells = [], 0.0, np.zeros(10**6, np.int64)
        for batch in range(60):
            shares = np.zeros(2, np.int64)
            cells.fill(0)
            start = time.process_time()
            walked(batch * 2_000, (batch + 1) * 2_000, table, entering, shares, cells)
            spent += time.process_time() - start
            block = cells.reshape(100, 100, 100)
            near, deep = block[24:27, 49:52, 49:52].sum(), block[60:63, 49:52, 49:52].sum()
            values.append([*shares, near, deep])
        array = np.array(values, dtype=float)
        merit = array.var(axis=0, ddof=1) / np.maximum(array.mean(axis=0), 1e-9) ** 2 * spent
        classical = merit if classical is None else classical
        ratio = ", ".join(
            f"{m / c:.2f}" if c > 0 else "-" for m, c in zip(merit, classical, strict=True)
        )
        print(f"{name}, {label:26}: {120_000 / spent:8,.0f} photons/s; error x time of back, "
              f"through, 0.5 mm, 1.2 mm: {ratio}")  # fmt: skip


@jit
def parts(n: int, cells: np.ndarray, what: int) -> float:
    """The arithmetic of n events without the walk: 1 random bits, 2 + log, 3 + turn, 4 + book."""
    a, b = stream(np.uint64(1), np.uint64(1))
    ux, uy, uz, total = 0.0, 0.0, 1.0, 0.0
    for _ in range(n):
        a, b, u = uniform(a, b)
        a, b, v = uniform(a, b)
        total += u + v
        if what >= 2:
            a, b, path = free_path(a, b)
            total += path
        if what >= 3:
            q = 0.2 + 1.6 * v
            a, b, along, across = azimuth(a, b)
            ux, uy, uz = turned(ux, uy, uz, 1.025 - 0.081 / (q * q), along, across)
            total += ux
        if what >= 4:
            # near places, as a walk has them: within some 200 µm
            cells[int(u * 20.0) * 10_000 + int((0.4 + 0.2 * v) * 100.0) * 100 + 50] += 1
    return total


def roofline(event_ns: float) -> None:
    cells = np.zeros(10**6, dtype=np.int64)
    parts(10, cells, 4)
    n, before = 3_000_000, 0.0
    line = []
    for what, name in enumerate(("2 uniforms", "free path", "turn", "booking"), start=1):
        _, cpu = best(lambda what=what: parts(n, cells, what))
        ns = cpu / n * 1e9
        line.append(f"{name} {ns - before:.1f}")
        before = ns
    print(
        f"roofline: an event's arithmetic alone takes {before:.1f} ns ({', '.join(line)}); with "
        f"layers, boundaries and cubes it takes {event_ns:.1f} ns: {100 * before / event_ns:.0f} %"
    )


def main() -> None:
    event_ns = ours()
    roofline(event_ns)
    if len(sys.argv) > 1:
        peer(sys.argv[1])
    else:
        print("pmcxcl: no Python given")
    first_use()
    os.environ["TURGOR_THREADS"] = "1"
    error_times_time(SKIN, "skin")
    error_times_time(DARK, "dark skin")


if __name__ == "__main__":
    main()
