"""Uptake of acid in a diffusion cell: corneum, living skin and what reaches the receptor."""

from dataclasses import dataclass

import numpy as np

from turgor.evidence import parameter
from turgor.skin.stimulus.acid.barrier import Corneum, disruption
from turgor.skin.stimulus.acid.column import film_um, lay_column
from turgor.skin.stimulus.acid.film import film
from turgor.skin.stimulus.acid.titration import Living, Progress, advance

#: cells of corneum and of living skin
_CORNEUM, _LIVING = 8, 40
#: acid meets bases this fast, l/(mol·s): a front of some 3 µm, far thinner than any layer
REACTION = 50.0


@dataclass(frozen=True, slots=True)
class Uptake:
    """Where the acid that was put on has gone, % of it."""

    corneum: float
    living: float
    receptor: float

    @property
    def total(self) -> float:
        """All that went in, %."""
        return self.corneum + self.living + self.receptor


def cell_uptake(
    agent: str, percent: float, ph: float, hours: float, *, disrupts: bool = True
) -> Uptake:
    """Uptake from a film of finite volume through excised skin into a flowing receptor.

    disrupts : False for corneum that holds at any pH, so that free acid alone decides.
    """
    put_on = film([(agent, percent)], ph)
    corneum = Corneum.for_acid(put_on.permeability_um_s)
    thickness = parameter("peel.corneum.measured_thickness")
    skin = parameter("peel.cell.skin_thickness")
    width = np.concatenate(
        [np.full(_CORNEUM, thickness / _CORNEUM), np.full(_LIVING, skin / _LIVING)]
    )
    bases = np.full(len(width), parameter("peel.living.bases"))
    bases[:_CORNEUM] = 0.0
    column = lay_column(
        width,
        _CORNEUM,
        corneum,
        film_um=film_um(parameter("peel.cell.film")),
        eased=disruption(ph) if disrupts else 1.0,
        living_um2_s=parameter("peel.living.diffusivity"),
        bases=bases,
        washed=np.zeros(len(width)),
        bound_most=parameter("peel.cell.bound_most"),
        bound_half=parameter("peel.cell.bound_half"),
        open_below=True,
    )
    progress = Progress.untouched(column)
    progress.free[0], progress.salt[0] = put_on.free_mol_l, put_on.salt_mol_l
    advance(
        column,
        progress,
        3600.0 * hours,
        reaction=REACTION,
        soluble=put_on.soluble_mol_l,
        living=Living(),
    )
    all_of_it = put_on.total_mol_l * column.width_um[0] / 100.0
    held = (progress.free + progress.salt) * column.partition
    held += column.bound_most * progress.salt / (column.bound_half + progress.salt)
    held *= column.width_um
    first = 1 + _CORNEUM
    return Uptake(
        corneum=float(held[1:first].sum() / all_of_it),
        living=float(held[first:].sum() / all_of_it),
        receptor=float(progress.through[:2].sum() / all_of_it),
    )
