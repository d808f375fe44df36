"""What the user states of a file of spectra where the file itself can't."""

import math
from dataclasses import dataclass, fields

from turgor.errors import InputError
from turgor.record.spectrum import GEOMETRIES

SCALES = ("percent", "fraction")


@dataclass(frozen=True, slots=True)
class SpectrumOptions:
    """What the user states; what the file itself states always wins, and a flag says so.

    geometry : one of GEOMETRIES. aperture_mm : diameter of the measured spot.
    bandwidth_nm : full width at half height of the instrument's bands.
    device, device_class : the instrument, and its kind in the laboratory's own words.
    scale : 'percent' or 'fraction', where the numbers leave that open.
    max_spectra : a file that holds more is refused.

    Errors: InputError where a number is not finite and positive or a word is not allowed.
    """

    geometry: str | None = None
    aperture_mm: float | None = None
    bandwidth_nm: float | None = None
    device: str | None = None
    device_class: str | None = None
    scale: str | None = None
    max_spectra: int = 100_000

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, float) and not (math.isfinite(value) and value > 0):
                raise InputError(
                    f"option {item.name} is {value:g}; it must be a finite number above zero"
                )
        if self.geometry is not None and self.geometry not in GEOMETRIES:
            raise InputError(
                f"option geometry is '{self.geometry}'; allowed: {', '.join(GEOMETRIES)}"
            )
        if self.scale is not None and self.scale not in SCALES:
            raise InputError(f"option scale is '{self.scale}'; allowed: {', '.join(SCALES)}")
        if self.max_spectra < 1:
            raise InputError(f"option max_spectra is {self.max_spectra}; it must be at least 1")
