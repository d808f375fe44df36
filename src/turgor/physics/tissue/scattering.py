"""How skin scatters and refracts from 400 nm to 2200 nm."""

import math

from turgor.evidence import find_parameter, parameter
from turgor.physics.skin_optics.optics import SkinOptics
from turgor.physics.tissue.composition import composition
from turgor.physics.tissue.water import water_index

#: The shared skin model's law was fitted up to the first; measured scattering of the near
#: infrared holds from the second on, nm. In between lies a straight line of logarithms.
_SHARED_NM, _NEAR_INFRARED_NM = 700.0, 1000.0
#: the shared model's index holds up to here, nm
_INDEX_NM = 900.0
#: range of the Sellmeier fit to adipose tissue, nm
_FAT_NM = (475.0, 1550.0)


def reduced_scattering_mm(
    layer: str, optics: SkinOptics, epidermis_um: float, wavelength_nm: float
) -> float:
    """Reduced scattering coefficient of a layer of LAYERS, 1/mm.

    epidermis_um : thickness of corneum and living epidermis. Up to 700 nm these scatter as deeply
    as the 60 µm of the shared model, whatever they measure: melanin and blood were read with it.
    """
    if layer == "subcutis":
        power = parameter("tissue.subcutis_scattering_power")
        return parameter("tissue.subcutis_scattering_900_nm") * math.pow(
            wavelength_nm / 900.0, -power
        )
    held = 1.0
    if layer in ("stratum-corneum", "epidermis"):
        held = parameter("skin.epidermis_depth") / epidermis_um
    if wavelength_nm <= _SHARED_NM:
        return held * _shared_law(optics, wavelength_nm)
    if wavelength_nm >= _NEAR_INFRARED_NM:
        return _near_infrared(wavelength_nm)
    share = math.log(wavelength_nm / _SHARED_NM) / math.log(_NEAR_INFRARED_NM / _SHARED_NM)
    low = math.log(held * _shared_law(optics, _SHARED_NM))
    high = math.log(_near_infrared(_NEAR_INFRARED_NM))
    return math.exp(low + share * (high - low))


def refractive_index(layer: str, wavelength_nm: float) -> float:
    """Refractive index of a layer; beyond 900 nm it goes with that of its water."""
    if layer == "subcutis" and wavelength_nm < 2500.0:
        return _fat_index(wavelength_nm)
    index = parameter("skin.refractive_index")
    if wavelength_nm <= _INDEX_NM:
        return index
    change = float(water_index(wavelength_nm)) - float(water_index(_INDEX_NM))
    return index + composition(layer).water_volume * change


def _shared_law(optics: SkinOptics, wavelength_nm: float) -> float:
    rayleigh = parameter("skin.rayleigh_share")
    ratio = 500.0 / wavelength_nm
    shape = rayleigh * ratio**4 + (1.0 - rayleigh) * ratio**optics.mie_power
    return float(optics.scattering_mm * shape)


def _near_infrared(wavelength_nm: float) -> float:
    """Law of the near infrared, in proportion to the water with which it was read.

    Reflectance tells scattering over absorption alone, so that a draw with more water, or with
    water that absorbs more, is one with more scattering.
    """
    power = parameter("tissue.scattering_power")
    level = parameter("tissue.scattering_1000_nm") * _water_drawn()
    return level * math.pow(wavelength_nm / 1000.0, -power)


def _water_drawn() -> float:
    """Absorption of the dermis' water in this draw over that without one."""
    ratio = 1.0
    for name in ("tissue.water.reticular-dermis", "water.absorption_scale.near_infrared"):
        ratio *= parameter(name) / find_parameter(name).value
    return ratio


def _fat_index(wavelength_nm: float) -> float:
    """Adipose tissue after yanina-2018, at the ends of its range beyond them."""
    square = (min(max(wavelength_nm, _FAT_NM[0]), _FAT_NM[1]) / 1000.0) ** 2
    total = 1.0
    for term in ("1", "2"):
        strength = parameter(f"adipose.sellmeier_strength.{term}")
        total += strength * square / (square - parameter(f"adipose.sellmeier_pole_um2.{term}"))
    return math.sqrt(total)
