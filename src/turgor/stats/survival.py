"""Time to an event with censoring: Kaplan and Meier's estimate, its interval and its median.

Sources: kaplan-meier-1958 (estimate), greenwood-1926 (variance), kalbfleisch-prentice-1980
(interval on the log-log scale), brookmeyer-crowley-1982 (interval of the median).
"""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from turgor.errors import MeasureError
from turgor.stats.repeatability import NORMAL_95


@dataclass(frozen=True, slots=True)
class SurvivalStep:
    """The curve from one time of an end on.

    survival : share still without the end just after ``time``. se : Greenwood's standard error.
    low, high : 95 % on the log-log scale; None where it can't be told (survival 0).
    """

    time: float
    at_risk: int
    ended: int
    survival: float
    se: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Survival:
    """A whole curve. median : the first time at which half or fewer are left, None where that is
    not reached. median_low, median_high : its 95 % interval; an open end is None.
    """

    steps: tuple[SurvivalStep, ...]
    n: int
    ended: int
    median: float | None
    median_low: float | None
    median_high: float | None


def kaplan_meier(times: Sequence[float], ended: Sequence[bool]) -> Survival:
    """The product-limit estimate; ``ended`` False is censored just after its time.

    Errors: MeasureError without data, for unequal lengths, or a time below 0 or not finite.
    """
    if not times or len(times) != len(ended):
        raise MeasureError(f"{len(times)} times and {len(ended)} ends; give one end for each time")
    if any(not math.isfinite(time) or time < 0 for time in times):
        raise MeasureError("a time to an end is finite and not below 0")
    survival, scatter = 1.0, 0.0
    steps: list[SurvivalStep] = []
    ordered = sorted(times)
    counted = Counter(time for time, end in zip(times, ended, strict=True) if end)
    for time, ends in sorted(counted.items()):
        at_risk = len(ordered) - bisect_left(ordered, time)
        survival *= 1.0 - ends / at_risk
        scatter += ends / (at_risk * (at_risk - ends)) if ends < at_risk else math.inf
        steps.append(_step(time, at_risk, ends, survival, scatter))
    return Survival(
        steps=tuple(steps),
        n=len(times),
        ended=sum(ended),
        median=_first(steps, "survival"),
        median_low=_first(steps, "low"),
        median_high=_first(steps, "high"),
    )


def _step(time: float, at_risk: int, ends: int, survival: float, scatter: float) -> SurvivalStep:
    if survival <= 0.0 or not math.isfinite(scatter):
        return SurvivalStep(time, at_risk, ends, 0.0, 0.0, None, None)
    spread = NORMAL_95 * math.sqrt(scatter) / abs(math.log(survival))
    return SurvivalStep(
        time=time,
        at_risk=at_risk,
        ended=ends,
        survival=survival,
        se=survival * math.sqrt(scatter),
        low=survival ** math.exp(spread),
        high=survival ** math.exp(-spread),
    )


def _first(steps: Sequence[SurvivalStep], line: str) -> float | None:
    """The first time at which the curve, or a limit of its interval, is at a half or below.

    Where nobody is left the limits are not known, and the last that is known holds on.
    """
    for step in steps:
        value = {"survival": step.survival, "low": step.low, "high": step.high}[line]
        if value is not None and value <= 0.5 + 1e-12:
            return step.time
    return None
