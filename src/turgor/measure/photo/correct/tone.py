"""The camera's tone curve where it is not the encoding's: bent until the greys fall in line."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CURVES = ("encoding", "gamma", "bent")
_LEAST_GREYS = {"encoding": 0, "gamma": 3, "bent": 5}
#: exponents beyond which a curve is no camera's
_LEAST_SLOPE, _MOST_SLOPE = 0.4, 2.5


@dataclass(frozen=True, slots=True)
class Tone:
    """log(linear) = slope * log(m) + bend * log(m)^2 for m above ``darkest``, straight below it.

    It leaves 1 at 1.
    """

    slope: float = 1.0
    bend: float = 0.0
    darkest: float = 1e-4

    def __call__(self, value: NDArray[np.float64]) -> NDArray[np.float64]:
        """Straightened values of the encoding's linear values 0..1."""
        low = np.log(self.darkest)
        log = np.log(np.maximum(value, 1e-12))
        inside = np.maximum(log, low)
        bent = self.slope * inside + self.bend * inside**2
        bent = bent + (self.slope + 2 * self.bend * low) * (log - inside)
        return np.asarray(np.where(value > 0, np.exp(bent), 0.0))


def fitted_tone(
    curve: str, grey: NDArray[np.float64], luminance: NDArray[np.float64]
) -> Tone | None:
    """The tone that makes greys' recorded values (n, 3) proportional to their luminance (n,).

    None where there are too few greys or no camera has such a curve.
    """
    if curve == "encoding":
        return Tone()
    usable = (grey > 1e-4).all(axis=1) & (luminance > 1e-3)
    if usable.sum() < _LEAST_GREYS[curve]:
        return None
    log, wanted = np.log(grey[usable]), np.log(luminance[usable])
    n = len(wanted)
    powers = 1 if curve == "gamma" else 2
    # one slope and bend for all channels, so that greys stay grey; a gain for each channel
    design = np.zeros((3 * n, powers + 3))
    for channel in range(3):
        part = slice(channel * n, (channel + 1) * n)
        for power in range(powers):
            design[part, power] = log[:, channel] ** (power + 1)
        design[part, powers + channel] = 1.0
    # near black the logarithm exaggerates noise and stray light
    weight = np.tile(np.sqrt(luminance[usable]), 3)
    solved = np.linalg.lstsq(design * weight[:, None], np.tile(wanted, 3) * weight, rcond=None)[0]
    bend = float(solved[1]) if powers == 2 else 0.0
    tone = Tone(float(solved[0]), bend, float(grey[usable].min()))
    slopes = tone.slope + 2 * tone.bend * np.array([np.log(tone.darkest), 0.0])
    return tone if (slopes > _LEAST_SLOPE).all() and (slopes < _MOST_SLOPE).all() else None
