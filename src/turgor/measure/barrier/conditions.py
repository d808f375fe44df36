"""Conditions of barrier findings, from protocol and rule alone, so that a study can declare one."""

from turgor.errors import MeasureError
from turgor.measure.barrier.settings import BarrierSettings
from turgor.metrics.measurand import ConditionValue

DEFAULT = BarrierSettings()
RULES = ("steady-window", "asymptote", "initial-slope", "single-reading")


def barrier_conditions(
    metric: str,
    settings: BarrierSettings = DEFAULT,
    *,
    chamber: str = "unknown",
    device_class: str = "unknown",
    quantity: str = "tewl",
    rule: str = "steady-window",
    chamber_depth_mm: float = 0.0,
) -> dict[str, ConditionValue]:
    """Conditions of one metric of this family.

    rule : one of RULES, for 'barrier.tewl' alone. quantity : for 'barrier.rate_slope' alone.
    chamber_depth_mm : for the rule 'initial-slope' alone.

    Errors: MeasureError for another metric or rule.
    """
    if rule not in RULES:
        raise MeasureError(f"rule '{rule}' is unknown; allowed: {', '.join(RULES)}")
    where: dict[str, ConditionValue] = {"chamber": chamber, "device_class": device_class}
    window: dict[str, ConditionValue] = {
        "from_s": settings.from_s,
        "window_s": settings.window_s,
        "drift_limit_pct": settings.drift_limit_pct,
        "scatter_limit_pct": settings.scatter_limit_pct,
    }
    if metric == "barrier.tewl":
        return {**where, **_by_rule(rule, window, settings, chamber_depth_mm), "rule": rule}
    if metric == "barrier.time_to_steady":
        return {**where, **window}
    if metric == "barrier.rate_slope":
        capacitance = quantity == "capacitance"
        return {
            **where,
            "quantity": quantity,
            "from_s": settings.read_at_s if capacitance else settings.from_s,
            "window_s": (
                settings.later_s - settings.read_at_s if capacitance else settings.window_s
            ),
        }
    if metric == "barrier.capacitance":
        return {**where, "read_at_s": settings.read_at_s}
    if metric == "barrier.occlusion_drift":
        return {**where, "read_at_s": settings.read_at_s, "later_s": settings.later_s}
    raise MeasureError(f"'{metric}' is no metric of barrier readings over time")


def _by_rule(
    rule: str,
    window: dict[str, ConditionValue],
    settings: BarrierSettings,
    depth_mm: float,
) -> dict[str, ConditionValue]:
    if rule == "steady-window":
        return {**window, "chamber_depth_mm": 0.0}
    none: dict[str, ConditionValue] = {
        "from_s": settings.from_s if rule != "single-reading" else 0.0,
        "window_s": settings.slope_window_s if rule == "initial-slope" else 0.0,
        "drift_limit_pct": 0.0,
        "scatter_limit_pct": 0.0,
        "chamber_depth_mm": depth_mm if rule == "initial-slope" else 0.0,
    }
    return none
