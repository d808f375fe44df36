"""What a search for pores in a photograph is told."""

from dataclasses import dataclass

from turgor.errors import InputError
from turgor.measure.photo.cell import chosen_cell_um
from turgor.measure.photo.line.options import NOMINAL_UM_PER_PX

#: the smallest disc must span this many cells, or pixels would be counted as pores
LEAST_CELLS = 2.5


@dataclass(frozen=True, slots=True)
class PoreOptions:
    """Sizes of what counts as a pore.

    least_um, most_um : diameter of the equal dark disc.
    least_contrast : ln of the luminance of the ring around over that of the disc.
    least_round : smaller over larger curvature at the centre; 1 is round, 0 a line.
    least_z : response in robust standard deviations of the response itself at that scale; low, so
        that contrast decides and not how many other pores there are.
    grid_um : finest cell on which pores are looked for; coarser pixels take the next of a series.
    cell_um : cell of the baseline's search, which a follow-up keeps; None chooses by the pixels.
    background_um : standard deviation of the mean that darkness is relative to.
    """

    least_um: float = 150.0
    most_um: float = 600.0
    least_contrast: float = 0.08
    least_round: float = 0.45
    least_z: float = 2.0
    grid_um: float = 25.0
    cell_um: float | None = None
    background_um: float = 2500.0

    def __post_init__(self) -> None:
        """Refuse sizes that can't work."""
        if min(self.least_um, self.least_contrast, self.grid_um, self.background_um) <= 0:
            raise InputError("pore options: every size and contrast must be above 0")
        if self.cell_um is not None and not self.cell_um > 0:
            raise InputError("pore options: the cell must be above 0, or None")
        if self.most_um <= self.least_um:
            raise InputError("pore options: the largest diameter must be above the smallest")

    def cell_for(self, um_per_px: float | None) -> float:
        """Side in µm of the cells for a photograph; without a scale a pixel is the nominal one."""
        chosen = chosen_cell_um(self.grid_um, um_per_px, self.cell_um)
        return max(self.grid_um, NOMINAL_UM_PER_PX) if chosen is None else chosen

    def least_on(self, cell_um: float) -> float:
        """Smallest diameter looked for, in µm: raised where cells are too coarse for it."""
        return max(self.least_um, LEAST_CELLS * cell_um)
