"""The skin as a source of forecasts: its linear answer, its parameters refitted to the rows given."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from turgor.predict.calibrate.answers import Answers
from turgor.predict.calibrate.discrepancy import drift_hierarchy
from turgor.predict.calibrate.free import free_parameters
from turgor.predict.combine.working import WorkingForecast, no_forecast
from turgor.predict.hierarchy.effect import FixedEffect
from turgor.predict.hierarchy.fit import FittedHierarchy, Hierarchy, fit_hierarchy
from turgor.predict.hierarchy.scale import sampling_variance, working_values
from turgor.predict.row import Row

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FittedSkin:
    """The skin's parameters and its discrepancy, given some rows."""

    answers: Answers
    fitted: FittedHierarchy

    def forecast(self, rows: Sequence[Row]) -> WorkingForecast:
        """Answer plus discrepancy of a new study; rows that the skin can't answer are unknown."""
        found = no_forecast(len(rows))
        at = [i for i, row in enumerate(rows) if self.answers.knows(row)]
        if not at:
            return found
        held = [rows[i] for i in at]
        offsets = self.answers.offsets(held)
        mean, variance = self.fitted.predict(held, self.answers.stimulus(held))
        mean = mean + offsets
        shares = 100.0 / (1.0 + np.exp(-mean))
        found.mean[at] = mean
        found.variance[at] = variance + sampling_variance(held, shares)
        found.known[at] = True
        return found


@dataclass(frozen=True, slots=True)
class Skin:
    """Fits the skin's free parameters, linear around where its answers were worked out.

    spreads : of the discrepancy, where they are settled already.
    """

    answers: Answers
    discrepancy: Callable[[], Hierarchy] = drift_hierarchy
    spreads: FloatArray | None = None

    def tuned(self, rows: Sequence[Row]) -> "Skin":
        """The same with spreads settled on these rows."""
        return replace(self, spreads=self.fit(rows).fitted.spreads)

    def hierarchy(self) -> Hierarchy:
        """The discrepancy with one column for each free parameter, prior N(-units, 1)."""
        base = self.discrepancy()
        columns = tuple(
            FixedEffect(f"skin: {one.name}", self.answers.column(j), -float(units), 1.0)
            for j, (one, units) in enumerate(
                zip(free_parameters(), self.answers.units, strict=True)
            )
        )
        return replace(base, fixed=(*columns, *base.fixed))

    def fit(self, rows: Sequence[Row]) -> FittedSkin:
        """Fit to the numeric rows that the skin can answer."""
        held = [row for row in rows if row.observed is not None and self.answers.knows(row)]
        observed = np.array([row.observed for row in held], dtype=np.float64)
        known = sampling_variance(held, observed) + self.answers.stimulus(held)
        fitted = fit_hierarchy(
            self.hierarchy(),
            held,
            working_values(held) - self.answers.offsets(held),
            known,
            self.spreads,
        )
        return FittedSkin(self.answers, fitted)
