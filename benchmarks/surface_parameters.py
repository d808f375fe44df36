"""Level, form, S, L and the whole ISO 25178-2 set with features: this project beside surfalize.

    python benchmarks/surface_parameters.py --side 2000 --peer-python .venv-bench/bin/python

Both programs get the same float64 map (a sphere, a network of furrows, wrinkles, noise; 10 µm
pitch, no gaps, since surfalize takes none) in a process of their own, after a warm-up on a crop.
CPU is that of all threads; peak memory is the greatest resident size above that of the process
before the map was loaded, in maps, the input map counted. surfalize is GPL: it lives in its own
environment (requirements-bench.lock) and is never a dependency.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

PITCH_UM, S_UM, L_UM = 10.0, 80.0, 2500.0
RESULTS = Path(__file__).parent / "results"
HEIGHT = ("Sq", "Ssk", "Sku", "Sp", "Sv", "Sz", "Sa")
FUNCTIONAL = (
    "Sk", "Spk", "Svk", "Smrk1", "Smrk2", "Spkx", "Svkx", "Sak1", "Sak2", "Sxp", "Sdc",
    "Vmp", "Vmc", "Vvc", "Vvv",
)  # fmt: skip
FEATURES = ("Spd", "Svd", "Spc", "Svc", "S5p", "S5v", "S10z")


def draw_map(side: int) -> np.ndarray:
    """Heights (side, side) in µm: sphere of 60 mm, furrows 45 µm deep, wrinkles, fine noise."""
    from scipy.ndimage import gaussian_filter

    rng = np.random.default_rng(1)
    axis = (np.arange(side) - side / 2) * PITCH_UM
    z = -(axis[:, None] ** 2 + axis[None, :] ** 2) / (2 * 60_000.0)
    cells = gaussian_filter(rng.standard_normal((side, side), dtype=np.float32), 9.0, mode="wrap")
    z -= 45.0 * np.exp(-((cells / (0.25 * cells.std())) ** 2))
    for k in range(4):
        line = axis[:, None] - (k - 1.5) * 0.22 * side * PITCH_UM - 400 * np.sin(axis / 3000.0 + k)
        z -= (90.0 + 50.0 * k) * np.exp(-((line / 250.0) ** 2))
    fine = gaussian_filter(rng.standard_normal((side, side), dtype=np.float32), 1.5)
    return z + 1.5 * fine / fine.std()


class Watch:
    """CPU and wall seconds of named steps."""

    def __init__(self) -> None:
        self.steps: dict[str, dict[str, float]] = {}

    def time(self, name, work):
        cpu, wall = time.process_time(), time.perf_counter()
        found = work()
        self.steps[name] = {
            "cpu_s": time.process_time() - cpu,
            "wall_s": time.perf_counter() - wall,
        }
        return found


def surfalize_job(z: np.ndarray, watch: Watch) -> dict[str, float]:
    """The peer's own operators and parameters, each called once, in its own order of caching."""
    import warnings

    from surfalize import Surface

    warnings.simplefilter("ignore")
    surface = Surface(z, PITCH_UM, PITCH_UM)
    surface = watch.time("level", surface.level)
    surface = watch.time("form", lambda: surface.detrend_polynomial(degree=2))
    surface = watch.time("S", lambda: surface.filter("lowpass", S_UM))
    surface = watch.time("L", lambda: surface.filter("highpass", L_UM))

    def state(names):
        return {name: float(getattr(surface, name)()) for name in names}

    values = watch.time("height", lambda: state(HEIGHT))
    values |= watch.time("hybrid", lambda: state(("Sdq", "Sdr")))
    values |= watch.time("spatial", lambda: state(("Sal", "Str", "Std", "Ssw")))
    values |= watch.time("material and volume", lambda: state(FUNCTIONAL))
    return values | watch.time("features", lambda: state(FEATURES))


