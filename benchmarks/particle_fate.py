"""Published fates of injected particles and gels beside the model's, and what a draw costs.

python benchmarks/particle_fate.py
"""

import resource
import time

import numpy as np

from turgor.evidence import parameter_draw
from turgor.record.stimulus import COURSE_DAYS
from turgor.record.tissue import TissueStack
from turgor.skin.stimulus import particle
from turgor.skin.stimulus.particle.erosion import polymer_erosion
from turgor.skin.stimulus.particle.sizes import drawn_sizes

SKIN = TissueStack("cheek", (11.0, 65.0, 160.0, 1100.0, 5000.0), 0.3, 0.02, 0.7)
DRAWS = 200
SESSIONS = {
    "plla": {"vials": 1.0, "mg_per_vial": 150.0, "dilution_ml": 8.0, "plane": "subcutaneous"},
    "pdlla": {"vials": 1.0, "mg_per_vial": 154.0, "dilution_ml": 8.0, "plane": "subcutaneous"},
    "caha": {"vials": 1.0, "product_ml": 1.5, "dilution_ml": 1.5, "plane": "subdermal"},
    "pcl": {"vials": 1.0, "product_ml": 1.0, "dilution_ml": 0.0, "grade": "m"},
    "hyaluronic": {"vials": 1.0, "product_ml": 1.0, "mg_ml": 20.0, "dilution_ml": 0.0},
    "polynucleotide": {"vials": 1.0, "product_ml": 2.0, "mg_ml": 20.0, "dilution_ml": 0.0},
}


def session(agent: str, **more: float | str) -> particle.ParticleSession:
    """One vial or syringe on 60 cm²."""
    return particle.model({"agent": agent, "area_cm2": 60.0} | SESSIONS[agent] | more, "", SKIN)


def spread(values: list[float]) -> str:
    low, high = np.quantile(values, [0.1, 0.9])
    return f"{np.median(values):9.3g}  ({low:.3g} to {high:.3g})"


def fates() -> None:
    print(f"{'':16}load mg/cm²   particles/cm²   half left, days: median (80 % of {DRAWS} draws)")
    for agent in SESSIONS:
        made = session(agent)
        halves = []
        for index in range(DRAWS):
            with parameter_draw(index, DRAWS):
                halves.append(made.draw(SKIN).quantities["half-mass-day"])
        found = made.draw(SKIN).quantities
        count = found.get("particles", 0.0)
        print(f"  {agent:14}{found['load']:9.3g}{count:16.3g}   {spread(halves)}")


def published() -> None:
    seen = (42.83, 43.18, 42.62, 40.90, 34.46)
    left = polymer_erosion("pcl", drawn_sizes("pcl"), "m").mass_at(np.arange(5) * 365.25)
    print("\npolycaprolactone, µm at 0 to 4 years (fitted):")
    print("  seen ", *(f"{value:6.2f}" for value in seen))
    print("  model", *(f"{value:6.2f}" for value in seen[0] * np.cbrt(left)))
    volumes = []
    for index in range(DRAWS):
        with parameter_draw(index, DRAWS):
            course = (
                session("hyaluronic", plane="subcutaneous", crosslinked=True).draw(SKIN).courses
            )
        volumes.append(np.interp([30.0, 365.0], COURSE_DAYS, course["water-volume"]))
    first = 1000.0 / 60.0
    print("\nhyaluronic gel in fat, volume over what was injected:")
    print(f"  1 month, seen 4.31 (fitted):     {spread([v[0] / first for v in volumes])}")
    print(f"  12 months over 1, seen 1 (held): {spread([v[1] / v[0] for v in volumes])}")


def speed() -> None:
    print()
    for agent in SESSIONS:
        made = session(agent)
        best = np.inf
        for _ in range(20):
            started = time.process_time()
            made.draw(SKIN)
            best = min(best, time.process_time() - started)
        print(f"{agent}: {1e3 * best:.2f} ms of CPU a draw")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    fates()
    published()
    speed()
