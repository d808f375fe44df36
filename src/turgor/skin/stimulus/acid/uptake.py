"""Uptake of acid in a diffusion cell: corneum, living skin and what reaches the receptor."""

from dataclasses import dataclass

import numpy as np

from turgor.evidence import parameter
from turgor.physics.tissue import diffusion_layers
from turgor.record.tissue import TissueStack
from turgor.skin.stimulus.acid.barrier import Corneum, disruption
from turgor.skin.stimulus.acid.column import film_um, lay_column
from turgor.skin.stimulus.acid.film import Film, film
from turgor.skin.stimulus.acid.titration import Column, Living, Progress, advance

#: cells of corneum and of living skin
_CORNEUM, _LIVING = 8, 40
#: of the excised skin, living epidermis, µm; the rest is dermis
_EPIDERMIS_UM = 60.0
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


@dataclass(frozen=True, slots=True)
class Cell:
    """What a study of uptake left unsaid, and what its figures are fitted with.

    film_ul_cm2 : put on. bound_most_mol_l, bound_half_mol_l : what excised skin holds of the salt.
    disruption_at_ph_2 : as in ``disruption``; 0 for corneum that holds at any pH.
    """

    film_ul_cm2: float
    bound_most_mol_l: float
    bound_half_mol_l: float
    disruption_at_ph_2: float

    @classmethod
    def fitted(cls) -> "Cell":
        """The evidence base's values, under the present draw."""
        return cls(
            film_ul_cm2=parameter("peel.cell.film"),
            bound_most_mol_l=parameter("peel.cell.bound_most"),
            bound_half_mol_l=parameter("peel.cell.bound_half"),
            disruption_at_ph_2=parameter("peel.corneum.disruption_at_ph_2"),
        )


def cell_uptake(agent: str, percent: float, ph: float, hours: float, cell: Cell) -> Uptake:
    """Uptake from a film of finite volume through excised skin into a flowing receptor."""
    put_on = film([(agent, percent)], ph)
    column = _cell_column(put_on, cell)
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


def _cell_column(put_on: Film, cell: Cell) -> Column:
    thickness = parameter("peel.corneum.measured_thickness")
    skin = parameter("peel.cell.skin_thickness")
    excised = TissueStack(
        "excised", (thickness, _EPIDERMIS_UM, skin - _EPIDERMIS_UM, 1.0, 1.0), 0.0, 0.0, 0.0
    )
    layers = diffusion_layers(excised, put_on.solute)
    width = np.concatenate(
        [np.full(_CORNEUM, thickness / _CORNEUM), np.full(_LIVING, skin / _LIVING)]
    )
    middle = np.cumsum(width) - 0.5 * width
    epidermis, dermis = layers[1].diffusivity_um2_s, layers[2].diffusivity_um2_s
    bases = np.full(len(width), parameter("peel.living.bases"))
    bases[:_CORNEUM] = 0.0
    return lay_column(
        width,
        _CORNEUM,
        Corneum.for_acid(put_on.permeability_um_s),
        film_um=film_um(cell.film_ul_cm2),
        eased=disruption(put_on.ph, cell.disruption_at_ph_2),
        living_um2_s=np.where(middle < thickness + _EPIDERMIS_UM, epidermis, dermis),
        bases=bases,
        washed=np.zeros(len(width)),
        bound_most=cell.bound_most_mol_l,
        bound_half=cell.bound_half_mol_l,
        open_below=True,
    )
