"""What the skin's surface loses heat to, before, during and after a pulse."""

import itertools
import math
from dataclasses import dataclass

from turgor.errors import InputError
from turgor.evidence import parameter
from turgor.physics.heat.pulse import PulseTrain

KINDS = ("none", "contact", "air", "cryogen")
#: coldest and hottest that a medium on skin can be, °C
_MEDIUM_C = (-60.0, 60.0)


@dataclass(frozen=True, slots=True)
class Cooling:
    """A medium at the surface and how well heat passes to it; make one with the functions below.

    medium_c : its temperature. transfer_w_m2k : heat transfer coefficient, inf for a surface that
    is held at medium_c. before_s : how long before the first pulse it begins. lasts_s : how long
    it lasts from then (inf: to the end); afterwards the surface loses nothing.
    """

    kind: str = "none"
    medium_c: float = 0.0
    transfer_w_m2k: float = 0.0
    before_s: float = 0.0
    lasts_s: float = math.inf

    def __post_init__(self) -> None:
        """Hold what is physical."""
        if self.kind not in KINDS:
            raise InputError(f"cooling '{self.kind}' is unknown; allowed: {', '.join(KINDS)}")
        if not _MEDIUM_C[0] <= self.medium_c <= _MEDIUM_C[1]:
            raise InputError(
                f"the cooling medium is at {self.medium_c} °C; allowed: {_MEDIUM_C[0]:g} to "
                f"{_MEDIUM_C[1]:g} °C"
            )
        if not self.transfer_w_m2k >= 0.0 or not self.lasts_s > 0.0:
            raise InputError("heat transfer is 0 W/(m²·K) or more, and cooling lasts above 0 s")
        if not 0.0 <= self.before_s <= 600.0:
            raise InputError(
                f"cooling begins {self.before_s} s before the pulse; allowed: 0 to 600"
            )


def no_cooling() -> Cooling:
    """A surface that loses nothing, which over the tens of ms of a pulse is near the truth."""
    return Cooling()


def contact_cooling(
    medium_c: float, *, before_s: float = 0.0, transfer_w_m2k: float | None = None
) -> Cooling:
    """A cold plate held to the skin throughout; errors as for Cooling."""
    transfer = parameter("heat.transfer.contact") if transfer_w_m2k is None else transfer_w_m2k
    return Cooling("contact", medium_c, transfer, before_s)


def air_cooling(medium_c: float, *, forced: bool = False, before_s: float = 0.0) -> Cooling:
    """Room air, or a stream of cold air where ``forced``; errors as for Cooling."""
    transfer = parameter("heat.transfer.cold_air" if forced else "heat.transfer.still_air")
    return Cooling("air", medium_c, transfer, before_s)


def cryogen_spurt(spurt_ms: float, delay_ms: float = 0.0) -> Cooling:
    """A spurt of R134a that ends ``delay_ms`` before the first pulse; negative: during it.

    Errors: InputError where the spurt would begin after the pulse did, or as for Cooling.
    """
    if not 0.0 < spurt_ms <= 500.0 or not -spurt_ms <= delay_ms <= 1000.0:
        raise InputError(
            f"a spurt of {spurt_ms:g} ms, {delay_ms:g} ms before the pulse; allowed: spurts up to "
            "500 ms that begin before the pulse, delays up to 1000 ms"
        )
    medium, transfer = parameter("heat.cryogen.temperature"), parameter("heat.transfer.cryogen")
    return Cooling("cryogen", medium, transfer, 1e-3 * (spurt_ms + delay_ms), 1e-3 * spurt_ms)


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of time in which nothing is switched; from the start of the first pulse, s."""

    start_s: float
    end_s: float
    lit: bool
    cooled: bool


def phases(pulse: PulseTrain, cooling: Cooling) -> list[Phase]:
    """Every stretch of a train with its cooling, in order; the last one ends at infinity."""
    starts = [1e-3 * pulse.period_ms * i for i in range(pulse.count)]
    stops = [start + 1e-3 * pulse.pulse_ms for start in starts]
    begin = -cooling.before_s
    switched = {*starts, *stops, begin, math.inf}
    if cooling.lasts_s < math.inf:
        switched.add(begin + cooling.lasts_s)
    times = sorted(switched)
    found = []
    for start, end in itertools.pairwise(times):
        which = round(max(0.0, start) / (1e-3 * pulse.period_ms)) if pulse.count > 1 else 0
        lit = any(starts[i] <= start < stops[i] for i in (which - 1, which) if 0 <= i < pulse.count)
        cooled = cooling.transfer_w_m2k > 0.0 and start < begin + cooling.lasts_s
        found.append(Phase(start, end, lit, cooled))
    return found
