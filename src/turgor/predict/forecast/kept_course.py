"""What sessions and uses do to a skin, kept on disk so that a course costs its physics once.

A file is named by course, place, draws, horizon and every source and table that such physics could
read; the literature values that it rests on stand in it and must be the same. What is damaged or
can't be kept is as good as none.
"""

from dataclasses import astuple
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.evidence import collect_citations
from turgor.evidence.citing import cite
from turgor.evidence.draw import is_drawing
from turgor.evidence.rests_on import as_numbers, from_numbers, still_holds, written
from turgor.physics.photons.disk import hashed, keep, kept
from turgor.record.course import Course
from turgor.record.skin_place import SkinPlace
from turgor.record.stimulus import StimulusFlag
from turgor.skin.load import Schedule
from turgor.skin.loading.schedule import LoadedCourse, schedule_of

FloatArray = NDArray[np.float64]

#: rooms whose sources and tables count
_ROOMS = ("physics", "skin", "evidence", "record", "metrics")
_KINDS = (".py", ".csv", ".toml")


def kept_schedule(
    course: Course, place: SkinPlace, days: FloatArray, draws: int, seed: int
) -> LoadedCourse:
    """``schedule_of``, from disk where it is known there.

    Errors: InputError as for ``schedule_of``.
    """
    if is_drawing() or not (course.sessions or course.uses):
        return schedule_of(course, place, days, draws=draws, seed=seed)
    last = float(days[-1])
    told = repr((course, place, last, draws, seed))
    key = hashed(b"course", told.encode(), _model().encode())
    found = _recalled(key, days)
    if found is not None:
        return found
    with collect_citations() as (sources, parameters):
        made = schedule_of(course, place, days, draws=draws, seed=seed)
    for source in sources:
        cite(source)
    for name in parameters:
        cite("", name)
    facts = {"traits": dict(made.traits), "flags": [astuple(flag) for flag in made.flags]}
    keep(
        key,
        {
            "event_days": made.schedule.event_days,
            "loads": made.schedule.loads,
            "levels": made.schedule.levels,
            "facts": as_numbers(facts),
            "rests_on": written(sources, parameters),
        },
    )
    return made


def _recalled(key: str, days: FloatArray) -> LoadedCourse | None:
    found = kept(key)
    try:
        if found is None or not still_holds(found["rests_on"]):
            return None
        facts = from_numbers(found["facts"])
        return LoadedCourse(
            Schedule(found["event_days"], found["loads"], found["levels"], days),
            {name: float(value) for name, value in facts["traits"].items()},  # type: ignore[arg-type]
            tuple(StimulusFlag(*flag) for flag in facts["flags"]),
        )
    except (KeyError, ValueError, TypeError, InputError):
        return None


@cache
def _model() -> str:
    """Digest of all that works such loads out."""
    told: list[bytes] = []

    def read(folder: Traversable) -> None:
        for entry in sorted(folder.iterdir(), key=lambda one: one.name):
            if entry.name.endswith(_KINDS):
                told.extend((entry.name.encode(), entry.read_bytes()))
            elif entry.is_dir() and entry.name != "__pycache__":
                read(entry)

    for room in _ROOMS:
        read(files("turgor") / room)
    return hashed(*told)
