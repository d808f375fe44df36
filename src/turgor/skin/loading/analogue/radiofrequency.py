"""Current and sound that heat without needles: bulk, in points at the surface, or focused."""

from collections.abc import Mapping

from turgor.record.tissue import TissueStack
from turgor.skin.loading.analogue.assumed import AssumedLoads, assumed_flag, dose_times, shares
from turgor.skin.stimulus.modality import SettingValue
from turgor.skin.stimulus.stated import word

_BULK = ("heat_shocked_papillary", "heat_shocked_reticular", "coagulated_reticular")
_FRACTIONAL = (
    "barrier_opened", "removed_epidermis", "coagulated_epidermis", "coagulated_papillary",
    "heat_shocked_papillary", "heat_shocked_reticular",
)  # fmt: skip
_FOCUSED = ("coagulated_reticular", "heat_shocked_reticular")
_FORMS = ("bulk", "fractional")


def model(
    modality: str, settings: Mapping[str, SettingValue], device: str, stack: TissueStack
) -> AssumedLoads:
    """Loads by form: radiofrequency ``bulk`` (as by default) or ``fractional``; focused ultrasound.

    Errors: InputError for another form, or an energy of a point that can't be.
    """
    names: tuple[str, ...]
    if modality == "focused-ultrasound":
        start, names = "loading.ultrasound", _FOCUSED
        times, _ = dose_times(settings, "lines", "lines", "loading.ultrasound.lines")
    elif word({"form": "bulk", **settings}, "form", _FORMS) == "bulk":
        start, names = "loading.radiofrequency.bulk", _BULK
        times, _ = dose_times(settings, "passes", "passes", f"{start}.passes")
    else:
        start, names = "loading.radiofrequency.fractional", _FRACTIONAL
        times, _ = dose_times(settings, "energy_mj", "mJ", f"{start}.energy")
    told = (assumed_flag(modality, f"{start}.{names[-1]}"),)
    return AssumedLoads(told, lambda: shares(start, names, times))
