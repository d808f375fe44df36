"""Measure one suction series: curves located, checked, split, fitted and stated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.measure.elasticity.suction.conditions import own_conditions, suction_conditions
from turgor.measure.elasticity.suction.creep import Fit, fits_of
from turgor.measure.elasticity.suction.curve import Curve
from turgor.measure.elasticity.suction.curves import curves_of
from turgor.measure.elasticity.suction.force import force_flags, series_flags
from turgor.measure.elasticity.suction.locate import Cycles, located
from turgor.measure.elasticity.suction.method import METHOD, METHOD_VERSION, NO_U
from turgor.measure.elasticity.suction.other_regime import lift_values
from turgor.measure.elasticity.suction.stated import stated_findings
from turgor.measure.elasticity.suction.states import (
    curve_findings,
    fit_findings,
    mean_findings,
    no_r_values,
    series_findings,
)
from turgor.measure.elasticity.suction.trouble import (
    BEYOND,
    refuse_unfit,
    zero_flags,
    zero_of,
)
from turgor.measure.stamp import Stamp
from turgor.metrics.measurand import ConditionValue
from turgor.record.finding import Finding
from turgor.record.suction import REGIMES, SuctionRecording


@dataclass(frozen=True, slots=True)
class SuctionMeasurement:
    """What was found in one series, and what a page needs to draw it.

    curves : every cycle of the protocol from the first recorded one, in order, with its times and
    splits or its trouble. fits : of each sound curve, by its number. zero_mm : level of the skin
    before the series. time_s, elevation_mm : (n,) as recorded.
    """

    findings: tuple[Finding, ...]
    flags: tuple[str, ...]
    curves: tuple[Curve, ...]
    fits: Mapping[int, tuple[Fit, ...]]
    zero_mm: float
    time_s: NDArray[np.float64]
    elevation_mm: NDArray[np.float64]


def measure_suction(
    recording: SuctionRecording,
    *,
    capture_sha256: str,
    region: str = "",
    replicate: int = 1,
    fits: bool = True,
) -> SuctionMeasurement:
    """Every finding of one suction series.

    R, F and Q of curve 1, the same of each later curve and their mean from curve 2 on, under both
    split rules; creep and recovery of each curve unless ``fits`` is False. In another regime than
    constant vacuum R, F and Q have no value and the lift is stated instead. Numbers that the file
    states become findings of the device's own ids.

    Errors: MeasureError where the record is no series of suction curves.
    """
    stamp = Stamp(
        METHOD,
        METHOD_VERSION,
        NO_U,
        capture_sha256,
        device=recording.device,
        region=region,
        replicate=replicate,
        flags=recording.flags,
    )
    stated = stated_findings(recording, stamp)
    if not len(recording.time_s) and recording.stated:
        return _measurement(recording, stated, recording.flags, (), {}, 0.0)
    refuse_unfit(recording)
    every = suction_conditions(recording.protocol, device_class=recording.device_class)
    flags = (*recording.flags, *series_flags(recording))
    if recording.protocol.regime != REGIMES[0]:
        stamp = stamp.of_item("", flags)
        found = [*_lift(recording, stamp, every), *no_r_values(recording, stamp, every)]
        return _measurement(recording, found + stated, flags, (), {}, 0.0)
    cycles = located(recording)
    zero = zero_of(recording, cycles)
    curves = curves_of(recording, cycles, zero)
    sound = [one for one in curves if not one.trouble]
    flags += (*cycles.flags, *_zero_flags(recording, cycles, zero, sound))
    if any(one.top_mm > recording.protocol.aperture_mm for one in sound):
        flags += (BEYOND,)
    stamp, force = stamp.of_item("", flags), force_flags(recording.protocol)
    fitted = {one.number: fits_of(recording, one) for one in sound} if fits else {}
    found = [
        *curve_findings(curves, stamp, every, force),
        *mean_findings(curves, stamp, every, force),
        *series_findings(recording, curves, zero, stamp, every, force),
        *fit_findings(fitted, stamp.of_item("", force.get("", ())), every),
        *stated,
    ]
    return _measurement(recording, found, flags, curves, fitted, zero)


def _measurement(
    recording: SuctionRecording,
    found: Sequence[Finding],
    flags: Sequence[str],
    curves: tuple[Curve, ...],
    fitted: Mapping[int, tuple[Fit, ...]],
    zero: float,
) -> SuctionMeasurement:
    return SuctionMeasurement(
        tuple(found),
        tuple(dict.fromkeys(flags)),
        curves,
        fitted,
        zero,
        recording.time_s,
        recording.elevation_mm,
    )


def _zero_flags(
    recording: SuctionRecording, cycles: Cycles, zero: float, sound: Sequence[Curve]
) -> tuple[str, ...]:
    tops = np.array([one.top_mm for one in sound])
    ends = np.array([one.end_mm for one in sound])
    return zero_flags(recording, cycles, zero, tops, ends)


def _lift(
    recording: SuctionRecording, stamp: Stamp, every: Mapping[str, ConditionValue]
) -> list[Finding]:
    values, why = lift_values(recording)
    return [
        stamp.finding(
            f"suction.{name}",
            own_conditions(f"suction.{name}", every),
            value,
            reason=why.get(name, ""),
        )
        for name, value in values.items()
    ]
