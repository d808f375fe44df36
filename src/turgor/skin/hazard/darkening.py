"""How far pigment's reaction darkens skin after a session: what the melanocytes' drive alone adds.

m' = pace (drive / (1 + k l) - m): drive from the virtual skin's states, l the level of a lightening
agent, pace melanin's turnover, k the agent's strength. Melanin that a session removes isn't counted
against it: what darkens is the new melanin.
"""

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.skin.assemble import parameter_names
from turgor.skin.hazard.value import Values
from turgor.skin.load import LEVELS, Schedule
from turgor.skin.state import STATE_NAMES

FloatArray = NDArray[np.float64]

#: of the virtual skin's own coefficients
DARKENING_PARAMETERS: tuple[str, ...] = ("melanin.pace", "pigment.lightening")


def darkening(
    states: FloatArray, days: FloatArray, p: Values, lightening: float | FloatArray = 0.0
) -> FloatArray:
    """Melanin added by the drive, in multiples of what this skin has at rest, (V, B).

    states (V, n_s, B) at ``days`` (V,), ascending. p : DARKENING_PARAMETERS, each a number or (B,).
    lightening : level of a lightening agent, 0 to 1, one number, (V,) or (V, B), held from each day
    on; ``lightening_of`` reads it off a schedule.

    Errors: InputError for shapes that don't fit.
    """
    if states.ndim != 3 or states.shape[1] != len(STATE_NAMES) or days.shape != states.shape[:1]:
        raise InputError(
            f"states are {states.shape} at days {days.shape}; "
            f"(V, {len(STATE_NAMES)}, B) at (V,) is needed"
        )
    drive = np.maximum(states[:, STATE_NAMES.index("melanocyte_drive"), :], 0.0)
    level = np.asarray(lightening, dtype=np.float64)
    level = np.broadcast_to(level[:, None] if level.ndim == 1 else level, drive.shape)
    pace, strength = np.asarray(p["melanin.pace"]), np.asarray(p["pigment.lightening"])
    added = np.zeros_like(drive)
    for index in range(1, days.shape[0]):
        span = days[index] - days[index - 1]
        held = np.exp(-pace * span)
        made = 1.0 / (1.0 + strength * level[index - 1])
        # Exact for a drive that runs straight from one day to the next.
        part = np.where(
            pace * span > 0.0, (1.0 - held) / np.where(pace * span > 0, pace * span, 1), 1
        )
        from_first = (part - held) * drive[index - 1] * made
        from_second = (1.0 - part) * drive[index] * made
        added[index] = held * added[index - 1] + from_first + from_second
    return np.asarray(added)


def peak_darkening(
    states: FloatArray,
    days: FloatArray,
    p: Values,
    start: float = 0.0,
    lightening: float | FloatArray = 0.0,
) -> FloatArray:
    """The highest darkening from day ``start`` on, (B,); errors as for darkening."""
    course = darkening(states, days, p, lightening)
    return np.asarray(course[days >= start].max(axis=0))


def lightening_of(schedule: Schedule, days: FloatArray) -> FloatArray:
    """(V, B) level of a lightening agent that a schedule holds on each of ``days`` (V,)."""
    levels = schedule.levels[:, list(LEVELS).index("lightening"), :]
    events = schedule.event_days
    if events.ndim == 1:
        return np.asarray(levels[np.searchsorted(events, days, side="right") - 1])
    held = (events[None, :, :] <= days[:, None, None]).sum(axis=1) - 1
    return np.asarray(np.take_along_axis(levels, held, axis=0))


def darkening_values(p: FloatArray) -> Values:
    """What ``darkening`` reads of the virtual skin's parameters (n_p, B), by name."""
    names = parameter_names()
    return {name: p[names.index(name)] for name in DARKENING_PARAMETERS}
