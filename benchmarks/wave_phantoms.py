"""What a wave, echo or OCT phantom costs, and how far its numbers lie from second formulations.

    python benchmarks/wave_phantoms.py [time] [elements] [peer]

time     : processor seconds and MiB at peak for one of each, second run (kernels compiled)
elements : layered response against spectral elements in depth, largest relative difference
peer     : guided modes of skin layers against disba's two algorithms, and how long each takes
"""

import resource
import sys
import time
import warnings
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "reference" / "waves_physics"))

from layered_elements import response  # noqa: E402

from turgor.phantom.oct.pair import OctSpec, oct_pair  # noqa: E402
from turgor.phantom.wave.echo import EchoSpec, echo_ensemble  # noqa: E402
from turgor.phantom.wave.field import WaveSpec, wave_field  # noqa: E402
from turgor.phantom.wave.qiba import qiba_cases  # noqa: E402
from turgor.phantom.wave.spec import (  # noqa: E402
    LayeredSource,
    PushSource,
    Solid,
    StretchedSource,
    TravellingSource,
    WaveGrid,
)
from turgor.physics.elasticity.layered import Layer, surface_response_um_pa  # noqa: E402
from turgor.physics.elasticity.layered_modes import surface_modes  # noqa: E402


def times():
    shaker = WaveGrid((0.0,), lateral_first_mm=2.0, laterals=73, times=256)
    deep = WaveGrid(tuple(np.linspace(20.0, 40.0, 21)), times=80)
    viscous = Solid("three-parameter", 2.0, g0_kpa=10.0, beta_per_s=6666.7)
    makers = {
        "push, 81 x 81": lambda: wave_field(qiba_cases()[6]),
        "push, 21 depths x 81 x 80": lambda: wave_field(WaveSpec(PushSource(), deep)),
        "push, three-parameter": lambda: wave_field(WaveSpec(PushSource(viscous))),
        "plane, 81 x 300": lambda: wave_field(WaveSpec(TravellingSource(viscous))),
        "stretched, 81 x 300": lambda: wave_field(WaveSpec(StretchedSource())),
        "shaker over 3 layers, 73 x 256": lambda: wave_field(WaveSpec(LayeredSource(), shaker)),
        "echoes, 125 x 81 x 81": lambda: echo_ensemble(EchoSpec(qiba_cases()[6])),
        "OCT pair, 250 x 200": lambda: oct_pair(OctSpec()),
    }
    for name, make in makers.items():
        make()
        start = time.process_time()
        make()
        took = time.process_time() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{name:32s} {took:6.2f} s   peak of the process so far {peak:5.0f} MiB")


def elements():
    skin = (
        Layer(0.1, 1333.0, loss_tangent=0.1, pressure_speed_m_s=1500.0),
        Layer(1.5, 13.0, viscosity_pa_s=0.8, pressure_speed_m_s=1500.0),
        Layer(1.0, 5.0, viscosity_pa_s=0.8, pressure_speed_m_s=1500.0),
    )
    for frequency in (400.0, 1000.0, 2000.0):
        w = 2.0 * np.pi * frequency
        plain = [
            (0.1, 1333e3 * (1 + 0.1j), 1000.0, 1500.0),
            (1.5, 13e3 + 0.8j * w, 1000.0, 1500.0),
            (None, 5e3 + 0.8j * w, 1000.0, 1500.0),
        ]
        worst = 0.0
        for speed in (1.5, 2.2, 3.0, 5.0, 12.0):
            one = complex(surface_response_um_pa(skin, w / speed, w))
            worst = max(worst, abs(one / response(plain, w / speed, w) - 1.0))
        print(f"elements, {frequency:.0f} Hz: largest difference {worst:.1e}")


def peer():
    warnings.simplefilter("ignore")
    from disba import PhaseDispersion

    cases = (
        ((4000.0 / 3, 40.0 / 3, 5.0), (0.1, 1.5, 1.0), 20.0),
        ((4000.0, 40.0, 15.0), (0.1, 1.5, 1.0), 40.0),
        ((10.0, 40.0, 200.0), (1.0, 2.0, 1.0), 1000.0),
    )
    for moduli, thick, frequency in cases:
        stack = tuple(
            Layer(t, m, pressure_speed_m_s=1500.0) for t, m in zip(thick, moduli, strict=True)
        )
        start = time.process_time()
        modes = surface_modes(stack, frequency, 1.0, 30.0)
        ours = f"{1e3 * (time.process_time() - start):.0f} ms"
        line = f"{frequency:5.0f} Hz  ours {min(m.speed_m_s for m in modes):.5f} m/s ({ours}, all)"
        for name in ("dunkin", "fast-delta"):
            program = PhaseDispersion(  # millimetres, milliseconds, m/s
                np.array([*thick[:-1], 0.0]),
                np.full(3, 1500.0),
                np.sqrt(np.array(moduli)),
                np.ones(3),
                algorithm=name,
                dc=0.003,
            )
            program(np.array([1e3 / frequency]), 0, "rayleigh")
            start = time.perf_counter()
            speed = program(np.array([1e3 / frequency]), 0, "rayleigh").velocity[0]
            line += f"  {name} {speed:.5f} ({1e3 * (time.perf_counter() - start):.0f} ms)"
        print(line)


if __name__ == "__main__":
    parts = {"time": times, "elements": elements, "peer": peer}
    for part in sys.argv[1:] or parts:
        parts[part]()
