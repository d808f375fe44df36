"""The signed-rank test against published examples, a count over all signs, and SciPy."""

from itertools import product

import numpy as np
import pytest
from scipy import stats

from turgor.errors import MeasureError
from turgor.stats.signed_rank import MOST_EXACT, _normal_p, signed_rank

#: Hamilton depression scale factor of nine patients, as R's documentation of wilcox.test carries
#: it from Hollander and Wolfe (1973), pp. 29f.: V = 40, one-sided p = 0.01953, estimate 0.46
BEFORE = (1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30)
AFTER = (0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29)

#: Darwin's maize, cross- minus self-fertilised, eighths of an inch: smaller rank sum 24, two-sided
#: exact p 0.041259765625, as SciPy's documentation carries it
MAIZE = (6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75)

#: ten pairs with ties and a zero, worked in public accounts of the test: sum of signed ranks 9
TIED = (15, -7, 5, 20, 0, -9, 17, -12, 5, -10)


def counted(differences):
    """Two-sided p by going through every way to give the ranks a sign."""
    kept = np.array([d for d in differences if d != 0.0])
    ranks = stats.rankdata(np.abs(kept))
    middle = ranks.sum() / 2.0
    seen = abs(ranks[kept > 0].sum() - middle)
    sums = [
        sum(rank for rank, positive in zip(ranks, signs, strict=True) if positive)
        for signs in product((False, True), repeat=len(ranks))
    ]
    return sum(abs(total - middle) >= seen - 1e-9 for total in sums) / len(sums)


def test_hollander_and_wolfe():
    found = signed_rank([b - a for b, a in zip(BEFORE, AFTER, strict=True)])
    assert found.rank_sum == 40.0
    assert found.p_value == pytest.approx(2 * 0.01953, abs=5e-6)
    assert found.median == pytest.approx(0.46, abs=5e-3)
    assert found.exact


def test_darwins_maize():
    found = signed_rank(MAIZE)
    assert found.rank_sum == 120.0 - 24.0
    assert found.p_value == pytest.approx(0.041259765625, rel=1e-12)


def test_ties_and_zeros_by_hand():
    found = signed_rank(TIED)
    assert (found.n, found.zeros) == (9, 1)
    # ranks of the sizes without the zero: 1.5 1.5 3 4 5 6 7 8 9, positive 27, negative 18
    assert found.rank_sum == 27.0 and found.rank_sum - 18.0 == 9.0
    assert found.p_value == pytest.approx(counted(TIED), rel=1e-12)


@pytest.mark.parametrize("seed", range(12))
def test_scores_with_many_ties_against_every_sign(seed):
    random = np.random.default_rng(seed)
    differences = random.integers(-4, 6, size=int(random.integers(2, 13))).astype(float)
    assert signed_rank(differences).p_value == pytest.approx(counted(differences), rel=1e-10)


@pytest.mark.parametrize("size", [7, 15, 30, 50])
def test_without_ties_against_scipy(size):
    differences = np.random.default_rng(size).normal(0.3, 1.0, size)
    expected = stats.wilcoxon(differences, method="exact")
    assert signed_rank(differences).p_value == pytest.approx(expected.pvalue, rel=1e-9)


def test_large_groups_by_the_normal_law_against_scipy():
    differences = np.random.default_rng(3).integers(-9, 11, size=MOST_EXACT + 100).astype(float)
    expected = stats.wilcoxon(differences, method="asymptotic", correction=True)
    found = signed_rank(differences)
    assert not found.exact
    assert found.p_value == pytest.approx(expected.pvalue, rel=1e-9)


def test_both_ways_agree_where_they_meet():
    differences = np.random.default_rng(8).normal(0.15, 1.0, MOST_EXACT)
    doubled = (2.0 * stats.rankdata(np.abs(differences))).astype(np.int64)
    normal = _normal_p(doubled, int(doubled[differences > 0.0].sum()))
    assert signed_rank(differences).p_value == pytest.approx(normal, abs=2e-3)


def test_replicates_whose_means_are_no_exact_decimals_tie():
    assert signed_rank([0.1 + 0.2, -0.3, 0.3]).p_value == 1.0
    assert signed_rank([0.1 + 0.2, -0.3]).rank_sum == 1.5


def test_too_few():
    with pytest.raises(MeasureError, match="at least two persons"):
        signed_rank([1.0])
    assert signed_rank([0.0, 0.0]).p_value == 1.0
