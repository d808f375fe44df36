"""Within-laboratory repeatability from replicates: SEM, ICC(1,1), SDC95 with intervals.

One-way random effects: value = target + error, with any number of replicates per target.
Sources: shrout-fleiss-1979 (coefficients), mcgraw-wong-1996 (intervals), weir-2005 and
bland-altman-1996 (SEM and the smallest detectable change), satterthwaite-1946 (degrees of
freedom of a sum of variances). What uneven noise does to a threshold: docs/science/follow.md.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from turgor.errors import MeasureError

NORMAL_95 = 1.959963984540054

#: share of targets that carry all noise at which the normal threshold misses by most: where
#: p * P(|z| > k sqrt(p)) = 0.05 asks for the greatest k
WORST_SHARE = 0.2138


@dataclass(frozen=True, slots=True)
class Interval:
    """A two-sided 95 % interval."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Repeatability:
    """What replicates of the same targets say about noise.

    sem : within-target standard deviation of one capture, in the metric's unit.
    df : degrees of freedom of ``sem``.
    sdc95 : 1.96 * sqrt(2) * sem, for one capture a visit, the form papers print.
    icc_1_1 : one-way coefficient for a single capture; negative where targets don't differ.
    error_grows_with_value : True where the scatter of a target rises with its mean (Kendall's
        tau, one-sided p < 0.01), so that one SEM for all is too kind to large values.
    df_effective : degrees of freedom of ``sem`` as the targets' own variances scatter, at most
        ``df``; fewer where some targets are much noisier than others.
    carrying_share : (mean variance)² / (mean squared variance) over targets, at most 1: about
        the share of targets that carries the noise.
    """

    sem: float
    sem_interval: Interval
    df: int
    sdc95: float
    sdc95_interval: Interval
    icc_1_1: float
    icc_1_1_interval: Interval
    targets: int
    values: int
    mean: float
    error_grows_with_value: bool
    df_effective: float
    carrying_share: float


def one_way(groups: Sequence[Sequence[float]]) -> Repeatability:
    """Repeatability from replicate values, one inner sequence for each target.

    Targets with one value tell nothing about noise and are left out.

    Errors: MeasureError with fewer than two targets that have replicates.
    """
    data = [np.asarray(group, dtype=np.float64) for group in groups if len(group) > 1]
    n = len(data)
    if n < 2:
        raise MeasureError(
            "repeatability needs at least two targets with two or more replicates each; "
            f"{n} found: capture the same region again after lifting the instrument"
        )
    sizes = np.array([group.size for group in data])
    total = int(sizes.sum())
    means = np.array([group.mean() for group in data])
    grand = float(np.concatenate(data).mean())
    df = total - n
    within = sum(float(((group - group.mean()) ** 2).sum()) for group in data) / df
    between = float((sizes * (means - grand) ** 2).sum()) / (n - 1)
    k0 = (total - float((sizes**2).sum()) / total) / (n - 1)
    icc, interval = _icc_1_1(between, within, k0, n - 1, df)
    sem = math.sqrt(within)
    sem_interval = _sem_interval(sem, df)
    factor = NORMAL_95 * math.sqrt(2.0)
    df_effective, carrying_share = _unevenness(data, within)
    return Repeatability(
        sem=sem,
        sem_interval=sem_interval,
        df=df,
        sdc95=factor * sem,
        sdc95_interval=Interval(factor * sem_interval.low, factor * sem_interval.high),
        icc_1_1=icc,
        icc_1_1_interval=interval,
        targets=n,
        values=total,
        mean=grand,
        error_grows_with_value=_grows(means, data),
        df_effective=df_effective,
        carrying_share=carrying_share,
    )


def _unevenness(data: Sequence[np.ndarray], within: float) -> tuple[float, float]:
    """Effective degrees of freedom, and the share of targets that carries the noise.

    A variance on m degrees of freedom has the mean square sigma⁴ (1 + 2 / m), which is taken out
    before the targets are called unequal.
    """
    own_df = np.array([group.size - 1.0 for group in data])
    if within == 0.0:
        return float(own_df.sum()), 1.0
    weight = own_df / own_df.sum()
    ratio = np.array([group.var(ddof=1) for group in data]) / within
    spread = float((weight**2 * (ratio - 1.0) ** 2).sum()) * len(data) / (len(data) - 1.0)
    square = float((weight * ratio**2 / (1.0 + 2.0 / own_df)).sum())
    df = float(own_df.sum())
    return max(1.0, df / max(1.0, 0.5 * df * spread)), min(1.0, 1.0 / square)


def _sem_interval(sem: float, df: int) -> Interval:
    from scipy import stats

    low, high = stats.chi2.ppf([0.025, 0.975], df)
    return Interval(sem * math.sqrt(df / high), sem * math.sqrt(df / low))


def _icc_1_1(
    between: float, within: float, k0: float, df_between: int, df_within: int
) -> tuple[float, Interval]:
    from scipy import stats

    if within == 0.0:
        return (1.0, Interval(1.0, 1.0)) if between > 0.0 else (math.nan, Interval(-1.0, 1.0))
    ratio = between / within
    icc = (ratio - 1.0) / (ratio + k0 - 1.0)
    low = ratio / float(stats.f.ppf(0.975, df_between, df_within))
    high = ratio * float(stats.f.ppf(0.975, df_within, df_between))
    return icc, Interval((low - 1.0) / (low + k0 - 1.0), (high - 1.0) / (high + k0 - 1.0))


def _grows(means: np.ndarray, data: Sequence[np.ndarray]) -> bool:
    from scipy import stats

    if len(data) < 8:
        return False
    spreads = np.array([group.std(ddof=1) for group in data])
    if np.ptp(spreads) == 0.0 or np.ptp(means) == 0.0:
        return False
    result = stats.kendalltau(means, spreads, alternative="greater")
    return bool(result.pvalue < 0.01)


def detectable_change(
    sem: float, df: float, n_baseline: int, n_followup: int, carrying_share: float = 1.0
) -> float:
    """The smallest change beyond noise, at 95 %, between means of replicates.

    t(0.975, df) * sem * sqrt(1/n_baseline + 1/n_followup) * uneven_factor(carrying_share): with
    many degrees of freedom, one capture a visit and equally noisy targets it is the SDC95 of the
    papers; with few, Student's t pays for the SEM's own uncertainty.
    """
    from scipy import stats

    student = float(stats.t.ppf(0.975, df)) * uneven_factor(carrying_share)
    return student * sem * math.sqrt(1.0 / n_baseline + 1.0 / n_followup)


def uneven_factor(carrying_share: float) -> float:
    """How much further the threshold lies where only a share of the targets carries the noise.

    With normal noise of variance sem² / p in a share p of targets and none in the others, |error|
    exceeds k * sem in p * P(|z| > k sqrt(p)) of them; k is solved for 5 % and given over 1.96.
    It rises from 1 at p = 1 to 1.31 at WORST_SHARE and stays there below it, where the true
    factor falls again: the share itself is an estimate.
    """
    from scipy import stats

    share = min(1.0, max(WORST_SHARE, carrying_share))
    return float(stats.norm.isf(0.025 / share)) / math.sqrt(share) / NORMAL_95
