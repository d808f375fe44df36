"""What may not be solved, said in one line."""

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.skin.load import LEVELS, LOADS, Schedule
from turgor.skin.solve.dynamics import Dynamics

FloatArray = NDArray[np.float64]


def checked_inputs(
    p: FloatArray, schedule: Schedule, start: FloatArray | None, dynamics: Dynamics
) -> None:
    """Hold shapes and that everything is a finite number."""
    batch = schedule.batch
    _shaped("parameters", p, (len(dynamics.parameters), batch))
    _finite("parameter", p, dynamics.parameters)
    if start is not None:
        _shaped("start", start, (len(dynamics.states), batch))
        _finite("start of", start, dynamics.states)
    for name, days in (("event", schedule.event_days), ("visit", schedule.visit_days)):
        bad = np.argwhere(~np.isfinite(days))
        if len(bad):
            raise InputError(
                f"{name} {bad[0][0] + 1} is on day {days[tuple(bad[0])]}; a finite day is needed"
            )
    for names, rows in ((tuple(LOADS), schedule.loads), (tuple(LEVELS), schedule.levels)):
        bad = np.argwhere(~np.isfinite(rows))
        if len(bad):
            event, row, skin = bad[0]
            raise InputError(
                f"{names[row]} is {rows[event, row, skin]} at event {event + 1}, skin {skin + 1}; "
                "a finite number, 0 or more, is needed"
            )


def checked_states(
    states: FloatArray, schedule: Schedule, dynamics: Dynamics, where: str = ""
) -> None:
    """Refuse states that ran away, naming the first."""
    bad = np.argwhere(~np.isfinite(states))
    if len(bad):
        visit, row, skin = bad[0]
        days = schedule.visit_days[visit]
        day = float(days if days.ndim == 0 else days[skin])
        raise InputError(
            f"{dynamics.states[row]} of skin {skin + 1} {where}{' ' * bool(where)}runs away before "
            f"day {day:g}; its parameters lie where the model doesn't hold"
        )


def _shaped(what: str, rows: FloatArray, shape: tuple[int, int]) -> None:
    if rows.shape != shape:
        raise InputError(f"{what} are {rows.shape}; {shape} is needed: one row a name, B skins")


def _finite(what: str, rows: FloatArray, names: tuple[str, ...]) -> None:
    bad = np.argwhere(~np.isfinite(rows))
    if len(bad):
        row, skin = bad[0]
        raise InputError(
            f"{what} {names[row]} is {rows[row, skin]} for skin {skin + 1}; a finite number is "
            "needed"
        )
