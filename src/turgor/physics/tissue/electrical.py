"""A stack of tissue as an electric current sees it."""

from dataclasses import dataclass

from turgor.errors import InputError
from turgor.evidence import find_source, parameter
from turgor.physics.tissue.cole_cole import tissue_dispersion
from turgor.record.tissue import LAYERS, TissueStack

#: frequencies that the dispersions were fitted to, Hz
LEAST_HZ, MOST_HZ = 1e3, 1e9
#: up to here the dermis conducts as at low frequency (wake-2016)
_FLAT_HZ = 1e6
_BODY_C = 37.0


@dataclass(frozen=True, slots=True)
class ElectricalLayer:
    """One plane layer; thickness_um inf for a half-space. Values at 37 °C.

    change_per_k : growth of the conductivity per kelvin, as a share of its value at 37 °C.
    """

    thickness_um: float
    conductivity_s_m: float
    relative_permittivity: float
    change_per_k: float

    def __post_init__(self) -> None:
        """Hold what is physical."""
        for name in ("thickness_um", "conductivity_s_m"):
            if not getattr(self, name) > 0.0:
                raise InputError(f"{name} is {getattr(self, name)}; it lies above 0")
        if not self.relative_permittivity >= 1.0:
            raise InputError(f"relative permittivity is {self.relative_permittivity}; least is 1")

    def conductivity_at(self, temperature_c: float) -> float:
        """Conductivity, S/m, at a temperature below boiling."""
        return self.conductivity_s_m * (1.0 + self.change_per_k * (temperature_c - _BODY_C))


def electrical_layers(stack: TissueStack, frequency_hz: float) -> tuple[ElectricalLayer, ...]:
    """Electrical layers from the surface down, the subcutis without end, under the present draw.

    The corneum conducts as dry skin, the living epidermis as wet skin, the subcutis as fat with
    some stroma (gabriel-1996); the dermis as measured (cheng-1996) up to 1 MHz, with what wet
    skin gains beyond.

    Errors: InputError for a frequency outside 1 kHz to 1 GHz.
    """
    if not LEAST_HZ <= frequency_hz <= MOST_HZ:
        hint = "; is it in MHz?" if 0.0 < frequency_hz < LEAST_HZ else ""
        raise InputError(
            f"a current of {frequency_hz:g} Hz is outside 1e3 to 1e9 Hz, for which tissue is "
            f"known ({find_source('gabriel-1996').id}){hint}"
        )
    change = parameter("tissue.current.change_per_k")
    stretch = parameter("tissue.current.permittivity_scale")
    layers = []
    for layer, thickness in zip(LAYERS, stack.thickness_um, strict=True):
        conductivity, permittivity = _of_layer(layer, frequency_hz)
        layers.append(
            ElectricalLayer(
                float("inf") if layer == LAYERS[-1] else thickness,
                conductivity,
                max(stretch * permittivity, 1.0),
                change,
            )
        )
    return tuple(layers)


def _of_layer(layer: str, frequency_hz: float) -> tuple[float, float]:
    if layer.endswith("-dermis"):
        both, permittivity = tissue_dispersion("wet-skin", [_FLAT_HZ, frequency_hz])
        gain = max(float(both[1] - both[0]), 0.0)
        return parameter("tissue.current.dermis") + gain, float(permittivity[1])
    tissue, scale = {
        "stratum-corneum": ("dry-skin", "corneum"),
        "epidermis": ("wet-skin", "epidermis"),
        "subcutis": ("infiltrated-fat", "subcutis"),
    }[layer]
    conductivity, permittivity = tissue_dispersion(tissue, [frequency_hz])
    scaled = parameter(f"tissue.current.{scale}_scale") * float(conductivity[0])
    return scaled, float(permittivity[0])
