"""Published rates of adverse events: scored study by study, and coverage on planted rates.

    python benchmarks/hazard_rates.py             # each study left out: five ways of foretelling
    python benchmarks/hazard_rates.py --planted 2000  # does a 90 % interval cover 90 %?

Deterministic.
"""

import argparse
import time

import numpy as np

from turgor.predict.rates.pooling import pool, pooling_prior, rate_at
from turgor.predict.rates.rows import published_counts
from turgor.predict.rates.score import leave_one_study_out

#: a spread's prior ends at 2.4 standard deviations
GRID = np.linspace(-2.4, 2.4, 9)
SHARES = (0.5, 0.8, 0.9, 0.95)


def show_scores() -> None:
    counts = published_counts()
    for implied in (False, True):
        print(f"\n{'with what silence implies' if implied else 'named by the study'}")
        print("way               studies counts  log score  interval score  80 % covers")
        for s in leave_one_study_out(counts, implied=implied):
            print(
                f"{s.way:17s} {s.studies:7d} {s.counts:6d} {s.log_score:10.3f} "
                f"{s.interval_score:15.1f} {s.coverage:12.3f}"
            )


def show_planted(tries: int) -> None:
    """Trees of 4 families, 2 variants, 1 to 4 settings, drawn down the prior; one setting left."""
    rng, prior = np.random.default_rng(1), pooling_prior()
    weight = np.exp(-0.5 * GRID**2)
    hits = dict.fromkeys(SHARES, 0)
    for _ in range(tries):
        s, b = (
            spread.median * np.exp(spread.log_sd * rng.choice(GRID, p=weight / weight.sum()))
            for spread in (prior.studies, prior.modalities)
        )
        top, tree, planted = rng.normal(prior.mean, prior.sd), {}, 0.0
        for family in range(4):
            middle = top + b * rng.standard_normal()
            for variant in range(2):
                mean, number = middle + b * rng.standard_normal(), rng.integers(1, 5)
                share = 1 / (1 + np.exp(-mean - s * rng.standard_normal(number + 1)))
                trials = np.exp(rng.uniform(2, 6, number + 1)).astype(int)
                events = rng.binomial(trials, share)
                planted = float(share[-1])
                tree.setdefault(str(family), {})[str(variant)] = [
                    (int(e), int(t)) for e, t in zip(events[:-1], trials[:-1], strict=True)
                ]
        setting = pool(tree, prior).setting("3", "1")
        for wanted in SHARES:
            low, high = rate_at(setting, (0.5 - 0.5 * wanted, 0.5 + 0.5 * wanted))
            hits[wanted] += low <= planted <= high
    for wanted, found in hits.items():
        error = np.sqrt(wanted * (1 - wanted) / tries)
        print(
            f"{100 * wanted:3.0f} % interval covers {100 * found / tries:.1f} ± {100 * error:.1f} %"
        )


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("--planted", type=int, default=0)
    options = asked.parse_args()
    began = time.process_time()
    if options.planted:
        show_planted(options.planted)
    else:
        show_scores()
    print(f"\n{time.process_time() - began:.1f} CPU seconds")
