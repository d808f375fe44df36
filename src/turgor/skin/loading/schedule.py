"""A course and a person's skin as the schedule that the virtual skin is followed under."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.record.course import Course, CourseSession, SettingValue
from turgor.record.skin_place import SkinPlace
from turgor.record.stimulus import StimulusFlag
from turgor.skin.load import LOADS, TRAITS, Schedule
from turgor.skin.loading.level_course import LevelCourse, levels_at
from turgor.skin.loading.person import PARTICLE_LIFE, person_traits
from turgor.skin.loading.same_day import together
from turgor.skin.loading.studied import course_flags
from turgor.skin.loading.treatment import DrawnTreatment, drawn_treatment, frozen
from turgor.skin.loading.uses import use_levels
from turgor.skin.loading.usual import Usual, treatment_name

FloatArray = NDArray[np.float64]

_PARTICLES = list(LOADS).index("particles")


@dataclass(frozen=True, slots=True)
class LoadedCourse:
    """What a course does to one skin, in each draw.

    schedule : batch = draws. traits : of ``skin.load.TRAITS``, those that follow from the person
    and the products. flags : defaults taken, outside what was studied, assumed, each once.
    """

    schedule: Schedule
    traits: Mapping[str, float]
    flags: tuple[StimulusFlag, ...]


def schedule_of(
    course: Course,
    place: SkinPlace,
    visit_days: Sequence[float] | FloatArray,
    *,
    draws: int,
    seed: int = 0,
    usual: Mapping[str, Usual] | None = None,
) -> LoadedCourse:
    """Loads of each session and levels of each use, in each of ``draws`` of the literature.

    visit_days (V,) : ascending; what happens after the last of them is left out. usual : by
    ``treatment_name``, settings that the course carries at their middle and that are drawn from a
    literature value by its id instead. Sessions act on skin as at baseline; one treatment
    is drawn once however often it is repeated.

    Errors: InputError for an unknown modality, settings that can't be, a session before day 0,
    no draws, or visits that don't ascend.
    """
    if draws < 1:
        raise InputError(f"{draws} draws are none; take 1 or more")
    visits = np.asarray(visit_days, dtype=np.float64)
    last = float(visits.max()) if visits.size else 0.0
    settled = usual or {}
    drawn = _sessions(course, place, draws, seed, settled)
    used = [
        (use, *use_levels(use, place, draws, seed, _usual_of(use.kind, use.settings, settled)))
        for use in course.uses
        if use.start_day <= last
    ]
    days = _event_days(course, [levels for _, levels, _ in used], last)
    traits, flags = person_traits(place)
    traits[PARTICLE_LIFE], more = _particle_life(list(drawn.values()))
    told = [*flags, *more, *course_flags(course, last)]
    told += [flag for treatment in drawn.values() for flag in treatment.flags]
    told += [flag for _, _, flags_of_use in used for flag in flags_of_use]
    schedule = Schedule(
        event_days=days,
        loads=_loads(days, course, drawn, draws),
        levels=levels_at(days, [levels for _, levels, _ in used], draws),
        visit_days=visits,
    )
    return LoadedCourse(schedule, traits, tuple(dict.fromkeys(told)))


def _sessions(
    course: Course, place: SkinPlace, draws: int, seed: int, usual: Mapping[str, Usual]
) -> dict[int, DrawnTreatment]:
    """Each session's treatment, by place in the course."""
    found = {}
    for index, session in enumerate(course.sessions):
        _refuse_before(session)
        key = frozen(
            session.modality,
            session.settings,
            session.device,
            place,
            _usual_of(session.modality, session.settings, usual),
        )
        found[index] = drawn_treatment(key, draws, seed)
    return found


def _usual_of(
    modality: str, settings: Mapping[str, SettingValue], usual: Mapping[str, Usual]
) -> Usual:
    return usual.get(treatment_name(modality, settings), {})


def _refuse_before(session: CourseSession) -> None:
    if not session.day >= 0.0:
        raise InputError(
            f"a session of {session.modality} is on day {session.day:g}; a course begins at day 0"
        )


def _event_days(course: Course, levels: Sequence[LevelCourse], last: float) -> FloatArray:
    """Day 0, each session, each change of a level, none after the last visit."""
    days = [0.0, *(session.day for session in course.sessions)]
    days += [float(day) for held in levels for day in held.days]
    found = np.unique(np.array(days))
    return np.asarray(found[found <= last] if last > 0.0 else found[:1])


def _loads(
    days: FloatArray, course: Course, drawn: Mapping[int, DrawnTreatment], draws: int
) -> FloatArray:
    loads = np.zeros((days.size, len(LOADS), draws))
    for event, day in enumerate(days):
        today = [
            drawn[index].loads
            for index, session in enumerate(course.sessions)
            if session.day == day
        ]
        if today:
            loads[event] = together(today)
    return loads


def _particle_life(drawn: Sequence[DrawnTreatment]) -> tuple[float, tuple[StimulusFlag, ...]]:
    """Mean life of the particles in the middle draw, by dose where products differ."""
    lives, doses = [], []
    for treatment in drawn:
        dose = float(np.median(treatment.loads[_PARTICLES]))
        if dose > 0.0:
            doses.append(dose)
            lives.append(float(np.nanmedian(treatment.particle_life_days)))
    if not doses:
        return TRAITS[PARTICLE_LIFE], ()
    mean = float(np.average(lives, weights=doses))
    if max(lives) <= 1.1 * min(lives):
        return mean, ()
    text = f"products of {min(lives):.0f} to {max(lives):.0f} days' life share one of {mean:.0f}"
    return mean, (StimulusFlag("particle-lives-averaged", text),)
