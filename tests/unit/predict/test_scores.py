"""Scores against formulas that are written differently, and against hand-worked cases."""

import numpy as np
import pytest
from tests.unit.predict.outcome_rows import row

from turgor.predict.scores.interval import (
    covered,
    interval_score,
    pinball_loss,
    weighted_interval_score,
)
from turgor.predict.scores.sign import reported_sign, sign_agrees
from turgor.predict.scores.table import score_of, scores_by_class


def test_wis_is_twice_the_mean_pinball_loss() -> None:
    rng = np.random.default_rng(3)
    quantiles = np.sort(rng.normal(0.0, 30.0, (500, 3)), axis=1)
    observed = rng.normal(0.0, 40.0, 500)
    ours = weighted_interval_score(quantiles, observed)
    np.testing.assert_allclose(ours, 2.0 * pinball_loss(quantiles, observed), rtol=1e-12)


def test_wis_by_hand() -> None:
    # band 10 to 30, median 20, observed 35: width 20 and 5 outside, (2 / 0.2) * 5 = 50 of penalty
    quantiles, observed = np.array([[10.0, 20.0, 30.0]]), np.array([35.0])
    assert interval_score(quantiles[:, 0], quantiles[:, 2], observed)[0] == pytest.approx(70.0)
    wis = (0.5 * 15.0 + 0.1 * 70.0) / 1.5
    assert weighted_interval_score(quantiles, observed)[0] == pytest.approx(wis)
    assert not covered(quantiles, observed)[0]


def test_wis_of_a_point_is_its_error() -> None:
    point = np.full((1, 3), 4.0)
    # |y - m| (1/2 + 1) / 1.5: a forecast that is sure pays its absolute error
    assert weighted_interval_score(point, np.array([9.0]))[0] == pytest.approx(5.0)


def test_the_true_quantiles_score_best() -> None:
    observed = np.random.default_rng(0).normal(0.0, 1.0, 40_000)
    best = 1.2815515655446004

    def mean_score(half_width: float) -> float:
        forecast = np.tile([-half_width, 0.0, half_width], (observed.size, 1))
        return float(weighted_interval_score(forecast, observed).mean())

    assert mean_score(best) < min(mean_score(0.8 * best), mean_score(1.25 * best))


def test_each_study_weighs_the_same() -> None:
    rows = [row(10.0, study="A"), row(10.0, study="A"), row(10.0, study="A"), row(0.0, study="B")]
    point = np.zeros((4, 3))
    score = score_of(rows, point, point, [False] * 4)
    assert score.mae == pytest.approx(5.0)
    assert score.coverage_80 == pytest.approx(0.5)
    assert (score.rows, score.studies) == (4, 2)


def test_a_declined_row_is_scored_as_naive() -> None:
    rows = [row(10.0, study="A"), row(10.0, study="B", species="mouse")]
    predicted = np.array([[np.nan] * 3, [10.0] * 3])
    naive = np.tile([0.0, 5.0, 20.0], (2, 1))
    score = score_of(rows, predicted, naive, [True, False])
    assert score.mae == pytest.approx(2.5)
    # shares expressed count people only
    assert score.expressed_share == 0.0
    assert score.skill == pytest.approx(0.5)


def test_signs() -> None:
    band = np.array([-1.0, 2.0, 5.0])
    assert reported_sign(-3.0, "up") == -1.0
    assert reported_sign(None, "down") == -1.0
    assert reported_sign(None, "") is None
    assert sign_agrees(band, 1.0)
    assert not sign_agrees(band, -1.0)
    assert sign_agrees(band, 0.0)
    assert not sign_agrees(np.array([1.0, 2.0, 5.0]), 0.0)


def test_signs_count_directions_but_no_shares_of_people() -> None:
    rows = [
        row(None, study="A", direction="down"),
        row(None, "percent-of-people", study="B", value=80.0, unit="pct"),
    ]
    predicted = np.array([[-9.0, -5.0, 1.0], [60.0, 70.0, 90.0]])
    score = score_of(rows, predicted, predicted, [False, False])
    assert (score.sign, score.sign_rows, score.rows) == (1.0, 1, 1)


def test_scores_by_class_split_the_rows() -> None:
    rows = [row(10.0, study="A"), row(20.0, study="A", outcome_class="optical")]
    point = np.zeros((2, 3))
    found = scores_by_class(rows, point, point, [False, False])
    assert {name: score.mae for name, score in found.items()} == {"graded": 10.0, "optical": 20.0}
