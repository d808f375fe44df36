"""Registration of two 4-megapixel maps: wall and CPU time, peak memory, accuracy, and a peer.

    python benchmarks/registration.py [--side 2000] [--pitch-um 10] [--repeats 3] [--json FILE]

The skin is planted (tests/surfaces), captured twice 2 mm and 3 degrees apart. The first run
compiles or loads the kernels and is told apart; its peak memory is the one to read, since later
runs reuse what the process kept. The peer is scikit-image's masked phase correlation where it is
installed (shift only); no open tool that was found registers height maps with rotation and gaps.
"""

import argparse
import json
import resource
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "surfaces"))

from planted_skin import Pose, Skin, capture, true_points

from turgor.compute import worker_count
from turgor.measure.surface.register import change_map, register
from turgor.record.height_map import HeightMap


class PeakMemory:
    """Resident memory above its start, sampled every 2 ms."""

    def __enter__(self) -> "PeakMemory":
        self.start = resident_mb()
        self.peak = self.start
        self.going = True
        self.thread = threading.Thread(target=self.watch)
        self.thread.start()
        return self

    def watch(self) -> None:
        while self.going:
            self.peak = max(self.peak, resident_mb())
            time.sleep(0.002)

    def __exit__(self, *_: object) -> None:
        self.going = False
        self.thread.join()

    @property
    def above_mb(self) -> float:
        return self.peak - self.start


def resident_mb() -> float:
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * resource.getpagesize() / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def timed(work: object) -> tuple[object, float, float, float]:
    with PeakMemory() as memory:
        wall, cpu = time.perf_counter(), time.process_time()
        result = work()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return result, wall, cpu, memory.above_mb


def pair(side: int, pitch_um: float, pose: Pose) -> tuple[HeightMap, HeightMap]:
    skin = Skin(7, reach_um=0.5 * side * pitch_um * 1.7)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(capture, skin, (side, side), pitch_um)
        second = pool.submit(
            capture, skin, (side, side), pitch_um, pose, noise_seed=1, tilt=(0.02, -0.01)
        )
        return first.result(), second.result()


def errors_um(baseline: HeightMap, followup: HeightMap, pose: Pose, found: object) -> float:
    size = np.array(baseline.field_mm) * 1000.0
    side = np.linspace(0.05, 0.95, 15)
    points = np.stack(np.meshgrid(side * size[0], side * size[1]), axis=-1).reshape(-1, 2)
    true = true_points(pose, baseline, followup, points)
    inside = ((true > 0) & (true < np.array(followup.field_mm) * 1000.0)).all(axis=1)
    apart = (found.transform.forward(points) - true)[inside]
    return float(np.sqrt(np.mean(np.sum(apart**2, axis=1))))


def peer(baseline: HeightMap, followup: HeightMap) -> dict[str, float] | None:
    try:
        from skimage.registration import phase_cross_correlation
    except ImportError:
        return None

    def work() -> object:
        return phase_cross_correlation(
            np.nan_to_num(baseline.height_um),
            np.nan_to_num(followup.height_um),
            reference_mask=baseline.valid,
            moving_mask=followup.valid,
        )

    _, wall, cpu, memory = timed(work)
    return {"wall_s": wall, "cpu_s": cpu, "peak_mb": memory}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--side", type=int, default=2000)
    parser.add_argument("--pitch-um", type=float, default=10.0)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    pose = Pose(3.0, (1700.0, -1054.0))
    baseline, followup = pair(given.side, given.pitch_um, pose)
    rows: list[dict[str, object]] = []
    found = None
    for label, non_rigid in (("first run", True), ("smooth", True), ("rigid only", False)):
        runs = []
        for _ in range(1 if label == "first run" else given.repeats):
            found, *figures = timed(lambda: register(baseline, followup, non_rigid=non_rigid))  # noqa: B023
            runs.append(figures)
        wall, cpu, memory = np.min(runs, axis=0)
        rows.append(
            {
                "case": label,
                "wall_s": round(float(wall), 3),
                "cpu_s": round(float(cpu), 3),
                "peak_mb": round(float(memory), 1),
                "error_rms_um": round(errors_um(baseline, followup, pose, found), 3),
            }
        )
    _, wall, cpu, memory = timed(lambda: change_map(found, baseline, followup))
    rows.append(
        {
            "case": "change map",
            "wall_s": round(wall, 3),
            "cpu_s": round(cpu, 3),
            "peak_mb": round(memory, 1),
        }
    )
    other = peer(baseline, followup)
    if other:
        rows.append({"case": "scikit-image masked shift", **other})
    map_mb = baseline.height_um.nbytes / 1e6
    told = {"side": given.side, "map_mb": map_mb, "threads": worker_count(), "rows": rows}
    for row in rows:
        print("  ".join(f"{key} {value}" for key, value in row.items()))
    print(f"map {map_mb:.0f} MB, threads {worker_count()}")
    if given.json:
        given.json.write_text(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
