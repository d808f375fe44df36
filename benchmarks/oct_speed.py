"""Strain of one 251 x 200 pair: the plain vector method, and the whole job with its lag check.

    python benchmarks/oct_speed.py

The plain method is written here as it is usually done: products of adjacent rows, a running mean,
an angle (no library of OCT elastography was found to run beside). Best of seven, warm, with peak
memory. The last line compares the map with reading and writing its arrays once.
"""

import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "reference" / "oct_strain"))

from planted_speckle import INDEX, WAVELENGTH_UM, pair  # noqa: E402

from turgor.measure.elasticity.oct import OctSettings, measure_oct  # noqa: E402
from turgor.measure.elasticity.oct.vector import interframe, strain_map  # noqa: E402
from turgor.record.oct_pair import OctPair  # noqa: E402

PLANTED, EDGE_UM = (-0.0101, -0.00091), 350.0


def best(job: Callable[[], object]) -> tuple[float, float]:
    """Best milliseconds, and peak MB of one more run."""
    job()
    wall = np.inf
    for _ in range(7):
        start = time.perf_counter()
        job()
        wall = min(wall, time.perf_counter() - start)
    tracemalloc.start()
    job()
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return wall * 1e3, peak


def plain(record: OctPair) -> np.ndarray:
    """Adjacent rows, 15 x 11 running mean, angle."""
    from scipy.ndimage import uniform_filter

    product = record.after * np.conj(record.before)
    turn = product[1:] * np.conj(product[:-1])
    mean = uniform_filter(turn.real, (15, 11)) + 1j * uniform_filter(turn.imag, (15, 11))
    wave = record.wavelength_nm * 1e-3 / (4 * np.pi * record.refractive_index)
    return np.angle(mean) * wave / record.axial_um


def main() -> None:
    """Print the lines."""
    before, after = pair(PLANTED, (EDGE_UM,), cols=200, noise=0.1, seed=1)
    record = OctPair(before, after, 3.5, 5.0, WAVELENGTH_UM * 1e3, INDEX, (EDGE_UM,), load="x")
    rows = (slice(15, 85), slice(115, 240))

    def told(found: np.ndarray) -> str:
        return ", ".join(f"{np.nanmean(found[r]):.5f}" for r in rows)

    print(f"251 x 200, planted {PLANTED[0]}, {PLANTED[1]}")
    wall, peak = best(lambda: plain(record))
    print(f"  plain, adjacent rows   {wall:7.1f} ms, peak {peak:5.1f} MB   {told(plain(record))}")

    def mapped() -> np.ndarray:
        product = interframe(record.before, record.after)
        return strain_map(record, product, 4, (53.0, 55.0))[0]

    wall, peak = best(mapped)
    print(f"  ours, map at lag 4     {wall:7.1f} ms, peak {peak:5.1f} MB   {told(mapped())}")
    for follow in (False, True):
        chosen = OctSettings(follow_displacement=follow)
        wall, peak = best(lambda c=chosen: measure_oct(record, c, capture_sha256="0" * 64))
        found = measure_oct(record, chosen, capture_sha256="0" * 64)
        strain = ", ".join(f"{layer.strain:.5f}" for layer in found.layers)
        what = "tissue followed" if follow else "pixels as they lie"
        print(f"  ours, whole job        {wall:7.1f} ms, peak {peak:5.1f} MB   {strain}   "
              f"lag {found.lag.lag}, {what}")  # fmt: skip
    big = np.zeros(8_000_000)
    copy, _ = best(lambda: big.copy())
    rate = 2 * big.nbytes / copy / 1e6
    touched = 251 * 200 * (2 * 8 + 3 * 8 + 8 * 16) / 1e6
    print(f"roofline: the map touches {touched:.0f} MB, {touched / rate:.2f} ms at the "
          f"{rate:.1f} GB/s of a copy")  # fmt: skip


if __name__ == "__main__":
    main()
