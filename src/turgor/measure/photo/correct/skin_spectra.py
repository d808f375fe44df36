"""Skin as the camera may meet it: spectra of the layered model over the range of human skin.

A chart's paints are no skin: haemoglobin's bands reach a camera otherwise than paints of the same
colour do. These spectra, seen through the sensitivities that the chart lets one estimate, tell
the fit what skin will look like to this very camera in this very light.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from turgor.measure.photo.chart.layout import ILLUMINANT, OBSERVER
from turgor.physics.colour import tristimulus
from turgor.physics.skin_optics.optics import FIELDS
from turgor.physics.skin_optics.reflect import skin_reflectances

#: at these wavelengths sensitivities and skin are held, nm
BAND_NM: NDArray[np.float64] = np.arange(400.0, 701.0, 10.0)
_COUNT = 240
#: least and most of each field, and whether it is spread by its logarithm: wide enough for the
#: palest and the darkest skin, pale and flushed, by contact probe (small radius) or from afar
_RANGE: dict[str, tuple[float, float, bool]] = {
    "melanin": (0.03, 3.0, True),
    "blood_fraction": (0.002, 0.06, True),
    "oxygenation": (0.4, 0.95, False),
    "scattering_mm": (3.5, 10.0, False),
    "mie_power": (0.2, 1.4, False),
    "yellow_mm": (0.0, 0.08, False),
    "aperture_radius_mm": (1.5, 40.0, True),
    "specular": (0.02, 0.05, False),
    "vessel_radius_mm": (0.002, 0.02, True),
    "melanin_exponent": (3.0, 4.3, False),
    "baseline_scale": (0.3, 1.1, False),
}


@cache
def skin_family() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Reflectances (m, bands) of made-up skins and their XYZ (m, 3), Y = 1 for white, D65, 2°."""
    share = _even_shares(_COUNT, len(FIELDS))
    columns = []
    for name, part in zip(FIELDS, share.T, strict=True):
        low, high, by_log = _RANGE[name]
        columns.append(low * (high / low) ** part if by_log else low + part * (high - low))
    reflectance = skin_reflectances(np.stack(columns, axis=1), BAND_NM)
    xyz = tristimulus(BAND_NM, reflectance, ILLUMINANT, OBSERVER) / 100.0
    reflectance.setflags(write=False)
    xyz.setflags(write=False)
    return reflectance, xyz


def _even_shares(count: int, dimensions: int) -> NDArray[np.float64]:
    """(count, dimensions) points that fill the unit cube evenly, always the same ones.

    Steps of powers of the root of x^(d+1) = x + 1, taken modulo 1 (an additive recurrence).
    """
    root = 1.0
    for _ in range(80):
        root = (1.0 + root) ** (1.0 / (dimensions + 1))
    steps = root ** -np.arange(1.0, dimensions + 1.0)
    return np.asarray((0.5 + np.outer(np.arange(1, count + 1), steps)) % 1.0)
