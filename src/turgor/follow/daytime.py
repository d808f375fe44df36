"""What swings within a day is held against itself only at like hours."""

from collections.abc import Sequence

from turgor.errors import MetricError
from turgor.evidence import parameter
from turgor.metrics import find_metric
from turgor.metrics.measurand import Measurand
from turgor.record.observation import Observation

#: assumed: how far apart two captures of one day's course may lie
LIMIT = "follow.like-hours"
_HOURS_PER_DAY = 24.0


def daytime_reasons(
    measurand: Measurand, before: Sequence[Observation], after: Sequence[Observation]
) -> list[str]:
    """Why the hour confounds a change of this measurand; empty where it does not.

    Where an hour is not known nothing is said here: the finding itself carries that flag.
    """
    if not _swings(measurand):
        return []
    hours = [item.time_of_day_h for item in before if item.time_of_day_h is not None]
    later = [item.time_of_day_h for item in after if item.time_of_day_h is not None]
    if not hours or not later:
        return []
    limit_h = parameter(LIMIT) * _HOURS_PER_DAY
    apart_h = max(_apart(a, b) for a in hours for b in later)
    if apart_h <= limit_h:
        return []
    return [
        f"time of day: {apart_h:.1f} h from the baseline's, and it swings within a day; "
        f"like hours are within {limit_h:g} h"
    ]


def _swings(measurand: Measurand) -> bool:
    try:
        return find_metric(measurand.metric).swings_within_day
    except MetricError:
        return False


def _apart(a_h: float, b_h: float) -> float:
    """Hours between two times of day, the shorter way round the clock."""
    gap = abs(a_h - b_h) % _HOURS_PER_DAY
    return min(gap, _HOURS_PER_DAY - gap)
