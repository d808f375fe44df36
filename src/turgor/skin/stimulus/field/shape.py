"""One zone as radii by depth, and how many of them lie on the skin in what order."""

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.record.stimulus import DEPTH_UM

FloatArray = NDArray[np.float64]

PLACEMENTS = ("grid", "random")
LATTICES = ("square", "hexagonal")

_UM_PER_CM = 1.0e4
#: cells of one lattice that hold one zone each, as area over the squared pitch
_CELL = {"square": 1.0, "hexagonal": math.sqrt(3.0) / 2.0}


def _none() -> FloatArray:
    return np.zeros_like(DEPTH_UM)


def _all() -> FloatArray:
    return np.ones_like(DEPTH_UM)


@dataclass(frozen=True, slots=True)
class ZoneShape:
    """One zone: concentric discs at each of DEPTH_UM, by what became of them.

    *_um (n,) : outer radius of what was removed, coagulated, heat-shocked or punctured, µm; 0
    where none. Where two kinds hold one place the stronger wins, in that order, so a radius that
    is less than a stronger one's counts for nothing. reach (n,) : share of the zones that get as
    deep as that at all.
    """

    removed_um: FloatArray = field(default_factory=_none)
    coagulated_um: FloatArray = field(default_factory=_none)
    heat_shocked_um: FloatArray = field(default_factory=_none)
    punctured_um: FloatArray = field(default_factory=_none)
    reach: FloatArray = field(default_factory=_all)

    def __post_init__(self) -> None:
        """Hold radii and shares, one for each depth."""
        for name in ("removed_um", "coagulated_um", "heat_shocked_um", "punctured_um", "reach"):
            values = getattr(self, name)
            if values.shape != DEPTH_UM.shape:
                raise InputError(
                    f"{name} has shape {values.shape}; one is needed for each of "
                    f"{DEPTH_UM.size} depths"
                )
            if not (np.isfinite(values) & (values >= 0.0)).all():
                raise InputError(f"{name} has a value that is negative or no number")
        if not (self.reach <= 1.0).all():
            raise InputError("reach is a share of the zones; allowed: 0 to 1")

    @property
    def outer_um(self) -> FloatArray:
        """Radius of everything as strong as each of PROFILE_KINDS or stronger, µm: (4, n)."""
        radii = np.stack(
            [self.removed_um, self.coagulated_um, self.heat_shocked_um, self.punctured_um]
        )
        return np.maximum.accumulate(radii, axis=0)


@dataclass(frozen=True, slots=True)
class ZoneField:
    """How zones lie on the skin.

    density_mtz_cm2 : zones on each cm² when all is done, all passes and overlaps together.
    placement : 'grid' (regular within a pass, each pass anywhere with regard to the others) or
    'random' (no order at all). lattice : 'square' or 'hexagonal', of a grid. strip_overlap :
    share of a strip that the next strip of the same pass covers again, 0 to below 1.
    """

    density_mtz_cm2: float
    passes: int = 1
    placement: str = "grid"
    lattice: str = "square"
    strip_overlap: float = 0.0

    def __post_init__(self) -> None:
        """Hold what can be."""
        if not (self.density_mtz_cm2 >= 0.0 and math.isfinite(self.density_mtz_cm2)):
            raise InputError(
                f"density is {self.density_mtz_cm2:g} zones/cm²; allowed: 0 or more, counted "
                "over all passes"
            )
        if self.passes < 1 or int(self.passes) != self.passes:
            raise InputError(f"passes is {self.passes}; allowed: whole numbers from 1")
        if self.placement not in PLACEMENTS:
            raise InputError(f"placement is '{self.placement}'; allowed: {', '.join(PLACEMENTS)}")
        if self.lattice not in LATTICES:
            raise InputError(f"lattice is '{self.lattice}'; allowed: {', '.join(LATTICES)}")
        if not 0.0 <= self.strip_overlap < 1.0:
            raise InputError(
                f"strips overlap by {self.strip_overlap:g}; allowed: a share from 0 to below 1"
            )

    @property
    def grid_density_mtz_cm2(self) -> float:
        """Zones on each cm² that one strip of one pass sets down."""
        return self.density_mtz_cm2 * (1.0 - self.strip_overlap) / self.passes

    @property
    def pitch_um(self) -> float:
        """Distance between neighbouring zones of one strip, µm; inf where there are none."""
        density = self.grid_density_mtz_cm2
        if density <= 0.0:
            return math.inf
        return _UM_PER_CM / math.sqrt(density * _CELL[self.lattice])


def density_of_pitch(pitch_um: float, lattice: str = "square") -> float:
    """Zones on each cm² of a grid of that distance between neighbours.

    Errors: InputError for a pitch that isn't above 0, or an unknown lattice.
    """
    if lattice not in LATTICES:
        raise InputError(f"lattice is '{lattice}'; allowed: {', '.join(LATTICES)}")
    if not pitch_um > 0.0:
        raise InputError(f"pitch is {pitch_um:g} µm; it lies above 0")
    return (_UM_PER_CM / pitch_um) ** 2 / _CELL[lattice]
