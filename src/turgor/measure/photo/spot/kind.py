"""Pigment or blood: which way a spot leaves the skin around it on the two index maps.

More melanin and more blood both darken red and move the ratio of red to green, in directions that
turn with the skin's own tone: on light skin melanin lies near 20 and blood near 58 degrees from the
MI axis; on very dark skin melanin lowers EI and blood hardly shows. The dividing angle lies half
way between the two directions that the skin model gives for that tone. A shadow lies at 0.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from turgor.physics.colour import tristimulus
from turgor.physics.colour.rgb import XYZ_TO_RGB
from turgor.physics.skin_optics import SkinOptics, skin_reflectances

_MELANIN = tuple(np.geomspace(0.05, 3.0, 12))
_MORE = 1.3
_SHADOW_TIMES_U = 3.0
_WAVELENGTH_NM = np.arange(400.0, 701.0, 10.0)
_DARKEST = 1e-4


def kind_of(contrasts: tuple[float, float], dividing_deg: float) -> int:
    """0 = pigment, 1 = vascular, for contrasts of MI and EI."""
    return int(turn_from(contrasts, dividing_deg) > 0.0)


def turn_from(contrasts: tuple[float, ...], dividing_deg: float) -> float:
    """Angle in degrees from the dividing direction towards blood, -180 to 180."""
    angle = float(np.degrees(np.arctan2(contrasts[1], contrasts[0])))
    return (angle - dividing_deg + 180.0) % 360.0 - 180.0


def dividing_angle_deg(mi_rgb_of_skin: float) -> float:
    """Half way between the directions of melanin and of blood, for skin of this MI_rgb."""
    tones, melanin_deg, blood_deg = directions_deg()
    return float(np.interp(mi_rgb_of_skin, tones, 0.5 * (melanin_deg + blood_deg)))


def is_shadow(contrasts: tuple[float, float], u_ei: float, mi_rgb_of_skin: float) -> bool:
    """Whether a dark place lacks the colour of pigment so clearly that it is a shadow.

    Where the two can't be told apart (EI of melanin is small on tanned skin) it is no shadow.
    """
    tones, melanin_deg, _ = directions_deg()
    slope = float(np.tan(np.radians(np.interp(mi_rgb_of_skin, tones, melanin_deg))))
    pigment_ei, ei = slope * contrasts[0], contrasts[1]
    return abs(pigment_ei - ei) > _SHADOW_TIMES_U * u_ei and abs(ei) < 0.5 * abs(pigment_ei)


@cache
def directions_deg() -> tuple[NDArray[np.float64], ...]:
    """MI_rgb of skin from light to dark, and the directions of 30 % more melanin and blood."""
    base = [SkinOptics(melanin=float(melanin)).as_row() for melanin in _MELANIN]
    more_melanin = [SkinOptics(melanin=_MORE * float(melanin)).as_row() for melanin in _MELANIN]
    blood = _MORE * SkinOptics().blood_fraction
    more_blood = [
        SkinOptics(melanin=float(melanin), blood_fraction=blood).as_row() for melanin in _MELANIN
    ]
    index = _indices(np.array([*base, *more_melanin, *more_blood])).reshape(3, len(_MELANIN), 2)
    out = [index[0, :, 0]]
    for changed in index[1:]:
        apart = changed - index[0]
        out.append(np.degrees(np.arctan2(apart[:, 1], apart[:, 0])))
    return tuple(out)


def _indices(parameters: NDArray[np.float64]) -> NDArray[np.float64]:
    """(m, 2) MI_rgb and EI_rgb of skins."""
    spectra = skin_reflectances(parameters, _WAVELENGTH_NM)
    xyz = tristimulus(_WAVELENGTH_NM, spectra, "D65", "cie-1931-2deg")
    rgb = xyz / 100.0 @ XYZ_TO_RGB.T
    red, green = np.maximum(rgb[:, 0], _DARKEST), np.maximum(rgb[:, 1], _DARKEST)
    return np.stack([100.0 * np.log10(1.0 / red), 100.0 * np.log10(red / green)], axis=1)
