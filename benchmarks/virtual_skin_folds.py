"""Ten-fold by cohort: what forecasts of studies that were left out score, overall and by class.

Each fold's forecaster is fitted on the other nine, with its widths and choices from an inner
cross-validation of those nine. Printed: the shown forecast, what each class showed, each candidate
alone, variants of the naive opponent, and (--refit N) how the linear update of the skin's
parameters compares with N full refits. --read scores the same rows as an outside table states them,
without the fields that were filled in by reading (the table has the shipped outcomes in order).

    python benchmarks/virtual_skin_folds.py [--refit N] [--read OUTCOMES.csv] [--json FILE]
"""

import argparse
import collections
import json
import time
from dataclasses import asdict
from pathlib import Path

import numpy as np

from turgor.evidence.outcomes.library import all_outcomes, meaning
from turgor.evidence.outcomes.read import read_outcomes
from turgor.predict.calibrate.fit import Mode, calibrate
from turgor.predict.calibrate.parameter_set import shipped_parameter_set
from turgor.predict.calibrate.source import FittedSkin, Skin
from turgor.predict.combine.candidate import candidate_quantiles, with_weighed
from turgor.predict.combine.forecaster import fit_forecaster, out_of_fold
from turgor.predict.combine.width import width_factors
from turgor.predict.crossval.folds import cohort_folds
from turgor.predict.crossval.run import crossvalidate
from turgor.predict.naive.distribution import CELLS, NaiveDistribution
from turgor.predict.row import row_of
from turgor.predict.scores.table import Score, score_of, scores_by_class
from turgor.predict.validate.report import decline_reason
from turgor.predict.validate.shipped import calibration_rows, shipped_sources

HEAD = (
    f"{'':<34}{'rows':>5}{'stud':>5}{'expr':>6}{'cover':>7}{'WIS':>8}{'naive':>8}"
    f"{'skill':>7}{'MAE':>8}{'naive':>8}{'sign':>6}{'naive':>6}"
)


def line(name: str, score: Score) -> str:
    def figure(value: float | None, width: int) -> str:
        return f"{'-':>{width}}" if value is None else f"{value:>{width}.2f}"

    return (
        f"{name:<34}{score.rows:>5}{score.studies:>5}{figure(score.expressed_share, 6)}"
        f"{figure(score.coverage_80, 7)}{figure(score.wis, 8)}{figure(score.naive_wis, 8)}"
        f"{figure(score.skill, 7)}{figure(score.mae, 8)}{figure(score.naive_mae, 8)}"
        f"{figure(score.sign, 6)}{figure(score.naive_sign, 6)}"
    )


def table(rows, quantiles, naive, declined) -> dict[str, Score]:
    print(HEAD)
    found = dict(scores_by_class(rows, quantiles, naive, declined))
    found["overall"] = score_of(rows, quantiles, naive, declined)
    for name, score in found.items():
        print(line(name, score))
    return found


def shown(rows, declined) -> dict[str, Score]:
    start = time.process_time()
    made = crossvalidate(rows, shipped_sources())
    print(f"ten-fold by cohort, nested; {time.process_time() - start:.0f} s of CPU")
    found = table(rows, made.quantiles, made.naive, declined)
    print("\nshown by class (rows):")
    counts = collections.Counter(
        (row.outcome_class, basis)
        for row, basis, no in zip(rows, made.basis, declined, strict=True)
        if not no
    )
    for (outcome_class, basis), count in sorted(counts.items()):
        print(f"  {outcome_class:<12}{basis:<34}{count:>5}")
    return found


def alone(rows, declined) -> None:
    """Each candidate for every row; widths from the same folds, so slightly flattered."""
    print("\neach candidate alone (naive where it knows nothing)")
    print(HEAD)
    unseen = out_of_fold(rows, shipped_sources())
    made = with_weighed(unseen.made)
    widths = {name: width_factors(rows, forecast) for name, forecast in made.items()}
    for name, quantiles in candidate_quantiles(rows, made, widths, unseen.of_class).items():
        filled = np.where(np.isnan(quantiles), unseen.naive, quantiles)
        print(line(name, score_of(rows, filled, unseen.naive, declined)))


