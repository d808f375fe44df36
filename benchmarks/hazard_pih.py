"""Hyperpigmentation: darkening fitted to published counts, and scored study by study.

    python benchmarks/hazard_pih.py            # rows, fit, scores with each study left out
    python benchmarks/hazard_pih.py --records  # the fit as evidence records
    python benchmarks/hazard_pih.py --write    # the same, put into the evidence base

Needs turgor[forecast]. Deterministic. To be run with --write after every new calibration.
"""

import argparse
import math
import time

import numpy as np

from hazard_records import record_lines, write_records
from turgor.predict.rates.pih_fit import DoseFit, fit_doses, slope_prior
from turgor.predict.rates.pih_rows import dose_counts, pih_rows
from turgor.predict.rates.pih_score import score_doses
from turgor.predict.rates.pooling import pooling_prior
from turgor.predict.rates.posterior_arm import arm_people, worked_out
from turgor.record.course import Course, CourseSession
from turgor.record.skin_place import SkinPlace
from turgor.skin.hazard.darkening import darkening_values
from turgor.skin.hazard.pih import PIH_PARAMETERS, pih_risk
from turgor.skin.hazard.value import hazard_draws

#: name, settings, family and variant
STRATA = (
    ("fractional CO2, 15 mJ, 15 %",
     {"wavelength_nm": 10600.0, "energy_mj": 15.0, "coverage_pct": 15.0},
     "laser/fractional-ablative"),
    ("1550 nm, 10 mJ, 500/cm²",
     {"wavelength_nm": 1550.0, "energy_mj": 10.0, "density_mtz_cm2": 500.0},
     "laser/fractional-nonablative"),
    ("1550 nm, 10 mJ, 2000/cm²",
     {"wavelength_nm": 1550.0, "energy_mj": 10.0, "density_mtz_cm2": 2000.0},
     "laser/fractional-nonablative"),
)  # fmt: skip


def show_rows(doses) -> None:
    rows, left = pih_rows()
    print("study                             modality                     events  "
          "darkening: median (80 %) of its people")  # fmt: skip
    for row, dose in zip(rows, doses, strict=True):
        low, middle, high = np.quantile(dose.darkening, (0.1, 0.5, 0.9))
        count = f"{dose.events} of {dose.trials}"
        types = f"{row.phototypes[0]} to {row.phototypes[-1]}"
        print(f"{dose.study[:33]:33s} {dose.modality:27s} {count:>10s}  "
              f"{middle:.3f} ({low:.3f} to {high:.3f}), {types}")  # fmt: skip
    print(f"\nleft out: {len(left)}")
    for name, reason in left.items():
        print(f"  {name}: {reason}")


def show_fit(fit: DoseFit) -> None:
    print("\nlog-odds at the reference darkening, and spreads    mean     sd")
    for name, (mean, sd) in fit.moments().items():
        logged = name in ("slope", "between")
        value, spread = (math.exp(mean), math.exp(mean) * sd) if logged else (mean, sd)
        print(f"{name:48s} {value:7.2f} {spread:6.2f}")


def show_scores(doses) -> None:
    print("\nway                 studies counts  log score  interval score  80 % covers")
    for s in score_doses(doses):
        print(
            f"{s.way:19s} {s.studies:7d} {s.counts:6d} {s.log_score:10.3f} "
            f"{s.interval_score:15.1f} {s.coverage:12.3f}"
        )


def fitted_records(fit: DoseFit) -> dict[str, tuple[float, float]]:
    found = {}
    for name, (mean, sd) in fit.moments().items():
        logged = name in ("slope", "between")
        value, spread = (math.exp(mean), math.exp(mean) * sd) if logged else (mean, sd)
        found[f"pih_{name}" if logged else f"pih_log_odds.{name}"] = value, spread
    return found


def show_strata() -> None:
    """A forecast's share by phototype, and what the band is made of."""
    days, course = np.arange(0.0, 241.0, 4.0), {}
    for name, settings, place_in_tree in STRATA:
        session = CourseSession(0.0, "fractional-laser", "", settings)
        course[name] = Course(name, (session,)), place_in_tree
    print("\nsession                        type  share, % (80 %)         between studies left out")
    for name, (one, place_in_tree) in course.items():
        for phototype in ("II", "III", "IV", "VI"):
            place = SkinPlace("cheek", 40.0, phototype=phototype)
            done = worked_out(one, place, days, arm_people(place))
            p, values = darkening_values(done.p), dict(hazard_draws(64, 0, PIH_PARAMETERS))
            cells = []
            for _ in range(2):
                risk = pih_risk(done.states, days, p, values, modality=place_in_tree)
                low, high = 100 * risk.low80, 100 * risk.high80
                cells.append(f"{100 * risk.median:.2g} ({low:.2g} to {high:.2g})")
                values["hazard.pih_between"] = 0.0
            print(f"{name:30s} {phototype:4s}  {cells[0]:22s}  {cells[1]}")


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("--records", action="store_true")
    asked.add_argument("--write", action="store_true")
    options = asked.parse_args()
    began = time.process_time()
    found = dose_counts()
    fitted = fit_doses(found, pooling_prior(), slope_prior())
    if options.records or options.write:
        print(record_lines(fitted_records(fitted)))
        if options.write:
            missing = write_records("hazard_pih.toml", fitted_records(fitted))
            print(f"written; not in the table: {', '.join(missing) or 'none'}")
    else:
        show_rows(found)
        show_fit(fitted)
        show_scores(found)
        show_strata()
        print(f"\n{time.process_time() - began:.1f} CPU seconds")
