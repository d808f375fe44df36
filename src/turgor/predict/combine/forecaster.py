"""The forecaster: sources fitted, bands widened to what they missed, the best of them by class.

Everything it decides (widths, which forecast a class shows) rests on forecasts of cohorts that the
sources had not seen, within the rows that it was given. So a fold that is held back from it stays
unseen by its choices too.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.predict.combine.candidate import NAIVE, SKIN, candidate_quantiles, with_weighed
from turgor.predict.combine.choice import Choice, choose_by_class
from turgor.predict.combine.width import width_factors
from turgor.predict.combine.working import (
    FittedSource,
    Source,
    WorkingForecast,
    no_forecast,
)
from turgor.predict.crossval.folds import cohort_folds
from turgor.predict.naive.distribution import CLASS_CELLS, NaiveDistribution
from turgor.predict.row import Row

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shown:
    """Forecasts of rows. quantiles, naive : (n, 3). basis : what each row shows."""

    quantiles: FloatArray
    naive: FloatArray
    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Forecaster:
    """Fitted sources with their widths and, by class, which forecast is shown."""

    naive: NaiveDistribution
    of_class: NaiveDistribution
    sources: Mapping[str, FittedSource]
    widths: Mapping[str, Mapping[str, float]]
    choice: Choice

    def forecast(self, rows: Sequence[Row], alone: Collection[int] = ()) -> Shown:
        """The shown forecast of each row, beside the naive distribution.

        alone : rows of what no study of its kind tells, to which those of other treatments are not
        lent: the skin by itself is shown, and no naive distribution. nan where it knows nothing.
        """
        naive = self.naive.quantiles(rows)
        made = with_weighed({name: one.forecast(rows) for name, one in self.sources.items()})
        of_class = self.of_class.quantiles(rows)
        quantiles = candidate_quantiles(rows, made, self.widths, of_class)
        shown, basis = naive.copy(), [NAIVE] * len(rows)
        naive[list(alone)] = shown[list(alone)] = np.nan
        for i, row in enumerate(rows):
            order = (SKIN,) if i in alone else self.choice.order(row.outcome_class)
            for name in order:
                if name == NAIVE:
                    break
                if not np.isnan(quantiles[name][i, 0]):
                    shown[i], basis[i] = quantiles[name][i], name
                    break
        return Shown(shown, naive, tuple(basis))


@dataclass(frozen=True, slots=True)
class Unseen:
    """Out-of-fold forecasts of rows: by source on working scales, and the empirical ones (n, 3)."""

    made: Mapping[str, WorkingForecast]
    naive: FloatArray
    of_class: FloatArray


def fit_forecaster(rows: Sequence[Row], sources: Mapping[str, Source]) -> Forecaster:
    """Fit on rows; widths and choices from an inner cross-validation by cohort."""
    unseen = out_of_fold(rows, sources)
    made = with_weighed(unseen.made)
    widths = {name: width_factors(rows, forecast) for name, forecast in made.items()}
    quantiles = candidate_quantiles(rows, made, widths, unseen.of_class)
    return refit_forecaster(rows, sources, widths, choose_by_class(rows, quantiles, unseen.naive))


def refit_forecaster(
    rows: Sequence[Row],
    sources: Mapping[str, Source],
    widths: Mapping[str, Mapping[str, float]],
    choice: Choice,
) -> Forecaster:
    """Fit the sources on rows, with widths and choice as they were found on unseen cohorts."""
    return Forecaster(
        NaiveDistribution(rows),
        _of_class(rows),
        {name: source.fit(rows) for name, source in sources.items()},
        widths,
        choice,
    )


def out_of_fold(rows: Sequence[Row], sources: Mapping[str, Source]) -> Unseen:
    """Each source's forecast of every row, and the empirical ones, from the other cohorts alone."""
    found = {name: no_forecast(len(rows)) for name in sources}
    naive, of_class = np.zeros((len(rows), 3)), np.zeros((len(rows), 3))
    for fold in cohort_folds(rows):
        train = [row for row in rows if row.group not in fold]
        at = [i for i, row in enumerate(rows) if row.group in fold]
        test = [rows[i] for i in at]
        naive[at] = NaiveDistribution(train).quantiles(test)
        of_class[at] = _of_class(train).quantiles(test)
        for name, source in sources.items():
            made = source.fit(train).forecast(test)
            held = found[name]
            held.mean[at], held.variance[at], held.known[at] = made.mean, made.variance, made.known
    return Unseen(found, naive, of_class)


def _of_class(rows: Sequence[Row]) -> NaiveDistribution:
    return NaiveDistribution(rows, CLASS_CELLS, fewest_studies=2)
