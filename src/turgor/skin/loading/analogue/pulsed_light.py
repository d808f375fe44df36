"""Intense pulsed light: vessels, pigment and a warm papillary dermis."""

from collections.abc import Mapping

from turgor.record.tissue import TissueStack
from turgor.skin.loading.analogue.assumed import (
    AssumedLoads,
    assumed_flag,
    default_flag,
    dose_times,
    shares,
)
from turgor.skin.stimulus.modality import SettingValue

_LOADS = ("heat_shocked_epidermis", "heat_shocked_papillary", "heat_shocked_reticular",
          "vessels_closed", "melanin_cleared")  # fmt: skip
_START, _FLUENCE = "loading.ipl", "loading.ipl.fluence"


def model(
    modality: str, settings: Mapping[str, SettingValue], device: str, stack: TissueStack
) -> AssumedLoads:
    """Loads growing with fluence.

    Errors: InputError for a fluence that can't be.
    """
    times, stated = dose_times(settings, "fluence_j_cm2", "J/cm²", _FLUENCE)
    told = [assumed_flag(modality, f"{_START}.heat_shocked_papillary")]
    if not stated:
        told.append(default_flag(modality, "fluence_j_cm2", _FLUENCE))

    return AssumedLoads(tuple(told), lambda: shares(_START, _LOADS, times))
