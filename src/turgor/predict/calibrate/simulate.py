"""Arms followed side by side: one column for each set of parameters and for each draw of loads."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.predict.calibrate.arm import FollowedArm
from turgor.predict.calibrate.free import Free, skin_parameters
from turgor.skin.assemble import parameter_names
from turgor.skin.load import Schedule
from turgor.skin.loading.schedule import schedule_of
from turgor.skin.parameters import all_parameter_names
from turgor.skin.solve.compiled import needs_jax
from turgor.skin.solve.course import Task, rest_of, solve_many
from turgor.skin.solve.dynamics import tissue_dynamics

FloatArray = NDArray[np.float64]

#: draws of what sessions do, for the spread that unstated settings and the stimulus's own bring
STIMULUS_DRAWS = 8


@dataclass(frozen=True, slots=True)
class Followed:
    """One arm's skins. days : (V,). states : (V, n_s, C). before : (n_s, C). p : (n_p, C).

    Of the C columns the first B have the parameters asked for under the middle of the loads, the
    other ``STIMULUS_DRAWS`` the first parameters under one draw of the loads each.
    """

    days: FloatArray
    states: FloatArray
    before: FloatArray
    p: FloatArray


def follow_arms(
    arms: Mapping[str, FollowedArm], free: Free, units: FloatArray
) -> tuple[dict[str, Followed], dict[str, str]]:
    """Follow arms under free parameters at ``units`` (k, B) of their prior spreads.

    Returns what was followed, and why the others can't be, by key.
    """
    base = skin_parameters(free, units)
    columns = np.concatenate([base, np.repeat(base[:, :1], STIMULUS_DRAWS, axis=1)], axis=1)
    ready: dict[str, tuple[FloatArray, FloatArray, Schedule]] = {}
    refused: dict[str, str] = {}
    for key, arm in arms.items():
        try:
            ready[key] = _ready(arm, columns, units.shape[1])
        except InputError as error:
            refused[key] = str(error)
    dynamics = tissue_dynamics()
    count = len(parameter_names())
    needs_jax()
    tasks = {key: Task(p[:count], schedule) for key, (_, p, schedule) in ready.items()}
    states, runaway = _solved(tasks)
    refused.update(runaway)
    followed = {
        key: Followed(ready[key][0], found, rest_of(tasks[key].p, dynamics), ready[key][1])
        for key, found in states.items()
    }
    return followed, refused


def _solved(tasks: Mapping[str, Task]) -> tuple[dict[str, FloatArray], dict[str, str]]:
    """States of each task; where one of them runs away, each alone, and why that one doesn't go."""
    try:
        return dict(zip(tasks, solve_many(list(tasks.values())), strict=True)), {}
    except InputError:
        pass
    found: dict[str, FloatArray] = {}
    refused: dict[str, str] = {}
    for key, task in tasks.items():
        try:
            found[key] = solve_many([task])[0]
        except InputError as error:
            refused[key] = str(error)
    return found, refused


def _ready(
    arm: FollowedArm, columns: FloatArray, count: int
) -> tuple[FloatArray, FloatArray, Schedule]:
    """Days, parameters with the person's traits, and the schedule of all columns."""
    days = np.array(sorted(arm.days))
    held = arm.course
    loaded = schedule_of(held.course, held.place, days, draws=STIMULUS_DRAWS, usual=held.usual)
    drawn = loaded.schedule

    def spread(table: FloatArray) -> FloatArray:
        middle = np.repeat(np.median(table, axis=-1, keepdims=True), count, axis=-1)
        return np.concatenate([middle, table], axis=-1)

    schedule = replace(drawn, loads=spread(drawn.loads), levels=spread(drawn.levels))
    p = columns.copy()
    names = all_parameter_names()
    for name, value in {**held.traits, **loaded.traits}.items():
        p[names.index(name)] = value
    return days, p, schedule
