"""The forecaster: sources fitted, bands widened to what they missed, the best of them by class.

Everything it decides (widths, which source a class shows) rests on forecasts of cohorts that the
sources had not seen, within the rows that it was given. So a fold that is held back from it stays
unseen by its choices too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.predict.combine.choice import Choice, choose_by_class
from turgor.predict.combine.width import width_factors, widths_of
from turgor.predict.combine.working import (
    FittedSource,
    Source,
    WorkingForecast,
    no_forecast,
    quantiles_of,
    weighed,
)
from turgor.predict.crossval.folds import cohort_folds
from turgor.predict.naive.distribution import NaiveDistribution
from turgor.predict.row import Row

FloatArray = NDArray[np.float64]

#: what can be shown for a class
SKIN, LITERATURE, WEIGHED, NAIVE = "skin", "literature", "weighed", "naive"


@dataclass(frozen=True, slots=True)
class Shown:
    """Forecasts of rows. quantiles, naive : (n, 3). basis : what each row shows."""

    quantiles: FloatArray
    naive: FloatArray
    basis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Forecaster:
    """Fitted sources with their widths and, by class, which of them is shown."""

    naive: NaiveDistribution
    sources: Mapping[str, FittedSource]
    widths: Mapping[str, Mapping[str, float]]
    choice: Choice

    def forecast(self, rows: Sequence[Row]) -> Shown:
        """The shown forecast of each row, beside the naive distribution."""
        naive = self.naive.quantiles(rows)
        made = candidates({name: source.forecast(rows) for name, source in self.sources.items()})
        shown, basis = naive.copy(), [NAIVE] * len(rows)
        quantiles = {
            name: quantiles_of(rows, forecast, widths_of(rows, self.widths[name]))
            for name, forecast in made.items()
        }
        for i, row in enumerate(rows):
            for name in self.choice.order(row.outcome_class):
                if name == NAIVE:
                    break
                if made[name].known[i]:
                    shown[i], basis[i] = quantiles[name][i], name
                    break
        return Shown(shown, naive, tuple(basis))


def candidates(made: Mapping[str, WorkingForecast]) -> dict[str, WorkingForecast]:
    """The sources' forecasts, and the two weighed where both are there."""
    found = dict(made)
    if SKIN in made and LITERATURE in made:
        found[WEIGHED] = weighed(made[SKIN], made[LITERATURE])
    return found


def fit_forecaster(rows: Sequence[Row], sources: Mapping[str, Source]) -> Forecaster:
    """Fit on rows; widths and choices from an inner cross-validation by cohort."""
    unseen, naive = out_of_fold(rows, sources)
    made = candidates(unseen)
    widths = {name: width_factors(rows, forecast) for name, forecast in made.items()}
    quantiles = {
        name: quantiles_of(rows, forecast, widths_of(rows, widths[name]))
        for name, forecast in made.items()
    }
    return Forecaster(
        NaiveDistribution(rows),
        {name: source.fit(rows) for name, source in sources.items()},
        widths,
        choose_by_class(rows, quantiles, naive),
    )


def out_of_fold(
    rows: Sequence[Row], sources: Mapping[str, Source]
) -> tuple[dict[str, WorkingForecast], FloatArray]:
    """Each source's forecast of every row, and the naive one, from the other cohorts alone."""
    found = {name: no_forecast(len(rows)) for name in sources}
    naive = np.zeros((len(rows), 3))
    for fold in cohort_folds(rows):
        train = [row for row in rows if row.group not in fold]
        at = [i for i, row in enumerate(rows) if row.group in fold]
        test = [rows[i] for i in at]
        naive[at] = NaiveDistribution(train).quantiles(test)
        for name, source in sources.items():
            made = source.fit(train).forecast(test)
            held = found[name]
            held.mean[at], held.variance[at], held.known[at] = made.mean, made.variance, made.known
    return found, naive
