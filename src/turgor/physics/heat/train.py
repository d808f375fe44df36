"""Pulse trains that never cool: how warm tissue is before the last pulse, and what rate would do.

Heat adds up: before pulse n, what n - 1 single pulses left after 1, 2, ... n - 1 periods. The rest
of one pulse is followed in full; its hottest cell, added up, bounds the hottest cell of a train
from above, and boiling is left out, so that a train too fast is told by how much.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.physics.heat.cells import BOIL_C, Cells, whole_again
from turgor.physics.heat.cooling import Cooling
from turgor.physics.heat.pulse import PulseTrain
from turgor.physics.heat.run import HeatRun
from turgor.physics.heat.source import Source
from turgor.physics.heat.through_time import Course, follow

FloatArray = NDArray[np.float64]

#: between two pulses no tissue stays hotter than this, °C: water would boil at rest
REST_MOST_C = BOIL_C
#: a rate that would do is found to this share
_CLOSE = 1e-3
#: rates down to one pulse in this time are looked at, s
_LONG_S = 30.0


@dataclass(frozen=True, slots=True)
class RestAfterPulse:
    """Rise of the hottest cell, K, at times after the start of one pulse, s, both rising."""

    time_s: FloatArray
    rise_c: FloatArray

    def at(self, time_s: FloatArray) -> FloatArray:
        """Rise at later times; past the last one it is kept, which can only overstate it."""
        return np.asarray(np.interp(time_s, self.time_s, self.rise_c), dtype=np.float64)


def rest_of(run: HeatRun, base_c: float) -> RestAfterPulse:
    """What a run of one pulse leaves, above the warmest that tissue was before."""
    return RestAfterPulse(run.time_s, np.maximum(run.hottest_c - base_c, 0.0))


def rest_before_last_c(rest: RestAfterPulse, pulse: PulseTrain, base_c: float) -> float:
    """Temperature of the hottest cell just before the last pulse of a train."""
    if pulse.count < 2:
        return base_c
    after = 1e-3 * pulse.period_ms * np.arange(1.0, pulse.count)
    return base_c + float(rest.at(after).sum())


def hold_train(
    cells: Cells, source: Source, pulse: PulseTrain, cooling: Cooling,
    begin: FloatArray | HeatRun, *, removes: bool,
) -> None:  # fmt: skip
    """Refuse a train that never cools; a single pulse passes at once.

    Where nothing is removed, check_train. Where tissue is, what gets hottest is carried away and
    the wall may well boil: there the mean of what is left may not pass 100 °C.

    One pulse is followed from the warmest that tissue is at the start, everywhere. Errors:
    InputError with the temperature, and the rate or the pulses that would do.
    """
    if pulse.count < 2:
        return
    base = float(np.nanmax(begin.end_c if isinstance(begin, HeatRun) else begin))

    def one_pulse(long_s: float) -> HeatRun:
        fresh = whole_again(cells, boils=removes)
        field = np.full(cells.thickness_um.shape, base)
        course = Course(until_c=-np.inf, longest_s=long_s)
        return follow(fresh, source, PulseTrain(pulse.pulse_ms), cooling, field, (), course)

    if not removes:
        check_train(one_pulse, pulse, base)
        return
    run = one_pulse(1e-3 * max(pulse.period_ms - pulse.pulse_ms, _CLOSE * pulse.period_ms))
    area = np.pi * np.diff(cells.r_edges_um**2)
    left = float((cells.rows.capacity[:, None] * run.thickness_um * area).sum())
    rise = 1e9 * run.budget.stored_mj / left
    warm = base + (pulse.count - 1) * rise
    if warm > REST_MOST_C:
        most = int((REST_MOST_C - base) / rise) + 1
        raise InputError(
            f"a train of {pulse.count} pulses at {pulse.rate_hz:.4g} Hz never cools: what is left "
            f"of the zone is at {warm:.0f} °C on average before the last one; allowed: at most "
            f"{REST_MOST_C:g} °C; at most {most} pulses would do"
        )


def check_train(one_pulse: Callable[[float], HeatRun], pulse: PulseTrain, base_c: float) -> float:
    """Temperature before the last pulse, °C, of a train that may be fired.

    one_pulse : follows a single pulse of the train for so many s, without boiling where nothing
    is removed. base_c : warmest that tissue is before.

    Errors: InputError where tissue would rest above 100 °C between pulses, with the temperature,
    the pulse before which it passes 100 °C, and the rate that would do.
    """
    length_s = 1e-3 * pulse.period_ms * pulse.count
    warm = rest_before_last_c(rest_of(one_pulse(length_s), base_c), pulse, base_c)
    if warm <= REST_MOST_C:
        return warm
    rest = rest_of(one_pulse(max(length_s, _LONG_S)), base_c)
    first = _first(lambda n: rest_before_last_c(rest, _train(pulse, n), base_c), pulse.count)
    rate = _rate(rest, pulse, base_c)
    remedy = f"at most {rate:.3g} Hz would do" if rate > 0.0 else "fewer pulses are needed"
    raise InputError(
        f"a train of {pulse.count} pulses at {pulse.rate_hz:.4g} Hz never cools: tissue rests at "
        f"{warm:.0f} °C before the last one and passes {REST_MOST_C:g} °C before pulse {first}; "
        f"allowed: at most {REST_MOST_C:g} °C between pulses; {remedy}"
    )


def _train(pulse: PulseTrain, count: int) -> PulseTrain:
    return PulseTrain(pulse.pulse_ms, count, pulse.period_ms)


def _first(warm: Callable[[int], float], count: int) -> int:
    """First pulse before which it is too warm; the last one is."""
    return next(n for n in range(2, count + 1) if n == count or warm(n) > REST_MOST_C)


def _rate(rest: RestAfterPulse, pulse: PulseTrain, base_c: float) -> float:
    """Highest rate at which the train rests cool enough, Hz; 0 where none of interest does."""
    fast, slow = pulse.period_ms, 1e3 * float(rest.time_s[-1])

    def cool(period_ms: float) -> bool:
        train = PulseTrain(pulse.pulse_ms, pulse.count, period_ms)
        return rest_before_last_c(rest, train, base_c) <= REST_MOST_C

    if slow <= fast or not cool(slow):
        return 0.0
    while slow / fast > 1.0 + _CLOSE:
        middle = (fast * slow) ** 0.5
        fast, slow = (fast, middle) if cool(middle) else (middle, slow)
    return 1e3 / slow
