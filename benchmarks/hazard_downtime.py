"""Downtime and closure of the epidermis at the priors, beside what publications print.

    python benchmarks/hazard_downtime.py [--draws 64]

Needs turgor[forecast]. Each line: days at the priors' middle with the stimulus drawn, then median
and 80 % band over draws of the virtual skin's priors, the stimulus and what counts as presentable.
"""

import argparse
import time

import numpy as np

from turgor.evidence import find_parameter
from turgor.record.course import Course, CourseSession
from turgor.record.skin_place import SkinPlace
from turgor.skin.assemble import parameter_names, prior_medians
from turgor.skin.hazard.closure import closure_days, zone_closure_hours
from turgor.skin.hazard.downtime import calendar_days, day_band, downtime_calendar
from turgor.skin.hazard.value import hazard_draws
from turgor.skin.loading.schedule import schedule_of
from turgor.skin.solve.course import solve

#: name, modality, settings, printed downtime, printed closure; days
CASES = (
    ("1550 nm, 10 mJ, 1000/cm²", "fractional-laser",
     {"wavelength_nm": 1550.0, "energy_mj": 10.0, "density_mtz_cm2": 1000.0},
     "2 of social limits; redness gone by 4", "0.42 to 0.54 (half, 84 %)"),
    ("1550 nm, 70 mJ, 250/cm²", "fractional-laser",
     {"wavelength_nm": 1550.0, "energy_mj": 70.0, "density_mtz_cm2": 250.0},
     "", "0.92 to 1.17 (half, 84 %)"),
    ("1927 nm, 10 mJ, 30 %", "fractional-laser",
     {"wavelength_nm": 1927.0, "energy_mj": 10.0, "coverage_pct": 30.0}, "5 to 7", ""),
    ("fractional CO2, 15 mJ, 15 %", "fractional-laser",
     {"wavelength_nm": 10600.0, "energy_mj": 15.0, "coverage_pct": 15.0}, "5 to 10 off", ""),
    ("fractional Er:YAG, 15 mJ, 15 %", "fractional-laser",
     {"wavelength_nm": 2940.0, "energy_mj": 15.0, "coverage_pct": 15.0},
     "2.1 longer than CO2 (1.1 to 3.1)", ""),
    ("full CO2, two passes of 6 J/cm²", "laser-ablative-full",
     {"wavelength_nm": 10600.0, "fluence_j_cm2": 6.0, "passes": 2.0},
     "red 135 in the mean", "8.5"),
    ("full Er:YAG, four passes of 5 J/cm²", "laser-ablative-full",
     {"wavelength_nm": 2940.0, "fluence_j_cm2": 5.0, "passes": 4.0}, "red 14 to 28", "5.5"),
    ("full Er:YSGG, one pass of 3 J/cm²", "laser-ablative-full",
     {"wavelength_nm": 2790.0, "fluence_j_cm2": 3.0, "passes": 1.0}, "", "3.5"),
    ("needles, 1.5 mm", "microneedling", {"needle_depth_um": 1500.0}, "0.25; up to 7", ""),
    ("trichloroacetic acid 35 %", "chemical-peel",
     {"agent": "trichloroacetic", "percent": 35.0}, "heals about day 10", ""),
    ("glycolic acid 35 %", "chemical-peel",
     {"agent": "glycolic", "percent": 35.0}, "none to few", ""),
)  # fmt: skip


def drawn(names: tuple[str, ...], count: int, seed: int = 1) -> np.ndarray:
    """(n_p, B) independent draws of the priors."""
    rng, rows = np.random.default_rng(seed), []
    for name in names:
        if name.startswith("trait."):
            rows.append(np.ones(count))
            continue
        record = find_parameter(f"virtual.{name}")
        ratio = (record.spread or 0.0) / record.value if record.value > 0 else 0.0
        sd = np.sqrt(np.log1p(ratio**2))
        value = record.value * np.exp(sd * rng.standard_normal(count))
        low = -np.inf if record.least is None else record.least
        high = np.inf if record.most is None else record.most
        rows.append(np.clip(value, low, high))
    return np.array(rows)


def main(draws: int) -> None:
    names, days = parameter_names(), calendar_days((0.0,), 365.0)
    place = SkinPlace("cheek", 45.0, phototype="III")
    values = hazard_draws(draws)
    print(f"{'session':36s} {'middle':>6s}  {'over draws, d':20s} {'printed, d':38s} "
          f"{'half closed':>11s} {'closed':>6s}  printed, d")  # fmt: skip
    for name, modality, settings, downtime, closure in CASES:
        course = Course(name, (CourseSession(0.0, modality, "", settings),))
        loaded = schedule_of(course, place, days, draws=draws)
        found = {}
        for kind, p in (
            ("middle", np.repeat(prior_medians()[:, None], draws, axis=1)),
            ("drawn", drawn(names, draws)),
        ):
            for trait, value in loaded.traits.items():
                p[names.index(trait)] = value
            states = solve(p, loaded.schedule)
            read = None if kind == "middle" else values
            calendar = downtime_calendar(states, days, (0.0,), read)
            found[kind] = calendar.sessions[0].downtime, states
        (middle, states), (whole, _) = found["middle"], found["drawn"]
        half = day_band(closure_days(states, days, 0.0, 365.0, left=0.5))
        closed = day_band(closure_days(states, days, 0.0, 365.0))
        band = f"{whole.median:.1f} ({whole.low80:.1f} to {whole.high80:.1f})"
        print(f"{name:36s} {middle.median:6.1f}  {band:20s} {downtime:38s} {half.median:11.2f} "
              f"{closed.median:6.1f}  {closure}")  # fmt: skip
    print("\none zone, sideways growth: "
          f"100 µm {zone_closure_hours(100.0):.0f} h, 200 µm {zone_closure_hours(200.0):.0f} h, "
          f"600 µm between follicles {zone_closure_hours(600.0) / 24:.1f} d")  # fmt: skip


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("--draws", type=int, default=64)
    began = time.process_time()
    main(asked.parse_args().draws)
    print(f"{time.process_time() - began:.1f} CPU seconds")
