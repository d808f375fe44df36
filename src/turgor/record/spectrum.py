"""A reflectance spectrum as a contact instrument or a bench spectrophotometer recorded it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

UNKNOWN = "unknown"
#: Measuring geometries, in CIE's own words: illumination : viewing, specular in- or excluded.
GEOMETRIES = ("d:8-sci", "d:8-sce", "8:d-sci", "8:d-sce", "45:0", "0:45", UNKNOWN)


@dataclass(frozen=True, slots=True)
class Spectrum:
    """One reading of one patch of skin.

    wavelength_nm : (n,) float64, nm, rising. reflectance : (n,) float64, fraction of a perfect
        white, NaN = not recorded; values a little outside 0 to 1 are kept and flagged.
    geometry : one of GEOMETRIES. aperture_mm : diameter of the measured spot, None = not stated.
    bandwidth_nm : full width at half height of the instrument, None = not stated.
    name : the reading's own label in its file; empty where the file holds one reading.
    stated : numbers that the file itself states of this reading, by their heading, for example
        the instrument's own L*.
    """

    wavelength_nm: NDArray[np.float64]
    reflectance: NDArray[np.float64]
    geometry: str = UNKNOWN
    aperture_mm: float | None = None
    bandwidth_nm: float | None = None
    name: str = ""
    format_id: str = "array"
    device: str = ""
    device_class: str = UNKNOWN
    stated: Mapping[str, float] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
