"""The optical state of one patch of skin, as the layered model needs it."""

import math
from dataclasses import astuple, dataclass, fields

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError

FloatArray = NDArray[np.float64]

#: Fields that are amounts and must lie above 0.
_ABOVE_ZERO = (
    "melanin",
    "blood_fraction",
    "scattering_mm",
    "aperture_radius_mm",
    "vessel_radius_mm",
)


@dataclass(frozen=True, slots=True)
class SkinOptics:
    """What one patch of skin, under one instrument, sends back; defaults are light, calm skin.

    melanin : absorption optical depth of the epidermis at 500 nm. blood_fraction : of the
    dermis' volume, 0 to 1. oxygenation : of that blood, 0 to 1. scattering_mm : reduced
    scattering at 500 nm, 1/mm. mie_power : its fall with wavelength beside the Rayleigh share.
    yellow_mm : peak absorption of a yellow term in the dermis, 1/mm. aperture_radius_mm : of
    the lit and seen disc, inf = no light is lost at its edge. specular : share that the surface
    sends back. vessel_radius_mm : of the vessels in which blood is packed. melanin_exponent :
    power of its fall with wavelength. baseline_scale : of the bloodless absorption.
    """

    melanin: float = 0.2
    blood_fraction: float = 0.014
    oxygenation: float = 0.79
    scattering_mm: float = 6.1
    mie_power: float = 0.5
    yellow_mm: float = 0.027
    aperture_radius_mm: float = math.inf
    specular: float = 0.028
    vessel_radius_mm: float = 0.005
    melanin_exponent: float = 3.7
    baseline_scale: float = 0.6

    def __post_init__(self) -> None:
        """Hold every field within what is physical."""
        for name in _ABOVE_ZERO:
            if not getattr(self, name) > 0.0:
                raise InputError(f"skin optics: {name} is {getattr(self, name)}; it lies above 0")
        for name in ("blood_fraction", "oxygenation"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise InputError(f"skin optics: {name} is {getattr(self, name)}; allowed: 0 to 1")
        for name in ("yellow_mm", "baseline_scale"):
            if not getattr(self, name) >= 0.0:
                raise InputError(f"skin optics: {name} is {getattr(self, name)}; least is 0")

    def as_row(self) -> FloatArray:
        """The fields in order, (11,)."""
        return np.array(astuple(self), dtype=np.float64)

    @classmethod
    def from_row(cls, row: FloatArray) -> "SkinOptics":
        """Skin optics from fields in order, (11,).

        Errors: InputError where a value is not physical.
        """
        return cls(*(float(value) for value in row))


FIELDS = tuple(field.name for field in fields(SkinOptics))
