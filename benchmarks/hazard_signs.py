"""Redness, swelling and crusts at the shipped posterior, fitted to published days and shares.

    python benchmarks/hazard_signs.py              # the fit, and what standard sessions show
    python benchmarks/hazard_signs.py --leave-out  # every print by each way, its study left out
    python benchmarks/hazard_signs.py --records    # the fit as evidence records
    python benchmarks/hazard_signs.py --write      # the same, put into the evidence base

Needs turgor[forecast]. Deterministic. To be run with --write after every new calibration.
"""

import argparse
import time

import numpy as np

from hazard_records import record_lines, write_records
from turgor.predict.rates.duration_pool import published_duration
from turgor.predict.rates.posterior_arm import arm_people, worked_out
from turgor.predict.rates.sign_fit import SignData, SignFit, fit_signs, sign_data
from turgor.predict.rates.sign_print import LEAST_DAYS
from turgor.predict.rates.sign_rows import sign_rows
from turgor.predict.rates.sign_score import WAYS, foretell, scores
from turgor.record.course import Course, CourseSession
from turgor.record.skin_place import SkinPlace
from turgor.skin.hazard.downtime import DayBand, calendar_days, downtime_calendar
from turgor.skin.hazard.sign import PRESENTABLE, SIGNS
from turgor.skin.hazard.value import hazard_draws

#: name, modality, settings, family and variant
CASES = (
    ("fractional CO2, 20 mJ, 200/cm²", "fractional-laser",
     {"wavelength_nm": 10600.0, "energy_mj": 20.0, "density_mtz_cm2": 200.0, "passes": 1.0},
     "laser/fractional-ablative"),
    ("fractional CO2, 15 mJ, 15 %", "fractional-laser",
     {"wavelength_nm": 10600.0, "energy_mj": 15.0, "coverage_pct": 15.0},
     "laser/fractional-ablative"),
    ("1550 nm, 20 mJ, 4 x 250/cm²", "fractional-laser",
     {"wavelength_nm": 1550.0, "energy_mj": 20.0, "density_mtz_cm2": 250.0, "passes": 4.0},
     "laser/fractional-nonablative"),
    ("1550 nm, 10 mJ, 1000/cm²", "fractional-laser",
     {"wavelength_nm": 1550.0, "energy_mj": 10.0, "density_mtz_cm2": 1000.0},
     "laser/fractional-nonablative"),
    ("1927 nm, 10 mJ, 30 %", "fractional-laser",
     {"wavelength_nm": 1927.0, "energy_mj": 10.0, "coverage_pct": 30.0},
     "laser/fractional-nonablative"),
    ("full CO2, two passes of 6 J/cm²", "laser-ablative-full",
     {"wavelength_nm": 10600.0, "fluence_j_cm2": 6.0, "passes": 2.0}, "laser/full-ablative"),
    ("full Er:YAG, four passes of 5 J/cm²", "laser-ablative-full",
     {"wavelength_nm": 2940.0, "fluence_j_cm2": 5.0, "passes": 4.0}, "laser/full-ablative"),
    ("RF needles, 1.5 mm, 120 mJ, twice", "microneedling",
     {"needle_depth_um": 1500.0, "rf_energy_mj": 120.0, "passes": 2.0}, "needling/radiofrequency"),
    ("needles, 1.5 mm", "microneedling", {"needle_depth_um": 1500.0}, "needling/plain"),
    ("trichloroacetic acid 35 %", "chemical-peel",
     {"agent": "trichloroacetic", "percent": 35.0}, "peel/medium"),
    ("glycolic acid 35 %", "chemical-peel", {"agent": "glycolic", "percent": 35.0},
     "peel/superficial"),
)  # fmt: skip


def fitted_records(fit: SignFit) -> dict[str, tuple[float, float]]:
    """Median and sd of each record; a half's with what clinics differ by."""
    moments = fit.moments()
    between = moments["between"]
    clinics = float(np.exp(between[0] + between[1] ** 2))
    found = {}
    for name, (mean, sd) in moments.items():
        if name == "between":
            continue
        if name == "stretch":
            mean, sd = 0.0, float(np.exp(mean + sd**2))
        wide = np.hypot(sd, clinics) if name.endswith("_half") else sd
        key = "sign_stretch" if name == "stretch" else name
        found[key] = (float(np.exp(mean)), float(np.exp(mean) * np.sqrt(np.expm1(wide**2))))
    return found


