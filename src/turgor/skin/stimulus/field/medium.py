"""One even medium in place of a stack of layers, for heat that has spread over all of them."""

import math
from collections.abc import Sequence

from turgor.errors import InputError
from turgor.physics.heat.layers import ThermalLayer


def even_layer(layers: Sequence[ThermalLayer], down_to_um: float) -> ThermalLayer:
    """The layers above a depth as one half-space.

    Heat capacity, perfusion and water weigh by how much of each there is; conductivity as
    resistances in series, since what cools a field is heat that goes down and out.

    Errors: InputError for no layers, or a depth that isn't above 0.
    """
    if not down_to_um > 0.0 or not layers:
        raise InputError("an even medium needs layers and a depth above 0 µm")
    left, held, resistance, blood, water, mass = down_to_um, 0.0, 0.0, 0.0, 0.0, 0.0
    for layer in layers:
        part = min(layer.thickness_um, left)
        held += part * layer.volumetric_j_cm3k
        resistance += part / layer.conductivity_w_mk
        blood += part * layer.perfusion_per_s * layer.volumetric_j_cm3k
        water += part * layer.water_fraction * layer.density_kg_m3
        mass += part * layer.density_kg_m3
        left -= part
    deep = down_to_um - left
    if left > 1e-9 * down_to_um:
        raise InputError(f"the layers end at {deep:g} µm; {down_to_um:g} µm were asked for")
    density = mass / deep
    return ThermalLayer(
        thickness_um=math.inf,
        conductivity_w_mk=deep / resistance,
        density_kg_m3=density,
        heat_capacity_j_kgk=held / deep / density * 1e6,
        water_fraction=water / mass,
        perfusion_per_s=blood / held,
    )
