"""Which room works out which modality; a room is loaded when it is asked for."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import cast

from turgor.errors import InputError
from turgor.record.tissue import TissueStack
from turgor.skin.stimulus.modality import ModalityDoor, SessionModel, SettingValue

_ROOMS = {
    "fractional-laser": "turgor.skin.stimulus.light",
    "microneedling": "turgor.skin.stimulus.needle",
    "chemical-peel": "turgor.skin.stimulus.acid",
    "topical-retinoid": "turgor.skin.stimulus.ligand",
    "biostimulator": "turgor.skin.stimulus.particle",
}

MODELLED: tuple[str, ...] = tuple(_ROOMS)


def door(modality: str) -> ModalityDoor:
    """``model`` of a modality's room.

    Errors: InputError for a modality that no room works out.
    """
    try:
        room = _ROOMS[modality]
    except KeyError:
        raise InputError(
            f"modality '{modality}' has no model of what it does; there is one of "
            f"{', '.join(MODELLED)}"
        ) from None
    return cast(ModalityDoor, import_module(room).model)


def session_model(
    modality: str,
    settings: Mapping[str, SettingValue],
    device: str,
    stack: TissueStack,
    histology: Sequence[Mapping[str, float]] = (),
) -> SessionModel:
    """A session read and checked, its device fitted to own sections where there are some.

    Errors: InputError as for the modality's ``model``; for sections of anything but a laser.
    """
    if not histology:
        return door(modality)(settings, device, stack)
    if modality != "fractional-laser":
        raise InputError(f"own histology serves fractional lasers only, not {modality}")
    from turgor.skin.stimulus.light.own_sections import model_of_own

    return model_of_own(settings, device, stack, histology)
