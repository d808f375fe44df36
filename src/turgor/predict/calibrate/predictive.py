"""What was reported beside what priors alone and what the fit say of it, row by row."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.predict.calibrate.source import FittedSkin, Skin
from turgor.predict.combine.working import NORMAL_90, WorkingForecast
from turgor.predict.hierarchy.scale import working_values
from turgor.predict.row import Row

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PredictiveRow:
    """One fitted row on its working scale: reported, and 80 % bands (low, middle, high)."""

    study: str
    endpoint: str
    outcome_class: str
    reported: float
    prior: tuple[float, float, float]
    posterior: tuple[float, float, float]


def predictive_rows(skin: FittedSkin) -> tuple[PredictiveRow, ...]:
    """Prior and posterior predictive of the rows that a skin was fitted to, in-sample."""
    rows: Sequence[Row] = list(skin.fitted.rows)
    prior = Skin(skin.answers, spreads=skin.fitted.spreads).prior_forecast(rows)
    before, after = _bands(prior), _bands(skin.forecast(rows))
    reported = working_values(rows)
    return tuple(
        PredictiveRow(
            row.study,
            row.outcome.endpoint,
            row.outcome_class,
            float(reported[i]),
            before[i],
            after[i],
        )
        for i, row in enumerate(rows)
    )


def _bands(made: WorkingForecast) -> list[tuple[float, float, float]]:
    reach = NORMAL_90 * np.sqrt(made.variance)
    return [(float(m - r), float(m), float(m + r)) for m, r in zip(made.mean, reach, strict=True)]
