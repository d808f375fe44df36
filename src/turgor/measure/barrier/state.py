"""What was found of a placement, stated as findings with their conditions."""

import numpy as np

from turgor.measure.barrier.approach import Approach
from turgor.measure.barrier.conditions import barrier_conditions
from turgor.measure.barrier.reading import later_change, reading_at, slope_between
from turgor.measure.barrier.settings import BarrierSettings
from turgor.measure.barrier.steady import FLOOR, Steady
from turgor.measure.barrier.vapour import Rise
from turgor.measure.stamp import Stamp
from turgor.record.barrier import BarrierSeries
from turgor.record.finding import Finding


def settling_findings(
    series: BarrierSeries,
    settings: BarrierSettings,
    stamp: Stamp,
    window: tuple[Steady | None, str],
    fit: tuple[Approach | None, str],
) -> tuple[Finding, ...]:
    """Water loss by both rules, time to the steady window, and its drift."""
    (steady, why), (approach, why_not) = window, fit
    loss, slope, time = (
        _conditions(metric, series, settings)
        for metric in ("barrier.tewl", "barrier.rate_slope", "barrier.time_to_steady")
    )
    last = _conditions("barrier.tewl", series, settings, "asymptote")
    tewl = _tewl(stamp, loss, (steady.mean, steady.u) if steady else None, why)
    end = _tewl(stamp, last, (approach.asymptote, approach.u) if approach else None, why_not)
    if steady is None:
        return (
            tewl,
            end,
            stamp.finding("barrier.time_to_steady", time, None, reason=why),
            stamp.finding("barrier.rate_slope", slope, None, reason=why),
        )
    share = 6000.0 / max(steady.mean, FLOOR)
    return (
        tewl,
        end,
        stamp.finding(
            "barrier.time_to_steady",
            time,
            steady.start_s,
            reason="a rule's first window: its time has no noise model",
        ),
        stamp.finding(
            "barrier.rate_slope",
            slope,
            share * steady.slope_per_s,
            u=share * steady.u_slope_per_s,
            u_kind="instrument",
        ),
    )


def closed_finding(
    series: BarrierSeries, settings: BarrierSettings, stamp: Stamp, rise: Rise | None, why: str
) -> Finding:
    """Water loss of a closed chamber by the initial slope of its vapour density."""
    conditions = _conditions("barrier.tewl", series, settings, "initial-slope")
    if rise is not None and rise.tewl_g_m2_h < -2.0 * rise.u_g_m2_h:
        rise, why = None, "humidity in the chamber falls; it did not close on the skin"
    found = None if rise is None else (rise.tewl_g_m2_h, rise.u_g_m2_h)
    return _tewl(stamp, conditions, found, why)


def lone_finding(series: BarrierSeries, settings: BarrierSettings, stamp: Stamp) -> Finding:
    """One reading of water loss: kept as such, since nobody can see whether it had settled."""
    value = float(series.value[np.isfinite(series.value)][0])
    conditions = _conditions("barrier.tewl", series, settings, "single-reading")
    return stamp.finding("barrier.tewl", conditions, value, flags=("steady-not-known",))


def capacitance_findings(
    series: BarrierSeries, settings: BarrierSettings, stamp: Stamp, lost: str
) -> tuple[Finding, ...]:
    """The reading at its time, the rise under the probe, and the drift between."""
    time, value = series.time_s, series.value
    first = _conditions("barrier.capacitance", series, settings)
    change = _conditions("barrier.occlusion_drift", series, settings)
    slope = _conditions("barrier.rate_slope", series, settings)
    reading, why = reading_at(time, value, settings.read_at_s)
    if reading is not None and reading.value <= 0.0:
        reading, why = None, "a reading of nothing: the probe is not on skin"
    rise, rise_u, why_not = later_change(time, value, settings.read_at_s, settings.later_s)
    drift, no_drift = slope_between(time, value, settings.read_at_s, settings.later_s)
    few = "too few readings within 0.25 s to tell noise"
    u = reading.u if reading is not None else None
    return (
        stamp.finding(
            "barrier.capacitance",
            first,
            None if reading is None else reading.value,
            u=u,
            u_kind=None if u is None else "instrument",
            reason=lost + why if reading is None else few,
        ),
        stamp.finding(
            "barrier.occlusion_drift",
            change,
            rise,
            u=rise_u,
            u_kind=None if rise_u is None else "instrument",
            reason=(lost if rise is None else "") + why_not,
        ),
        stamp.finding(
            "barrier.rate_slope",
            slope,
            drift,
            reason=lost + no_drift
            if drift is None
            else "occlusion bends: a line's residuals are no noise",
        ),
    )


def _tewl(
    stamp: Stamp,
    conditions: dict[str, str | float | bool],
    found: tuple[float, float] | None,
    why: str,
) -> Finding:
    """found : value and its u, None = not identified for the reason ``why``."""
    if found is None:
        return stamp.finding("barrier.tewl", conditions, None, reason=why)
    return stamp.finding("barrier.tewl", conditions, found[0], u=found[1], u_kind="instrument")


def _conditions(
    metric: str, series: BarrierSeries, settings: BarrierSettings, rule: str = "steady-window"
) -> dict[str, str | float | bool]:
    return barrier_conditions(
        metric,
        settings,
        chamber=series.chamber,
        device_class=series.device_class,
        quantity=series.quantity,
        rule=rule,
        chamber_depth_mm=series.stated.get("chamber_depth_mm", 0.0),
    )
