"""When energy goes in: one pulse, or a train of equal pulses."""

import math
from dataclasses import dataclass

from turgor.errors import InputError

#: a train longer than this is a continuous exposure, which one course of steps doesn't follow
MOST_PULSES = 10_000
#: nothing that heats a zone of skin lasts longer, ms; a longer "pulse" is a slip of units
MOST_PULSE_MS = 60_000.0


@dataclass(frozen=True, slots=True)
class PulseTrain:
    """``count`` pulses of ``pulse_ms`` each, one every ``period_ms`` (start to start)."""

    pulse_ms: float
    count: int = 1
    period_ms: float = 0.0

    def __post_init__(self) -> None:
        """Hold what can be fired."""
        if not 0.0 < self.pulse_ms <= MOST_PULSE_MS:
            raise InputError(
                f"a pulse lasts {self.pulse_ms} ms; allowed: above 0, at most {MOST_PULSE_MS:g} ms"
            )
        if not 1 <= self.count <= MOST_PULSES:
            raise InputError(f"a train has {self.count} pulses; allowed: 1 to {MOST_PULSES}")
        if self.count > 1 and not self.pulse_ms <= self.period_ms < math.inf:
            raise InputError(
                f"a pulse of {self.pulse_ms:g} ms every {self.period_ms:g} ms; the period is at "
                "least the pulse"
            )

    @property
    def rate_hz(self) -> float:
        """Pulses a second; 0 for a single one."""
        return 1e3 / self.period_ms if self.count > 1 else 0.0

    @property
    def end_s(self) -> float:
        """When the last pulse ends, from the start of the first."""
        return 1e-3 * ((self.count - 1) * self.period_ms + self.pulse_ms)
