"""Form removal and filters: wall, CPU and memory beside the time that moving the bytes alone takes.

    python benchmarks/surface_filters.py [SIDE ...] [--all]

Each line states how often the map must at least pass between memory and processor (``passes``),
the time that takes at the bandwidth measured here (``floor``), and what was needed. ``maps`` is
the most memory held beside the input, in maps. ``--all`` adds filters outside the default.
"""

import sys
import time
import tracemalloc
from collections.abc import Callable

import numpy as np

from turgor.compute import map_strips, worker_count
from turgor.measure.surface.filters.named import lowpass
from turgor.measure.surface.filters.regression_gaussian import regression_gaussian_lowpass
from turgor.measure.surface.form import remove_form, remove_form_robust
from turgor.measure.surface.pipeline import SKIN, prepare, scale_limited
from turgor.record.height_map import FloatMap, HeightMap

PITCH = 10.0


def skin(side: int, gaps: float) -> FloatMap:
    """Form, microrelief, a wrinkle and noise; ``gaps`` of the points missing."""
    rng = np.random.default_rng(0)
    y, x = np.mgrid[0:side, 0:side] * PITCH
    height = 45.0 * np.abs(np.sin(np.pi * x / 350.0) * np.sin(np.pi * y / 350.0))
    height += 0.05 * x + x**2 / 1.2e5 - 250.0 * np.exp(-0.5 * ((y - 4000.0) / 200.0) ** 2)
    height += rng.normal(size=height.shape)
    if gaps:
        height[rng.random(height.shape) < gaps] = np.nan
    return height


def bandwidth_gb_s(height: FloatMap) -> float:
    """Bytes per second of copying the map in row strips, best of five."""
    out = np.zeros_like(height)
    best = np.inf
    for _ in range(5):
        start = time.perf_counter()
        map_strips(lambda a, b: np.copyto(out[a:b], height[a:b]), height.shape[0])
        best = min(best, time.perf_counter() - start)
    return 2.0 * height.nbytes / best / 1e9


def measured(job: Callable[[], object]) -> tuple[float, float, int]:
    """Best wall and CPU seconds of three runs, and peak bytes allocated by one."""
    job()
    wall = cpu = np.inf
    for _ in range(3):
        start, start_cpu = time.perf_counter(), time.process_time()
        job()
        wall = min(wall, time.perf_counter() - start)
        cpu = min(cpu, time.process_time() - start_cpu)
    tracemalloc.start()
    job()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return wall, cpu, peak


def jobs(height: FloatMap, everything: bool) -> list[tuple[str, int, Callable[[], object]]]:
    """Name, least passes of the map over the memory bus, and the work."""
    source = HeightMap(height, PITCH, PITCH)
    layers = prepare(source, SKIN)
    exclude = layers.s_f_um < -100.0

    def whole() -> FloatMap:
        return scale_limited(prepare(source, SKIN), exclude)

    listed: list[tuple[str, int, Callable[[], object]]] = [
        ("form, quadric", 3, lambda: remove_form(height, PITCH, PITCH, 2)),
        ("form, degree 6", 3, lambda: remove_form(height, PITCH, PITCH, 6)),
        ("form, robust quadric", 4, lambda: remove_form_robust(height, PITCH, PITCH, 2)),
        ("gaussian 25 µm", 3, lambda: lowpass("gaussian", height, PITCH, PITCH, 25.0)),
        ("gaussian 250 µm", 3, lambda: lowpass("gaussian", height, PITCH, PITCH, 250.0)),
        ("regression 0.8 mm", 4, lambda: regression_gaussian_lowpass(height, PITCH, PITCH, 800.0)),
        ("regression 2.5 mm", 4, lambda: regression_gaussian_lowpass(height, PITCH, PITCH, 2500.0)),
        ("regression 8 mm, degree 2", 4,
         lambda: regression_gaussian_lowpass(height, PITCH, PITCH, 8000.0, 2)),
        ("SKIN: F, S, then L with wrinkles out", 13, whole),
    ]  # fmt: skip
    if everything:
        listed += [
            ("regression 25 µm", 3,
             lambda: lowpass("regression-gaussian", height, PITCH, PITCH, 25.0)),
            ("robust 2.5 mm", 30, lambda: lowpass("robust-gaussian", height, PITCH, PITCH, 2500.0)),
            ("spline 2.5 mm", 4, lambda: lowpass("spline", height, PITCH, PITCH, 2500.0)),
            ("spline 25 µm", 100, lambda: lowpass("spline", height, PITCH, PITCH, 25.0)),
        ]  # fmt: skip
    return listed


def main(arguments: list[str]) -> None:
    """Print one table for each side and share of gaps."""
    sides = [int(word) for word in arguments if word.isdigit()] or [2000, 4000]
    for side in sides:
        for gaps in (0.0, 0.01):
            height = skin(side, gaps)
            speed = bandwidth_gb_s(height)
            print(f"\n{side} × {side} float64, {gaps:.0%} gaps, {worker_count()} threads, "
                  f"copy {speed:.1f} GB/s")  # fmt: skip
            print(f"{'':38} passes  floor s  wall s   CPU s   maps")
            for name, passes, job in jobs(height, "--all" in arguments):
                wall, cpu, peak = measured(job)
                floor = passes * height.nbytes / speed / 1e9
                print(f"{name:38} {passes:6d} {floor:8.3f} {wall:7.3f} {cpu:7.3f} "
                      f"{peak / height.nbytes:6.2f}")  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1:])
