"""Full-field light that heats the dermis under a standing surface, by wavelength and fluence."""

from collections.abc import Mapping

from turgor.errors import InputError
from turgor.record.tissue import TissueStack
from turgor.skin.loading.analogue.assumed import (
    AssumedLoads,
    assumed_flag,
    default_flag,
    dose_times,
    shares,
)
from turgor.skin.stimulus.modality import SettingValue
from turgor.skin.stimulus.stated import positive

#: family -> the wavelengths that count as it, nm
_FAMILIES: Mapping[str, tuple[float, float]] = {
    "green": (500.0, 560.0),
    "dye": (560.0, 640.0),
    "alexandrite": (640.0, 900.0),
    "neodymium": (900.0, 1200.0),
    "infrared-1320": (1200.0, 1400.0),
    "infrared-1450": (1400.0, 1500.0),
    "infrared-1540": (1500.0, 1800.0),
}
_LOADS = ("heat_shocked_epidermis", "heat_shocked_papillary", "heat_shocked_reticular",
          "vessels_closed", "melanin_cleared")  # fmt: skip


def model(
    modality: str, settings: Mapping[str, SettingValue], device: str, stack: TissueStack
) -> AssumedLoads:
    """Loads by the wavelength's family, growing with fluence.

    Errors: InputError for a wavelength that is not stated or that no such laser has, a fluence
    that can't be.
    """
    family = family_of(positive(settings, "wavelength_nm", "nm"))
    start = f"loading.nonablative.{family}"
    fluence = f"{start}.fluence"
    times, stated = dose_times(settings, "fluence_j_cm2", "J/cm²", fluence)
    flags = [assumed_flag(modality, f"{start}.heat_shocked_papillary")]
    if not stated:
        flags.append(default_flag(modality, "fluence_j_cm2", fluence))

    return AssumedLoads(tuple(flags), lambda: shares(start, _LOADS, times))


def family_of(wavelength_nm: float) -> str:
    """The family whose wavelengths hold this one.

    Errors: InputError naming the range.
    """
    for family, (low, high) in _FAMILIES.items():
        if low <= wavelength_nm < high:
            return family
    raise InputError(
        f"wavelength_nm is {wavelength_nm:g}; lasers that heat skin without ablating it have 500 "
        "to 1800 nm; for 2790, 2940 and 10600 nm write laser-ablative-full or fractional-laser"
    )
