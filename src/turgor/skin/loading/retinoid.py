"""A topical retinoid's course, worked out by the stimulus, as levels held from day to day."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from turgor.evidence import parameter
from turgor.record.stimulus import COURSE_DAYS, StimulusDraw
from turgor.record.tissue import TissueStack
from turgor.skin.loading.level_course import step_means
from turgor.skin.stimulus.doors import session_model
from turgor.skin.stimulus.modality import SessionModel, SettingValue

FloatArray = NDArray[np.float64]

MODALITY = "topical-retinoid"
#: days of a course at which levels change: often while exposure builds up, seldom once it is even
_CHANGES_D = (0, 1, 3, 7, 14, 21, 28, 35, 42, 56, 70, 84, 112, 168, 252, 364, 546, 728)
#: days after the last night at which they change; then nothing is left
_FADES_D = (0.0, 2.0, 5.0, 10.0, 21.0, 42.0)
#: a course is worked out to here, and held from there on: what is followed ends at day 1100
_LONGEST_D = 1050.0
#: levels that a retinoid has
LEVEL_NAMES = ("retinoid", "retinoid_dermal", "irritation")


def retinoid_days(days_used: float) -> FloatArray:
    """Days from the course's start at which its levels change; the last is where they end."""
    building = [float(day) for day in _CHANGES_D if day < days_used]
    return np.array([*building, *(days_used + np.array(_FADES_D))])


def retinoid_model(
    settings: Mapping[str, SettingValue], device: str, days_used: float, stack: TissueStack
) -> SessionModel:
    """The stimulus room's model of a course of this length.

    Errors: InputError as for the room.
    """
    worked = min(days_used, _LONGEST_D)
    return session_model(MODALITY, {**settings, "weeks": worked / 7.0}, device, stack)


def retinoid_levels(model: SessionModel, stack: TissueStack, days_used: float) -> FloatArray:
    """Levels (len(LEVEL_NAMES), n) from each of ``retinoid_days`` on, under the present draw.

    Each is the mean of the stimulus' course over its step; the last is 0.
    """
    courses = _courses(model.draw(stack))
    days = retinoid_days(days_used)
    worked = min(days_used, _LONGEST_D)
    # what is worked out is shorter than what is used where that is very long: its end is the end
    edges = np.where(days < days_used, np.minimum(days, worked), days - days_used + worked)
    means = [step_means(edges, course) for course in courses]
    return np.array([np.concatenate([mean, [0.0]]) for mean in means])


def _courses(draw: StimulusDraw) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Effect, effect in the dermis, irritation, at COURSE_DAYS.

    The dermis' effect saturates with its own exposure as the epidermis' does with its.
    """
    none = np.zeros(COURSE_DAYS.size)
    dermis = draw.courses.get("ligand-dermis", none)
    half = parameter("ligand.ec50")
    return (
        draw.courses.get("retinoid-effect", none),
        dermis / (dermis + half),
        draw.courses.get("irritation", none),
    )
