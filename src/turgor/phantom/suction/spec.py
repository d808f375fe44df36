"""One suction series: whose skin, through which probe and pump, and what went wrong."""

from dataclasses import dataclass, field, replace

from turgor.errors import InputError
from turgor.physics.elasticity.compact_law import LayerModuli, checked_layer
from turgor.physics.elasticity.pump import PumpCycles
from turgor.physics.elasticity.suction_law import SuctionCreep

#: what can go wrong with a series
FAULTS = ("drift", "contact-lost", "cut-short", "missing-cycle", "pump-leak")

#: assumed: per newton of force on the probe, how much the skin in its opening is stretched, and
#: how much slower (as a share) fluid moves under the pressed ring
FORCE_STRETCH, FORCE_SLOWING = 0.004, 0.35


@dataclass(frozen=True, slots=True)
class SuctionProbe:
    """An instrument and what it was told to do.

    rise_s, fall_s : the pump's time constants. rate_hz : samples a second. noise_mm : SD of a
    sample. quantum_mm : step of what is written. leak : share of the vacuum lost by the end of
    each suction with the fault 'pump-leak'. lead_s : recorded before the first cycle.
    """

    aperture_mm: float = 2.0
    pressure_mbar: float = 450.0
    on_s: float = 2.0
    off_s: float = 2.0
    cycles: int = 3
    rise_s: float = 0.03
    fall_s: float = 0.03
    rate_hz: float = 100.0
    noise_mm: float = 0.0015
    quantum_mm: float = 0.0005
    lead_s: float = 0.0
    records_pressure: bool = False
    device: str = "Phantom suction probe"
    device_class: str = "phantom-suction"

    def __post_init__(self) -> None:
        """Refuse settings that no instrument has."""
        if min(self.aperture_mm, self.rate_hz) <= 0:
            raise InputError("suction probe: aperture_mm and rate_hz must be above 0")
        if min(self.noise_mm, self.quantum_mm, self.lead_s) < 0:
            raise InputError("suction probe: noise_mm, quantum_mm and lead_s must be 0 or more")
        self.pump()

    def pump(self) -> PumpCycles:
        """The train of cycles that the pump is told to make."""
        return PumpCycles(
            self.pressure_mbar, self.on_s, self.off_s, self.cycles,
            self.rise_s, self.fall_s, self.lead_s,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SuctionSpec:
    """One series.

    layer, creep : the skin without a probe on it. force_n : force that presses the probe on, its
    own weight included; says_force : whether the file states it. fault : '' or one of FAULTS.
    """

    layer: LayerModuli
    creep: SuctionCreep
    probe: SuctionProbe = field(default_factory=SuctionProbe)
    force_n: float = 0.2
    says_force: bool = True
    preconditioning: str = "none"
    fault: str = ""
    name: str = ""

    def __post_init__(self) -> None:
        """Refuse an unknown fault, a negative force or a layer out of bounds."""
        checked_layer(self.layer)
        if self.fault and self.fault not in FAULTS:
            raise InputError(
                f"suction fault '{self.fault}' is unknown; allowed: {', '.join(FAULTS)}"
            )
        if self.force_n < 0:
            raise InputError("suction series: force_n must be 0 or more")
        if self.fault == "missing-cycle" and self.probe.cycles < 2:
            raise InputError("suction fault 'missing-cycle' needs a series of 2 or more cycles")

    def pressed(self) -> tuple[LayerModuli, SuctionCreep]:
        """The skin with the probe on: stretched by it, and its fluid slower to come and go."""
        layer = replace(self.layer, stretch=self.layer.stretch * (1 + FORCE_STRETCH * self.force_n))
        slower = self.creep.exchange_s * (1.0 + FORCE_SLOWING * self.force_n)
        return layer, replace(self.creep, exchange_s=slower)
