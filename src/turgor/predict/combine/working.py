"""A forecast on the working scale, and its quantiles in the number's own unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from turgor.predict.hierarchy.scale import working_scale
from turgor.predict.row import Row

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

#: of a normal distribution, its 0.9 quantile in standard deviations
NORMAL_90 = 1.2815515655446004


@dataclass(frozen=True, slots=True)
class WorkingForecast:
    """Means and variances (n,) on each row's working scale; known : (n,) where there is one."""

    mean: FloatArray
    variance: FloatArray
    known: BoolArray

    def take(self, at: Sequence[int]) -> "WorkingForecast":
        """The forecast of some of the rows."""
        return WorkingForecast(self.mean[at], self.variance[at], self.known[at])


class FittedSource(Protocol):
    """Something that was fitted to rows and forecasts others."""

    def forecast(self, rows: Sequence[Row]) -> WorkingForecast:
        """On the working scale."""
        ...


class Source(Protocol):
    """Something that forecasts once it is fitted to rows: the skin, the literature."""

    def fit(self, rows: Sequence[Row]) -> FittedSource:
        """Fit to these rows and to nothing else."""
        ...


def no_forecast(count: int) -> WorkingForecast:
    """A forecast that knows none of its rows."""
    return WorkingForecast(np.zeros(count), np.ones(count), np.zeros(count, dtype=bool))


def quantiles_of(rows: Sequence[Row], forecast: WorkingForecast, widths: FloatArray) -> FloatArray:
    """(n, 3) quantiles at 0.1, 0.5, 0.9; nan where the forecast knows nothing.

    widths : (n,) factors of the standard deviation, 1 as the model states it. Bands end where the
    working scale does: a normal's tail there becomes absurd in the number's own unit.
    """
    reach = NORMAL_90 * widths * np.sqrt(forecast.variance)
    found = np.full((len(rows), 3), np.nan)
    for i, row in enumerate(rows):
        if forecast.known[i]:
            ends = forecast.mean[i] + np.array([-reach[i], 0.0, reach[i]])
            scale = working_scale(row.number)
            found[i] = scale.back(np.clip(ends, scale.least, scale.most)) / row.factor
    return found


def weighed(first: WorkingForecast, second: WorkingForecast) -> WorkingForecast:
    """Two forecasts of the same rows, weighed by their precisions; one alone where one is known.

    Both miss what a new study brings, so their errors go together: the variance is the weighted
    mean of the two (that of fully shared errors), not the smaller one of independent errors.
    """
    one = np.where(first.known, 1.0 / first.variance, 0.0)
    two = np.where(second.known, 1.0 / second.variance, 0.0)
    total = np.where(one + two > 0.0, one + two, 1.0)
    return WorkingForecast(
        (one * first.mean + two * second.mean) / total,
        np.where(one + two > 0.0, (one * first.variance + two * second.variance) / total, 1.0),
        first.known | second.known,
    )
