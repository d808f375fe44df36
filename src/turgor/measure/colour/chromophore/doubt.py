"""How far each chromophore is open: what the spectrum leaves, and what the model may get wrong."""

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.evidence import parameter
from turgor.measure.colour.chromophore.invert import Inversion

FloatArray = NDArray[np.float64]

#: The quantities that are stated, each with its place in COORDINATES and in SkinOptics.
PLACES = {"melanin": 0, "blood": 1, "oxygenation": 2, "scattering": 3}


def coordinate_spread(inversion: Inversion, name: str) -> FloatArray:
    """Standard deviation (m,) in the solver's coordinate (logarithm, or logit of oxygenation):
    posterior and structure in quadrature.

    Errors: InputError for a name that is not in PLACES.
    """
    if name not in PLACES:
        raise InputError(f"'{name}' is no chromophore; allowed: {', '.join(PLACES)}")
    structure = parameter(f"chromophore.structure_spread.{name}")
    out: FloatArray = np.hypot(inversion.spread[:, PLACES[name]], structure)
    return out


def standard_uncertainty(inversion: Inversion, name: str) -> FloatArray:
    """Standard uncertainty (m,) of the quantity itself, in the unit of SkinOptics."""
    value = inversion.skins[:, PLACES[name]]
    slope = value * (1.0 - value) if name == "oxygenation" else value
    return slope * coordinate_spread(inversion, name)


def interval(inversion: Inversion, name: str, level: float = 0.9) -> tuple[FloatArray, FloatArray]:
    """Lower and upper end (m,), in the unit of SkinOptics, that hold the truth at ``level``."""
    from scipy.special import ndtri

    half = float(ndtri(0.5 + 0.5 * level)) * coordinate_spread(inversion, name)
    middle = inversion.coordinates[:, PLACES[name]]
    low, high = middle - half, middle + half
    if name == "oxygenation":
        return 1.0 / (1.0 + np.exp(-low)), 1.0 / (1.0 + np.exp(-high))
    return np.exp(low), np.exp(high)
