"""Exact intervals for counted events (clopper-pearson-1934)."""

from turgor.errors import MeasureError
from turgor.stats.repeatability import Interval


def exact_interval(events: int, trials: int) -> Interval:
    """Two-sided exact 95 % interval of a proportion.

    Errors: MeasureError unless 0 <= events <= trials and trials > 0.
    """
    from scipy import stats

    if trials < 1 or not 0 <= events <= trials:
        raise MeasureError(f"a rate needs 0 <= events <= trials; {events} of {trials} given")
    low = float(stats.beta.ppf(0.025, events, trials - events + 1)) if events else 0.0
    high = float(stats.beta.ppf(0.975, events + 1, trials - events)) if events < trials else 1.0
    return Interval(low, high)
