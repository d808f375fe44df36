"""One treatment drawn once, whatever the number of sessions that repeat it."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.compute import one_core, worker_count
from turgor.errors import InputError
from turgor.evidence import parameter_draw, remembered
from turgor.physics.tissue.stack import tissue_stack
from turgor.record.skin_place import SkinPlace
from turgor.record.stimulus import StimulusFlag
from turgor.record.tissue import TissueStack
from turgor.skin.load import LOADS
from turgor.skin.loading.doors import load_model
from turgor.skin.loading.usual import Usual, in_this_draw
from turgor.skin.loading.what import SessionLoads
from turgor.skin.stimulus.modality import SettingValue

FloatArray = NDArray[np.float64]

_PLACES = {name: index for index, name in enumerate(LOADS)}
#: draws that can't be (a needle longer than the thinnest skin drawn) may be stood in for up to here
_MOST_IMPOSSIBLE = 0.25
#: treatments remembered: a study's or a library's worth of them, a few kB each
_REMEMBERED = 1024


@dataclass(frozen=True, slots=True)
class Frozen:
    """A treatment and a place that can be compared: mappings as sorted pairs."""

    modality: str
    settings: tuple[tuple[str, SettingValue], ...]
    device: str
    usual: tuple[tuple[str, str], ...]
    place: tuple[str, float | None, str, str]
    findings: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class DrawnTreatment:
    """loads (len(LOADS), B), particle_life_days (B,) NaN without particles, flags."""

    loads: FloatArray
    particle_life_days: FloatArray
    flags: tuple[StimulusFlag, ...]


def frozen(
    modality: str,
    settings: Mapping[str, SettingValue],
    device: str,
    place: SkinPlace,
    usual: Usual,
) -> Frozen:
    """A treatment's key; the order in which settings are written doesn't count."""
    return Frozen(
        modality,
        tuple(sorted(settings.items())),
        device,
        tuple(sorted(usual.items())),
        (place.site, place.age_years, place.sex, place.phototype),
        tuple(sorted(place.findings.items())),
    )


@remembered(_REMEMBERED)
def drawn_treatment(key: Frozen, draws: int, seed: int) -> DrawnTreatment:
    """Loads of one session in each draw.

    Errors: InputError where the settings can't be, or more than a quarter of the draws can't.
    """
    return _drawn(key, draws, seed)


def place_stack(key: Frozen) -> TissueStack:
    """The skin of a key's place, under the present draw."""
    site, age, sex, phototype = key.place
    return tissue_stack(site, age, sex, phototype, findings=dict(key.findings))


def _drawn(key: Frozen, draws: int, seed: int) -> DrawnTreatment:
    """Draws side by side, each on one core; what is not stated is drawn with all the rest."""
    model = load_model(key.modality, dict(key.settings), key.device, place_stack(key))

    def one(index: int) -> SessionLoads | InputError:
        with one_core(), parameter_draw(index, draws, seed):
            try:
                stack = place_stack(key)
                drawn = model
                if key.usual:
                    settings = in_this_draw(dict(key.settings), dict(key.usual))
                    drawn = load_model(key.modality, settings, key.device, stack)
                return drawn.loads(stack)
            except InputError as error:
                return error

    contexts = [copy_context() for _ in range(draws)]
    with ThreadPoolExecutor(worker_count()) as pool:
        found = list(pool.map(lambda index: contexts[index].run(one, index), range(draws)))
    possible, flags = _possible(found)
    loads = np.zeros((len(LOADS), draws))
    for column, drawn in enumerate(possible):
        for name, value in drawn.loads.items():
            loads[_PLACES[name], column] = value
    loads.setflags(write=False)
    life = np.array([drawn.particle_life_days for drawn in possible])
    return DrawnTreatment(loads, life, (*model.flags, *flags))


def _possible(
    found: list[SessionLoads | InputError],
) -> tuple[list[SessionLoads], tuple[StimulusFlag, ...]]:
    """Every draw that can be; one that can't takes the loads of the nearest that can."""
    can = [(i, drawn) for i, drawn in enumerate(found) if isinstance(drawn, SessionLoads)]
    errors = [drawn for drawn in found if isinstance(drawn, InputError)]
    if not errors:
        return [drawn for _, drawn in can], ()
    said = f"{len(errors)} of {len(found)} draws of this skin can't be treated so: {errors[0]}"
    if len(errors) > _MOST_IMPOSSIBLE * len(found):
        raise InputError(said) from errors[0]
    places = np.array([index for index, _ in can])
    nearest = [int(np.abs(places - index).argmin()) for index in range(len(found))]
    return [can[place][1] for place in nearest], (StimulusFlag("some-draws-impossible", said),)
