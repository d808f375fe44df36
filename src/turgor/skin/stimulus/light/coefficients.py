"""What the model of a zone takes from calibration and literature beside the tissue's own values."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from turgor.evidence import parameter
from turgor.physics.heat.criteria import Criterion, criteria

#: erbium lasers of 2.6 to 3.1 µm ablate by one enthalpy, carbon dioxide lasers by another
ERBIUM_MOST_NM = 5000.0


@dataclass(frozen=True, slots=True)
class ZoneCoefficients:
    """Calibrated and literature values of one draw.

    co2_j_cm3, erbium_j_cm3 : heat of ablation. co2_loss_mm : of light on its way down a crater
    of a carbon dioxide laser. scattering : reduced scattering over the tissue's.
    turned : 1 less the mean cosine of scattering, over the tissue's. criteria : coagulated (cells
    killed), denatured (collagen, what a section stained with H&E shows as coagulated),
    heat-shocked.
    """

    co2_j_cm3: float
    erbium_j_cm3: float
    co2_loss_mm: float
    scattering: float
    turned: float
    criteria: Mapping[str, Criterion]

    def ablation_j_cm3(self, wavelength_nm: float) -> float:
        """Heat of ablation at a wavelength."""
        return self.erbium_j_cm3 if wavelength_nm < ERBIUM_MOST_NM else self.co2_j_cm3

    def crater_loss_mm(self, wavelength_nm: float) -> float:
        """Loss of light on its way down a crater, 1/mm; craters of erbium lasers have none."""
        return 0.0 if wavelength_nm < ERBIUM_MOST_NM else self.co2_loss_mm


def zone_coefficients() -> ZoneCoefficients:
    """Calibrated values under the present draw (``mtz.fit.*``)."""
    return ZoneCoefficients(
        co2_j_cm3=parameter("mtz.fit.co2-heat"),
        erbium_j_cm3=parameter("mtz.ablation.enthalpy-erbium"),
        co2_loss_mm=parameter("mtz.fit.co2-loss"),
        scattering=parameter("mtz.fit.scattering"),
        turned=parameter("mtz.fit.turned"),
        criteria=shifted_criteria(parameter("mtz.fit.damage-shift")),
    )


def shifted_criteria(shift_k: float) -> dict[str, Criterion]:
    """The criteria with every process moved along temperature by the calibrated shift, K.

    It takes the place of ``damage.shift``, whose spread was what calibration began with.
    """
    return {
        name: replace(one, process=replace(one.process, shift_k=shift_k))
        for name, one in criteria().items()
    }
