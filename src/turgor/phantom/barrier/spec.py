"""What is planted in a barrier reading, and what is known of it afterwards."""

import math
from dataclasses import dataclass

from turgor.errors import InputError
from turgor.record.barrier import CHAMBERS, QUANTITIES

FAULTS = ("", "contact-lost", "too-short", "reversed")


@dataclass(frozen=True, slots=True)
class SweatBurst:
    """One burst of sweat: from ``start_s``, at its height ``rise_s`` later, then fading."""

    start_s: float
    height: float
    rise_s: float = 6.0


@dataclass(frozen=True, slots=True)
class BarrierSpec:
    """One placement of a probe.

    quantity, chamber : as in the record. steady : water loss in g/(m² h), or capacitance on
    contact in the instrument's units, of the undisturbed skin. duration_s, sampling_hz.
    tau_s : time constant of the approach to steady state; None = the chamber's own.
    contact_excess, contact_tau_s : what the placing of the probe itself adds at first, and how it
    fades. bursts : of sweat. drift_per_min : of the room's air. noise, noise_tau_s : standard
    deviation and correlation time of the reading's noise, 0 = white.
    occlusion, occlusion_tau_s : what a capacitance gains as the probe shuts water in.
    hours_since_session : after a treatment that raised water loss ``disruption_fold`` times (and
    lowers capacitance by the same factor's root), None = undisturbed.
    fault : one of FAULTS; fault_at_s : when contact is lost.
    chamber_depth_mm : volume over opening of a closed chamber, which fills as water leaves the
    skin; None = 10 mm, which the instrument then keeps to itself.

    Errors: InputError where a number makes no sense.
    """

    quantity: str = "tewl"
    chamber: str = "open"
    steady: float = 9.69
    duration_s: float = 60.0
    sampling_hz: float = 1.0
    tau_s: float | None = None
    contact_excess: float = 4.0
    contact_tau_s: float = 3.0
    bursts: tuple[SweatBurst, ...] = ()
    drift_per_min: float = 0.0
    noise: float = 0.15
    noise_tau_s: float = 2.0
    occlusion: float = 0.0
    occlusion_tau_s: float = 20.0
    temperature_c: float = 21.0
    relative_humidity_pct: float = 45.0
    hours_since_session: float | None = None
    disruption_fold: float = 2.2
    fault: str = ""
    fault_at_s: float = 25.0
    chamber_depth_mm: float | None = None

    def __post_init__(self) -> None:
        allowed = {"quantity": QUANTITIES, "chamber": CHAMBERS, "fault": FAULTS}
        for name, words in allowed.items():
            if getattr(self, name) not in words:
                raise InputError(
                    f"{name} is '{getattr(self, name)}'; allowed: "
                    f"{', '.join(word or 'none' for word in words)}"
                )
        positive = (
            "steady",
            "duration_s",
            "sampling_hz",
            "contact_tau_s",
            "occlusion_tau_s",
        )
        for name in (*positive, "disruption_fold"):
            if not (math.isfinite(getattr(self, name)) and getattr(self, name) > 0):
                raise InputError(f"{name} is {getattr(self, name):g}; it must be above zero")
        for name in ("tau_s", "chamber_depth_mm"):
            value = getattr(self, name)
            if value is not None and not (math.isfinite(value) and value > 0):
                raise InputError(f"{name} is {value:g}; it must be above zero")
        if min(self.noise, self.noise_tau_s) < 0:
            raise InputError("noise and noise_tau_s must not be negative")
        if self.hours_since_session is not None and self.hours_since_session < 0:
            raise InputError("hours_since_session must not be negative")


@dataclass(frozen=True, slots=True)
class BarrierTruth:
    """What was planted.

    steady : the skin's own value, without drift: where the approach ends (water loss), or on
    contact before occlusion (capacitance). undisturbed : before any session. tau_s : of the
    approach. steady_from_s : from when approach and contact together are within 2 % of steady,
    None where the series ends before, and in a closed chamber, which never comes to rest.
    bursts, drift_per_min, noise, noise_tau_s, occlusion, occlusion_tau_s, fault : as planted.
    contact_lost_s : None where contact held.
    """

    quantity: str
    steady: float
    undisturbed: float
    tau_s: float
    steady_from_s: float | None
    bursts: tuple[SweatBurst, ...]
    drift_per_min: float
    noise: float
    noise_tau_s: float
    occlusion: float
    occlusion_tau_s: float
    fault: str
    contact_lost_s: float | None
