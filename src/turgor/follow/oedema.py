"""What swells after a session is not held against baseline while it may still be swollen."""

from collections.abc import Sequence

from turgor.errors import MetricError
from turgor.evidence import parameter
from turgor.metrics import find_metric
from turgor.metrics.measurand import Measurand
from turgor.record.design import ConfoundingWindow

#: how long swelling lasts where a design does not say, from published durations
DAYS = "follow.oedema-days"
_CONDITION = "days_since_session"


def windows_for(
    measurand: Measurand, windows: Sequence[ConfoundingWindow]
) -> tuple[ConfoundingWindow, ...]:
    """The design's windows, and one for oedema where the metric swells and the design has none."""
    declared = any(window.condition == _CONDITION for window in windows)
    if declared or not _swells(measurand):
        return tuple(windows)
    days = parameter(DAYS)
    name = f"oedema (no window is declared, {days:g} days are taken)"
    return (*windows, ConfoundingWindow(name, _CONDITION, days, DAYS))


def _swells(measurand: Measurand) -> bool:
    try:
        return find_metric(measurand.metric).swells_after_session
    except MetricError:
        return False
