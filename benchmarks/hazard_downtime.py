"""Closure of the epidermis at the shipped posterior, beside what publications print.

    python benchmarks/hazard_downtime.py

Needs turgor[forecast]. Signs and days off are in ``hazard_signs.py``.
"""

import time

from turgor.predict.rates.posterior_arm import arm_people, worked_out
from turgor.record.course import Course, CourseSession
from turgor.record.skin_place import SkinPlace
from turgor.skin.hazard.closure import closure_days, zone_closure_hours
from turgor.skin.hazard.downtime import DayBand, calendar_days, day_band

#: name, modality, settings, printed closure in days
CASES = (
    ("1550 nm, 10 mJ, 1000/cm²", "fractional-laser",
     {"wavelength_nm": 1550.0, "energy_mj": 10.0, "density_mtz_cm2": 1000.0},
     "0.42 to 0.54 (half, 84 %)"),
    ("1550 nm, 70 mJ, 250/cm²", "fractional-laser",
     {"wavelength_nm": 1550.0, "energy_mj": 70.0, "density_mtz_cm2": 250.0},
     "0.92 to 1.17 (half, 84 %)"),
    ("full CO2, two passes of 6 J/cm²", "laser-ablative-full",
     {"wavelength_nm": 10600.0, "fluence_j_cm2": 6.0, "passes": 2.0}, "8.5"),
    ("full CO2, one pass of 6 J/cm²", "laser-ablative-full",
     {"wavelength_nm": 10600.0, "fluence_j_cm2": 6.0, "passes": 1.0}, "5.5"),
    ("full Er:YAG, four passes of 5 J/cm²", "laser-ablative-full",
     {"wavelength_nm": 2940.0, "fluence_j_cm2": 5.0, "passes": 4.0}, "5.1; 5.5"),
    ("full Er:YSGG, one pass of 3 J/cm²", "laser-ablative-full",
     {"wavelength_nm": 2790.0, "fluence_j_cm2": 3.0, "passes": 1.0}, "3.5"),
    ("trichloroacetic acid 35 %", "chemical-peel",
     {"agent": "trichloroacetic", "percent": 35.0}, "7 to 10"),
)  # fmt: skip


def told(band: DayBand) -> str:
    return f"{band.median:.2f} ({band.low80:.2f} to {band.high80:.2f})"


def main() -> None:
    days, place = calendar_days((0.0,), 365.0), SkinPlace("cheek", 45.0, phototype="III")
    people = arm_people(place)
    print(f"{'session':36s} {'half closed, d':24s} {'closed, d':24s} printed, d")
    for name, modality, settings, printed in CASES:
        course = Course(name, (CourseSession(0.0, modality, "", settings),))
        states = worked_out(course, place, days, people).states
        half = day_band(closure_days(states, days, 0.0, 365.0, left=0.5))
        closed = day_band(closure_days(states, days, 0.0, 365.0))
        print(f"{name:36s} {told(half):24s} {told(closed):24s} {printed}")
    print("\none zone, sideways growth: "
          f"100 µm {zone_closure_hours(100.0):.0f} h, 200 µm {zone_closure_hours(200.0):.0f} h, "
          f"600 µm between follicles {zone_closure_hours(600.0) / 24:.1f} d")  # fmt: skip


if __name__ == "__main__":
    began = time.process_time()
    main()
    print(f"{time.process_time() - began:.1f} CPU seconds")
