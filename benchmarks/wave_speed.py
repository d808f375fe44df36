"""Group and phase speed of one 50 x 200 plane, beside the QIBA reference's way of doing it.

    python benchmarks/wave_speed.py [SpaceTimePlotAnalysis.py]

The reference (RSNA-QIBA-US-SWS/VerasonicsPhantomSequences, MIT) sums traces, interpolated by
cubics, for all 512 x 512 pairs of start and end time, lateral by lateral, and looks for phase
speed in a zero-padded two-dimensional transform. With its file given that code is run (its Radon
sum names ``Axes`` without importing it, so the name is put there first); without, the same method
written anew. All in one run, warm, best of five for ours and once for the reference. The last
line compares our arithmetic with a matrix product's.
"""

import sys
import time
import tracemalloc
import types
from collections.abc import Callable
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "reference" / "waves"))

from planted_waves import kelvin_voigt_speed, pulse, viscoelastic_wave  # noqa: E402

from turgor.measure.elasticity.wave.arrival import arrival_speed  # noqa: E402
from turgor.measure.elasticity.wave.phase import phase_speeds  # noqa: E402
from turgor.measure.elasticity.wave.radon import radon_speed  # noqa: E402

DISTANCE, TIME = np.linspace(2.0, 16.7, 50), np.arange(200) * 1e-4
FREQUENCY = np.arange(150.0, 651.0, 50.0)
SPEED = 2.3


def best(job: Callable[[], object], times: int) -> tuple[float, float]:
    """Best seconds, and peak MB of one more run."""
    job()
    wall = np.inf
    for _ in range(times):
        start = time.perf_counter()
        job()
        wall = min(wall, time.perf_counter() - start)
    tracemalloc.start()
    job()
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return wall, peak


def reference_radon(plane: np.ndarray, lat: np.ndarray, t: np.ndarray, n: int = 512) -> float:
    """The reference's Radon sum, written anew: all pairs of start and end time."""
    from scipy.interpolate import interp1d

    ends = np.linspace(t[0], t[-1], n)
    start, end = np.meshgrid(ends, ends, indexing="ij")
    sums = np.zeros((n, n))
    for x, trace in zip(lat, plane, strict=True):
        when = start + (end - start) * (x - lat[0]) / (lat[-1] - lat[0])
        sums += interp1d(t, trace, kind="cubic", bounds_error=False, fill_value=0)(when)
    sums[end - start <= (lat[-1] - lat[0]) / 15.0] = 0.0
    i, j = np.unravel_index(np.argmax(sums), sums.shape)
    return float((lat[-1] - lat[0]) / (ends[j] - ends[i]))


def reference_phase(plane: np.ndarray, t: np.ndarray, lat: np.ndarray, freqs: np.ndarray):
    """The reference's two-dimensional transform, written anew, with the peak's bin."""
    n = 2000
    spectrum = np.abs(np.fft.fftshift(np.fft.fft2(plane, s=(n, n))))
    f = np.fft.fftshift(np.fft.fftfreq(n, (t[1] - t[0]) * 1e-3))
    k = np.fft.fftshift(np.fft.fftfreq(n, (lat[1] - lat[0]) * 1e-3))
    columns = [spectrum[:, np.argmin(np.abs(f - one))] for one in freqs]
    return np.array([-one / k[np.argmax(c)] for one, c in zip(freqs, columns, strict=True)])


def loaded(path: Path) -> types.ModuleType:
    """The reference's own file as a module."""
    module = types.ModuleType("reference")
    module.__dict__["Axes"] = object
    exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), module.__dict__)
    return module


def peer(argument: str | None) -> tuple[str, Callable[..., float], Callable[..., np.ndarray]]:
    """What the reference is called here, its Radon sum and its phase speed."""
    if argument is None:
        return "written anew", reference_radon, reference_phase
    module = loaded(Path(argument))

    def radon(plane: np.ndarray, lat: np.ndarray, t: np.ndarray) -> float:
        return float(
            module.run_radon_sum_to_determine_group_vel(
                plane, lat, t, lat[0], lat[-1], t[0], t[-1], interpkind="cubic"
            )
        )

    return "its own code", radon, module.calculate_phase_vel_from_2D_FT


