"""Skin cut into cells of depth, and how a molecule moves from one to the next.

Amounts are pmol/cm², lengths µm, times days. A cell's driving concentration is its amount over
its thickness and over its partition K against living epidermis; between two neighbours flows

    g (u_above - u_below),   1/g = h_a/(2 D_a K_a) + h_b/(2 D_b K_b).

Corneum is also carried up, one thickness in the time of its turnover, and shed.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.evidence import parameter
from turgor.physics.tissue.diffusion import Solute, diffusion_layers
from turgor.record.tissue import TissueStack

FloatArray = NDArray[np.float64]

#: cells of the corneum, each this much thicker than the one above, so that the first hours of
#: uptake are resolved where they happen
CORNEUM_CELLS, _GROWTH = 16, 1.24
#: cells of the living epidermis, of the papillary dermis, and below it
_EPIDERMIS_CELLS, _PAPILLARY_CELLS, _BELOW_UM = 4, 4, (60.0, 120.0, 200.0)
#: µm²/d in 1 µm²/s
_PER_D = 86400.0
#: lipophilicity beyond which the corneum's law isn't asked; diffusivity doesn't depend on it
_MOST_LOG_KOW = 12.0
#: drift that is none
_NO_DRIFT = 1e-9


@dataclass(frozen=True, slots=True)
class Depth:
    """Cells from the surface down, all of one length.

    thickness_um, partition, diffusivity_um2_d : of each cell. corneum, epidermis, papillary :
    which cells are whose.
    """

    thickness_um: FloatArray
    partition: FloatArray
    diffusivity_um2_d: FloatArray
    corneum: slice
    epidermis: slice
    papillary: slice

    @property
    def living(self) -> slice:
        """Cells below the corneum."""
        return slice(self.corneum.stop, self.thickness_um.size)


def depth_cells(
    stack: TissueStack,
    molar_mass: float,
    log_kow: float,
    *,
    occluded: bool = False,
    speed: float = 1.0,
    corneum_cells: int = CORNEUM_CELLS,
) -> Depth:
    """Cells for one molecule in one person's skin, under the present draw.

    The corneum's diffusivity is that of ``diffusion_layers`` (Potts and Guy's regression with its
    partition taken out) times ``speed``: slower for larger molecules, the same for all
    lipophilicities.
    """
    corneum, epidermis, papillary = stack.thickness_um[:3]
    growth = _GROWTH ** (CORNEUM_CELLS / corneum_cells)
    grades = growth ** np.arange(corneum_cells)
    below = min(stack.thickness_um[3], sum(_BELOW_UM)) / sum(_BELOW_UM)
    thickness = np.concatenate(
        [
            corneum * grades / grades.sum(),
            np.full(_EPIDERMIS_CELLS, epidermis / _EPIDERMIS_CELLS),
            np.full(_PAPILLARY_CELLS, papillary / _PAPILLARY_CELLS),
            below * np.array(_BELOW_UM),
        ]
    )
    first, second = corneum_cells, corneum_cells + _EPIDERMIS_CELLS
    partition = np.ones(thickness.size)
    partition[:first] = corneum_partition(log_kow)
    pace = np.empty(thickness.size)
    faster = speed * (parameter("ligand.corneum.occlusion") if occluded else 1.0)
    through = diffusion_layers(stack, Solute(molar_mass, min(log_kow, _MOST_LOG_KOW)))[0]
    pace[:first] = through.diffusivity_um2_s * _PER_D * faster
    pace[first:second] = parameter("ligand.epidermis.diffusivity") * _PER_D
    pace[second:] = parameter("ligand.dermis.diffusivity") * _PER_D
    return Depth(
        thickness,
        partition,
        pace,
        slice(0, first),
        slice(first, second),
        slice(second, second + _PAPILLARY_CELLS),
    )


def corneum_partition(log_kow: float) -> float:
    """Corneum over living epidermis, bound and free drug together."""
    against = log_kow - parameter("ligand.tretinoin.log_kow")
    slope = parameter("ligand.corneum.over_epidermis_slope")
    return float(parameter("ligand.corneum.over_epidermis") * 10.0 ** (slope * against))


def transport_matrix(depth: Depth) -> FloatArray:
    """Rates (n, n), 1/d, of amounts that diffuse from cell to cell and are carried up and shed.

    In the corneum diffusion and drift are fitted exponentially (Scharfetter and Gummel), so that
    slow, large molecules are neither smeared nor made negative.
    """
    h, k, d = depth.thickness_um, depth.partition, depth.diffusivity_um2_d
    half = h / (2.0 * d * k)
    pace = float(h[depth.corneum].sum()) / parameter("ligand.corneum.turnover")
    rates = np.zeros((h.size, h.size))
    rates[0, 0] -= pace / h[0]
    for upper in range(h.size - 1):
        lower = upper + 1
        conductance = 1.0 / (half[upper] + half[lower])
        drift = pace * k[upper] / conductance if lower < depth.corneum.stop else 0.0
        down = conductance * _fitted(drift) / (h[upper] * k[upper])
        up = conductance * _fitted(-drift) / (h[lower] * k[lower])
        rates[upper, upper] -= down
        rates[lower, upper] += down
        rates[lower, lower] -= up
        rates[upper, lower] += up
    return rates


def _fitted(drift: float) -> float:
    """Bernoulli's x / (exp(x) - 1)."""
    return 1.0 if abs(drift) < _NO_DRIFT else float(drift / np.expm1(drift))
