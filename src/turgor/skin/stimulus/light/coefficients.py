"""What the model of a zone takes from calibration and literature beside the tissue's own values."""

import math
from dataclasses import dataclass

from turgor.evidence import parameter
from turgor.physics.heat.damage import DamageSet, damage_set

#: collagen and cells alike are judged by the set that skin was measured with
SET = "henriques"
#: erbium lasers of 2.6 to 3.1 µm ablate by one enthalpy, carbon dioxide lasers by another
_ERBIUM_MOST_NM = 5000.0


@dataclass(frozen=True, slots=True)
class ZoneCoefficients:
    """Calibrated and literature values of one draw.

    co2_j_cm3, erbium_j_cm3 : heat of ablation. absorption : effective absorption at 10.6 µm over
    the tissue's. scattering : of skin over the tissue's. shift_k : of the damage curve along
    temperature. shock : ln of the damage integral at which living tissue counts as heat-shocked.
    """

    co2_j_cm3: float
    erbium_j_cm3: float
    absorption: float
    scattering: float
    shift_k: float
    shock: float

    def ablation_j_cm3(self, wavelength_nm: float) -> float:
        """Heat of ablation at a wavelength."""
        return self.erbium_j_cm3 if wavelength_nm < _ERBIUM_MOST_NM else self.co2_j_cm3

    def damage(self) -> DamageSet:
        """The damage process, moved along temperature."""
        base = damage_set(SET)
        return DamageSet(base.name, base.log_a, base.energy_kj_mol, base.tissue, self.shift_k)


def zone_coefficients() -> ZoneCoefficients:
    """Calibrated values under the present draw (``mtz.fit.*``)."""
    return ZoneCoefficients(
        co2_j_cm3=parameter("mtz.fit.co2-heat"),
        erbium_j_cm3=parameter("mtz.ablation.enthalpy-erbium"),
        absorption=parameter("mtz.fit.co2-absorption"),
        scattering=parameter("mtz.fit.scattering"),
        shift_k=parameter("mtz.fit.damage-shift"),
        shock=math.log(10.0) * parameter("mtz.heat-shock.log10-damage"),
    )
