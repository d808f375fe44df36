"""One suction series, fully measured: R, F and Q under both split rules, fits apart and included.

    python benchmarks/suction_speed.py [--minutes 1] [--rate 100] [--repeats 200]

The series is made up: 3 s on, 2 s off, twelve cycles a minute, noise of 0.5 µm. No peer installs:
no open program that computes these parameters from curves was found, so there is no ratio to
report. The floor is one read of the samples at this machine's copy speed; what stands above it is
arithmetic on twelve short curves and the writing of some 350 findings.
"""

import argparse
import time
import tracemalloc

import numpy as np

from turgor.measure.elasticity.suction import measure_suction
from turgor.measure.elasticity.suction.curves import curves_of
from turgor.measure.elasticity.suction.locate import located
from turgor.measure.elasticity.suction.trouble import zero_of
from turgor.record.suction import SuctionProtocol, SuctionRecording


def made_up(minutes: float, rate: float) -> SuctionRecording:
    cycles = round(12 * minutes)
    at = np.arange(round(cycles * 5 * rate) + 1) / rate
    inside = np.mod(at, 5.0)
    up = 0.25 * (1 - np.exp(-inside / 0.03)) + 0.05 * (1 - np.exp(-inside)) + 0.002 * inside
    later = np.maximum(inside - 3.0, 0.0)
    down = 0.04 + 0.06 * np.exp(-later / 0.6) + 0.21 * np.exp(-later / 0.03)
    height = np.where(inside <= 3.0, up, down)
    height = height + np.random.default_rng(0).normal(0, 5e-4, len(at))
    return SuctionRecording(at, height, SuctionProtocol(2.0, 450.0, 3.0, 2.0, cycles, "none", 0.05))


def best(job, repeats: int) -> tuple[float, float, float]:
    """Best wall and best processor milliseconds, and peak MB in a run of its own."""
    wall, cpu = float("inf"), float("inf")
    for _ in range(repeats):
        start, spent = time.perf_counter(), time.process_time()
        job()
        wall = min(wall, 1e3 * (time.perf_counter() - start))
        cpu = min(cpu, 1e3 * (time.process_time() - spent))
    tracemalloc.start()
    job()
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return wall, cpu, peak


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--rate", type=float, default=100.0)
    parser.add_argument("--repeats", type=int, default=200)
    told = parser.parse_args()
    record = made_up(told.minutes, told.rate)
    start = time.perf_counter()
    found = measure_suction(record, capture_sha256="a")
    print(
        f"{len(record.time_s)} samples, {len(found.curves)} curves, {len(found.findings)} findings"
    )
    print(
        f"first call in this process, kernels loaded: {1e3 * (time.perf_counter() - start):.0f} ms"
    )
    cycles = located(record)
    zero = zero_of(record, cycles)
    jobs = {
        "curves located, split, integrated": lambda: curves_of(record, cycles, zero),
        "all of R, F, Q as findings": lambda: measure_suction(
            record, capture_sha256="a", fits=False
        ),
        "with creep and recovery fits": lambda: measure_suction(record, capture_sha256="a"),
    }
    for name, job in jobs.items():
        wall, cpu, peak = best(job, told.repeats)
        print(f"{name:34s} wall {wall:6.2f} ms   processor {cpu:6.2f} ms   peak {peak:5.2f} MB")
    block = np.zeros(50_000_000)
    copy, *_ = best(block.copy, 3)
    floor = 16.0 * len(record.time_s) / (2.0 * block.nbytes / copy)
    print(f"roofline: one read of the samples {floor:.4f} ms; goal 10 ms")


if __name__ == "__main__":
    main()
