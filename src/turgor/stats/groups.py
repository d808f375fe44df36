"""Paired group comparisons and the price of asking several questions.

Sources: Student's paired t; holm-1979 for several declared endpoints.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from turgor.errors import MeasureError
from turgor.stats.repeatability import Interval


@dataclass(frozen=True, slots=True)
class MeanEstimate:
    """A mean over subjects with its 95 % interval and two-sided p against zero."""

    mean: float
    interval: Interval
    standard_error: float
    p_value: float
    df: int
    n: int


def mean_of_differences(differences: Sequence[float]) -> MeanEstimate:
    """Mean within-person difference over subjects (paired t).

    Errors: MeasureError with fewer than two subjects.
    """
    from scipy import stats

    x = np.asarray(differences, dtype=np.float64)
    if x.size < 2:
        raise MeasureError(f"a group mean needs at least two subjects; {x.size} given")
    df = int(x.size) - 1
    mean = float(x.mean())
    error = float(x.std(ddof=1)) / math.sqrt(x.size)
    student = float(stats.t.ppf(0.975, df))
    if error > 0.0:
        p_value = float(2.0 * stats.t.sf(abs(mean) / error, df))
    else:
        p_value = 1.0 if mean == 0.0 else 0.0
    interval = Interval(mean - student * error, mean + student * error)
    return MeanEstimate(mean, interval, error, p_value, df, int(x.size))


def difference_of_means(treated: Sequence[float], control: Sequence[float]) -> MeanEstimate:
    """Mean of one group of persons minus that of another, unequal variances let be (Welch's t).

    ``df`` is Welch's, rounded down; interval and p use it unrounded.

    Errors: MeasureError with fewer than two persons in a group.
    """
    from scipy import stats

    groups = [np.asarray(group, dtype=np.float64) for group in (treated, control)]
    if min(group.size for group in groups) < 2:
        raise MeasureError("a difference of groups needs at least two persons in each")
    parts = [float(group.var(ddof=1)) / group.size for group in groups]
    mean = float(groups[0].mean() - groups[1].mean())
    error = math.sqrt(sum(parts))
    n = sum(int(group.size) for group in groups)
    if error == 0.0:
        p_value = 1.0 if mean == 0.0 else 0.0
        return MeanEstimate(mean, Interval(mean, mean), 0.0, p_value, n - 2, n)
    pooled = sum(part**2 / (group.size - 1) for part, group in zip(parts, groups, strict=True))
    df = sum(parts) ** 2 / pooled
    student = float(stats.t.ppf(0.975, df))
    p_value = float(2.0 * stats.t.sf(abs(mean) / error, df))
    interval = Interval(mean - student * error, mean + student * error)
    return MeanEstimate(mean, interval, error, p_value, math.floor(df), n)


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's adjusted p values, in the order given."""
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    adjusted = [1.0] * len(p_values)
    running = 0.0
    for rank, index in enumerate(order):
        running = max(running, min(1.0, (len(p_values) - rank) * p_values[index]))
        adjusted[index] = running
    return adjusted
