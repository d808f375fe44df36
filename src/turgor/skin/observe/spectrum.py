"""Spectra of skins whose melanin and blood are changed, and the colours read off them.

Melanin that dropped into the dermis adds to the dermis' absorption with melanin's own power of
wavelength, spread over a depth; all else is the shared model (``physics.skin_optics``).
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from turgor.compute import map_strips
from turgor.evidence import parameter
from turgor.physics.colour import ita_deg, lab_from_xyz, tristimulus, white_point
from turgor.physics.skin_optics.reflect import ForwardModel, coordinates, forward_model
from turgor.physics.skin_optics.spectrum_kernel import COORDINATES, spectrum_with_slopes
from turgor.physics.tissue.pigment import typical_optics

FloatArray = NDArray[np.float64]

ILLUMINANT, OBSERVER = "D65", "cie-1931-2deg"
#: middle of the red and of the green band of the indices, and their width, nm (fullerton-1996)
RED_NM, GREEN_NM, BANDWIDTH_NM = 655.0, 568.0, 10.0
#: bands of colour as a spectrophotometer has them, and what the indices' bands need
_COLOUR_NM = np.arange(400.0, 701.0, 10.0)
_INDEX_NM = np.array([563.0, 568.0, 573.0, 650.0, 655.0, 660.0])
COLOURS = ("l_star", "a_star", "ita", "mi", "ei")


def changed_spectra(
    own: tuple[float, float, float],
    melanin: FloatArray,
    blood: FloatArray,
    dermal: float,
    wavelength_nm: FloatArray,
) -> FloatArray:
    """Reflectance (m, n) of one skin with its melanin and blood changed.

    own : melanin depth, blood fraction, oxygenation. melanin, blood : (m,) ratios to them. dermal :
    melanin in the dermis, as a share of the skin's own depth of melanin.
    """
    optics = typical_optics(*own)
    rows = np.repeat(optics.as_row()[None], melanin.size, axis=0)
    rows[:, 0] *= melanin
    rows[:, 1] *= blood
    x = coordinates(rows)
    model = _with_dermal_melanin(forward_model(wavelength_nm), dermal * own[0], x[0])
    out = np.empty((melanin.size, wavelength_nm.size))

    def strip(start: int, end: int) -> None:
        slopes = np.empty((len(COORDINATES), wavelength_nm.size))
        for i in range(start, end):
            spectrum_with_slopes(
                x[i], model.bands, model.table, model.first, model.step, model.depth_mm,
                model.rayleigh, out[i], slopes,
            )  # fmt: skip

    map_strips(strip, melanin.size)
    return out


def changed_colours(
    own: tuple[float, float, float], melanin: FloatArray, blood: FloatArray, dermal: float
) -> Mapping[str, FloatArray]:
    """L*, a*, ITA, MI and EI (m,) of those skins, by the names of COLOURS."""
    spectra = changed_spectra(own, melanin, blood, dermal, np.r_[_COLOUR_NM, _INDEX_NM])
    whole, bands = spectra[:, : _COLOUR_NM.size], spectra[:, _COLOUR_NM.size :]
    xyz = tristimulus(_COLOUR_NM, whole, ILLUMINANT, OBSERVER)
    lab = lab_from_xyz(xyz, white_point(ILLUMINANT, OBSERVER))
    # mean over a band from its ends and middle, linear between them
    green, red = (np.log10(bands[:, k : k + 3] @ [0.25, 0.5, 0.25]) for k in (0, 3))
    return {
        "l_star": lab[:, 0],
        "a_star": lab[:, 1],
        "ita": ita_deg(lab[:, 0], lab[:, 2]),
        "mi": -100.0 * red,
        "ei": 100.0 * (red - green),
    }


def _with_dermal_melanin(model: ForwardModel, depth: float, x: FloatArray) -> ForwardModel:
    """The model whose yellow term carries, beside its own, melanin of this depth in the dermis."""
    if depth == 0.0:
        return model
    spread_mm = parameter("virtual.observe.dermal_melanin_spread") / 1000.0
    names = dict(zip(COORDINATES, x, strict=True))
    per_mm = depth / spread_mm * np.exp(names["melanin exponent"] * model.bands[0])
    bands = model.bands.copy()
    bands[4] += per_mm / np.exp(names["ln yellow"])
    return replace(model, bands=bands)
