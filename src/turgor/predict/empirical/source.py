"""The literature as a source of forecasts: one hierarchical model for each family of numbers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from turgor.predict.combine.working import WorkingForecast, no_forecast
from turgor.predict.empirical.absolute import absolute_hierarchy
from turgor.predict.empirical.percent import percent_hierarchy
from turgor.predict.empirical.points import points_hierarchy
from turgor.predict.hierarchy.fit import FittedHierarchy, Hierarchy, fit_hierarchy
from turgor.predict.hierarchy.scale import (
    CHANGES,
    DECREASES,
    PEOPLE,
    sampling_variance,
    working_scale,
    working_values,
)
from turgor.predict.rating.people import people_hierarchy
from turgor.predict.row import Row

FloatArray = NDArray[np.float64]

#: below this many rows there is nothing to pool
_FEWEST_ROWS = 4


def pool_of(row: Row) -> str:
    """The family of numbers that a row's number is pooled with; '' where there is none."""
    if row.number in PEOPLE:
        return "people"
    if row.number in (*CHANGES, *DECREASES):
        return "percent"
    if row.number == "points-change":
        return "points"
    if row.number == "mean-score":
        return "score"
    return "absolute" if working_scale(row.number).name == "log" else ""


def is_mapped(row: Row) -> bool:
    """Whether the endpoint is one that Turgor knows; others are declined, with the map's reason."""
    return not row.meaning.reason


HIERARCHIES: Mapping[str, Callable[[], Hierarchy]] = {
    "people": people_hierarchy,
    "percent": percent_hierarchy,
    "points": points_hierarchy,
    "score": points_hierarchy,
    "absolute": absolute_hierarchy,
}


@dataclass(frozen=True, slots=True)
class FittedLiterature:
    """A fitted model for each family of numbers that had rows."""

    models: Mapping[str, FittedHierarchy]

    def forecast(self, rows: Sequence[Row]) -> WorkingForecast:
        """Each row from the model of its family."""
        found = no_forecast(len(rows))
        for pool, fitted in self.models.items():
            at = [i for i, row in enumerate(rows) if is_mapped(row) and pool_of(row) == pool]
            if not at:
                continue
            held = [rows[i] for i in at]
            mean, variance = fitted.predict(held, np.zeros(len(held)))
            shares = 100.0 / (1.0 + np.exp(-mean))
            found.mean[at] = mean
            found.variance[at] = variance + sampling_variance(held, shares)
            found.known[at] = True
        return found


@dataclass(frozen=True, slots=True)
class Literature:
    """Fits the models, one for each family of numbers.

    spreads : of each family's effects, where they are held; a family without finds its own.
    """

    hierarchies: Mapping[str, Callable[[], Hierarchy]] = field(default_factory=lambda: HIERARCHIES)
    spreads: Mapping[str, FloatArray] = field(default_factory=dict)

    def fit(self, rows: Sequence[Row]) -> FittedLiterature:
        """Fit to the numeric rows among these."""
        models: dict[str, FittedHierarchy] = {}
        for pool, hierarchy in self.hierarchies.items():
            held = [
                row
                for row in rows
                if is_mapped(row) and row.observed is not None and pool_of(row) == pool
            ]
            if len(held) < _FEWEST_ROWS:
                continue
            observed = np.array([row.observed for row in held], dtype=np.float64)
            known = sampling_variance(held, observed)
            models[pool] = fit_hierarchy(
                hierarchy(), held, working_values(held), known, self.spreads.get(pool)
            )
        return FittedLiterature(models)
