"""Inversions with intervals for the whole skin archive, beside iadpython on one spectrum.

    python benchmarks/chromophore_speed.py

Both in one run, warm, best of five for ours and once for theirs. iadpython inverts reflectance
alone, band by band, for the albedo of one thick layer, without priors or intervals. The last line
compares our arithmetic with what one core does in a loop of multiply-adds that lies in registers:
the table (0.9 MB) stays in the cache, so memory doesn't bound the work.
"""

import sys
import time
import tracemalloc
import warnings
from collections.abc import Callable
from pathlib import Path

import numba
import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "skin"))

from archives import WAVELENGTH_NM, issa  # noqa: E402

from turgor.compute import worker_count  # noqa: E402
from turgor.measure.colour.chromophore import invert, measure_chromophores, prior  # noqa: E402
from turgor.physics.skin_optics.table import layered_reflectance, skin_table  # noqa: E402
from turgor.record.spectrum import Spectrum  # noqa: E402

#: Multiplications and additions of one band's look-up with slopes, and of one round's matrix.
LOOK_UP_FLOPS, MATRIX_FLOPS = 4 * (64 * 4 + 16 * 6 + 4 * 8), 66 * 31 * 2 + 11 * 31 * 4


def best(job: Callable[[], object], times: int) -> tuple[float, float]:
    """Best wall and CPU seconds."""
    wall = cpu = np.inf
    for _ in range(times):
        start, start_cpu = time.perf_counter(), time.process_time()
        job()
        wall = min(wall, time.perf_counter() - start)
        cpu = min(cpu, time.process_time() - start_cpu)
    return wall, cpu


@numba.njit
def _register_loop(rounds: int) -> float:
    a = b = c = d = e = f = g = h = 1.0
    for _ in range(rounds):
        a = a * 0.999999 + 1e-7
        b = b * 0.999998 + 1e-7
        c = c * 0.999997 + 1e-7
        d = d * 0.999996 + 1e-7
        e = e * 0.999995 + 1e-7
        f = f * 0.999994 + 1e-7
        g = g * 0.999993 + 1e-7
        h = h * 0.999992 + 1e-7
    return a + b + c + d + e + f + g + h


def theirs(reflectance: np.ndarray) -> float:
    """Seconds of iadpython for one spectrum of 31 bands."""
    warnings.simplefilter("ignore")
    import iadpython

    start = time.perf_counter()
    for value in reflectance:
        sample = iadpython.Sample(a=None, b=1e5, g=0.8, n=1.4, n_above=1.0, n_below=1.0)
        sample.quad_pts = 8
        iadpython.Experiment(r=float(value), sample=sample).invert_rt()
    return time.perf_counter() - start


def main() -> None:
    """Print the lines."""
    archive = issa(ROOT.parent / "shared" / "data")
    expected, spectra = prior(), archive.reflectance
    count = len(spectra)
    skin_table.cache_clear()
    build, _ = best(lambda: (skin_table.cache_clear(), skin_table()), 3)
    found = invert(WAVELENGTH_NM, spectra, expected)
    wall, cpu = best(lambda: invert(WAVELENGTH_NM, spectra, expected), 5)
    readings = [Spectrum(WAVELENGTH_NM, row, "d:8-sci") for row in spectra]
    whole, _ = best(lambda: measure_chromophores(readings, capture_sha256="0" * 64), 3)
    tracemalloc.start()
    invert(WAVELENGTH_NM, spectra, expected)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    one = theirs(spectra[0])
    print(f"{count} spectra of 31 bands, {worker_count()} threads, table built in {build:.2f} s")
    print(f"ours, most probable skin and covariance  {wall:6.2f} s wall {cpu:6.2f} s CPU "
          f"{1e3 * cpu / count:.3f} ms CPU each, {found.rounds.mean():.1f} rounds")  # fmt: skip
    print(f"ours, findings with verdicts             {whole:6.2f} s wall")
    print(f"iadpython 0.5.3, one spectrum            {one:6.2f} s wall, "
          f"{one / (wall / count):,.0f} times ours")  # fmt: skip
    print(f"peak memory {peak / 2**20:.0f} MiB, {peak / spectra.nbytes:.1f} times the input")
    exact, _ = best(lambda: layered_reflectance(*(np.full(1, v) for v in (0.2, 0.3, 0.01))), 3)
    print(f"one exact band by adding-doubling        {1e3 * exact:6.2f} ms")
    _register_loop(10)
    loop, _ = best(lambda: _register_loop(20_000_000), 3)
    peak_rate = 16 * 20_000_000 / loop / 1e9
    rate = found.rounds.sum() * (31 * LOOK_UP_FLOPS + MATRIX_FLOPS) / cpu / 1e9
    print(f"arithmetic {rate:.1f} Gflop/s a core, {100 * rate / peak_rate:.0f} % of "
          f"{peak_rate:.1f} in registers without vectors")  # fmt: skip


if __name__ == "__main__":
    main()
