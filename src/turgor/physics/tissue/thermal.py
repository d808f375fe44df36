"""A stack of tissue as heat sees it."""

from turgor.evidence import parameter
from turgor.physics.heat.layers import ThermalLayer
from turgor.physics.tissue.composition import KIND, composition
from turgor.record.tissue import LAYERS, TissueStack


def thermal_layers(stack: TissueStack) -> tuple[ThermalLayer, ...]:
    """Thermal layers from the surface down, the subcutis without end, under the present draw."""
    layers = []
    for layer, thickness in zip(LAYERS, stack.thickness_um, strict=True):
        kind, held = KIND[layer], composition(layer)
        perfused = kind in ("dermis", "subcutis")
        layers.append(
            ThermalLayer(
                thickness_um=float("inf") if layer == LAYERS[-1] else thickness,
                conductivity_w_mk=parameter(f"tissue.conductivity.{kind}"),
                density_kg_m3=held.density_kg_m3,
                heat_capacity_j_kgk=parameter(f"tissue.heat_capacity.{kind}"),
                water_fraction=held.water_mass,
                perfusion_per_s=parameter(f"tissue.perfusion.{kind}") if perfused else 0.0,
            )
        )
    return tuple(layers)


def of_water_content(water: float, fat: float, density_kg_m3: float) -> tuple[float, float]:
    """Conductivity, W/(m·K), and heat capacity, J/(kg·K), that a composition lets expect.

    water, fat : shares of the mass; the rest is protein. The relation of Cooper and Trezek
    (cooper-trezek-1971); a check on the measured values, which are the ones in use.
    """
    protein = 1.0 - water - fat
    conductivity = density_kg_m3 * 1e-3 * _mixed("conductivity", water, protein, fat)
    return conductivity, _mixed("heat_capacity", water, protein, fat)


def _mixed(what: str, water: float, protein: float, fat: float) -> float:
    shares = {"water": water, "protein": protein, "fat": fat}
    return sum(
        share * parameter(f"tissue.by_content.{what}.{name}") for name, share in shares.items()
    )