def turgor_job(z: np.ndarray, watch: Watch, pipeline_name: str) -> dict[str, float]:
    """The same through turgor's pipeline: 'same' operators as the peer, or the 'skin' default."""
    from turgor.measure.surface.areal import areal_parameters
    from turgor.measure.surface.pipeline import SKIN, Pipeline, prepare, scale_limited
    from turgor.record.height_map import HeightMap

    same = Pipeline("same", "polynomial-2", "gaussian", S_UM, "gaussian", L_UM)
    pipeline = SKIN if pipeline_name == "skin" else same
    layers = [watch.time("form and S", lambda: prepare(HeightMap(z, PITCH_UM, PITCH_UM), pipeline))]
    surface = watch.time("L", lambda: scale_limited(layers.pop()))
    found = watch.time("parameters", lambda: areal_parameters(surface, PITCH_UM, PITCH_UM))
    return dict(found.values)


def resident_kb(which: str) -> int:
    """Resident size now (VmRSS) or at its greatest (VmHWM), from Linux's own account."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(which):
            return int(line.split()[1])
    raise SystemExit("peak memory is read from /proc/self/status, which is not there")


def child(which: str, path: str) -> None:
    """Run one job and print its figures as JSON."""
    job = {
        "surfalize": surfalize_job,
        "same": lambda z, watch: turgor_job(z, watch, "same"),
        "skin": lambda z, watch: turgor_job(z, watch, "skin"),
    }[which]
    crop = np.load(path, mmap_mode="r")[:400, :400].copy()
    job(crop, Watch())
    before = resident_kb("VmRSS")
    z = np.load(path)
    watch = Watch()
    values = job(z, watch)
    peak = resident_kb("VmHWM")
    total = {key: sum(step[key] for step in watch.steps.values()) for key in ("cpu_s", "wall_s")}
    print(
        json.dumps(
            total
            | {
                "peak_maps": (peak - before) * 1024 / z.nbytes,
                "peak_rss_mb": peak / 1024,
                "steps": watch.steps,
                "values": values,
            }
        )
    )


def run(python: str, which: str, path: str) -> dict[str, object]:
    """One job in a fresh interpreter."""
    done = subprocess.run(
        [python, __file__, "--child", which, path], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{which} failed: {done.stderr.strip().splitlines()[-1:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--side", type=int, default=2000)
    options.add_argument("--peer-python", default=".venv-bench/bin/python")
    options.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.child:
        child(*given.child)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "map.npy")
        np.save(path, draw_map(given.side))
        jobs = {
            "same": run(sys.executable, "same", path),
            "skin": run(sys.executable, "skin", path),
        }
        peer = Path(given.peer_python)
        if peer.exists():
            jobs["surfalize"] = run(str(peer), "surfalize", path)
        else:
            print(f"no peer at {peer}: `make bench` sets it up", file=sys.stderr)
    result: dict[str, object] = {
        "case": "level + form + S + L + ISO 25178-2 with features",
        "side": given.side,
        "cores": len(os.sched_getaffinity(0)),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
        "jobs": jobs,
    }
    if "surfalize" in jobs:
        result["cpu_ratio"] = {
            name: jobs["surfalize"]["cpu_s"] / jobs[name]["cpu_s"] for name in ("same", "skin")
        }
        result["wall_ratio"] = {
            name: jobs["surfalize"]["wall_s"] / jobs[name]["wall_s"] for name in ("same", "skin")
        }
    RESULTS.mkdir(exist_ok=True)
    target = RESULTS / f"surface_parameters_{given.side}.json"
    target.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    for name, job in jobs.items():
        print(
            f"{name:10s} CPU {job['cpu_s']:7.2f} s  wall {job['wall_s']:7.2f} s  "
            f"peak {job['peak_maps']:5.1f} maps ({job['peak_rss_mb']:.0f} MB)"
        )
    if "cpu_ratio" in result:
        print("times less CPU:", {k: round(v, 1) for k, v in result["cpu_ratio"].items()})
    print(f"written to {target}")


if __name__ == "__main__":
    main()
