"""The pump of a suction instrument: pressure follows its command with a first-order delay.

dP/dt = (command - P) / tau, tau = rise_s while the vacuum is on and fall_s while it is off, the
command a train of equal pulses; solved in closed form, so any time may be asked for directly.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError

F = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PumpCycles:
    """A train of suction cycles.

    pressure_mbar : commanded depth of the vacuum, positive. on_s, off_s : of one cycle.
    rise_s, fall_s : time constants of switching on and off, 0 = at once. start_s : first on.
    """

    pressure_mbar: float
    on_s: float
    off_s: float
    cycles: int = 1
    rise_s: float = 0.03
    fall_s: float = 0.03
    start_s: float = 0.0

    def __post_init__(self) -> None:
        """Refuse cycles that no pump could make."""
        if min(self.pressure_mbar, self.on_s) <= 0 or self.off_s < 0 or self.cycles < 1:
            raise InputError(
                "pump: pressure_mbar and on_s must be above 0, off_s 0 or more, cycles 1 or more"
            )
        if min(self.rise_s, self.fall_s) < 0:
            raise InputError("pump: rise_s and fall_s must be 0 or more")

    @property
    def period_s(self) -> float:
        """From one switching on to the next."""
        return self.on_s + self.off_s

    @property
    def starts_s(self) -> tuple[float, ...]:
        """When each cycle's vacuum is switched on."""
        return tuple(self.start_s + i * self.period_s for i in range(self.cycles))


def pump_pressure_mbar(time_s: F, pump: PumpCycles) -> F:
    """Depth of the vacuum at the skin, mbar, at any times (same shape); 0 before the first cycle.

    Within cycle k it is P + (p_k - P) exp(-t / rise_s) while on and q_k exp(-t / fall_s) while
    off, with p_k and q_k carried over from cycle to cycle as a geometric series.
    """
    time = np.asarray(time_s, dtype=np.float64) - pump.start_s
    cycle = np.clip(np.floor(time / pump.period_s + 1e-12), 0, pump.cycles - 1)
    into = time - cycle * pump.period_s
    kept_on, kept_off = _kept(pump.on_s, pump.rise_s), _kept(pump.off_s, pump.fall_s)
    both = kept_on * kept_off
    # pressure left at the start of cycle k: kept_off P (1 - kept_on) (1 - both^k) / (1 - both)
    left = kept_off * (1.0 - kept_on) * (1.0 - both**cycle) / (1.0 - both) * pump.pressure_mbar
    peak = pump.pressure_mbar + (left - pump.pressure_mbar) * kept_on
    on = pump.pressure_mbar + (left - pump.pressure_mbar) * _decay(into, pump.rise_s)
    off = peak * _decay(into - pump.on_s, pump.fall_s)
    pressure = np.where(into < pump.on_s, on, off)
    return np.where(time < 0.0, 0.0, pressure)


def _kept(duration_s: float, tau_s: float) -> float:
    return float(np.exp(-duration_s / tau_s)) if tau_s > 0.0 else 0.0


def _decay(time_s: F, tau_s: float) -> F:
    late = np.maximum(time_s, 0.0)
    return np.exp(-late / tau_s) if tau_s > 0.0 else np.zeros_like(late)
