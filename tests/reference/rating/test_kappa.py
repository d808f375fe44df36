"""Weighted kappa against published tables, a second algebra and the coefficient that it equals."""

import numpy as np
import pytest
from scipy import stats

from turgor.errors import MeasureError
from turgor.stats.agreement import two_way
from turgor.stats.kappa import agreement_weights, kappa_of_table, weighted_kappa

#: 100 persons sorted by two raters (Fleiss, Statistical Methods for Rates and Proportions)
DIAGNOSES = np.array([[75.0, 1.0, 4.0], [5.0, 4.0, 1.0], [0.0, 0.0, 10.0]])
#: 200 cases as shares, with weights of disagreement (Cohen 1968)
COHEN = np.array([[0.44, 0.07, 0.09], [0.05, 0.20, 0.05], [0.01, 0.03, 0.06]])
DISAGREEMENT = np.array([[0.0, 1.0, 3.0], [1.0, 0.0, 6.0], [3.0, 6.0, 0.0]])


def test_the_published_table_of_cohen():
    """kappa .492, weighted kappa .348."""
    table = 200.0 * COHEN
    assert kappa_of_table(table, np.eye(3)).kappa == pytest.approx(0.492, abs=5e-4)
    weights = 1.0 - DISAGREEMENT / 6.0
    assert kappa_of_table(table, weights).kappa == pytest.approx(0.348, abs=5e-4)


def test_the_published_table_of_fleiss():
    """kappa .68; its standard error is held to the delta method below."""
    found = kappa_of_table(DIAGNOSES, np.eye(3))
    assert found.kappa == pytest.approx(0.68, abs=5e-3)
    assert (found.pairs, found.exact) == (100, 0.89)


def by_hand(table, weights):
    """1 - observed over expected disagreement, summed cell by cell."""
    n = table.sum()
    lost = expected = 0.0
    for i in range(len(table)):
        for j in range(len(table)):
            lost += (1.0 - weights[i, j]) * table[i, j] / n
            expected += (1.0 - weights[i, j]) * table[i].sum() * table[:, j].sum() / n**2
    return 1.0 - lost / expected


@pytest.mark.parametrize("kind", ["quadratic", "linear", "none"])
def test_a_second_algebra_and_the_delta_method_by_differences(kind):
    """The standard error from numerical derivatives of kappa in the cells' shares."""
    generator = np.random.default_rng(1)
    table = generator.integers(0, 30, size=(5, 5)).astype(float)
    weights = agreement_weights(5, kind)
    found = kappa_of_table(table, weights)
    assert found.kappa == pytest.approx(by_hand(table, weights), rel=1e-12)
    n = table.sum()
    p = table / n
    slope = np.zeros_like(p)
    for i, j in np.ndindex(5, 5):
        for sign in (1.0, -1.0):
            moved = p.copy()
            moved[i, j] += sign * 1e-6
            slope[i, j] += sign * by_hand(moved * n, weights) / 2e-6
    # by_hand divides by the sum, so its slopes are those along shares that still sum to one
    variance = ((p * slope**2).sum() - (p * slope).sum() ** 2) / n
    assert found.standard_error == pytest.approx(np.sqrt(variance), rel=1e-4)


def test_quadratic_kappa_is_the_intraclass_coefficient_of_many_pictures():
    """Fleiss and Cohen: equal up to terms of order 1 / n."""
    generator = np.random.default_rng(1)
    for n in (50, 500, 5000):
        truth = generator.integers(0, 5, size=n)
        first, second = (
            np.clip(truth + generator.integers(-1, 2, size=n) + bias, 0, 4) for bias in (0, 1)
        )
        kappa = weighted_kappa(first.tolist(), second.tolist(), range(5))
        icc = two_way(np.stack([first, second], axis=1).tolist())
        assert abs(kappa.kappa - icc.icc_2_1) < 1.0 / n


def test_its_interval_holds_the_truth_in_95_of_100_large_samples():
    """2000 samples of 400 from a known table; exact binomial bound at 0.001."""
    generator = np.random.default_rng(1)
    p = COHEN / COHEN.sum()
    weights = agreement_weights(3, "quadratic")
    truth = by_hand(p, weights)
    inside = 0
    for _ in range(2000):
        table = generator.multinomial(400, p.ravel()).reshape(3, 3).astype(float)
        interval = kappa_of_table(table, weights).interval
        inside += interval.low <= truth <= interval.high
    low, high = stats.binom.ppf([0.0005, 0.9995], 2000, 0.95)
    assert low <= inside <= high


def test_full_and_no_agreement_and_what_can_not_be_told():
    assert weighted_kappa([0, 1, 2], [0, 1, 2], range(3)).kappa == 1.0
    assert weighted_kappa([0, 2], [2, 0], range(3)).kappa == pytest.approx(-1.0)
    same = weighted_kappa([1, 1], [1, 1], range(3))
    assert np.isnan(same.kappa) and same.exact == 1.0
    for a, b in (([], []), ([1], [1, 2]), ([1], [7])):
        with pytest.raises(MeasureError):
            weighted_kappa(a, b, range(3))
    with pytest.raises(MeasureError, match="allowed: quadratic"):
        weighted_kappa([1], [1], range(3), "cubic")
