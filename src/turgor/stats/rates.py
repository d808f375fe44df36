"""Exact intervals for counted events.

Sources: clopper-pearson-1934 (share of trials), garwood-1936 (count over an exposure),
hanley-lippman-hand-1983 (what no event at all still allows).
"""

import math

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


def poisson_interval(events: int, exposure: float) -> Interval:
    """Two-sided exact 95 % interval of the rate of events per unit of exposure (Garwood).

    Errors: MeasureError for a count below 0, or an exposure that is not finite and above 0.
    """
    from scipy import stats

    if events < 0 or not math.isfinite(exposure) or exposure <= 0:
        raise MeasureError(
            f"a rate needs a count and an exposure above 0; {events} over {exposure:g} given"
        )
    low = float(stats.chi2.ppf(0.025, 2 * events)) / 2 if events else 0.0
    high = float(stats.chi2.ppf(0.975, 2 * events + 2)) / 2
    return Interval(low / exposure, high / exposure)


def no_event_bound(trials: int) -> float:
    """The one-sided 95 % upper bound of a share of which none was seen: 1 - 0.05^(1/n).

    Errors: MeasureError without a trial.
    """
    if trials < 1:
        raise MeasureError("no trial bounds nothing")
    return -math.expm1(math.log(0.05) / trials)


def no_event_rate_bound(exposure: float) -> float:
    """The one-sided 95 % upper bound of a rate of which no event was seen: -ln(0.05) / exposure.

    Errors: MeasureError for an exposure that is not finite and above 0.
    """
    if not math.isfinite(exposure) or exposure <= 0:
        raise MeasureError("no exposure bounds nothing")
    return -math.log(0.05) / exposure
