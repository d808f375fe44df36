"""The naive distribution: cells, fallbacks, and that a study counts once."""

import numpy as np
from tests.unit.predict.outcome_rows import row

from turgor.predict.naive.distribution import NaiveDistribution
from turgor.predict.naive.quantile import weighted_quantiles

LEVELS = np.array([0.1, 0.5, 0.9])


def test_equal_weights_are_hazens_rule() -> None:
    values = np.random.default_rng(1).normal(size=17)
    ours = weighted_quantiles(values, np.ones(17), LEVELS)
    np.testing.assert_allclose(ours, np.quantile(values, LEVELS, method="hazen"))


def test_a_repeated_value_is_a_weight() -> None:
    values = np.array([1.0, 5.0, 9.0])
    doubled = weighted_quantiles(np.array([1.0, 5.0, 5.0, 9.0]), np.ones(4), np.array([0.5]))
    weighted = weighted_quantiles(values, np.array([1.0, 2.0, 1.0]), np.array([0.5]))
    np.testing.assert_allclose(weighted, doubled)


def test_a_full_cell_is_taken_and_an_empty_one_falls_back() -> None:
    near = [row(float(-10 * k), study=f"N{k}") for k in range(1, 4)]
    far = [row(50.0, study=f"F{k}", modality="IPL") for k in range(3)]
    naive = NaiveDistribution([*near, *far])
    own = naive.forecast(row(None, study="new"))
    assert (own.cell, own.studies, own.quantiles[1]) == ("modality, class, time", 3, -20.0)
    late = naive.forecast(row(None, study="new", time_days=400.0))
    assert late.cell == "family, class"
    unseen = naive.forecast(row(None, study="new", modality="cryotherapy"))
    assert (unseen.cell, unseen.studies) == ("class", 6)


def test_two_studies_are_no_distribution() -> None:
    rows = [row(-10.0, study="A"), row(-20.0, study="B"), row(-90.0, study="C", modality="IPL")]
    found = NaiveDistribution(rows).forecast(row(None, study="new"))
    assert (found.cell, found.studies) == ("class", 3)


def test_points_and_percent_are_never_mixed() -> None:
    rows = [row(-40.0, study=f"P{k}") for k in range(3)]
    points = row(None, "points-change", value=-1.0, study="Q")
    naive = NaiveDistribution([*rows, points])
    assert naive.forecast(row(None, "points-change")).quantiles[1] == -1.0
    assert naive.forecast(row(None, "absolute", unit="days")).cell == "nothing known"


def test_a_study_with_many_rows_counts_once() -> None:
    rows = [row(0.0, study="A") for _ in range(20)]
    rows += [row(10.0, study="B"), row(20.0, study="C")]
    assert NaiveDistribution(rows).forecast(row(None)).quantiles[1] == 10.0
