"""How long one micro-thermal zone and one draw of a session take.

    python benchmarks/zone_speed.py

Wall time and CPU time of this thread, medians of several runs, after the first has compiled its
kernels; peak memory of the process. No peer follows a zone from light to damage on a CPU in Python
with a licence that lets us run it beside ours, so none is timed here; photons have theirs in
benchmarks of their own.
"""

import resource
import tempfile
import time

import numpy as np

from turgor.evidence import parameter_draw
from turgor.physics.tissue import tissue_stack
from turgor.skin.stimulus.light import model
from turgor.skin.stimulus.light.coefficients import zone_coefficients
from turgor.skin.stimulus.light.zone import Exposure, micro_thermal_zone, scattered_source

ZONES = [
    (1550.0, 10.0, 100.0, 0.33), (1550.0, 40.0, 100.0, 1.33), (1927.0, 10.0, 200.0, 1.0),
    (2940.0, 10.0, 250.0, 0.25), (10600.0, 20.0, 200.0, 0.67), (10600.0, 80.0, 200.0, 2.67),
]  # fmt: skip
SESSIONS = [
    ("Fraxel re:store", {"wavelength_nm": 1550.0, "energy_mj": 20.0, "density_mtz_cm2": 500.0,
                         "passes": 4.0}),
    ("eCO2", {"wavelength_nm": 10600.0, "energy_mj": 30.0, "density_mtz_cm2": 100.0,
              "passes": 1.0}),
]  # fmt: skip
RUNS, DRAWS = 9, 32


def timed(work):
    walls, cpus = [], []
    work()
    for _ in range(RUNS):
        wall, cpu = time.perf_counter(), time.thread_time()
        work()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.thread_time() - cpu)
    return 1e3 * float(np.median(walls)), 1e3 * float(np.median(cpus))


def main() -> None:
    skin, found = tissue_stack("cheek", 45.0, "f", "II"), zone_coefficients()
    begun = time.perf_counter()
    micro_thermal_zone(skin, Exposure(10600.0, 5.0, 200.0, 0.2), found)
    micro_thermal_zone(skin, Exposure(1550.0, 5.0, 100.0, 0.2), found)
    print(f"first use, compiling or loading kernels: {time.perf_counter() - begun:.1f} s")
    print("\none zone, light to damage, light response cached")
    for wavelength, energy, spot, pulse in ZONES:
        exposure = Exposure(wavelength, energy, spot, pulse)
        wall, cpu = timed(lambda e=exposure: micro_thermal_zone(skin, e, found))
        print(f"{wavelength:6.0f} nm {energy:4.0f} mJ {spot:4.0f} µm: {wall:5.0f} ms wall, "
              f"{cpu:5.0f} ms CPU")  # fmt: skip
    print("\none draw of a session (zone in its field's warmth, shares by depth)")
    for device, settings in SESSIONS:
        session = model(settings, device, skin)
        first = time.perf_counter()
        for i in range(DRAWS):
            with parameter_draw(i, DRAWS):
                session.draw(skin)
        first = (time.perf_counter() - first) / DRAWS
        cpus = []
        for i in range(DRAWS):
            cpu = time.thread_time()
            with parameter_draw(i, DRAWS):
                session.draw(skin)
            cpus.append(time.thread_time() - cpu)
        print(f"{device}: first time (light not cached) {1e3 * first:.0f} ms wall, then "
              f"{1e3 * np.median(cpus):.0f} ms CPU (slowest {1e3 * max(cpus):.0f})")  # fmt: skip
    wall, cpu = timed(lambda: scattered_source(skin, Exposure(1550.0, 10.0, 100.0, 0.3), found))
    print(f"\nof a scattered zone, light alone from the cache: {cpu:.1f} ms CPU")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
    print(f"peak memory: {peak:.0f} MB")


if __name__ == "__main__":
    import os

    with tempfile.TemporaryDirectory() as folder:
        os.environ["TURGOR_CACHE"] = folder
        main()
