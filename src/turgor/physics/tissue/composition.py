"""What each layer of skin is made of: water, and lipid in the subcutis."""

from dataclasses import dataclass

from turgor.evidence import parameter

#: layer -> the end of the ids of its records, where papillary and reticular dermis share one
KIND = {
    "stratum-corneum": "corneum",
    "epidermis": "epidermis",
    "papillary-dermis": "dermis",
    "reticular-dermis": "dermis",
    "subcutis": "subcutis",
}
#: of water at 37 °C, kg/m³
_WATER_DENSITY = 993.0


@dataclass(frozen=True, slots=True)
class Composition:
    """Water by mass and by volume and lipid by volume, each a share of 0 to 1; density, kg/m³."""

    water_mass: float
    water_volume: float
    lipid_volume: float
    density_kg_m3: float


def composition(layer: str) -> Composition:
    """What a layer of LAYERS is made of, under the present draw."""
    water = parameter(f"tissue.water.{layer.removeprefix('stratum-')}")
    density = parameter(f"tissue.density.{KIND[layer]}")
    by_volume = min(water * density / _WATER_DENSITY, 1.0)
    lipid = 0.0
    if layer == "subcutis":
        lipid = (1.0 - water) * parameter("lipid.share_of_dry_fat")
        lipid = min(lipid * density / parameter("lipid.density"), 1.0 - by_volume)
    return Composition(water, by_volume, lipid, density)
