"""Scores of many rows: overall and by class, each study weighing the same."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.predict.row import SIGNED, Row, study_weights
from turgor.predict.scores.interval import LEVELS, covered, weighted_interval_score
from turgor.predict.scores.sign import reported_sign, sign_agrees

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Score:
    """Scores of a set of rows. None where no row allows the figure.

    rows : with a number. expressed_share : of the numeric human rows, those not declined.
    coverage_80 : of the 80 % band. skill : 1 - wis / naive_wis. sign : share of agreement over
    numeric rows whose number has a sign and rows that state a direction; sign_rows : how many.
    """

    rows: int
    studies: int
    expressed_share: float | None
    coverage_80: float | None
    naive_coverage_80: float | None
    wis: float | None
    naive_wis: float | None
    skill: float | None
    mae: float | None
    naive_mae: float | None
    sign: float | None
    naive_sign: float | None
    sign_rows: int


def score_of(
    rows: Sequence[Row], predicted: FloatArray, naive: FloatArray, declined: Sequence[bool]
) -> Score:
    """Score forecasts beside the naive distribution.

    predicted, naive : (n, 3) at the levels 0.1, 0.5, 0.9; a declined row is scored as naive.
    """
    shown = np.where(np.asarray(declined, dtype=bool)[:, None], naive, predicted)
    numeric = [i for i, row in enumerate(rows) if row.observed is not None]
    human = [i for i in numeric if rows[i].outcome.species == "human"]
    held = [rows[i] for i in numeric]
    observed = np.array([row.observed for row in held], dtype=np.float64)
    ours, theirs = shown[numeric].reshape(-1, len(LEVELS)), naive[numeric].reshape(-1, len(LEVELS))
    weights = study_weights(held)
    wis = _mean(weighted_interval_score(ours, observed), weights)
    naive_wis = _mean(weighted_interval_score(theirs, observed), weights)
    signed, sign_rows = _sign(rows, shown)
    return Score(
        rows=len(numeric),
        studies=len({row.study for row in held}),
        expressed_share=sum(not declined[i] for i in human) / len(human) if human else None,
        coverage_80=_mean(covered(ours, observed).astype(float), weights),
        naive_coverage_80=_mean(covered(theirs, observed).astype(float), weights),
        wis=wis,
        naive_wis=naive_wis,
        skill=1.0 - wis / naive_wis if wis is not None and naive_wis else None,
        mae=_mean(np.abs(observed - ours[:, 1]), weights),
        naive_mae=_mean(np.abs(observed - theirs[:, 1]), weights),
        sign=signed,
        naive_sign=_sign(rows, naive)[0],
        sign_rows=sign_rows,
    )


def scores_by_class(
    rows: Sequence[Row], predicted: FloatArray, naive: FloatArray, declined: Sequence[bool]
) -> dict[str, Score]:
    """One score for each class among the rows, by the class's name."""
    found: dict[str, Score] = {}
    for name in sorted({row.outcome_class for row in rows}):
        at = [i for i, row in enumerate(rows) if row.outcome_class == name]
        found[name] = score_of(
            [rows[i] for i in at], predicted[at], naive[at], [declined[i] for i in at]
        )
    return found


def _mean(values: FloatArray, weights: FloatArray) -> float | None:
    return float(values @ weights) if values.size else None


def _sign(rows: Sequence[Row], shown: FloatArray) -> tuple[float | None, int]:
    """Share of rows whose sign agrees, each study weighing the same; and how many rows."""
    held: list[Row] = []
    agreed: list[float] = []
    for row, quantiles in zip(rows, shown, strict=True):
        if row.observed is not None and row.number not in SIGNED:
            continue
        sign = reported_sign(row.observed, row.outcome.direction)
        if sign is None or np.isnan(quantiles).any():
            continue
        held.append(row)
        agreed.append(float(sign_agrees(quantiles, sign)))
    return _mean(np.array(agreed), study_weights(held)), len(held)
