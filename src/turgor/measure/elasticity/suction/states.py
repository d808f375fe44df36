"""Values of curves and series as findings, each under its own conditions and with its reason."""

from collections.abc import Mapping, Sequence

from turgor.measure.elasticity.suction.conditions import (
    Conditions,
    curve_numbers,
    own_conditions,
)
from turgor.measure.elasticity.suction.creep import Fit
from turgor.measure.elasticity.suction.curve import Curve
from turgor.measure.elasticity.suction.method import SPLIT_RULES
from turgor.measure.elasticity.suction.trouble import DRIFT
from turgor.measure.elasticity.suction.values import (
    PARTS,
    SERIES,
    SPLIT,
    WHOLE,
    Values,
    mean_values,
    series_values,
    split_values,
    whole_values,
)
from turgor.measure.stamp import Stamp
from turgor.metrics.measurand import ConditionValue
from turgor.record.finding import Finding
from turgor.record.suction import SuctionRecording

Every = Mapping[str, ConditionValue]
Flags = Mapping[str, tuple[str, ...]]
LEFT_OUT = "curve-{}-left-out"
_NO_SPLIT = "the curve has no bend that parts a fast answer from a slow one"
_TOO_SHORT = "the phase is no longer than the split"


def curve_findings(
    curves: Sequence[Curve], stamp: Stamp, every: Every, force: Flags
) -> list[Finding]:
    """Vendor-defined values on curve 1, and those of every later curve under ids of their own."""
    found: list[Finding] = []
    if curves[0].number != 1:
        reason = f"the series is recorded from curve {curves[0].number} on"
        found += _one_curve(None, reason, stamp, every, force, 1)
    for curve in curves:
        reason = f"curve {curve.number}: {curve.trouble}" if curve.trouble else ""
        # what vendors define on curve 1 is the value of the place, so that follow-up finds it
        own = stamp.of_item("" if curve.number == 1 else str(curve.number), curve.flags)
        found += _one_curve(curve, reason, own, every, force, curve.number)
    return found


def _one_curve(
    curve: Curve | None, reason: str, stamp: Stamp, every: Every, force: Flags, number: int
) -> list[Finding]:
    sound = curve is not None and not reason
    before = "suction." if number == 1 else "suction.curve_"
    whole = whole_values(curve) if curve is not None and sound else dict.fromkeys(WHOLE)
    found = _stated(before, whole, stamp, {**every, "curve": float(number)}, force, reason)
    for index, rule in enumerate(SPLIT_RULES):
        conditions = {**every, "split_rule": rule, "curve": float(number)}
        names = (*PARTS, *SPLIT) if number == 1 else SPLIT
        values: Values = dict.fromkeys(names)
        why = reason
        if curve is not None and sound:
            split = curve.splits[index]
            all_of_it = split_values(curve, split)
            values = {name: all_of_it[name] for name in names}
            why = _NO_SPLIT if index else _TOO_SHORT
        found += _stated(before, values, stamp, conditions, force, why)
    times: Values = {"split_time": None, "release_split_time": None}
    if curve is not None and sound:
        bend = curve.splits[1]
        times = {"split_time": bend.split_s, "release_split_time": bend.release_split_s}
    found += _stated(
        "suction.", times, stamp, {**every, "curve": float(number)}, {}, reason or _NO_SPLIT
    )
    return found


def _stated(
    before: str, values: Values, stamp: Stamp, conditions: Conditions, force: Flags, why: str
) -> list[Finding]:
    found = []
    for name, value in values.items():
        metric = before + name
        found.append(
            stamp.finding(
                metric,
                own_conditions(metric, conditions),
                value,
                reason="" if value is not None else why,
                flags=force.get(name, force.get("", ())),
            )
        )
    return found


def mean_findings(
    curves: Sequence[Curve], stamp: Stamp, every: Every, force: Flags
) -> list[Finding]:
    """Means over the sound curves from the second on; each one left out is named in a flag.

    Skin gives way from curve to curve, so a mean that lacks one is another measurand.
    """
    later = [one for one in curves if one.number > 1]
    sound = [one for one in later if not one.trouble]
    left_out = tuple(LEFT_OUT.format(one.number) for one in later if one.trouble)
    own = stamp.of_item("", left_out)
    if sound:
        every = {**every, "curves": curve_numbers(one.number for one in sound)}
    reason = "no sound curve after the first one"
    before = "suction.preconditioned_"
    whole = mean_values([whole_values(one) for one in sound]) if sound else dict.fromkeys(WHOLE)
    found = _stated(before, whole, own, dict(every), force, reason)
    for index, rule in enumerate(SPLIT_RULES):
        values: Values = dict.fromkeys(SPLIT)
        if sound:
            means = mean_values([split_values(one, one.splits[index]) for one in sound])
            values = {name: means[name] for name in SPLIT}
            reason = f"a curve among them has none: {_NO_SPLIT if index else _TOO_SHORT}"
        found += _stated(before, values, own, {**every, "split_rule": rule}, force, reason)
    return found


def series_findings(
    recording: SuctionRecording,
    curves: Sequence[Curve],
    zero: float,
    stamp: Stamp,
    every: Every,
    force: Flags,
) -> list[Finding]:
    """R3, R4, R9, F2, F3, F4; none of them where the zero that they rest on drifts."""
    values, why = series_values(recording, curves, zero)
    if DRIFT in stamp.flags:
        values = dict.fromkeys(SERIES)
        why = dict.fromkeys(SERIES, "the zero that it rests on drifts")
    broken = tuple(LEFT_OUT.format(one.number) for one in curves if one.trouble)
    found = []
    for name, value in values.items():
        metric = f"suction.{name}"
        own = own_conditions(metric, every)
        flags = (*force.get(name, force.get("", ())), *broken)
        found.append(stamp.finding(metric, own, value, reason=why.get(name, ""), flags=flags))
    return found


def fit_findings(fitted: Mapping[int, Sequence[Fit]], stamp: Stamp, every: Every) -> list[Finding]:
    """Parameters of the creep and recovery fits of each curve, with their intervals."""
    found = []
    for number, fits in fitted.items():
        own = stamp.of_item(str(number))
        for fit in fits:
            conditions = {**every, "curve": float(number), "model": fit.model}
            for name, (value, u) in fit.numbers.items():
                metric = f"suction.{name}"
                found.append(
                    own.finding(
                        metric,
                        own_conditions(metric, conditions),
                        value,
                        u=u,
                        u_kind=None if u is None else "instrument",
                        reason=fit.reason,
                        flags=fit.flags,
                    )
                )
    return found


def no_r_values(recording: SuctionRecording, stamp: Stamp, every: Every) -> list[Finding]:
    """R, F and Q without a value, since the vacuum was not switched on and off at one level."""
    reason = (
        f"regime is {recording.protocol.regime}; R, F and Q are defined for constant-vacuum alone"
    )
    found = _stated("suction.", dict.fromkeys((*WHOLE, *SERIES)), stamp, dict(every), {}, reason)
    for rule in SPLIT_RULES:
        conditions = {**every, "split_rule": rule}
        found += _stated("suction.", dict.fromkeys((*PARTS, *SPLIT)), stamp, conditions, {}, reason)
    return found
