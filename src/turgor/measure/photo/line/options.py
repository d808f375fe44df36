"""What a search for lines in a photograph is told."""

from dataclasses import dataclass

from turgor.errors import InputError
from turgor.measure.photo.cell import chosen_cell_um

#: where a photograph states no scale, sizes are meant for pixels of this side
NOMINAL_UM_PER_PX = 50.0

#: a scale must span this many cells, or its filter is not the one that was asked for
LEAST_CELLS = 1.2


@dataclass(frozen=True, slots=True)
class LineOptions:
    """Sizes of what counts as a line.

    least_length_mm : shorter lines are not reported.
    least_contrast : lines whose median contrast is below are not reported; ln of the luminance of
        the lighter of no side, the darker of the two shoulders, over that of the line.
    scales_um : standard deviations of the detector across a line.
    along_um : standard deviation of the detector along a line.
    grid_um : finest cell on which lines are looked for; coarser pixels take the next of a series.
    cell_um : cell of the baseline's search, which a follow-up keeps; None chooses by the pixels.
    background_um : standard deviation of the mean that darkness is relative to.
    seed_z, follow_z : response, in robust standard deviations of the response itself, where a line
        may start, and down to which it is followed.
    gap_um : a line is followed across a weaker stretch of this length.
    """

    least_length_mm: float = 3.0
    least_contrast: float = 0.03
    scales_um: tuple[float, ...] = (80.0, 150.0, 300.0)
    along_um: float = 600.0
    grid_um: float = 50.0
    cell_um: float | None = None
    background_um: float = 2500.0
    orientations: int = 16
    seed_z: float = 5.0
    follow_z: float = 3.0
    gap_um: float = 600.0

    def __post_init__(self) -> None:
        """Refuse sizes that can't work."""
        sizes = (self.least_length_mm, self.least_contrast, self.along_um, self.grid_um)
        if self.cell_um is not None and not self.cell_um > 0:
            raise InputError("line options: the cell must be above 0, or None")
        if min(*sizes, self.background_um, self.gap_um, *self.scales_um) <= 0:
            raise InputError("line options: every size and contrast must be above 0")
        if self.orientations < 8 or self.seed_z < self.follow_z:
            raise InputError("line options: at least 8 orientations, and seed_z not below follow_z")

    def cell_for(self, um_per_px: float | None) -> float:
        """Side in µm of the cells for a photograph; without a scale a pixel is the nominal one."""
        chosen = chosen_cell_um(self.grid_um, um_per_px, self.cell_um)
        return max(self.grid_um, NOMINAL_UM_PER_PX) if chosen is None else chosen

    def scales_on(self, cell_um: float) -> tuple[float, ...]:
        """The scales, in µm, that span enough cells."""
        return tuple(s for s in self.scales_um if s >= LEAST_CELLS * cell_um)
