"""The conditions under which the default pipeline for skin measures each metric.

A design that names a metric and no conditions means these. They hold for maps on which every
operator could act; a finding always states what really ran.
"""

from turgor.measure.surface.areal.result import own_conditions
from turgor.measure.surface.pipeline import SKIN, conditions
from turgor.measure.surface.profile_findings import profile_conditions
from turgor.measure.surface.wrinkle import WrinkleOptions
from turgor.measure.surface.wrinkle.stated import wrinkle_conditions
from turgor.metrics import find_metric
from turgor.metrics.measurand import ConditionValue


def default_conditions(metric_id: str, device_class: str = "unknown") -> dict[str, ConditionValue]:
    """Conditions of a surface, profile or wrinkle metric; empty for any other family.

    Wrinkle metrics default to both object classes together: a wrinkle that becomes shallower may
    turn into a fine line, and must not leave the mean by doing so.

    Errors: MetricError where the metric is unknown.
    """
    metric = find_metric(metric_id)
    name = metric.id.removeprefix(f"{metric.family}.")
    if metric.device_reported:
        return {}
    if metric.family == "surface":
        shared = conditions(SKIN, "whole", True, device_class=device_class)
        return {**shared, **own_conditions(name)}
    whole = conditions(SKIN, "whole", device_class=device_class)
    if metric.family == "profile":
        return profile_conditions(whole)
    told = {**whole, **wrinkle_conditions(WrinkleOptions(), "all")}
    return {c.name: told[c.name] for c in metric.conditions if c.name in told}
