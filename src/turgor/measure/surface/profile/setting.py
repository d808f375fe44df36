"""How profiles are cut and judged: cut-off, sections, thresholds; each one is a condition."""

import math
from dataclasses import dataclass

from turgor.errors import InputError

DEFAULT_CUTOFF_UM = 800.0
DEFAULT_SECTIONS = 5


@dataclass(frozen=True, slots=True)
class ProfileSetting:
    """The choices behind one set of profile values.

    cutoff_um : nesting index of the roughness filter, µm; also the section length.
    sections : section lengths in one evaluation length.
    profiles : most parallel lines cut in one direction, spread evenly over the map.
    least_valid : share of measured points that each section must hold.
    element_threshold : a hill counts as such above this share of Rp, a dale below this share of Rv.
    ratio_height_um : height of the cut for Rmr(c), µm above the mean line.
    """

    cutoff_um: float = DEFAULT_CUTOFF_UM
    sections: int = DEFAULT_SECTIONS
    profiles: int = 100
    least_valid: float = 0.75
    element_threshold: float = 0.1
    ratio_height_um: float = 0.0

    def __post_init__(self) -> None:
        if not (math.isfinite(self.cutoff_um) and self.cutoff_um > 0):
            raise InputError(f"profile cut-off is {self.cutoff_um} µm; give a number above zero")
        if self.sections < 1 or self.profiles < 1:
            raise InputError(
                f"profiles need at least one section and one line; given {self.sections} sections "
                f"and {self.profiles} lines"
            )
        if not 0 < self.least_valid <= 1 or not 0 <= self.element_threshold < 1:
            raise InputError(
                f"least_valid is {self.least_valid} (allowed 0 to 1) and element_threshold is "
                f"{self.element_threshold} (allowed 0 up to 1)"
            )

    @property
    def evaluation_um(self) -> float:
        """Evaluation length, µm."""
        return self.sections * self.cutoff_um
