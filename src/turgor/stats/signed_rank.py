"""Wilcoxon's signed-rank test for ordinal scores (wilcoxon-1945), exact with ties.

Zero differences are left out, as Wilcoxon did; tied sizes share their mean rank. The distribution
is that of all 2^n ways to give the ranks as they stand a sign, so that ties need no correction.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from turgor.errors import MeasureError

#: up to so many differences the distribution is worked out exactly, beyond by the normal law
MOST_EXACT = 200


@dataclass(frozen=True, slots=True)
class SignedRank:
    """The test of a median difference of zero.

    rank_sum : of the positive differences. n : differences that are not zero; zeros : those left
    out. p_value : two-sided. exact : False where the normal law with its correction for ties and
    continuity was used. median : the Hodges-Lehmann estimate, the median of all pairwise means,
    zeros included.
    """

    rank_sum: float
    n: int
    zeros: int
    p_value: float
    exact: bool
    median: float


def signed_rank(differences: Sequence[float]) -> SignedRank:
    """Test whether differences lie about zero.

    Errors: MeasureError where there are fewer than two differences.
    """
    x = np.asarray(differences, dtype=np.float64)
    if x.size < 2:
        raise MeasureError(f"a signed-rank test needs at least two persons; {x.size} given")
    kept = x[x != 0.0]
    zeros = int(x.size - kept.size)
    median = _pairwise_median(x)
    if kept.size == 0:
        return SignedRank(0.0, 0, zeros, 1.0, True, median)
    doubled = _doubled_ranks(np.abs(kept))
    positive = int(doubled[kept > 0.0].sum())
    exact = kept.size <= MOST_EXACT
    p_value = _exact_p(doubled, positive) if exact else _normal_p(doubled, positive)
    return SignedRank(positive / 2.0, int(kept.size), zeros, p_value, exact, median)


def _doubled_ranks(sizes: np.ndarray) -> np.ndarray:
    """Twice the mean ranks, which are whole numbers; sizes equal to 1 part in 1e9 are tied.

    Differences of means of replicates are no exact decimals, and 0.1 + 0.2 ties with 0.3.
    """
    order = np.argsort(sizes, kind="stable")
    sorted_sizes = sizes[order]
    ranks = np.empty(sizes.size, dtype=np.int64)
    start = 0
    for end in range(1, sizes.size + 1):
        if end == sizes.size or sorted_sizes[end] > sorted_sizes[start] * (1.0 + 1e-9):
            ranks[order[start:end]] = start + 1 + end
            start = end
    return ranks


def _exact_p(doubled: np.ndarray, positive: int) -> float:
    """Two-sided p: both tails as far from the middle as what was seen, over all signs."""
    total = int(doubled.sum())
    chance = np.zeros(total + 1)
    chance[0] = 1.0
    for rank in doubled:
        shifted = np.zeros_like(chance)
        shifted[rank:] = chance[: total + 1 - rank]
        chance = 0.5 * (chance + shifted)
    tail = float(chance[: min(positive, total - positive) + 1].sum())
    return min(1.0, 2.0 * tail)


def _normal_p(doubled: np.ndarray, positive: int) -> float:
    ranks = doubled / 2.0
    spread = math.sqrt(float((ranks**2).sum()) / 4.0)
    off = abs(positive / 2.0 - float(ranks.sum()) / 2.0) - 0.5
    return min(1.0, math.erfc(max(off, 0.0) / spread / math.sqrt(2.0)))


def _pairwise_median(x: np.ndarray) -> float:
    first, second = np.triu_indices(x.size)
    return float(np.median((x[first] + x[second]) / 2.0))
