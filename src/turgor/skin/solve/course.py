"""Courses of many skins side by side, from sessions and levels to states at visits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.skin.load import LEVELS, LOADS, Schedule
from turgor.skin.solve.check import checked_inputs, checked_states
from turgor.skin.solve.compiled import (
    Arguments,
    chunk_lanes,
    in_threads,
    needs_jax,
    padded_events,
    padded_gaps,
    ready_march,
)
from turgor.skin.solve.dynamics import Dynamics, tissue_dynamics
from turgor.skin.solve.plan import make_plan
from turgor.skin.solve.stiffness import order_by_stiffness

FloatArray = NDArray[np.float64]

#: days; half of it is the first step after an event, four times it the longest
STEP_DAYS = 0.25


@dataclass(frozen=True, slots=True)
class Task:
    """One batch to solve. p (n_p, B); start (n_s, B), None is rest without treatment."""

    p: FloatArray
    schedule: Schedule
    start: FloatArray | None = None


def solve(
    p: FloatArray,
    schedule: Schedule,
    start: FloatArray | None = None,
    *,
    step_days: float = STEP_DAYS,
    dynamics: Dynamics | None = None,
) -> FloatArray:
    """States at visits (V, n_s, B) of B skins, in the order of ``STATE_NAMES``.

    p (n_p, B) : parameters, in the order of ``assemble.parameter_names``. start (n_s, B) : state
    on day 0 before its event; None is rest without treatment. A visit on an event's day sees the
    skin before it. step_days : scale of the steps, 0 < step_days <= 1; at the default every state
    lies within 1e-3 of the exact solution. dynamics : others than the skin's.
    Errors: InputError for wrong shapes, what is no number, and states that run away.
    """
    return solve_many([Task(p, schedule, start)], step_days=step_days, dynamics=dynamics)[0]


def solve_many(
    tasks: Sequence[Task], *, step_days: float = STEP_DAYS, dynamics: Dynamics | None = None
) -> list[FloatArray]:
    """``solve`` for many batches of unlike courses at once: states (V, n_s, B) of each.

    Skins of all batches are laid side by side, alike courses and alike skins together, and go
    through the same compiled chunks. Each skin's result is the same as alone.
    """
    dynamics = dynamics or tissue_dynamics()
    if not 0.0 < step_days <= 1.0:
        raise InputError(f"step_days is {step_days:g}; more than 0 and at most 1 is allowed")
    laid = [_Laid(task, dynamics) for task in tasks]
    needs_jax()
    batch = sum(one.batch for one in laid)
    if batch == 0:
        return [one.states for one in laid]
    lanes = chunk_lanes(batch)
    for one in laid:
        if one.batch > lanes:
            one.sort(dynamics)
    chunks = list(_chunks(laid, lanes))
    events = padded_events(max(len(one.task.schedule.loads) for one in laid))
    gaps = padded_gaps(max(len(one.plan.age) for one in laid))

    def arguments(chunk: list[_Part]) -> Arguments:
        return (np.float64(step_days), *_arguments(chunk, lanes, events, gaps, dynamics))

    march = ready_march(dynamics, arguments(chunks[0]))

    def run(chunk: list[_Part]) -> None:
        record = np.asarray(march(*arguments(chunk)))
        at = 0
        for part in chunk:
            part.take(record[..., at : at + part.count])
            at += part.count

    in_threads(run, chunks)
    for number, one in enumerate(laid):
        where = f"of task {number + 1}" if len(laid) > 1 else ""
        checked_states(one.states, one.task.schedule, dynamics, where)
    return [one.states for one in laid]


class _Laid:
    """A task made ready: its plan, its start, its skins' order, and room for its result."""

    def __init__(self, task: Task, dynamics: Dynamics) -> None:
        checked_inputs(task.p, task.schedule, task.start, dynamics)
        self.task = task
        self.batch = task.schedule.batch
        self.plan = make_plan(task.schedule)
        self.start = rest_of(task.p, dynamics) if task.start is None else task.start
        self.states = np.empty((len(self.plan.visit), *self.start.shape))
        self.order = np.arange(self.batch)

    def sort(self, dynamics: Dynamics) -> None:
        """Skins that need short steps go together."""
        self.order = order_by_stiffness(
            self.task.p, self.start, self.task.schedule.levels[0], dynamics
        )


@dataclass(frozen=True, slots=True)
class _Part:
    """Some skins of a task, within a chunk."""

    laid: _Laid
    own: NDArray[np.intp]

    @property
    def count(self) -> int:
        return self.own.size

    def of(self, rows: NDArray[np.generic]) -> NDArray[np.generic]:
        return rows[..., self.own]

    def take(self, record: FloatArray) -> None:
        """Keep what a march recorded at the ends of gaps, (K, n_s, count), where visits are."""
        gap = self.laid.plan.visit[:, None, self.own]
        self.laid.states[..., self.own] = np.take_along_axis(record, gap, axis=0)


def rest_of(p: FloatArray, dynamics: Dynamics) -> FloatArray:
    """Every state without treatment, (n_s, B)."""
    rest = dynamics.rest(dict(zip(dynamics.parameters, p, strict=True)))
    states = np.zeros((len(dynamics.states), p.shape[1]))
    for row, name in zip(states, dynamics.states, strict=True):
        row[:] = np.asarray(rest.get(name, 0.0))
    return states


def _chunks(laid: list[_Laid], lanes: int) -> Iterator[list[_Part]]:
    """All skins in chunks of ``lanes``, tasks with like courses next to each other."""

    def likeness(one: _Laid) -> tuple[float, ...]:
        return (float(len(one.plan.age)), float(one.plan.days.sum(axis=0).mean()))

    chunk: list[_Part] = []
    room = lanes
    for one in sorted(laid, key=likeness):
        first = 0
        while first < one.batch:
            count = min(room, one.batch - first)
            chunk.append(_Part(one, one.order[first : first + count]))
            first, room = first + count, room - count
            if room == 0:
                yield chunk
                chunk, room = [], lanes
    if chunk:
        yield chunk


def _arguments(
    chunk: list[_Part], lanes: int, events: int, gaps: int, dynamics: Dynamics
) -> Arguments:
    """A chunk's arrays; lanes and rows left over stand still and are read by nobody."""
    start = np.zeros((len(dynamics.states), lanes))
    p = np.zeros((len(dynamics.parameters), lanes))
    loads = np.zeros((events, len(LOADS), lanes))
    levels = np.zeros((events, len(LEVELS), lanes))
    names = ("age", "days", "event", "is_event", "held")
    plan = [np.zeros((gaps, lanes), dtype=getattr(chunk[0].laid.plan, n).dtype) for n in names]
    at = 0
    for part in chunk:
        task, here = part.laid.task, slice(at, at + part.count)
        count = len(task.schedule.loads)
        start[:, here], p[:, here] = part.of(part.laid.start), part.of(task.p)
        loads[:count, :, here] = part.of(task.schedule.loads)
        levels[:count, :, here] = part.of(task.schedule.levels)
        for rows, name in zip(plan, names, strict=True):
            own = part.of(getattr(part.laid.plan, name))
            rows[: len(own), here] = own
        at += part.count
    # lanes left over are copies of the first: zeros as parameters may not be divided by
    start[:, at:], p[:, at:] = start[:, :1], p[:, :1]
    levels[..., at:] = levels[..., :1]
    most = max(len(part.laid.plan.age) for part in chunk)
    return (np.int32(most), start, p, loads, levels, *plan)
