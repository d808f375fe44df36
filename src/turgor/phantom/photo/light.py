"""What light falls on the skin: its spectrum, and how unevenly it lies over the picture."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.errors import InputError
from turgor.physics.colour.illuminant import ILLUMINANTS, illuminant_power

F = NDArray[np.float64]

#: white LED as a blue line and a phosphor hump: centre nm, SD nm below, SD nm above, height.
#: Shapes are assumed, not of any product; they stand for a light with gaps in its spectrum.
LEDS: dict[str, tuple[tuple[float, float, float, float], ...]] = {
    "led-warm": ((452.0, 9.0, 11.0, 0.42), (600.0, 48.0, 62.0, 1.0)),
    "led-cold": ((450.0, 9.0, 12.0, 1.0), (560.0, 45.0, 70.0, 0.62)),
}
LIGHTS = (*ILLUMINANTS, *LEDS)


@dataclass(frozen=True, slots=True)
class LightSpec:
    """One light.

    spectrum : one of LIGHTS. gradient : share by which the light falls from one side of the
    picture to the other, along ``gradient_deg`` (from u towards v). vignetting : share lost in the
    corners. hot_spot : extra share in a broad patch around ``hot_at`` (shares of width, height).
    gloss : reflectance that the skin's surface adds there, as without polariser.
    """

    spectrum: str = "D65"
    gradient: float = 0.0
    gradient_deg: float = 0.0
    vignetting: float = 0.0
    hot_spot: float = 0.0
    hot_at: tuple[float, float] = (0.4, 0.35)
    gloss: float = 0.0

    def __post_init__(self) -> None:
        """Refuse an unknown spectrum and darkness."""
        if self.spectrum not in LIGHTS:
            raise InputError(f"light '{self.spectrum}' is unknown; allowed: {', '.join(LIGHTS)}")
        if not (abs(self.gradient) < 1.5 and 0 <= self.vignetting < 1 and self.hot_spot > -0.9):
            raise InputError("light: gradient below 1.5, vignetting 0 to 1, hot_spot above -0.9")

    def numbers(self, shape: tuple[int, int]) -> F:
        """(10,) coefficients for ``light_at`` in a photograph of that shape."""
        rows, cols = shape
        angle = math.radians(self.gradient_deg)
        half = 0.5 * math.hypot(rows, cols)
        return np.array(
            (
                0.5 * (cols - 1), 0.5 * (rows - 1), half, self.gradient * math.cos(angle),
                self.gradient * math.sin(angle), self.vignetting, self.hot_spot,
                self.hot_at[0] * (cols - 1), self.hot_at[1] * (rows - 1), self.gloss,
            )
        )  # fmt: skip

    def level(self, points_px: F, shape: tuple[int, int]) -> F:
        """(n,) light at pixels (n, 2) over that in the middle of an even light."""
        numbers = self.numbers(shape)
        return np.array([light_at(float(u), float(v), numbers)[0] for u, v in points_px])


def light_power(spectrum: str, wavelength_nm: F) -> F:
    """Relative power (n,) at wavelengths (n,) nm; the scale carries no meaning.

    Errors: InputError where the spectrum is none of LIGHTS.
    """
    if spectrum not in LEDS:
        return illuminant_power(spectrum, wavelength_nm)
    power = np.zeros_like(wavelength_nm)
    for centre, below, above, height in LEDS[spectrum]:
        off = wavelength_nm - centre
        power += height * np.exp(-0.5 * (off / np.where(off < 0, below, above)) ** 2)
    return 100.0 * power


@jit
def light_at(u: float, v: float, numbers: F) -> tuple[float, float]:
    """Light and gloss at one pixel."""
    half = numbers[2]
    x = (u - numbers[0]) / half
    y = (v - numbers[1]) / half
    level = 1.0 + 0.5 * (numbers[3] * x + numbers[4] * y)
    r2 = x * x + y * y
    hot = 0.0
    if numbers[6] != 0.0 or numbers[9] != 0.0:
        p = (u - numbers[7]) / (0.35 * half)
        q = (v - numbers[8]) / (0.35 * half)
        hot = math.exp(-0.5 * (p * p + q * q))
    level *= (1.0 - numbers[5] * r2) * (1.0 + numbers[6] * hot)
    return max(level, 0.02), numbers[9] * hot
