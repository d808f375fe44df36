"""When a course leaves nothing to be read: spans of days on which the surface is still open."""

import numpy as np
from numpy.typing import NDArray

from turgor.predict.forecast.engine import Simulation
from turgor.skin.observe.readable import unreadable

FloatArray = NDArray[np.float64]

#: from which share of people on nobody sets an instrument there
_MOST = 0.5


def open_spans(
    observable: str, simulation: Simulation, weights: FloatArray
) -> tuple[tuple[float, float], ...]:
    """From and to day of each span on which most people (B,) can't be measured, in order.

    A span begins at the last day looked at before it, where a session opened the surface, and ends
    at its own last day.
    """
    share = unreadable(observable, simulation.states) @ weights
    shut = np.concatenate([[False], share > _MOST, [False]])
    starts = np.flatnonzero(shut[1:] & ~shut[:-1])
    ends = np.flatnonzero(~shut[1:] & shut[:-1]) - 1
    days = simulation.days.tolist()
    return tuple(
        (days[max(first - 1, 0)], days[last])
        for first, last in zip(starts.tolist(), ends.tolist(), strict=True)
    )
