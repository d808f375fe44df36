"""Corneum as acid's way in: how well it holds, and how much less so at a low pH."""

from dataclasses import dataclass

from turgor.evidence import parameter

#: pH below which nothing was measured that could tell more; the law is not carried on
_LOWEST_PH = -1.0


@dataclass(frozen=True, slots=True)
class Corneum:
    """Sound corneum for one solution.

    diffusivity_um2_s : of acid within it. partition : held over that held by water, from
    permeability, diffusivity and the thickness that the permeability was measured on. salt : share
    of the free acid's permeability that ions have.
    """

    diffusivity_um2_s: float
    partition: float
    salt: float

    @classmethod
    def for_acid(cls, permeability_um_s: float) -> "Corneum":
        """Corneum that lets a free acid through this well where it is as thick as when measured."""
        diffusivity = parameter("peel.corneum.diffusivity")
        measured_on = parameter("peel.corneum.measured_thickness")
        return cls(
            diffusivity_um2_s=diffusivity,
            partition=permeability_um_s * measured_on / diffusivity,
            salt=parameter("peel.corneum.ion_share"),
        )


def disruption(ph: float, at_two: float | None = None) -> float:
    """How many times faster acid passes corneum under a film of this pH; 1 for sound corneum.

    1 + e·10^(s·(2 - pH)): e (``at_two``, else the evidence base's) from the uptake of one solution
    at two pHs, s assumed.
    """
    steep = parameter("peel.corneum.disruption_slope")
    added = parameter("peel.corneum.disruption_at_ph_2") if at_two is None else at_two
    return float(1.0 + added * 10.0 ** (steep * (2.0 - max(ph, _LOWEST_PH))))