def show_fit(fit: SignFit, data: SignData) -> None:
    _, left = sign_rows()
    print(f"{len(data.rows)} prints of {len(fit.studies)} studies, {len(data.tables)} arms; "
          f"left out {len(left)}")  # fmt: skip
    for name, reason in left.items():
        print(f"  {name}: {reason}")
    print("\ncoefficient             median  sd of its logarithm")
    for name, (mean, sd) in fit.moments().items():
        print(f"{name:22s} {np.exp(mean):7.3f} {sd:8.2f}")
    print(f"sample worth {fit.effective():.0f} draws, with a study left out at least "
          f"{min(fit.effective(study) for study in fit.studies):.0f}")  # fmt: skip


def band(item: DayBand) -> str:
    return f"{item.median:5.1f} ({item.low80:.1f} to {item.high80:.1f}) {100 * item.ever:3.0f} %"


def show_cases() -> None:
    days, place = calendar_days((0.0,), 365.0), SkinPlace("cheek", 52.0, "female", "III")
    people = arm_people(place)
    values = hazard_draws(people.count)
    print("\nsession: days at the records in force, median (80 %) and share of people who have it")
    for name, modality, settings, place_in_tree in CASES:
        course = Course(name, (CourseSession(0.0, modality, "", settings),))
        states = worked_out(course, place, days, people).states
        session = downtime_calendar(states, days, (0.0,), values).sessions[0]
        peak = np.median(SIGNS["erythema"](states, None).max(axis=0))
        pooled = published_duration("erythema", place_in_tree)
        print(f"{name:36s} redness {band(session.signs['erythema'])}, grade {peak:.1f} at most; "
              + ", ".join(f"{sign} {band(session.signs[sign])}" for sign in PRESENTABLE[1:])
              + f"; off {band(session.downtime)}; redness as published {pooled.median:.1f} "
              f"({pooled.low80:.1f} to {pooled.high80:.1f})")  # fmt: skip


def show_left_out(data: SignData, fit: SignFit) -> None:
    told = foretell(data, fit)
    print("\nstudy                   modality                     sign      printed       "
          + "".join(f"{way:22s}" for way in WAYS))  # fmt: skip
    for one in told:
        row = one.row
        printed = (
            f"{row.low:g} to {row.high:g} d" if row.is_duration
            else f"{row.events} of {row.trials} {row.kind}{f' {row.day:g} d' if row.day else ''}"
        )  # fmt: skip
        cells = []
        for way in WAYS:
            if row.is_duration:
                low, middle, high = np.maximum(np.exp(one.quantiles[way]) - LEAST_DAYS, 0.0)
                cells.append(f"{middle:.1f} ({low:.1f} to {high:.1f})")
            else:
                cells.append(f"log {one.log_chance[way]:.2f}")
        print(f"{row.study[:23]:23s} {row.modality:28s} {row.sign:9s} {printed:20s}"
              + "".join(f"{cell:22s}" for cell in cells))  # fmt: skip
    print("\nsign       way      durations  WIS of log days  80 % covers  counts  log score")
    for signs in ((), ("erythema",), ("oedema",), ("crust", "downtime")):
        for item in scores(told, signs):
            print(f"{'+'.join(signs) or 'all':15s} {item.way:8s} {item.durations:5d} "
                  f"{item.interval_score:15.3f} {item.coverage:13.2f} {item.counts:8d} "
                  f"{item.log_score:10.2f}")  # fmt: skip


def main(options: argparse.Namespace) -> None:
    data = sign_data(sign_rows()[0])
    fit = fit_signs(data)
    if options.records or options.write:
        found = fitted_records(fit)
        print(record_lines(found))
        if options.write:
            missing = write_records("hazard_signs.toml", found)
            print(f"written; not in the table: {', '.join(missing) or 'none'}")
        return
    show_fit(fit, data)
    if options.leave_out:
        show_left_out(data, fit)
    else:
        show_cases()


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("--leave-out", action="store_true")
    asked.add_argument("--records", action="store_true")
    asked.add_argument("--write", action="store_true")
    began = time.process_time()
    main(asked.parse_args())
    print(f"\n{time.process_time() - began:.1f} CPU seconds")
