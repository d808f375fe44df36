"""Agreement between operators or instruments: ICC(2,1), two-way random effects, one capture each.

Sources: shrout-fleiss-1979 (coefficient), mcgraw-wong-1996 (interval of ICC(A,1)).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from turgor.errors import MeasureError
from turgor.stats.repeatability import Interval


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two-way random effects for a complete table of targets by raters.

    sem_agreement : sqrt(rater variance + residual variance), one value by any rater.
    sem_consistency : sqrt(residual variance), when one rater sees every visit.
    """

    icc_2_1: float
    icc_2_1_interval: Interval
    sem_agreement: float
    sem_consistency: float
    df_error: int
    targets: int
    raters: int


def two_way(table: Sequence[Sequence[float]]) -> Agreement:
    """ICC(2,1) of a complete table, one row for each target, one column for each rater.

    Errors: MeasureError where the table is ragged, has a gap, or fewer than 2 rows or columns.
    """
    widths = {len(row) for row in table}
    if len(table) < 2 or len(widths) != 1 or next(iter(widths)) < 2:
        raise MeasureError("ICC(2,1) needs a complete table of at least 2 targets by 2 raters")
    x = np.asarray(table, dtype=np.float64)
    if not np.isfinite(x).all():
        raise MeasureError("ICC(2,1) needs a complete table; a value is missing")
    n, k = x.shape
    grand = x.mean()
    rows = k * ((x.mean(axis=1) - grand) ** 2).sum() / (n - 1)
    columns = n * ((x.mean(axis=0) - grand) ** 2).sum() / (k - 1)
    residual = x - x.mean(axis=1, keepdims=True) - x.mean(axis=0, keepdims=True) + grand
    df_error = (n - 1) * (k - 1)
    error = float((residual**2).sum()) / df_error
    denominator = rows + (k - 1) * error + k * (columns - error) / n
    icc = float((rows - error) / denominator) if denominator else math.nan
    return Agreement(
        icc_2_1=icc,
        icc_2_1_interval=_interval(float(rows), float(columns), error, icc, n, k),
        sem_agreement=math.sqrt(max(0.0, float(columns - error) / n) + error),
        sem_consistency=math.sqrt(error),
        df_error=df_error,
        targets=n,
        raters=k,
    )


def _interval(rows: float, columns: float, error: float, icc: float, n: int, k: int) -> Interval:
    """McGraw and Wong's interval for absolute agreement of single values."""
    from scipy import stats

    if error == 0.0 or not math.isfinite(icc) or icc >= 1.0:
        return Interval(icc, icc)
    a = k * icc / (n * (1.0 - icc))
    b = 1.0 + k * icc * (n - 1) / (n * (1.0 - icc))
    df = (a * columns + b * error) ** 2 / (
        (a * columns) ** 2 / (k - 1) + (b * error) ** 2 / ((n - 1) * (k - 1))
    )
    f_low = float(stats.f.ppf(0.975, n - 1, df))
    f_high = float(stats.f.ppf(0.975, df, n - 1))
    spread = k * columns + (k * n - k - n) * error
    low = n * (rows - f_low * error) / (f_low * spread + n * rows)
    high = n * (f_high * rows - error) / (spread + n * f_high * rows)
    return Interval(low, high)
