"""Layers as a photon sees them."""

import math
from dataclasses import dataclass

from turgor.errors import InputError


@dataclass(frozen=True, slots=True)
class OpticalLayer:
    """One plane layer; thickness_mm inf for a half-space. Coefficients in 1/mm.

    anisotropy : mean cosine of scattering (Henyey-Greenstein). index : of refraction.
    """

    thickness_mm: float
    absorption_mm: float
    scattering_mm: float
    anisotropy: float
    index: float

    def __post_init__(self) -> None:
        """Hold what is physical."""
        if not self.thickness_mm > 0.0:
            raise InputError(f"a layer is {self.thickness_mm} mm thick; it lies above 0")
        for name in ("absorption_mm", "scattering_mm"):
            value = getattr(self, name)
            if not (value >= 0.0 and math.isfinite(value)):
                raise InputError(f"{name} is {value}; it is 0 or more, in 1/mm")
        if not -1.0 < self.anisotropy < 1.0:
            raise InputError(f"anisotropy is {self.anisotropy}; allowed: above -1, below 1")
        if not 1.0 <= self.index <= 5.0:
            raise InputError(f"refractive index is {self.index}; allowed: 1 to 5")


@dataclass(frozen=True, slots=True)
class OpticalStack:
    """Layers from the top down between two media that neither absorb nor scatter."""

    layers: tuple[OpticalLayer, ...]
    index_above: float = 1.0
    index_below: float = 1.0
