"""What the inversion expects of skin and instrument before it sees a spectrum."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.evidence import all_parameters, parameter

FloatArray = NDArray[np.float64]

#: The parameters of the evidence base, in the order of the solver's COORDINATES.
NAMES = (
    "ln_melanin",
    "ln_blood",
    "logit_oxygenation",
    "ln_scattering",
    "mie_power",
    "ln_yellow",
    "ln_aperture_radius",
    "specular",
    "ln_vessel_radius",
    "melanin_exponent",
    "ln_baseline_scale",
)
_APERTURE, _SPECULAR = NAMES.index("ln_aperture_radius"), NAMES.index("specular")


@dataclass(frozen=True, slots=True)
class Prior:
    """Independent normal expectations.

    mean, spread : (11,) centre and standard deviation, in the order of the solver's
    COORDINATES. floor, share : standard deviation of reading and model together at black, and
    its growth with reflectance.
    """

    mean: FloatArray
    spread: FloatArray
    floor: float
    share: float

    def sigma(self, reflectance: FloatArray) -> FloatArray:
        """Standard deviation of every reading."""
        return np.sqrt(self.floor**2 + (self.share * reflectance) ** 2)


def prior(geometry: str = "d:8-sci", aperture_mm: float | None = None) -> Prior:
    """The expectation for one instrument.

    geometry : one of turgor.record.spectrum.GEOMETRIES; sets how much of the surface's own
    reflection is seen. aperture_mm : diameter; where stated it sets the edge loss.
    """
    pairs = [_pair(f"chromophore.prior.{name}") for name in NAMES]
    if geometry.endswith("-sce") or geometry in ("45:0", "0:45"):
        pairs[_SPECULAR] = _pair("chromophore.prior.specular_excluded")
    elif not geometry.endswith("-sci"):
        pairs[_SPECULAR] = _pair("chromophore.prior.specular_unknown")
    if aperture_mm is not None:
        spread = parameter("chromophore.prior.ln_stated_aperture_spread")
        pairs[_APERTURE] = (float(np.log(0.5 * aperture_mm)), spread)
    mean, spread_all = np.array(pairs, dtype=np.float64).T
    return Prior(
        np.ascontiguousarray(mean),
        np.ascontiguousarray(spread_all),
        parameter("chromophore.noise_floor"),
        parameter("chromophore.noise_share"),
    )


def _pair(parameter_id: str) -> tuple[float, float]:
    """Centre and standard deviation of one expectation, cited in the run."""
    centre = parameter(parameter_id)
    spread = all_parameters()[parameter_id].spread
    if spread is None:
        raise ValueError(f"{parameter_id} has no spread")
    return centre, spread
