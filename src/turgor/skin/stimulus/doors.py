"""Which room works out which modality; a room is loaded when it is asked for."""

from importlib import import_module
from typing import cast

from turgor.errors import InputError
from turgor.skin.stimulus.modality import ModalityDoor

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
