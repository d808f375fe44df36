"""Hyperpigmentation: darkening fitted to published counts, and scored study by study.

    python benchmarks/hazard_pih.py            # rows, fit, scores with each study left out
    python benchmarks/hazard_pih.py --records  # the fit as evidence records

Needs turgor[forecast]. Deterministic. To be run again whenever the virtual skin's priors change.
"""

import argparse
import math
import time

from turgor.predict.rates.pih_fit import DoseFit, fit_doses, slope_prior
from turgor.predict.rates.pih_rows import dose_counts, pih_rows
from turgor.predict.rates.pih_score import score_doses
from turgor.predict.rates.pooling import pooling_prior


def show_rows(doses) -> None:
    rows, left = pih_rows()
    print(
        "study                             modality                     events  darkening by type"
    )
    for row, dose in zip(rows, doses, strict=True):
        peaks = " ".join(
            f"{name} {peak:.3f}" for name, peak in zip(row.phototypes, dose.darkening, strict=True)
        )
        count = f"{dose.events} of {dose.trials}"
        print(f"{dose.study[:33]:33s} {dose.modality:27s} {count:>8s}  {peaks}")
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


def show_records(fit: DoseFit) -> None:
    for name, (mean, sd) in fit.moments().items():
        logged = name in ("slope", "between")
        value, spread = (math.exp(mean), math.exp(mean) * sd) if logged else (mean, sd)
        key = f"pih_{name}" if logged else f"pih_log_odds.{name}"
        print(f'["virtual.hazard.{key}"]\nvalue = {value:.2f}\nspread = {spread:.2f}\n')


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("--records", action="store_true")
    options = asked.parse_args()
    began = time.process_time()
    found = dose_counts()
    fitted = fit_doses(found, pooling_prior(), slope_prior())
    if options.records:
        show_records(fitted)
    else:
        show_rows(found)
        show_fit(fitted)
        show_scores(found)
        print(f"\n{time.process_time() - began:.1f} CPU seconds")
