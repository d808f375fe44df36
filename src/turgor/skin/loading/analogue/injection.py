"""Injections: a hyaluronic gel by physics; plasma, saline and collagen by what is assumed."""

from collections.abc import Mapping

from turgor.errors import InputError
from turgor.evidence import parameter
from turgor.record.stimulus import StimulusFlag
from turgor.record.tissue import TissueStack
from turgor.skin.loading.analogue.assumed import AssumedLoads, assumed_flag
from turgor.skin.loading.physical import entries, physical_loads
from turgor.skin.loading.what import LoadModel
from turgor.skin.stimulus.modality import SettingValue

_AGENTS = ("hyaluronic", "polynucleotide")
_UL_PER_ML, _MM2_PER_CM2 = 1e3, 100.0


def model(
    modality: str, settings: Mapping[str, SettingValue], device: str, stack: TissueStack
) -> LoadModel:
    """Loads of what is injected, or of nothing where it is a sham.

    Errors: InputError as for a biostimulator's settings; for a volume or an area that can't be.
    """
    if modality == "hyaluronic-gel":
        return physical_loads("biostimulator", _gel(settings), device, stack)
    if modality == "sham":
        said = "a sham does nothing here; what raters see of it belongs to the rating"
        return AssumedLoads((StimulusFlag("sham", said),), dict)
    if modality == "injection-saline":
        told = assumed_flag(modality, "loading.injection.punctured")
        return AssumedLoads((told,), _fluid)
    if modality == "prp":
        told = assumed_flag(modality, "loading.prp.punctured_papillary")
        return AssumedLoads((told,), _plasma)
    return _collagen(modality, settings)


def _gel(settings: Mapping[str, SettingValue]) -> dict[str, SettingValue]:
    """A biostimulator's settings, with what a gel is by default."""
    found: dict[str, SettingValue] = {"agent": "hyaluronic", "vials": 1.0, "dilution_ml": 0.0}
    found |= settings
    if found["agent"] not in _AGENTS:
        raise InputError(f"agent '{found['agent']}' is no gel; allowed: {', '.join(_AGENTS)}")
    return found


def _fluid() -> dict[str, float]:
    """Entries, and the water of a fluid laid into the dermis."""
    return entries() | {"water": parameter("loading.injection.water")}


def _plasma() -> dict[str, float]:
    """Growth factors count as so much more of the dermis pierced: both call fibroblasts."""
    found = _fluid()
    for layer in ("papillary", "reticular"):
        found[f"punctured_{layer}"] += parameter(f"loading.prp.punctured_{layer}")
    return found


def _collagen(modality: str, settings: Mapping[str, SettingValue]) -> AssumedLoads:
    """A volume of collagen under the area that it is spread under; it goes as a carrier does."""
    volume, area = settings.get("volume_ml", 1.0), settings.get("area_cm2")
    if isinstance(volume, bool | str) or not 0.0 < volume <= 50.0:
        raise InputError(f"volume_ml is '{volume}'; it is a number above 0, up to 50 ml")
    if area is not None and (isinstance(area, bool | str) or not area > 0.0):
        raise InputError(f"area_cm2 is '{area}'; it is a number above 0")
    told = assumed_flag(modality, "loading.collagen.area")

    def drawn() -> dict[str, float]:
        spread = parameter("loading.collagen.area") / _MM2_PER_CM2 if area is None else area
        return entries() | {"carrier": volume * _UL_PER_ML / float(spread)}

    return AssumedLoads((told,), drawn)
