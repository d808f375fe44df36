"""A person's skin as the column of cells that acid goes down."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.evidence import parameter
from turgor.physics.tissue import Solute, diffusion_layers
from turgor.record.tissue import TissueStack
from turgor.skin.stimulus.acid.barrier import Corneum
from turgor.skin.stimulus.acid.titration import Column

FloatArray = NDArray[np.float64]

#: cells of corneum, living epidermis and papillary dermis, and in the reticular dermis
_CORNEUM, _EPIDERMIS, _PAPILLARY, _RETICULAR = 8, 16, 16, 22
#: µl/cm² as a thickness
_UM_PER_UL_CM2 = 10.0


@dataclass(frozen=True, slots=True)
class Mesh:
    """Cells below the film: widths (n,), and how many of them are corneum, then epidermis."""

    width_um: FloatArray
    corneum: int
    epidermis: int
    papillary: int

    def by_layer(self, values: tuple[float, float, float, float]) -> FloatArray:
        """One value of corneum, epidermis, papillary and reticular dermis for each cell, (n,)."""
        counts = [self.corneum, self.epidermis, self.papillary]
        counts.append(len(self.width_um) - sum(counts))
        return np.repeat(np.asarray(values, dtype=np.float64), counts)


def skin_mesh(stack: TissueStack) -> Mesh:
    """Cells from the surface to the dermis' end, even in three layers and growing below."""
    corneum, epidermis, papillary, reticular, _ = stack.thickness_um
    growing = np.geomspace(1.0, 12.0, _RETICULAR)
    parts = [
        np.full(_CORNEUM, corneum / _CORNEUM),
        np.full(_EPIDERMIS, epidermis / _EPIDERMIS),
        np.full(_PAPILLARY, papillary / _PAPILLARY),
        growing * reticular / growing.sum(),
    ]
    return Mesh(np.concatenate(parts), _CORNEUM, _EPIDERMIS, _PAPILLARY)


def skin_column(
    stack: TissueStack,
    mesh: Mesh,
    corneum: Corneum,
    solute: Solute,
    *,
    film_um: float,
    eased: float,
    evaporates_per_s: float = 0.0,
    retained: bool = False,
) -> Column:
    """A film on living skin: bases in all that lives, blood from the papillary dermis down.

    eased : how many times faster acid passes the corneum than when it is sound.
    """
    bases = parameter("peel.living.bases")
    layers = diffusion_layers(stack, solute)[:4]
    _, living, papillary, reticular = (layer.diffusivity_um2_s for layer in layers)
    washed = [layer.clearance_per_s for layer in layers]
    return lay_column(
        mesh.width_um,
        mesh.corneum,
        corneum,
        film_um=film_um,
        eased=eased,
        living_um2_s=mesh.by_layer((living, living, papillary, reticular)),
        bases=mesh.by_layer((0.0, bases, bases, bases)),
        washed=mesh.by_layer((washed[0], washed[1], washed[2], washed[3])),
        evaporates_per_s=evaporates_per_s,
        retained=retained,
    )


def lay_column(
    width_um: FloatArray,
    in_corneum: int,
    corneum: Corneum,
    *,
    film_um: float,
    eased: float,
    living_um2_s: FloatArray,
    bases: FloatArray,
    washed: FloatArray,
    bound_most: float = 0.0,
    bound_half: float = 1.0,
    evaporates_per_s: float = 0.0,
    retained: bool = False,
    open_below: bool = False,
) -> Column:
    """Cells with their conductances; the corneum is never more open than living tissue.

    living_um2_s : diffusivity of each cell, (n,); of those in the corneum, that of what lies under.
    open_below : what reaches the last cell's end is carried off (a receptor), else it stays.
    """
    n = len(width_um)
    partition = np.ones(n)
    partition[:in_corneum] = corneum.partition
    free, salt = living_um2_s.copy(), living_um2_s.copy()
    most = float(living_um2_s[0])
    moving = corneum.partition * corneum.diffusivity_um2_s * eased
    free[:in_corneum] = _no_more_than(moving, most)
    salt[:in_corneum] = _no_more_than(moving * corneum.salt, most)
    bound = np.full(n, bound_most)
    bound[:in_corneum] = 0.0
    return Column(
        width_um=np.concatenate([[film_um], width_um]),
        partition=np.concatenate([[1.0], partition]),
        free=_conductances(width_um, free, open_below),
        salt=_conductances(width_um, salt, open_below),
        washed_per_s=np.concatenate([[evaporates_per_s], washed]),
        bases=np.concatenate([[0.0], bases]),
        bound_most=np.concatenate([[0.0], bound]),
        bound_half=bound_half,
        retained=retained,
    )


def film_um(volume_ul_cm2: float) -> float:
    """Thickness of a film by its volume."""
    return volume_ul_cm2 * _UM_PER_UL_CM2


def _no_more_than(value: float, most: float) -> float:
    """Two resistances in a row: close to ``value`` while that is small, never above ``most``."""
    return value * most / (value + most)


def _conductances(width_um: FloatArray, moving: FloatArray, open_below: bool) -> FloatArray:
    """From each cell to the next, the film (well stirred) first, µm/s, (n + 1,)."""
    half = 0.5 * width_um / np.maximum(moving, 1e-30)
    between = 1.0 / (np.concatenate([[0.0], half[:-1]]) + half)
    return np.concatenate([between, [1.0 / half[-1] if open_below else 0.0]])
