"""What a search for pores in a photograph is told."""

from dataclasses import dataclass

from turgor.errors import InputError


@dataclass(frozen=True, slots=True)
class PoreOptions:
    """Sizes of what counts as a pore.

    least_um, most_um : diameter of the equal dark disc.
    least_contrast : ln of the luminance of the ring around over that of the disc.
    least_round : smaller over larger curvature at the centre; 1 is round, 0 a line.
    least_z : response in robust standard deviations of the response itself at that scale; low, so
        that contrast decides and not how many other pores there are.
    grid_um : cell on which pores are looked for, not finer than a pixel.
    background_um : standard deviation of the mean that darkness is relative to.
    """

    least_um: float = 150.0
    most_um: float = 600.0
    least_contrast: float = 0.08
    least_round: float = 0.45
    least_z: float = 2.0
    grid_um: float = 25.0
    background_um: float = 2500.0

    def __post_init__(self) -> None:
        """Refuse sizes that can't work."""
        if min(self.least_um, self.least_contrast, self.grid_um, self.background_um) <= 0:
            raise InputError("pore options: every size and contrast must be above 0")
        if self.most_um <= self.least_um:
            raise InputError("pore options: the largest diameter must be above the smallest")
