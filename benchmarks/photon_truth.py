"""Photons against every reference of the tests, with many more photons than a test can afford.

    python benchmarks/photon_truth.py [PHOTONS]

Each case has a seed of its own, its number: the same stream would show one chance in all of them.
A line says by how many standard errors of ours (and of the reference, where it has one: half a
last digit as a uniform error, or the change of adding-doubling when its directions are doubled)
we are off, and how large the error is. Then Beer and Lambert by depth, and deep light against the
longest-lived mode of transport theory.
"""

import math
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "reference" / "photons"))

from test_published import CASES, total  # noqa: E402
from test_second_programs import LAYERS, SLABS, added, iad  # noqa: E402

from turgor.physics.photons.grid import DepthGrid  # noqa: E402
from turgor.physics.photons.layers import OpticalLayer, OpticalStack  # noqa: E402
from turgor.physics.photons.result import PhotonRun  # noqa: E402
from turgor.physics.photons.trace import trace  # noqa: E402

LARGEST: list[float] = []


def line(name: str, ours: float, reference: float, ours_se: float, reference_se: float) -> None:
    error = math.hypot(ours_se, reference_se)
    off = (ours - reference) / error if error else 0.0
    LARGEST.append(abs(off))
    print(
        f"{name:44} ours {ours:.6f}  reference {reference:.6f}  off {off:+5.2f} errors of "
        f"{ours_se:.6f} and {reference_se:.6f}"
    )


def both(name: str, run: PhotonRun, fine: tuple[float, float], coarse: tuple[float, float]) -> None:
    back = run.specular + run.diffuse_reflectance
    line(f"{name}, back", back, fine[0], run.diffuse_reflectance_se, abs(fine[0] - coarse[0]))
    line(f"{name}, through", run.transmittance, fine[1], run.transmittance_se,
         abs(fine[1] - coarse[1]))  # fmt: skip
    closed(run)


def closed(run: PhotonRun) -> None:
    if abs(run.closure) > 1e-9 or run.unfinished > 0.0:
        print(f"    not closed: {run.closure:.1e}, unfinished {run.unfinished:.1e}")


def published(photons: int) -> None:
    runs: dict[int, PhotonRun] = {}
    for name, (stack, what, figure, half_digit) in CASES.items():
        run = runs.get(id(stack)) or trace(stack, photons, seed=len(runs))
        runs[id(stack)] = run
        value = total(run) if what == "total" else getattr(run, what)
        error = getattr(run, ("diffuse_reflectance" if what == "total" else what) + "_se")
        line(name, value, figure, error, half_digit / math.sqrt(3.0))
        closed(run)


def slabs(photons: int) -> None:
    for seed, case in enumerate(SLABS, start=100):
        albedo, depth, g, n, above, below = case
        slab = OpticalLayer(depth, 1.0 - albedo, albedo, g, n)
        slides = [OpticalLayer(1.0, 0.0, 0.0, 0.0, index) for index in (above, below)]
        layers = (slides[0], slab, slides[1])
        stack = OpticalStack(tuple(one for one in layers if one is slab or one.index != 1.0))
        both(f"iadpython {case}", trace(stack, photons, seed=seed), iad(case, 48), iad(case, 24))
    for seed, (name, layers) in enumerate(LAYERS.items(), start=200):
        stack = OpticalStack(tuple(OpticalLayer(*one) for one in layers))
        run = trace(stack, photons, seed=seed)
        both(f"our adding-doubling, {name}", run, added(layers, 24), added(layers, 12))


def closed_forms(photons: int) -> None:
    stack = OpticalStack((OpticalLayer(1.0, 2.0, 0.0, 0.0, 1.4),), index_below=1.4)
    edges = np.linspace(0.0, 1000.0, 11)
    run = trace(stack, photons, seed=50, grid=DepthGrid(edges))
    left = (1.0 - (0.4 / 2.4) ** 2) * np.exp(-2e-3 * edges)
    off = (run.absorbed_per_cell + np.diff(left)) / run.absorbed_per_cell_se
    print(f"Beer-Lambert, ten slices: off {np.array2string(off, precision=1)} errors")
    for albedo in (0.99, 0.97, 0.95):
        low, high = 1e-6, 1.0 - 1e-12
        for _ in range(200):  # k of albedo·atanh(k) = k
            middle = 0.5 * (low + high)
            low, high = (middle, high) if albedo * math.atanh(middle) < middle else (low, middle)
        near, wide = 7e3 / (1.0 - low), 1e3 / low  # where faster modes have faded
        far = near + 2.0 * wide
        grid = DepthGrid(np.array([0.0, near, near + wide, far, far + wide]))
        layer = OpticalLayer(math.inf, 1.0 - albedo, albedo, 0.0, 1.0)
        rates = []
        for seed in range(300, 340):
            cells = trace(OpticalStack((layer,)), photons // 20, seed=seed, grid=grid)
            shares = cells.absorbed_per_cell
            rates.append(math.log(shares[1] / shares[3]) / (far - near) * 1e3)
        line(f"decay at depth, albedo {albedo}, 1/mm (diffusion {math.sqrt(3 - 3 * albedo):.4f})",
             float(np.mean(rates)), low, float(np.std(rates, ddof=1)) / 40**0.5, 0.0)  # fmt: skip


def main() -> None:
    photons = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000_000
    start = time.process_time()
    published(photons)
    slabs(photons)
    closed_forms(photons)
    rms = math.sqrt(np.mean(np.square(LARGEST)))
    print(
        f"{photons:,} photons a case, {time.process_time() - start:.0f} processor-seconds: largest "
        f"{max(LARGEST):.2f} errors, root mean square {rms:.2f} over {len(LARGEST)} lines"
    )


if __name__ == "__main__":
    main()
