"""Layers as heat sees them."""

from dataclasses import dataclass

from turgor.errors import InputError


@dataclass(frozen=True, slots=True)
class ThermalLayer:
    """One plane layer; thickness_um inf for a half-space.

    water_fraction : by mass, what can boil. perfusion_per_s : blood's heat exchange over the
    tissue's heat capacity, w_b·c_b/(rho·c).
    """

    thickness_um: float
    conductivity_w_mk: float
    density_kg_m3: float
    heat_capacity_j_kgk: float
    water_fraction: float
    perfusion_per_s: float = 0.0

    def __post_init__(self) -> None:
        """Hold what is physical."""
        for name in ("thickness_um", "conductivity_w_mk", "density_kg_m3", "heat_capacity_j_kgk"):
            if not getattr(self, name) > 0.0:
                raise InputError(f"{name} is {getattr(self, name)}; it lies above 0")
        if not 0.0 <= self.water_fraction <= 1.0 or not self.perfusion_per_s >= 0.0:
            raise InputError("water is a share of 0 to 1, perfusion is 0 or more")

    @property
    def volumetric_j_cm3k(self) -> float:
        """Heat capacity of a volume, J/(cm³·K)."""
        return self.density_kg_m3 * self.heat_capacity_j_kgk * 1e-6

    @property
    def diffusivity_um2_s(self) -> float:
        """Thermal diffusivity, µm²/s."""
        return self.conductivity_w_mk / (self.density_kg_m3 * self.heat_capacity_j_kgk) * 1e12
