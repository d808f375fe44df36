"""The located cycles of a recording as curves, sound ones with their numbers."""

from dataclasses import replace

import numpy as np

from turgor.measure.elasticity.suction import phase_kernel as kernel
from turgor.measure.elasticity.suction.curve import Curve, Split
from turgor.measure.elasticity.suction.locate import Cycles
from turgor.measure.elasticity.suction.method import FIXED_SPLIT_S, SPLIT_RULES
from turgor.measure.elasticity.suction.trouble import (
    SHORT_RELEASE,
    SINKS,
    SPARSE,
    VACUUM_LATE,
    curve_trouble,
    sinks,
    vacuum_late,
)
from turgor.record.suction import SuctionRecording


def curves_of(recording: SuctionRecording, cycles: Cycles, zero: float) -> tuple[Curve, ...]:
    """One curve for each cycle that the protocol has from the first recorded one on.

    zero : level before the series, which is the first curve's own where rest was recorded.

    A cycle that the record doesn't hold is a curve with its trouble, so that nothing is dropped.
    """
    protocol = recording.protocol
    period = protocol.on_s + protocol.off_s
    found: list[Curve] = []
    for index, start in enumerate(cycles.start_s):
        trouble = curve_trouble(recording, cycles, index)
        release = float(start) + protocol.on_s
        found.append(
            Curve(
                recording.first_curve + index,
                float(start),
                release,
                release + protocol.off_s,
                trouble=trouble,
                flags=_flags(recording, cycles, float(start)) if not trouble else (),
            )
        )
    sound = [index for index, one in enumerate(found) if not one.trouble]
    starts = np.array([found[index].start_s for index in sound], dtype=np.float64)
    rested = cycles.lead_in >= 3 and sound[:1] == [0]
    numbers = kernel.cycle_numbers(
        recording.time_s,
        recording.elevation_mm,
        starts,
        protocol.on_s,
        protocol.off_s,
        FIXED_SPLIT_S,
        zero if rested else np.nan,
    )
    for index, row in zip(sound, numbers.tolist(), strict=True):
        one = _with_numbers(found[index], row)
        share = cycles.lead_in**-0.5 if rested and index == 0 else 1.0
        on = (one.start_s, one.release_s)
        sunk = not one.trouble and sinks(recording, on, one.uf_mm, one.noise_mm)
        flags = (*one.flags, SINKS) if sunk else one.flags
        found[index] = replace(one, level_u_mm=one.noise_mm * share, flags=flags)
    last = found[-1] if found else None
    for number in range(recording.first_curve + len(found), protocol.cycles + 1):
        ahead = (number - recording.first_curve) * period
        start = (found[0].start_s if last else float(recording.time_s[0])) + ahead
        release = start + protocol.on_s
        trouble = "it is not in the record"
        found.append(Curve(number, start, release, release + protocol.off_s, trouble))
    return tuple(found)


def _flags(recording: SuctionRecording, cycles: Cycles, start: float) -> tuple[str, ...]:
    flags: tuple[str, ...] = (SPARSE,) if cycles.step_s > 0.5 * FIXED_SPLIT_S else ()
    end = start + recording.protocol.on_s + recording.protocol.off_s
    if recording.time_s[-1] < end - 1.5 * cycles.step_s:
        flags += (SHORT_RELEASE,)
    late = vacuum_late(recording, (start, start + recording.protocol.on_s))
    return (*flags, VACUUM_LATE) if late else flags


def _with_numbers(curve: Curve, row: list[float]) -> Curve:
    level, top, end = row[kernel.LEVEL], row[kernel.TOP], row[kernel.END]
    on, off = curve.release_s - curve.start_s, curve.end_s - curve.release_s
    if not top > level:
        return replace(curve, trouble="the skin does not rise under suction")
    return replace(
        curve,
        level_mm=level,
        top_mm=top,
        end_mm=end,
        noise_mm=row[kernel.NOISE],
        area_on=row[kernel.AREA_ON] - level * on,
        area_off=row[kernel.AREA_OFF] - level * off,
        splits=tuple(
            _split(rule, row[place : place + 5], (level, top, off, row[kernel.AREA_OFF]))
            for rule, place in zip(SPLIT_RULES, (kernel.FIXED, kernel.INFLECTION), strict=True)
        ),
    )


def _split(rule: str, part: list[float], of: tuple[float, float, float, float]) -> Split:
    """One rule's part of a curve; ``of`` is level, top, release in s and area under the release."""
    level, top, off, area_off = of

    def known(value: float) -> float | None:
        return value if value == value else None

    ue = known(part[kernel.AT_SPLIT] - level)
    ur = known(top - part[kernel.AT_RELEASE_SPLIT])
    qe = qr = None
    if ur is not None:
        after = off - part[kernel.RELEASE_SPLIT]
        before = top * part[kernel.RELEASE_SPLIT] - part[kernel.AREA_TO_SPLIT]
        qe = before + ur * after
        qr = top * after - (area_off - part[kernel.AREA_TO_SPLIT]) - ur * after
    return Split(
        rule,
        known(part[kernel.SPLIT]),
        known(part[kernel.RELEASE_SPLIT]),
        ue,
        None if ue is None else top - level - ue,
        ur,
        qe,
        qr,
    )
