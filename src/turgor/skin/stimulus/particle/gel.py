"""Gels of hyaluronan and polynucleotide: how much water they hold, and for how long.

A cross-linked gel swells until what its counter-ions pull in (Donnan) is held by its own network
and by the tissue round it:

    R T (sqrt(c_f² + 4 c_s²) - 2 c_s) = G (c / c_0)^(1/3) + P,

c_f the fixed charge of c mg/ml of hyaluronan, one to a disaccharide, c_s the salt outside. Its
volume is its mass over that c. Sections of the network come free once they are cut on both
sides, so of the mass 1 - (1 - exp(-k t))² is left, while the network's modulus falls as
exp(-2 k t) of sections still whole at both ends: what remains holds more water than at first.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.evidence import parameter

FloatArray = NDArray[np.float64]

#: J/mol, at body temperature
_RT = 8.314462618 * 310.15
#: k t at which half of a network's mass is free, of 1 - (1 - exp(-k t))²
_HALF = float(-np.log(1.0 - np.sqrt(0.5)))
#: halvings in which a concentration is found, to a part in 10^9 of its bracket
_HALVINGS = 50


@dataclass(frozen=True, slots=True)
class Gel:
    """What is injected: mass of polymer and volume on each cm² of skin."""

    mass_mg_cm2: float
    strength_mg_ml: float

    @property
    def volume_ul_cm2(self) -> float:
        """Volume as it is injected."""
        return 1e3 * self.mass_mg_cm2 / self.strength_mg_ml


def donnan_kpa(strength_mg_ml: FloatArray) -> FloatArray:
    """Swelling pressure of hyaluronan's counter-ions in tissue fluid."""
    charge = strength_mg_ml / parameter("particle.ha.disaccharide") * 1e3
    salt = parameter("particle.ha.salt") / parameter("particle.ha.salt_mass") * 1e3
    outside = 2.0 * salt
    return np.asarray(_RT * charge**2 / (np.hypot(charge, outside) + outside) * 1e-3)


def swollen_mg_ml(
    strength_mg_ml: float, modulus_kpa: FloatArray, pressure_kpa: float
) -> FloatArray:
    """Concentration at which a gel of each modulus is at rest in tissue."""
    low = np.zeros_like(modulus_kpa)
    high = np.full_like(modulus_kpa, 100.0 * strength_mg_ml)
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        held = modulus_kpa * np.cbrt(middle / strength_mg_ml) + pressure_kpa
        swells = donnan_kpa(middle) > held
        high, low = np.where(swells, middle, high), np.where(swells, low, middle)
    return np.asarray(0.5 * (low + high))


def network_shares(days: FloatArray, half_life_d: float) -> tuple[FloatArray, FloatArray]:
    """Share of a network's mass that is left, and of its modulus, at each day."""
    whole = np.exp(-_HALF / half_life_d * days)
    return 1.0 - (1.0 - whole) ** 2, whole**2


def crosslinked_gel(
    gel: Gel, days: FloatArray, share_dermis: float
) -> tuple[FloatArray, FloatArray]:
    """Polymer (mg/cm²) and volume (µl/cm²) of a cross-linked gel at each day, from day 0 on.

    share_dermis : of the gel that lies in the dermis, the rest in the subcutis.
    """
    mass, volume = np.zeros((2, days.size))
    free = parameter("particle.ha.free")
    loose = free * linear_share(days, gel.strength_mg_ml)
    modulus = parameter("particle.ha.modulus")
    settles = np.exp(-days / parameter("particle.ha.swelling"))
    for place, share in (("dermis", share_dermis), ("subcutis", 1.0 - share_dermis)):
        left, whole = network_shares(days, parameter(f"particle.ha.half_life_{place}"))
        pressure = parameter(f"particle.ha.pressure_{place}")
        rest = swollen_mg_ml(gel.strength_mg_ml, modulus * whole, pressure)
        there = share * gel.mass_mg_cm2 * ((1.0 - free) * left + loose)
        held = 1e3 * there / rest
        mass += there
        volume += held + (share * gel.volume_ul_cm2 - held[0]) * settles
    return mass, np.maximum(volume, 0.0)


def linear_gel(gel: Gel, days: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Polymer and volume at each day of hyaluronan that is not cross-linked."""
    left = linear_share(days, gel.strength_mg_ml)
    return gel.mass_mg_cm2 * left, gel.volume_ul_cm2 * left


def linear_share(days: FloatArray, strength_mg_ml: float) -> FloatArray:
    """Share of free hyaluronan that is left: first-order, after a lag where it is strong."""
    strong = strength_mg_ml >= parameter("particle.ha.linear_lag_strength")
    lag = parameter("particle.ha.linear_lag") if strong else 0.0
    waited = np.maximum(days - lag, 0.0)
    return np.asarray(np.exp2(-waited / parameter("particle.ha.linear_half_life")))


def nucleotide_gel(gel: Gel, days: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Polymer and volume at each day of polynucleotide."""
    left = np.exp2(-days / parameter("particle.pn.half_life"))
    return gel.mass_mg_cm2 * left, gel.volume_ul_cm2 * left
