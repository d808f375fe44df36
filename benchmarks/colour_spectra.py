"""Spectra to X, Y, Z and L*a*b*, ours and colour-science in one run: time, memory, agreement.

    python benchmarks/colour_spectra.py [--spectra 15256] [--repeats 3]

Spectra are made up (31 bands of 10 nm, smooth with two dips), so no archive is needed. The floor
is one read of the spectra and one write of the colours at this machine's copy speed. Ours keeps
the weights of a set of bands after its first call; the peer sums at the bands without what lies
beyond them, which is most of the difference.
"""

import argparse
import time
import tracemalloc
import warnings

import numpy as np

from turgor.physics.colour import lab_from_xyz, tristimulus, white_point

NM = np.arange(400.0, 701.0, 10.0)
CONDITIONS = "D65", "cie-1931-2deg"


def made_up(count: int) -> np.ndarray:
    rng = np.random.default_rng(1)
    level = rng.uniform(0.05, 0.6, (count, 1))
    edge = 1.0 / (1.0 + np.exp(-(NM - rng.uniform(560, 620, (count, 1))) / 25.0))
    dips = sum(0.1 * np.exp(-(((NM - at) / 12.0) ** 2)) for at in (542.0, 576.0))
    return level * (0.35 + 0.65 * edge - dips)


def ours(spectra: np.ndarray) -> np.ndarray:
    return lab_from_xyz(tristimulus(NM, spectra, *CONDITIONS), white_point(*CONDITIONS))


def theirs(spectra: np.ndarray) -> np.ndarray:
    import colour

    cmfs = colour.MSDS_CMFS["CIE 1931 2 Degree Standard Observer"]
    light = colour.SDS_ILLUMINANTS["D65"]
    shape = colour.SpectralShape(400, 700, 10)
    xyz = colour.msds_to_XYZ(spectra, cmfs, light, method="Integration", shape=shape)
    return np.asarray(colour.XYZ_to_Lab(xyz / 100.0, colour.XYZ_to_xy(white_point(*CONDITIONS))))


def measured(job, repeats: int) -> tuple[float, float, float]:
    """Best wall and CPU seconds, and the peak of allocated MB in a run of its own."""
    best = (float("inf"), float("inf"))
    for _ in range(repeats):
        wall, cpu = time.perf_counter(), time.process_time()
        job()
        best = min(best, (time.perf_counter() - wall, time.process_time() - cpu))
    tracemalloc.start()
    job()
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return *best, peak


def copy_seconds(size: int) -> float:
    source, target = np.ones(20_000_000), np.empty(20_000_000)
    best = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        target[:] = source
        best = min(best, time.perf_counter() - start)
    return size * best / (2 * source.nbytes)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--spectra", type=int, default=15_256)
    parser.add_argument("--repeats", type=int, default=3)
    told = parser.parse_args()
    warnings.simplefilter("ignore")
    spectra = made_up(told.spectra)
    mine = measured(lambda: ours(spectra), told.repeats)
    print(f"{told.spectra} spectra of {len(NM)} bands; floor "
          f"{copy_seconds(spectra.nbytes + 24 * told.spectra):.4f} s")  # fmt: skip
    print(f"{'':28} wall s   CPU s  peak MB   ratio  largest difference L* a* b*")
    print(f"{'ours':28} {mine[0]:6.4f}  {mine[1]:6.4f}  {mine[2]:7.1f}")
    peer = measured(lambda: theirs(spectra), told.repeats)
    off = np.abs(ours(spectra) - theirs(spectra)).max(axis=0)
    print(f"{'colour-science, integration':28} {peer[0]:6.3f}  {peer[1]:6.3f}  {peer[2]:7.1f}  "
          f"{peer[0] / mine[0]:6.0f}  {np.round(off, 3)}")  # fmt: skip


if __name__ == "__main__":
    main()
