"""One placement of a probe as findings: water loss or capacitance, with the rule that made them."""

from dataclasses import dataclass, replace

import numpy as np

from turgor.errors import MeasureError
from turgor.evidence import parameter
from turgor.measure.barrier.approach import Approach, fit_approach
from turgor.measure.barrier.contact import contact_end
from turgor.measure.barrier.environment import environment_flags
from turgor.measure.barrier.settings import BarrierSettings
from turgor.measure.barrier.state import (
    capacitance_findings,
    closed_finding,
    lone_finding,
    settling_findings,
)
from turgor.measure.barrier.steady import Steady, first_steady
from turgor.measure.barrier.vapour import Rise, initial_rise, vapour_density_g_m3
from turgor.measure.stamp import Stamp
from turgor.record.barrier import BarrierSeries
from turgor.record.finding import Finding

METHOD = "turgor.barrier"

#: Raised whenever a value of any finding of this method may differ from before.
METHOD_VERSION = "1"
DEFAULT_SETTINGS = BarrierSettings()
_NO_U = "one placement: repeatability needs re-seated replicates"
_NO_SKIN = "settles at {:.2g} g/(m²·h), below {:g}: no skin loses so little; was the probe on it?"
_LOST = "contact was lost after {:.3g} s; "


@dataclass(frozen=True, slots=True)
class BarrierMeasurement:
    """Findings of one placement and what a page needs to draw it.

    flags : of the placement; every finding carries them. steady, approach, rise : what was found,
    None = not. contact_end_s : time of the last reading with contact.
    """

    findings: tuple[Finding, ...]
    flags: tuple[str, ...]
    contact_end_s: float
    steady: Steady | None = None
    approach: Approach | None = None
    rise: Rise | None = None


def measure_barrier(
    series: BarrierSeries,
    settings: BarrierSettings = DEFAULT_SETTINGS,
    *,
    capture_sha256: str,
    region: str = "",
    replicate: int = 1,
) -> BarrierMeasurement:
    """Findings of one placement; what can't be told is None with the reason, never a guess.

    Readings after the probe left the skin are cut off. The uncertainty is that of the readings'
    noise alone; re-seating the probe moves a value by more.

    Errors: MeasureError where times don't rise from 0 on, or columns differ in length; MetricError
    where a condition doesn't fit its schema.
    """
    _checked(series)
    end = contact_end(series.time_s, series.value)
    flags = [*series.flags, *environment_flags(series)]
    lost = ""
    if end < series.value.size:
        flags.append("contact-lost")
        lost = _LOST.format(float(series.time_s[max(end - 1, 0)]))
    kept = _cut(series, end)
    stamp = Stamp(
        method=METHOD,
        method_version=METHOD_VERSION,
        no_u=_NO_U,
        capture=capture_sha256,
        device=series.device,
        region=region,
        replicate=replicate,
        flags=tuple(dict.fromkeys(flags)),
    )
    last = float(kept.time_s[-1]) if kept.time_s.size else 0.0
    base = BarrierMeasurement((), stamp.flags, last)
    if series.quantity == "capacitance":
        return replace(base, findings=capacitance_findings(kept, settings, stamp, lost))
    if int(np.isfinite(kept.value).sum()) == 1 and not lost and kept.probe_humidity_pct is None:
        return replace(base, findings=(lone_finding(kept, settings, stamp),))
    if series.chamber == "closed":
        rise, why = _rise(kept, settings)
        finding = closed_finding(kept, settings, stamp, rise, lost + why)
        return replace(base, findings=(finding,), rise=rise)
    approach, why_not = fit_approach(kept.time_s, kept.value, settings.from_s)
    steady, why = first_steady(kept.time_s, kept.value, settings, approach)
    bare = parameter("barrier.no_skin")
    if steady is not None and steady.mean < bare:
        why = why_not = _NO_SKIN.format(steady.mean, bare)
        steady, approach = None, None
    elif approach is not None and approach.asymptote < bare:
        why_not = _NO_SKIN.format(approach.asymptote, bare)
        approach = None
    found = settling_findings(
        kept, settings, stamp, (steady, lost + why), (approach, lost + why_not)
    )
    return replace(base, findings=found, steady=steady, approach=approach)


def _checked(series: BarrierSeries) -> None:
    """Refuse a series that no reader would let through."""
    time = series.time_s
    columns = (series.value, series.probe_temperature_c, series.probe_humidity_pct)
    if time.size == 0 or any(c is not None and c.shape != time.shape for c in columns):
        raise MeasureError("a barrier series needs one time for each reading, and one at least")
    if not np.all(np.isfinite(time)) or time[0] < 0 or np.any(np.diff(time) <= 0):
        raise MeasureError(
            "times of a barrier series must rise from 0 on; sort the readings, or give each "
            "placement a series of its own"
        )


def _rise(series: BarrierSeries, settings: BarrierSettings) -> tuple[Rise | None, str]:
    """A closed chamber's initial rise; its own readings of water loss fall as it fills."""
    depth = series.stated.get("chamber_depth_mm")
    warm, wet = series.probe_temperature_c, series.probe_humidity_pct
    if warm is None or wet is None or depth is None:
        missing = [
            word
            for word, there in (
                ("probe temperature", warm is not None),
                ("probe humidity", wet is not None),
                ("chamber_depth_mm", depth is not None),
            )
            if not there
        ]
        return None, (
            "a closed chamber's flux falls as it fills, so its initial slope is needed; missing: "
            + ", ".join(missing)
        )
    density = vapour_density_g_m3(warm, wet)
    return initial_rise(series.time_s, density, depth, settings.from_s, settings.slope_window_s)


def _cut(series: BarrierSeries, end: int) -> BarrierSeries:
    if end >= series.value.size:
        return series
    warm, wet = series.probe_temperature_c, series.probe_humidity_pct
    return replace(
        series,
        time_s=series.time_s[:end],
        value=series.value[:end],
        probe_temperature_c=None if warm is None else warm[:end],
        probe_humidity_pct=None if wet is None else wet[:end],
    )
