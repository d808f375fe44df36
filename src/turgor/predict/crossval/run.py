"""Ten-fold by cohort: a forecaster fitted on nine tenths forecasts the tenth."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.predict.combine.choice import Choice
from turgor.predict.combine.forecaster import fit_forecaster
from turgor.predict.combine.working import Source
from turgor.predict.crossval.folds import cohort_folds
from turgor.predict.row import Row

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Crossvalidated:
    """Forecasts of rows by forecasters that saw none of their cohorts.

    quantiles, naive : (n, 3). basis : what each row shows. choices : of each fold.
    """

    quantiles: FloatArray
    naive: FloatArray
    basis: tuple[str, ...]
    choices: tuple[Choice, ...]


def crossvalidate(
    rows: Sequence[Row],
    sources: Mapping[str, Source],
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Crossvalidated:
    """Forecast every row from the other cohorts; widths and choices too rest on those alone."""
    quantiles, naive = np.zeros((len(rows), 3)), np.zeros((len(rows), 3))
    basis = [""] * len(rows)
    choices: list[Choice] = []
    folds = cohort_folds(rows)
    for done, fold in enumerate(folds):
        forecaster = fit_forecaster([row for row in rows if row.group not in fold], sources)
        at = [i for i, row in enumerate(rows) if row.group in fold]
        shown = forecaster.forecast([rows[i] for i in at])
        quantiles[at], naive[at] = shown.quantiles, shown.naive
        for i, name in zip(at, shown.basis, strict=True):
            basis[i] = name
        choices.append(forecaster.choice)
        progress(done + 1, len(folds))
    return Crossvalidated(quantiles, naive, tuple(basis), tuple(choices))
