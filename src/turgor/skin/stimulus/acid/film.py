"""What lies on the skin: free acid and salt at one pH, each with its own way through corneum."""

from collections.abc import Sequence
from dataclasses import dataclass

from turgor.evidence import parameter
from turgor.physics.tissue import Solute
from turgor.skin.stimulus.acid.agents import Dissolved, solutes
from turgor.skin.stimulus.acid.charge_balance import free_share, own_ph, salt_mol_l


@dataclass(frozen=True, slots=True)
class Film:
    """A peel's solution.

    free_mol_l, salt_mol_l : of all its acids. soluble_mol_l : free acid that water of it holds.
    permeability_um_s : of sound corneum for the free acids, in proportion to how much of each
    there is. total_mol_l : free and salt, solids as well. solute : the acids' mean, in proportion
    to how much of each is in solution.
    """

    ph: float
    free_mol_l: float
    salt_mol_l: float
    soluble_mol_l: float
    permeability_um_s: float
    total_mol_l: float
    solute: Solute

    @property
    def free_percent(self) -> float:
        """Share of the acid that is free, %."""
        return 100.0 * self.free_mol_l / self.total_mol_l if self.total_mol_l > 0.0 else 0.0


def film(parts: Sequence[tuple[str, float]], ph: float | None) -> Film:
    """A solution from its (agent, percent) and its pH; None for the pH that it has by itself.

    Errors: InputError for an agent that is unknown.
    """
    acids = [acid for name, percent in parts for acid in solutes(name, percent)]
    at = own_ph(acids) if ph is None else ph
    ionic = salt_mol_l(acids, at)
    shares = [free_share(acid.pka, at, ionic) for acid in acids]
    active = [acid.effective_mol_l * share for acid, share in zip(acids, shares, strict=True)]
    carried = sum(a * permeability_um_s(acid) for a, acid in zip(active, acids, strict=True))
    total = sum(acid.mol_l for acid in acids)
    salt = sum(acid.effective_mol_l for acid in acids) - sum(active)
    return Film(
        ph=at,
        free_mol_l=total - salt,
        salt_mol_l=salt,
        soluble_mol_l=max(sum(active), 1e-12),
        permeability_um_s=carried / max(sum(active), 1e-300),
        total_mol_l=total,
        solute=_mean(acids),
    )


def _mean(acids: Sequence[Dissolved]) -> Solute:
    parts = [max(acid.effective_mol_l, 1e-300) for acid in acids]
    mass = sum(p * acid.molar_mass_g_mol for p, acid in zip(parts, acids, strict=True))
    fat = sum(p * acid.log_octanol for p, acid in zip(parts, acids, strict=True))
    return Solute(mass / sum(parts), fat / sum(parts))


def permeability_um_s(acid: Dissolved) -> float:
    """Of sound corneum for the free acid: lactic acid's, carried over as Potts and Guy have it."""
    lactic = parameter("peel.corneum.lactic_permeability") * 1e4 / 3600.0
    by_fat = acid.log_octanol - parameter("peel.lactic.log_octanol")
    by_size = acid.molar_mass_g_mol - parameter("peel.lactic.molar_mass")
    slope = parameter("diffusion.potts_guy.log_kow")
    size = parameter("diffusion.potts_guy.molar_mass")
    return float(lactic * 10.0 ** (slope * by_fat + size * by_size))