def main() -> None:
    """Print the lines."""
    rng = np.random.default_rng(1)
    clean = np.gradient(pulse(SPEED, DISTANCE, TIME), 1e-4, axis=1)
    plane = clean / np.abs(clean).max() + 0.02 * rng.normal(size=clean.shape)
    name, radon, phase = peer(sys.argv[1] if len(sys.argv) > 1 else None)
    start = time.perf_counter()
    theirs = radon(plane, DISTANCE, TIME * 1e3)
    slow = time.perf_counter() - start
    print(f"group speed, 50 x 200, 2 % noise, planted {SPEED} m/s; reference {name}")
    print(f"  reference Radon       {slow * 1e3:8.1f} ms   error {theirs / SPEED - 1:+.3%}")
    for by in ("energy", "peak"):
        wall, peak = best(lambda by=by: radon_speed(plane, DISTANCE, TIME, by=by), 5)
        error = radon_speed(plane, DISTANCE, TIME, by=by).speed_m_s / SPEED - 1
        print(f"  ours, Radon {by:6s}    {wall * 1e3:8.1f} ms   error {error:+.3%}   "
              f"{slow / wall:.0f} times as fast, peak {peak:.1f} MB")  # fmt: skip
    energy = best(lambda: radon_speed(plane, DISTANCE, TIME), 5)[0]
    wall, _ = best(lambda: arrival_speed(plane, DISTANCE, TIME), 5)
    error = arrival_speed(plane, DISTANCE, TIME).speed_m_s / SPEED - 1
    print(f"  ours, time to peak    {wall * 1e3:8.1f} ms   error {error:+.3%}")
    print_phase(phase)
    print_roofline(energy)


def print_phase(phase: Callable[..., np.ndarray]) -> None:
    """Phase speed of noiseless Kelvin-Voigt waves, theirs and ours."""
    lateral, times = np.arange(60) * 0.25 + 3.0, np.arange(400) * 1e-4
    print("phase speed, 60 x 400, 11 frequencies, noiseless Kelvin-Voigt: worst error")
    for mu, eta in ((2.0, 0.5), (4.0, 1.0), (9.0, 0.5)):
        motion = viscoelastic_wave(mu, eta, lateral, times)
        truth = kelvin_voigt_speed(FREQUENCY, mu, eta)
        start = time.perf_counter()
        theirs = phase(motion, times * 1e3, lateral, FREQUENCY)
        slow = time.perf_counter() - start

        def ours(motion: np.ndarray = motion) -> np.ndarray:
            found = phase_speeds(motion, lateral, times, FREQUENCY, near_field_wavelengths=0.0)
            return found.speed_m_s

        wall, peak = best(ours, 5)
        gaps = [np.nanmax(np.abs(c / truth - 1)) for c in (theirs, ours())]
        print(f"  mu {mu:g} kPa, eta {eta:g} Pa s  reference {gaps[0]:.2%} in {slow * 1e3:.0f} ms  "
              f"ours {gaps[1]:.1e} in {wall * 1e3:.1f} ms, peak {peak:.1f} MB")  # fmt: skip


def print_roofline(wall: float) -> None:
    """Our arithmetic against a complex matrix product's on this machine."""
    bins, laterals, scanned = 40, 50, 160 + 3 * 17
    flops = bins * laterals * scanned * (8 + 6)
    a = np.random.default_rng(0).normal(size=(400, 400)) + 0j
    product, _ = best(lambda: a @ a, 5)
    reach = 8 * 400**3 / product
    print(f"roofline: {flops / 1e6:.1f} MFLOP of turns and sums:  {flops / reach * 1e3:.2f} ms at "
          f"the {reach / 1e9:.1f} GFLOP/s of a matrix product; taken {wall * 1e3:.1f} ms, the rest "
          "is small arrays' overhead")  # fmt: skip


if __name__ == "__main__":
    main()
