"""The skin as a source of forecasts: its linear answer, parameters refitted to given rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from turgor.predict.calibrate.answers import Answers
from turgor.predict.calibrate.discrepancy import drift_hierarchy
from turgor.predict.combine.working import WorkingForecast, no_forecast
from turgor.predict.hierarchy.effect import FixedEffect
from turgor.predict.hierarchy.fit import (
    FittedHierarchy,
    Hierarchy,
    fit_hierarchy,
    log_densities,
    log_evidence,
    prior_prediction,
)
from turgor.predict.hierarchy.scale import sampling_variance, working_values
from turgor.predict.row import Row

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FittedSkin:
    """The skin's parameters and its discrepancy, given some rows."""

    answers: Answers
    fitted: FittedHierarchy

    def free_posterior(self) -> tuple[FloatArray, FloatArray]:
        """Mean (k,) and covariance (k, k) of the free parameters, in prior spreads."""
        count = len(self.answers.free)
        mean, covariance = self.fitted.slopes()
        return self.answers.units + mean[:count], covariance[:count, :count]

    def forecast(self, rows: Sequence[Row]) -> WorkingForecast:
        """Answer plus discrepancy of a new study; rows that the skin can't answer are unknown."""
        found = no_forecast(len(rows))
        self.answers.simulate(rows)
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

    spreads : of the discrepancy, where they are held; None finds them for the rows.
    """

    answers: Answers
    discrepancy: Callable[[], Hierarchy] = drift_hierarchy
    spreads: FloatArray | None = None

    def hierarchy(self) -> Hierarchy:
        """The discrepancy with one column for each free parameter, prior N(-units, 1)."""
        base = self.discrepancy()
        columns = tuple(
            FixedEffect(f"skin: {one.name}", self.answers.column(j), -float(units), 1.0)
            for j, (one, units) in enumerate(
                zip(self.answers.free, self.answers.units, strict=True)
            )
        )
        return replace(base, fixed=(*columns, *base.fixed))

    def fit(self, rows: Sequence[Row]) -> FittedSkin:
        """Fit to the numeric rows that the skin can answer."""
        held, working, known = self._held(rows)
        return FittedSkin(
            self.answers, fit_hierarchy(self.hierarchy(), held, working, known, self.spreads)
        )

    def log_evidence(self, rows: Sequence[Row]) -> float:
        """Of the rows with the free parameters held where the answers were worked out."""
        held, working, known = self._held(rows)
        return log_evidence(self.discrepancy(), held, working, known, self.spreads)

    def log_densities(self, rows: Sequence[Row], answers: FloatArray) -> FloatArray:
        """(D,) of rows under other answers (n, D) than the linear ones, up to one constant.

        The discrepancy's spreads are held.
        """
        held, working, known = self._held(rows)
        spreads = self.fit(rows).fitted.spreads if self.spreads is None else self.spreads
        shifted = (working + self.answers.offsets(held))[:, None] - answers
        return log_densities(self.discrepancy(), held, shifted, known, spreads)

    def prior_forecast(self, rows: Sequence[Row]) -> WorkingForecast:
        """What priors alone say of rows that the skin answers, before any of them is known."""
        model = self.hierarchy()
        mean, variance = prior_prediction(model, rows, self.spreads)
        shares = 100.0 / (1.0 + np.exp(-(mean + self.answers.offsets(rows))))
        noise = sampling_variance(rows, shares) + self.answers.stimulus(rows)
        everything = np.ones(len(rows), dtype=bool)
        return WorkingForecast(mean + self.answers.offsets(rows), variance + noise, everything)

    def _held(self, rows: Sequence[Row]) -> tuple[list[Row], FloatArray, FloatArray]:
        self.answers.simulate(rows)
        held = [row for row in rows if row.observed is not None and self.answers.knows(row)]
        observed = np.array([row.observed for row in held], dtype=np.float64)
        known = sampling_variance(held, observed) + self.answers.stimulus(held)
        return held, working_values(held) - self.answers.offsets(held), known
