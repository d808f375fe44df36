"""A spectrophotometer held to skin: bands, bandwidth, wavelength shift, gain and noise."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError

F = NDArray[np.float64]

#: step at which the forward law is solved below a band, and SDs of a band's reach
FINE_NM, REACH = 2.0, 3.0

#: full width at half height of a Gaussian over its standard deviation
FWHM = 2.3548200450309493


@dataclass(frozen=True, slots=True)
class SpectrometerSpec:
    """One instrument; spreads are between readings, noise is between bands.

    aperture_mm : diameter of the lit and seen disc; light that leaves it sideways is lost.
    shift_nm, gain : SD of a reading's wavelength shift and of its scale (a share of reflectance).
    noise, noise_share : SD of a band, fixed and as a share of reflectance.
    """

    first_nm: float = 400.0
    last_nm: float = 700.0
    step_nm: float = 10.0
    bandwidth_nm: float = 10.0
    aperture_mm: float = 8.0
    geometry: str = "d:8-sci"
    shift_nm: float = 0.15
    gain: float = 0.015
    noise: float = 0.0006
    noise_share: float = 0.001
    device: str = "Phantom S1"
    device_class: str = "phantom-spectrophotometer"

    def __post_init__(self) -> None:
        """Refuse bands that the forward law can't give."""
        if not 370.0 <= self.first_nm < self.last_nm <= 890.0 or self.step_nm <= 0:
            raise InputError("spectrometer: bands must rise within 370 to 890 nm")
        if min(self.bandwidth_nm, self.aperture_mm) <= 0:
            raise InputError("spectrometer: bandwidth_nm and aperture_mm must be above 0")
        if min(self.shift_nm, self.gain, self.noise, self.noise_share) < 0:
            raise InputError("spectrometer: spreads and noise must be 0 or more")

    @property
    def wavelength_nm(self) -> F:
        """(bands,) their stated centres."""
        count = round((self.last_nm - self.first_nm) / self.step_nm) + 1
        return self.first_nm + self.step_nm * np.arange(count, dtype=np.float64)

    def fine_nm(self) -> F:
        """Wavelengths at which the forward law is solved for this instrument."""
        reach = REACH * self.bandwidth_nm / FWHM + 4.0 * self.shift_nm
        low = max(FINE_NM * math.floor((self.first_nm - reach) / FINE_NM), 360.0)
        high = min(FINE_NM * math.ceil((self.last_nm + reach) / FINE_NM), 900.0)
        return np.arange(low, high + 0.5 * FINE_NM, FINE_NM)

    def bands(self, fine_nm: F, shift_nm: float = 0.0) -> F:
        """(bands, fine) weights of each band, centred ``shift_nm`` above what it states."""
        off = fine_nm - (self.wavelength_nm[:, None] + shift_nm)
        weights = np.exp(-0.5 * (off * FWHM / self.bandwidth_nm) ** 2)
        shares: F = weights / weights.sum(axis=1, keepdims=True)
        return shares
