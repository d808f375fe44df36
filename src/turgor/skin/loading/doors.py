"""Which room says what a session loads the skin with: physics first, analogues for the rest."""

from collections.abc import Mapping
from importlib import import_module
from typing import Protocol, cast

from turgor.errors import InputError
from turgor.record.tissue import TissueStack
from turgor.skin.loading.physical import physical_loads
from turgor.skin.loading.what import LoadModel
from turgor.skin.stimulus.doors import MODELLED
from turgor.skin.stimulus.modality import SettingValue

#: what the literature also uses, and its room in ``analogue``
_ANALOGUES = {
    "laser-ablative-full": "full_field",
    "laser-nonablative": "nonablative",
    "laser-picosecond": "picosecond",
    "ipl": "pulsed_light",
    "radiofrequency": "radiofrequency",
    "focused-ultrasound": "radiofrequency",
    "hyaluronic-gel": "injection",
    "filler-collagen": "injection",
    "prp": "injection",
    "injection-saline": "injection",
    "sham": "injection",
}

#: every modality that a session of a course may have
LOADED: tuple[str, ...] = (*MODELLED, *_ANALOGUES)


class _Room(Protocol):
    def __call__(
        self,
        modality: str,
        settings: Mapping[str, SettingValue],
        device: str,
        stack: TissueStack,
    ) -> LoadModel: ...


def load_model(
    modality: str, settings: Mapping[str, SettingValue], device: str, stack: TissueStack
) -> LoadModel:
    """A session read and checked.

    Errors: InputError for a modality that none knows, and as for its room.
    """
    if modality in MODELLED:
        return physical_loads(modality, settings, device, stack)
    if modality not in _ANALOGUES:
        raise InputError(
            f"what '{modality}' does to skin is not modelled; allowed: {', '.join(LOADED)}"
        )
    room = import_module(f"turgor.skin.loading.analogue.{_ANALOGUES[modality]}")
    return cast(_Room, room.model)(modality, settings, device, stack)