def opponents(rows) -> None:
    """Variants of the naive distribution against the one that is used."""
    cells = dict(CELLS)
    first, _, family, of_class, number = list(CELLS)
    timed = ("class, time", lambda row: (row.outcome_class, row.time_bin))
    whole = ("modality, class", lambda row: (row.outcome.modality, row.outcome_class))
    variants = {
        "as used": (CELLS, 3),
        "two studies are enough": (CELLS, 2),
        "five studies are needed": (CELLS, 5),
        "any time of the modality first": ([first, whole, family, timed, of_class, number], 3),
        "class and time first": ([first, timed, whole, family, of_class, number], 3),
        "no modality": ([timed, of_class, number], 3),
    }
    print(f"\nvariants of the naive distribution ({', '.join(cells)})")
    print(HEAD)
    used = None
    for name, (order, fewest) in variants.items():
        quantiles = np.zeros((len(rows), 3))
        for fold in cohort_folds(rows):
            at = [i for i, row in enumerate(rows) if row.group in fold]
            held = NaiveDistribution([r for r in rows if r.group not in fold], order, fewest)
            quantiles[at] = held.quantiles([rows[i] for i in at])
        used = quantiles if used is None else used
        print(line(name, score_of(rows, quantiles, used, [False] * len(rows))))


def refits(rows, count: int) -> None:
    """Forecasts of left-out cohorts by the linear update against full refits of the skin."""
    linear, full = [], []
    held = shipped_parameter_set()
    for fold in cohort_folds(rows)[:count]:
        train = [row for row in rows if row.group not in fold]
        test = [row for row in rows if row.group in fold and held.answers.knows(row)]
        start = Mode(held.free, np.zeros(len(held.free)), 0, False)
        again = calibrate(train, start)
        linear.append(Skin(held.answers).fit(train).forecast(test).mean)
        full.append(FittedSkin(again.answers, again.skin.fitted).forecast(test).mean)
    one, two = np.concatenate(linear), np.concatenate(full)
    print(
        f"\nlinear update against {count} full refits, {one.size} rows left out: correlation "
        f"{np.corrcoef(one, two)[0, 1]:.4f}, median difference {np.median(abs(one - two)):.3f} "
        "on the working scale"
    )


def as_read(rows, path: Path) -> None:
    """Forecast left-out rows as an outside table states them, from the shipped records."""
    places = {one.row: i for i, one in enumerate(all_outcomes())}
    everything = read_outcomes(path).outcomes
    told = [everything[places[row.outcome.row]] for row in rows]
    read = [row_of(one, meaning(one)) for one in told]
    quantiles, naive = np.zeros((len(rows), 3)), np.zeros((len(rows), 3))
    for fold in cohort_folds(rows):
        train = [row for row in rows if row.group not in fold]
        at = [i for i, row in enumerate(rows) if row.group in fold]
        made = fit_forecaster(train, shipped_sources()).forecast([read[i] for i in at])
        quantiles[at], naive[at] = made.quantiles, made.naive
    print("\nthe same rows as an outside table states them")
    table(read, quantiles, naive, [bool(decline_reason(row)) for row in read])


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--refit", type=int, default=0, metavar="N")
    options.add_argument("--read", type=Path, metavar="OUTCOMES.csv")
    options.add_argument("--json", type=Path, metavar="FILE")
    said = options.parse_args()
    rows = calibration_rows()
    declined = [bool(decline_reason(row)) for row in rows]
    found = shown(rows, declined)
    alone(rows, declined)
    opponents(rows)
    if said.refit:
        refits(rows, said.refit)
    if said.read:
        as_read(rows, said.read)
    if said.json:
        said.json.write_text(json.dumps({name: asdict(s) for name, s in found.items()}, indent=2))


if __name__ == "__main__":
    main()
