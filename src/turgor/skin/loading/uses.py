"""What is used at home, drawn once and held from day to day."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from turgor.evidence import parameter, parameter_draw, remembered
from turgor.record.course import CourseUse
from turgor.record.skin_place import SkinPlace
from turgor.record.stimulus import StimulusFlag
from turgor.skin.loading.care import care_levels
from turgor.skin.loading.level_course import LevelCourse, constant
from turgor.skin.loading.retinoid import (
    LEVEL_NAMES,
    MODALITY,
    retinoid_days,
    retinoid_levels,
    retinoid_model,
)
from turgor.skin.loading.treatment import Frozen, frozen, place_stack
from turgor.skin.loading.usual import Usual, in_this_draw
from turgor.skin.stimulus.modality import SettingValue

FloatArray = NDArray[np.float64]

#: uses remembered, a few kB each
_REMEMBERED = 1024
#: vehicles that dry rather than moisten
_DRYING = ("gel", "solution")
_NIGHTS = 7.0


def use_levels(
    use: CourseUse, place: SkinPlace, draws: int, seed: int, usual: Usual
) -> tuple[LevelCourse, tuple[StimulusFlag, ...]]:
    """Levels of one use in each draw, and what is to be known of it.

    Errors: InputError as for ``care_levels`` and the stimulus of retinoids.
    """
    key = frozen(use.kind, use.settings, "", place, usual)
    found, flags = _drawn(key, use.stop_day - use.start_day, draws, seed)
    return LevelCourse(found.days + use.start_day, found.values), flags


@remembered(_REMEMBERED)
def _drawn(
    key: Frozen, days_used: float, draws: int, seed: int
) -> tuple[LevelCourse, tuple[StimulusFlag, ...]]:
    make = _retinoid if key.modality == MODALITY else _care
    return make(key, days_used, draws, seed)


def _care(
    key: Frozen, days_used: float, draws: int, seed: int
) -> tuple[LevelCourse, tuple[StimulusFlag, ...]]:
    drawn = []
    for index in range(draws):
        with parameter_draw(index, draws, seed):
            settings = in_this_draw(dict(key.settings), dict(key.usual))
            drawn.append(care_levels(key.modality, settings))
    values = {name: np.array([one[name] for one in drawn]) for name in drawn[0]}
    return constant(0.0, days_used, values), ()


def _retinoid(
    key: Frozen, days_used: float, draws: int, seed: int
) -> tuple[LevelCourse, tuple[StimulusFlag, ...]]:
    days = retinoid_days(days_used)
    levels = np.empty((draws, len(LEVEL_NAMES), days.size))
    vehicle = np.empty(draws)
    central = retinoid_model(dict(key.settings), key.device, days_used, place_stack(key))
    model = central
    for index in range(draws):
        with parameter_draw(index, draws, seed):
            stack = place_stack(key)
            if key.usual:
                settings = in_this_draw(dict(key.settings), dict(key.usual))
                model = retinoid_model(settings, key.device, days_used, stack)
            levels[index] = retinoid_levels(model, stack, days_used)
            vehicle[index] = _vehicle(model.settings)
    values = {name: levels[:, column].T for column, name in enumerate(LEVEL_NAMES)}
    put_on = (days < days_used).astype(float)
    values["moisturiser"] = put_on[:, None] * vehicle
    return LevelCourse(days, values), central.flags


def _vehicle(settings: Mapping[str, SettingValue]) -> float:
    """What the retinoid's own vehicle moistens, each night that it is put on."""
    nights = min(float(settings.get("nights_per_week", _NIGHTS)) / _NIGHTS, 1.0)
    drying = settings.get("vehicle") in _DRYING
    return nights * (parameter("loading.vehicle.drying") if drying else 1.0)
