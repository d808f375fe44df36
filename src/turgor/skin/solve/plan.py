"""Each skin's course as a row of gaps, each ending in an event or a visit.

Skins side by side may have their events and visits on different days and in another order. Every
skin has E + V marks; sorted by day they cut its course into as many gaps, and the k-th gaps of
all skins are solved together, each in its own number of steps.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.skin.load import Schedule

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Plan:
    """Gaps of B skins, K = E + V of them.

    age (K, B) : days from the last happening to where the gap begins. days (K, B) : its length.
    event (K, B) : number of the event at its end, or of the one before where a visit ends it.
    is_event (K, B) : which of the two. held (K, B) : event whose levels hold in the gap.
    visit (V, B) : the gap that ends in each visit.
    """

    age: FloatArray
    days: FloatArray
    event: IntArray
    is_event: NDArray[np.bool_]
    held: IntArray
    visit: IntArray


def make_plan(schedule: Schedule) -> Plan:
    """Cut each skin's course into gaps."""
    batch = schedule.batch
    events, visits = _by_skin(schedule.event_days, batch), _by_skin(schedule.visit_days, batch)
    days = np.concatenate((visits, events))
    # a stable sort leaves a visit before the event of its day
    order = np.argsort(days, axis=0, kind="stable")
    days = np.take_along_axis(days, order, axis=0)
    is_event = order >= len(visits)
    event = np.maximum(np.cumsum(is_event, axis=0) - 1, 0)
    held = np.concatenate((np.zeros((1, batch), dtype=event.dtype), event[:-1]))
    place = np.empty_like(order)
    np.put_along_axis(place, order, np.arange(len(order))[:, None], axis=0)
    began = np.concatenate((np.zeros((1, batch)), days[:-1]))
    since = np.take_along_axis(_last_happening(schedule, events), held, axis=0)
    return Plan(
        began - since,
        days - began,
        event.astype(np.int32),
        is_event,
        held.astype(np.int32),
        place[: len(visits)].astype(np.int32),
    )


def _by_skin(days: FloatArray, batch: int) -> FloatArray:
    wide = days if days.ndim == 2 else days[:, None]
    return np.ascontiguousarray(np.broadcast_to(wide, (days.shape[0], batch)))


def _last_happening(schedule: Schedule, events: FloatArray) -> FloatArray:
    """(E, B): day of the last event, up to each, that carried a load or changed a level.

    The first counts always: what came before it, and so what is still on its way, isn't known.
    """
    happens: NDArray[np.bool_] = np.any(schedule.loads > 0.0, axis=1)
    happens[0] = True
    happens[1:] |= np.any(np.diff(schedule.levels, axis=0) != 0.0, axis=1)
    last: FloatArray = np.maximum.accumulate(np.where(happens, events, 0.0), axis=0)
    return last
