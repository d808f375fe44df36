"""Sizes of injected particles: a few equally likely diameters that stand for all."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from turgor.evidence import parameter

FloatArray = NDArray[np.float64]

#: diameters that stand for a batch; makers sieve, so nothing lies beyond two standard deviations
_CLASSES, _CUT = 15, 2.0
_KG_M3_TO_MG_UM3 = 1e-12
_UM2_PER_MM2 = 1e6


@dataclass(frozen=True, slots=True)
class Sizes:
    """diameter_um (n,) : equally many particles of each. roughness : surface over a sphere's."""

    diameter_um: FloatArray
    density_kg_m3: float
    roughness: float = 1.0

    @property
    def mean_mass_mg(self) -> float:
        """Mass of one particle."""
        volume = np.pi / 6.0 * float((self.diameter_um**3).mean())
        return volume * self.density_kg_m3 * _KG_M3_TO_MG_UM3

    @property
    def surface_mm2_mg(self) -> float:
        """Surface of 1 mg."""
        one = np.pi * float((self.diameter_um**2).mean()) * self.roughness / _UM2_PER_MM2
        return one / self.mean_mass_mg

    @property
    def mass_shares(self) -> FloatArray:
        """Share of the mass in each diameter."""
        cubes = self.diameter_um**3
        return np.asarray(cubes / cubes.sum())

    @property
    def surface_shares(self) -> FloatArray:
        """Share of the surface in each diameter."""
        squares = self.diameter_um**2
        return np.asarray(squares / squares.sum())


def drawn_sizes(material: str) -> Sizes:
    """Sizes of a material that comes as particles, under the present draw."""
    mean = parameter(f"particle.{material}.diameter")
    sd = parameter(f"particle.{material}.diameter_sd")
    normal = NormalDist()
    edge = normal.cdf(-_CUT)
    at = edge + (np.arange(_CLASSES) + 0.5) / _CLASSES * (1.0 - 2.0 * edge)
    rough = f"particle.{material}.roughness" if material in ("plla", "pdlla") else ""
    return Sizes(
        mean + sd * np.array([normal.inv_cdf(float(share)) for share in at]),
        parameter(f"particle.{material}.density"),
        parameter(rough) if rough else 1.0,
    )
