"""SEM, ICC and SDC against published coefficients, closed forms and simulation."""

import math

import numpy as np
import pytest
from scipy import stats

from turgor.errors import MeasureError
from turgor.stats.agreement import two_way
from turgor.stats.repeatability import (
    NORMAL_95,
    WORST_SHARE,
    detectable_change,
    one_way,
    uneven_factor,
)

# Six targets, four judges: Shrout & Fleiss 1979, table 2, as reprinted in many texts.
SHROUT_FLEISS = [
    [9, 2, 5, 8],
    [6, 1, 3, 2],
    [8, 4, 6, 8],
    [7, 1, 2, 6],
    [10, 5, 6, 9],
    [6, 2, 4, 7],
]


def test_shrout_fleiss_coefficients():
    """Printed coefficients: ICC(1,1) 0.17, ICC(2,1) 0.29; the paper prints two decimals."""
    assert one_way(SHROUT_FLEISS).icc_1_1 == pytest.approx(0.17, abs=0.005)
    assert two_way(SHROUT_FLEISS).icc_2_1 == pytest.approx(0.29, abs=0.005)


def test_intervals_as_the_r_package_psych_prints_them():
    """psych::ICC on the same data: ICC1 (-0.13, 0.72), ICC2 (0.02, 0.76)."""
    one = one_way(SHROUT_FLEISS).icc_1_1_interval
    two = two_way(SHROUT_FLEISS).icc_2_1_interval
    assert (one.low, one.high) == pytest.approx((-0.13, 0.72), abs=0.005)
    assert (two.low, two.high) == pytest.approx((0.02, 0.76), abs=0.005)


def test_duplicates_closed_form():
    """For pairs, SEM² is the mean of half the squared differences (Bland & Altman 1996)."""
    pairs = [[10.0, 12.0], [20.0, 19.0], [31.0, 30.0], [14.0, 18.0]]
    result = one_way(pairs)
    expected = math.sqrt(np.mean([(a - b) ** 2 / 2 for a, b in pairs]))
    assert result.sem == pytest.approx(expected)
    assert result.sdc95 == pytest.approx(NORMAL_95 * math.sqrt(2) * expected)
    assert result.df == 4


def test_sem_interval_covers_the_truth_in_95_percent():
    """Coverage over 2,000 simulated laboratories, unequal replicate numbers."""
    generator = np.random.default_rng(0)
    hits = 0
    for _ in range(2000):
        means = generator.normal(100, 20, 8)
        groups = [m + 3.0 * generator.standard_normal(2 + i % 3) for i, m in enumerate(means)]
        interval = one_way(groups).sem_interval
        hits += interval.low <= 3.0 <= interval.high
    low, high = stats.binom.ppf([0.0005, 0.9995], 2000, 0.95)
    assert low <= hits <= high


@pytest.mark.parametrize("replicates", [1, 3])
def test_false_calls_and_power_of_the_detectable_change(replicates):
    """No change is called in 5 %; a planted 1.5 × threshold in at least 80 %."""
    generator = np.random.default_rng(1)
    false = called = 0
    runs = 4000
    for _ in range(runs):
        groups = generator.standard_normal((12, 3))
        rep = one_way(groups)
        threshold = detectable_change(rep.sem, rep.df, replicates, replicates)
        base = generator.standard_normal(replicates).mean()
        again = generator.standard_normal(replicates).mean()
        planted = 1.5 * detectable_change(1.0, rep.df, replicates, replicates)
        false += abs(again - base) > threshold
        called += abs(again + planted - base) > threshold
    assert false / runs == pytest.approx(0.05, abs=0.012)
    assert called / runs >= 0.80


@pytest.mark.parametrize("share", [1.0, 0.5, 0.3, 0.2])
def test_false_calls_where_some_targets_are_noisier(share):
    """Noise sits in a share of the targets, as where a faint line is found in some captures only.

    Over 1,500 laboratories of 12 targets by 3 captures and 8 new targets each, 5 % false calls
    must lie in or above what is counted: at most 5 % + 3.5 standard errors. The plain threshold
    t(df) * sem calls 9 % at shares of 0.2 to 0.5 and is shown to fail.
    """
    generator = np.random.default_rng(7)

    def scatter(count):
        noisy = generator.random(count) < share
        return np.where(noisy, 1.0 / math.sqrt(share), 0.02)

    called = plain = power = runs = 0
    for _ in range(1500):
        rep = one_way(scatter(12)[:, None] * generator.standard_normal((12, 3)))
        threshold = detectable_change(rep.sem, rep.df_effective, 1, 1, rep.carrying_share)
        change = scatter(8) * generator.standard_normal(8) * math.sqrt(2.0)
        called += int((np.abs(change) > threshold).sum())
        plain += int((np.abs(change) > detectable_change(rep.sem, rep.df, 1, 1)).sum())
        power += int((np.abs(change - 1.5 * threshold) > threshold).sum())
        runs += 8
    most = 0.05 + 3.5 * math.sqrt(0.05 * 0.95 / runs)
    assert called / runs <= most
    assert (plain / runs > most) == (share < 1.0)
    assert power / runs >= 0.80


def test_uneven_factor_solves_its_equation():
    """p * P(|z| > k sqrt(p)) = 0.05, and no share asks for more than WORST_SHARE does."""
    assert uneven_factor(1.0) == pytest.approx(1.0)
    for share in (0.9, 0.5, WORST_SHARE):
        k = NORMAL_95 * uneven_factor(share)
        assert share * 2.0 * stats.norm.sf(k * math.sqrt(share)) == pytest.approx(0.05)
    shares = np.linspace(0.06, 1.0, 2000)
    asked = stats.norm.isf(0.025 / shares) / np.sqrt(shares) / NORMAL_95
    assert uneven_factor(WORST_SHARE) == pytest.approx(asked.max(), rel=1e-6)
    assert shares[asked.argmax()] == pytest.approx(WORST_SHARE, abs=1e-3)


def test_effective_degrees_of_freedom():
    """Equal variances keep all degrees of freedom; one noisy target leaves those of its own."""
    even = [[m - 1.0, m, m + 1.0] for m in (10.0, 20.0, 30.0, 40.0)]
    assert one_way(even).df_effective == 8.0
    assert one_way(even).carrying_share == 1.0
    single = [[10.0, 10.0, 10.0]] * 11 + [[9.0, 10.0, 11.0]]
    result = one_way(single)
    # weights 1/12, ratios 12 and 0: variance of the mean ratio (11² + 11) / 144 * 12 / 11 = 1
    assert result.df_effective == pytest.approx(2.0)
    assert result.carrying_share == pytest.approx((1.0 / 12.0) / 0.5)


def test_too_few_replicates_are_refused():
    with pytest.raises(MeasureError, match="two or more replicates"):
        one_way([[1.0, 2.0], [3.0]])
    with pytest.raises(MeasureError, match="complete table"):
        two_way([[1.0, 2.0], [3.0]])


def test_growing_error_is_noticed():
    generator = np.random.default_rng(2)
    means = np.linspace(10, 100, 20)
    growing = [m + 0.2 * m * generator.standard_normal(4) for m in means]
    assert one_way(growing).error_grows_with_value
    steady = [m + generator.standard_normal(4) for m in means]
    assert not one_way(steady).error_grows_with_value
