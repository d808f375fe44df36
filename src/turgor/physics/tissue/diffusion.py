"""A stack of tissue as a solute sees it."""

import math
from dataclasses import dataclass

from turgor.errors import InputError
from turgor.evidence import parameter
from turgor.record.tissue import LAYERS, TissueStack

#: molar mass and log Kow of the solutes that the permeability law was fitted to (potts-guy-1992)
MASS_G_MOL, LOG_KOW = (18.0, 770.0), (-3.0, 6.0)
#: cm²/s in µm²/s, and seconds in an hour
_CM2_IN_UM2, _HOUR_S = 1e8, 3600.0


@dataclass(frozen=True, slots=True)
class Solute:
    """What passes: molar mass in g/mol, decadic logarithm of octanol over water, pKa of its acid.

    pka : None for a solute without charge; ``base`` where the charged form is the protonated one.
    """

    molar_mass_g_mol: float
    log_kow: float
    pka: float | None = None
    base: bool = False

    def __post_init__(self) -> None:
        """Hold what is physical."""
        if not 1.0 <= self.molar_mass_g_mol <= 1e6:
            raise InputError(f"molar mass is {self.molar_mass_g_mol:g}; allowed: 1 to 1e6 g/mol")
        if not -10.0 <= self.log_kow <= 12.0:
            raise InputError(f"log Kow is {self.log_kow:g}; allowed: -10 to 12; is it Kow itself?")
        if self.pka is not None and not -10.0 <= self.pka <= 20.0:
            raise InputError(f"pKa is {self.pka:g}; allowed: -10 to 20")

    @property
    def studied(self) -> bool:
        """Whether the law for the corneum was fitted to solutes like it."""
        return (
            MASS_G_MOL[0] <= self.molar_mass_g_mol <= MASS_G_MOL[1]
            and LOG_KOW[0] <= self.log_kow <= LOG_KOW[1]
        )

    def neutral_share(self, ph: float) -> float:
        """Share without charge at a pH (Henderson and Hasselbalch)."""
        if self.pka is None:
            return 1.0
        away = (self.pka - ph) if self.base else (ph - self.pka)
        return 1.0 / (1.0 + math.pow(10.0, min(away, 300.0)))


@dataclass(frozen=True, slots=True)
class DiffusionLayer:
    """One plane layer; thickness_um inf for a half-space.

    diffusivity_um2_s : of the solute in it. partition : its concentration there over that in
    water beside it. clearance_per_s : share that vessels carry off.
    """

    thickness_um: float
    diffusivity_um2_s: float
    partition: float
    clearance_per_s: float = 0.0

    @property
    def permeability_cm_h(self) -> float:
        """Of the whole layer, from water to water; 0 for an endless one."""
        if math.isinf(self.thickness_um):
            return 0.0
        um_s = self.partition * self.diffusivity_um2_s / self.thickness_um
        return um_s * 1e-4 * _HOUR_S


def corneum_permeability_cm_h(solute: Solute, ph: float | None = None) -> float:
    """Permeability of intact corneum from water, cm/h (Potts and Guy), under the present draw.

    ph : of the water; None = the neutral form alone. An ion passes at a small share of it.
    """
    log_cm_s = (
        parameter("diffusion.potts_guy.constant")
        + parameter("diffusion.potts_guy.log_kow") * solute.log_kow
        + parameter("diffusion.potts_guy.molar_mass") * solute.molar_mass_g_mol
    )
    neutral = 1.0 if ph is None else solute.neutral_share(ph)
    passing = neutral + (1.0 - neutral) * parameter("diffusion.ion_share")
    return math.pow(10.0, log_cm_s) * _HOUR_S * passing


def diffusion_layers(
    stack: TissueStack, solute: Solute, ph: float | None = None
) -> tuple[DiffusionLayer, ...]:
    """Diffusion layers from the surface down, the subcutis without end, under the present draw.

    ph : of what lies on the skin; it sets how much of an acid or base goes into the corneum. The
    corneum's permeability is split into partition (Kow to the power 0.71) and diffusion over its
    own thickness (cleek-bunge-1993): a thinner corneum lets more through.
    """
    corneum_um = stack.thickness_um[0]
    partition = math.pow(10.0, parameter("diffusion.potts_guy.log_kow") * solute.log_kow)
    norm = parameter("diffusion.corneum_thickness")
    um_s = corneum_permeability_cm_h(solute) / _HOUR_S * 1e4
    taken = corneum_permeability_cm_h(solute, ph) / corneum_permeability_cm_h(solute)
    fat = parameter("diffusion.fat_partition_power") * solute.log_kow
    living, dermal = _living_um2_s(solute), _dermal_um2_s(solute)
    clearance = parameter("diffusion.dermis_clearance")
    dermis = [
        DiffusionLayer(thickness, dermal, 1.0, clearance) for thickness in stack.thickness_um[2:4]
    ]
    return (
        DiffusionLayer(corneum_um, um_s * norm / partition, partition * taken),
        DiffusionLayer(stack.thickness_um[LAYERS.index("epidermis")], living, 1.0),
        *dermis,
        DiffusionLayer(math.inf, living, max(math.pow(10.0, fat), 0.1)),
    )


def _living_um2_s(solute: Solute) -> float:
    return parameter("diffusion.epidermis_constant") / math.sqrt(solute.molar_mass_g_mol)


def _dermal_um2_s(solute: Solute) -> float:
    log_cm2_s = parameter("diffusion.dermis_constant") + parameter(
        "diffusion.dermis_power"
    ) * math.log10(solute.molar_mass_g_mol)
    return math.pow(10.0, log_cm2_s) * _CM2_IN_UM2
