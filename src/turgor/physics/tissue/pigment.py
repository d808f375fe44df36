"""Pigment and blood of a patch of skin: measured, from its colour, or by phototype."""

import re

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.evidence import parameter
from turgor.physics.colour.cielab import lab_from_xyz
from turgor.physics.colour.ita import ita_deg
from turgor.physics.colour.tristimulus import tristimulus, white_point
from turgor.physics.skin_optics.optics import SkinOptics
from turgor.physics.skin_optics.reflect import skin_reflectances

_ROMAN = ("i", "ii", "iii", "iv", "v", "vi")
_WORD = re.compile(r"(?:fst|fitzpatrick|phototype|skin type|type)?\s*([1-6]|i{1,3}|iv|vi?)")
#: bands in which colour is worked out, as a spectrophotometer has them
_BANDS_NM = np.arange(400.0, 701.0, 10.0)
#: melanin depths among which the one with a given colour is sought: from none to the darkest skin
_SOUGHT = np.exp(np.linspace(np.log(0.005), np.log(8.0), 120))


def typical_optics(melanin: float, blood_fraction: float, oxygenation: float) -> SkinOptics:
    """The shared skin model at these amounts, all else at its priors' centres (or a draw of them).

    No light is lost at an edge.
    """
    return SkinOptics(
        melanin=max(melanin, 1e-9),
        blood_fraction=max(blood_fraction, 1e-9),
        oxygenation=oxygenation,
        scattering_mm=float(np.exp(parameter("chromophore.prior.ln_scattering"))),
        mie_power=parameter("chromophore.prior.mie_power"),
        yellow_mm=float(np.exp(parameter("chromophore.prior.ln_yellow"))),
        specular=parameter("chromophore.prior.specular"),
        vessel_radius_mm=float(np.exp(parameter("chromophore.prior.ln_vessel_radius"))),
        melanin_exponent=parameter("chromophore.prior.melanin_exponent"),
        baseline_scale=float(np.exp(parameter("chromophore.prior.ln_baseline_scale"))),
    )


def default_blood() -> tuple[float, float]:
    """Blood fraction and its oxygenation, from the priors, under the present draw."""
    logit = parameter("chromophore.prior.logit_oxygenation")
    return float(np.exp(parameter("chromophore.prior.ln_blood"))), float(
        1.0 / (1.0 + np.exp(-logit))
    )


def melanin_of_anybody() -> float:
    """Melanin depth where nothing is known of the person, from the prior of all skin colours."""
    return float(np.exp(parameter("chromophore.prior.ln_melanin")))


def melanin_of_phototype(phototype: str) -> float | None:
    """Melanin depth at 500 nm for 'IV', 'type 4' or 'III-IV' (the middle); None where not told."""
    told = [part for part in re.split(r"\s*(?:-|–|to|/)\s*", phototype.strip().lower()) if part]
    matches = [_WORD.fullmatch(part) for part in told]
    if not matches or len(matches) > 2 or not all(matches):
        return None
    found = [match.group(1) for match in matches if match]
    numbers = [_ROMAN.index(one) + 1 if one in _ROMAN else int(one) for one in found]
    logs = [np.log(parameter(f"tissue.melanin_depth.phototype_{number}")) for number in numbers]
    return float(np.exp(np.mean(logs)))


def ita_of_melanin(melanin: float, blood_fraction: float, oxygenation: float) -> float:
    """Individual typology angle (degrees; D65, 10 degrees, sphere, specular included)."""
    rows = typical_optics(melanin, blood_fraction, oxygenation).as_row()[None]
    return float(_ita(rows)[0])


def melanin_of_ita(angle_deg: float, blood_fraction: float, oxygenation: float) -> float:
    """Melanin depth at which the shared skin model has this typology angle.

    Errors: InputError for an angle that no skin of the model has.
    """
    one = typical_optics(1.0, blood_fraction, oxygenation).as_row()
    rows = np.repeat(one[None], _SOUGHT.size, axis=0)
    rows[:, 0] = _SOUGHT
    angles = _ita(rows)
    if not angles[-1] <= angle_deg <= angles[0]:
        raise InputError(
            f"colour.ita is {angle_deg:g} degrees; the skin model spans {angles[-1]:.0f} to "
            f"{angles[0]:.0f} (docs/science/tissue.md); give chromophore.melanin_depth instead"
        )
    return float(np.exp(np.interp(-angle_deg, -angles, np.log(_SOUGHT))))


def _ita(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Typology angles (m,) of skins (m, 11)."""
    spectra = skin_reflectances(rows, _BANDS_NM)
    xyz = tristimulus(_BANDS_NM, spectra, "D65", "cie-1964-10deg")
    lab = lab_from_xyz(xyz, white_point("D65", "cie-1964-10deg"))
    return ita_deg(lab[:, 0], lab[:, 2])
