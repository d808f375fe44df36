"""How wide a band must be to hold four in five: taken from studies that a model had not seen."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from turgor.evidence import parameter
from turgor.predict.combine.working import NORMAL_90, WorkingForecast
from turgor.predict.hierarchy.scale import working_values
from turgor.predict.naive.quantile import weighted_quantiles
from turgor.predict.row import Row, study_weights
from turgor.predict.scores.interval import ALPHA

FloatArray = NDArray[np.float64]

#: how many studies' worth the other classes count in a class's own factor
POOLED_STUDIES = 8.0


def width_factors(rows: Sequence[Row], forecast: WorkingForecast) -> Mapping[str, float]:
    """Factor of the stated spread by class, '' for a class that isn't among the rows.

    A factor is a weighted quantile of |miss| in stated standard deviations over out-of-fold
    forecasts, in units of a normal's: at 0.8 (1 + 1 / n) with n studies, as split-conformal bands
    take it (source ``lei-2018``), so that the next study is covered and not only those at hand.
    Each study weighs the same; a class borrows from all others as if they were ``POOLED_STUDIES``
    studies of its own. All are a little wider than that, by ``predict.width.new_literature``.
    """
    at = [i for i, row in enumerate(rows) if row.observed is not None and forecast.known[i]]
    held = [rows[i] for i in at]
    if not held:
        return {"": 1.0}
    part = forecast.take(at)
    miss = np.abs(working_values(held) - part.mean) / np.sqrt(part.variance)
    pooled = study_weights(held)
    found = {"": _factor(miss, pooled, len({row.study for row in held}))}
    for name in sorted({row.outcome_class for row in held}):
        inside = np.array([row.outcome_class == name for row in held])
        own = np.zeros(len(held))
        of_class = [row for row in held if row.outcome_class == name]
        studies = len({row.study for row in of_class})
        own[inside] = study_weights(of_class) * studies
        found[name] = _factor(miss, own + POOLED_STUDIES * pooled, studies + POOLED_STUDIES)
    return found


def widths_of(rows: Sequence[Row], factors: Mapping[str, float]) -> FloatArray:
    """(n,) factors of rows."""
    return np.array([factors.get(row.outcome_class, factors[""]) for row in rows])


def _factor(miss: FloatArray, weights: FloatArray, studies: float) -> float:
    level = min((1.0 - ALPHA) * (1.0 + 1.0 / studies), 1.0)
    reach = weighted_quantiles(miss, weights, np.array([level]))[0]
    return float(reach / NORMAL_90) * parameter("predict.width.new_literature")
