"""Any table of outcomes forecast and scored, row by row, class by class."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.evidence.outcome import Outcome
from turgor.evidence.outcomes.library import all_outcomes, meaning
from turgor.evidence.outcomes.read import ReadOutcomes
from turgor.predict.combine.candidate import NAIVE
from turgor.predict.combine.forecaster import Forecaster
from turgor.predict.empirical.source import pool_of
from turgor.predict.identity import row_hash
from turgor.predict.row import Row, row_of
from turgor.predict.scores.table import Score, score_of, scores_by_class

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ValidatedRow:
    """One outcome, what was forecast for it, and what the naive distribution says.

    predicted : quantiles at 0.1, 0.5, 0.9 in the number's own unit; None where declined. basis :
    skin, literature, weighed or naive: which forecast is shown. unmapped_reason : why declined,
    '' where it isn't. in_sample : whether the calibration saw this very row.
    """

    row: Row
    predicted: tuple[float, float, float] | None
    naive: tuple[float, float, float]
    basis: str
    unmapped_reason: str
    in_sample: bool


@dataclass(frozen=True, slots=True)
class ValidationReport:
    """Scores overall and by class, the rows behind them, and how many the calibration saw."""

    overall: Score
    classes: Mapping[str, Score]
    rows: tuple[ValidatedRow, ...]
    in_sample: int


def validate_outcomes(read: ReadOutcomes, forecaster: Forecaster) -> ValidationReport:
    """Forecast and score the outcomes of a table.

    forecaster : fitted, as by ``shipped_forecaster``. Rows whose number states a change and rows
    that only state a direction are both forecast; a row that is declined is scored as naive.
    """
    rows = [row_of(outcome, meaning(outcome)) for outcome in read.outcomes]
    shown = forecaster.forecast(rows)
    reasons = [decline_reason(row) for row in rows]
    declined = [bool(reason) for reason in reasons]
    seen = calibration_hashes([one for one in all_outcomes() if one.seen == "verified"])
    validated = tuple(
        ValidatedRow(
            row,
            None if reasons[i] else _triple(shown.quantiles[i]),
            _triple(shown.naive[i]),
            NAIVE if reasons[i] else shown.basis[i],
            reasons[i],
            row_hash(row.outcome) in seen,
        )
        for i, row in enumerate(rows)
    )
    return ValidationReport(
        score_of(rows, shown.quantiles, shown.naive, declined),
        scores_by_class(rows, shown.quantiles, shown.naive, declined),
        validated,
        sum(item.in_sample for item in validated),
    )


def decline_reason(row: Row) -> str:
    """Why a row isn't forecast; '' where it is."""
    if row.meaning.reason:
        return row.meaning.reason
    if not pool_of(row):
        return f"a number of the kind '{row.number}' has no scale that it can be forecast on"
    return ""


def calibration_hashes(outcomes: Sequence[Outcome]) -> frozenset[str]:
    """Hashes of outcomes as they were reported."""
    return frozenset(row_hash(outcome) for outcome in outcomes)


def _triple(quantiles: FloatArray) -> tuple[float, float, float]:
    low, middle, high = (float(value) for value in quantiles)
    return low, middle, high
