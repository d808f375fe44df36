"""Picosecond lasers, with an array of lenses or without."""

from collections.abc import Mapping

from turgor.record.tissue import TissueStack
from turgor.skin.loading.analogue.assumed import AssumedLoads, assumed_flag, dose_times, shares
from turgor.skin.stimulus.modality import SettingValue
from turgor.skin.stimulus.stated import flag

_LOADS = ("coagulated_epidermis", "coagulated_papillary", "heat_shocked_papillary",
          "melanin_cleared")  # fmt: skip
_PASSES = "loading.picosecond.passes"


def model(
    modality: str, settings: Mapping[str, SettingValue], device: str, stack: TissueStack
) -> AssumedLoads:
    """Loads with a lens array (``lens_array`` yes, as by default) or without, growing with passes.

    Errors: InputError for passes that can't be.
    """
    with_array = flag(settings, "lens_array") is not False
    start = f"loading.picosecond.{'array' if with_array else 'flat'}"
    times, _ = dose_times(settings, "passes", "passes", _PASSES)
    told = (assumed_flag(modality, f"{start}.coagulated_epidermis"),)
    return AssumedLoads(told, lambda: shares(start, _LOADS, times))
