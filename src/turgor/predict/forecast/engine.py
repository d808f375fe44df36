"""One course on many people who could be this one: states of the virtual skin over time."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.evidence import find_parameter
from turgor.predict.calibrate.free import skin_parameters
from turgor.predict.calibrate.parameter_set import ParameterSet
from turgor.predict.forecast.kept_course import kept_schedule
from turgor.record.course import Course
from turgor.record.skin_place import SkinPlace
from turgor.record.stimulus import StimulusFlag
from turgor.skin.assemble import parameter_names
from turgor.skin.hazard.darkening import lightening_of
from turgor.skin.load import TRAITS, Schedule
from turgor.skin.parameters import all_parameter_names
from turgor.skin.solve.course import Task, solve_many
from turgor.skin.state import STATE_NAMES

FloatArray = NDArray[np.float64]

#: draws of what a session does; people share them, since a draw of physics costs the most
STIMULUS_DRAWS = 16
#: days after a session at which a drawn curve is looked at, close while skin changes fast
_AFTER = (0.5, 1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 14.0, 21.0)
#: and everywhere, days apart, besides the first day, since noise is there from then on
_GRID = 14.0
#: the most that one course's states may take, in bytes
_MOST_BYTES = 2e9


@dataclass(frozen=True, slots=True)
class ParameterDraws:
    """Draws of the virtual skin's parameters for everybody.

    names (n,) : of ``all_parameter_names``. values (n, D). version : of the parameter set.
    """

    names: tuple[str, ...]
    values: FloatArray
    version: str


@dataclass(frozen=True, slots=True)
class People:
    """People who could be this one: parameters (n_p, B), and how much each of them counts (B,)."""

    p: FloatArray
    weights: FloatArray

    @property
    def count(self) -> int:
        """How many."""
        return int(self.p.shape[1])


@dataclass(frozen=True, slots=True)
class Simulate:
    """A course to work out at days (V,), ascending, the first 0, on these people."""

    course: Course
    days: FloatArray
    people: People


@dataclass(frozen=True, slots=True)
class Simulation:
    """A course worked out.

    days (V,), the first 0. states (V, n_s, B), before (n_s, B), p (n_p, B). lightening (V, B) :
    level of lightening agents at each day.
    """

    course: Course
    days: FloatArray
    states: FloatArray
    before: FloatArray
    p: FloatArray
    lightening: FloatArray
    flags: tuple[StimulusFlag, ...]


def draws_of(held: ParameterSet) -> ParameterDraws:
    """The posterior's draws of a parameter set; what was not free stays at its prior's median."""
    return ParameterDraws(
        all_parameter_names(), skin_parameters(held.free, held.draws), held.version
    )


def cite_draws(draws: ParameterDraws) -> None:
    """Note that each of the virtual skin's own values is used."""
    for name in draws.names:
        if name not in TRAITS:
            find_parameter(f"virtual.{name}")


def people_of(draws: ParameterDraws, traits: Mapping[str, FloatArray]) -> People:
    """Parameters of as many people as the traits have; draws are dealt out in turn.

    Errors: InputError where a parameter is missing from the draws.
    """
    count = len(next(iter(traits.values())))
    names, known = all_parameter_names(), {name: i for i, name in enumerate(draws.names)}
    missing = [name for name in names if name not in known and name not in traits]
    if missing:
        raise InputError(
            f"the parameter set {draws.version} lacks {', '.join(missing[:4])}; it was made for "
            "another virtual skin: refit it with `turgor calibrate`"
        )
    dealt = np.arange(count) % draws.values.shape[1]
    p = np.empty((len(names), count))
    for row, name in enumerate(names):
        p[row] = traits[name] if name in traits else draws.values[known[name], dealt]
    return People(p, np.full(count, 1.0 / count))


def curve_days(
    courses: Sequence[Course], horizon_days: float, more: Sequence[float] = ()
) -> FloatArray:
    """(V,) days at which curves are drawn: even, close after sessions, at what is asked for."""
    days = {0.0, 1.0, horizon_days, *np.arange(0.0, horizon_days, _GRID).tolist(), *more}
    for course in courses:
        for session in course.sessions:
            days |= {session.day, *(session.day + after for after in _AFTER)}
    return np.array(sorted(day for day in days if 0.0 <= day <= horizon_days))


def dealt_draws(count: int) -> NDArray[np.intp]:
    """(count,) the draw of what sessions do that each of ``count`` people has.

    Each draw as often as the others, shuffled: parameters are dealt out in turn, and people's
    neighbours in that order must not share a draw of the sessions for good.
    """
    each = np.arange(count) % STIMULUS_DRAWS
    return np.asarray(np.random.default_rng(count).permutation(each))


def simulate(
    course: Course, place: SkinPlace, days: FloatArray, people: People, seed: int = 0
) -> Simulation:
    """The course on all people; each has one of the draws of what its sessions do.

    days (V,), ascending, the first 0.

    Errors: InputError as for ``schedule_of`` and ``solve``.
    """
    return simulate_many([Simulate(course, days, people)], place, seed)[0]


def simulate_many(
    asked: Sequence[Simulate], place: SkinPlace, seed: int = 0
) -> tuple[Simulation, ...]:
    """``simulate`` for many courses, solved side by side.

    Errors: InputError as for ``simulate``, naming the course where it has a name.
    """
    dealt = [_dealt(one, place, seed) for one in asked]
    try:
        solved = solve_many([task for task, _, _ in dealt])
    except InputError:
        solved = []  # one by one, so that it can be said of which
        for one, (task, _, _) in zip(asked, dealt, strict=True):
            with named_course(one.course):
                solved += solve_many([task])
    return tuple(
        Simulation(
            course=one.course,
            days=one.days,
            states=states,
            before=states[0],
            p=p,
            lightening=lightening_of(task.schedule, one.days),
            flags=flags,
        )
        for one, (task, p, flags), states in zip(asked, dealt, solved, strict=True)
    )


@contextmanager
def named_course(course: Course) -> Iterator[None]:
    """Says of which course something can't be.

    Errors: InputError.
    """
    try:
        yield
    except InputError as error:
        said = f"course '{course.name}': " if course.name else ""
        if str(error).startswith(said):
            raise
        raise InputError(f"{said}{error}") from error


def _dealt(
    one: Simulate, place: SkinPlace, seed: int
) -> tuple[Task, FloatArray, tuple[StimulusFlag, ...]]:
    """What is solved, all parameters of the people, and what was said of the course."""
    _refuse_unwieldy(one.people.count, one.days.size)
    with named_course(one.course):
        loaded = kept_schedule(one.course, place, one.days, STIMULUS_DRAWS, seed)
    dealt = dealt_draws(one.people.count)
    schedule = loaded.schedule
    tiled = Schedule(
        schedule.event_days,
        schedule.loads[:, :, dealt],
        schedule.levels[:, :, dealt],
        schedule.visit_days,
    )
    p = one.people.p.copy()
    names = all_parameter_names()
    life = "trait.particle_life_days"
    p[names.index(life)] = loaded.traits.get(life, p[names.index(life)])
    return Task(p[: len(parameter_names())], tiled), p, loaded.flags


def _refuse_unwieldy(people: int, days: int) -> None:
    """Memory grows with what is looked at: people times days.

    Errors: InputError naming how many people go.
    """
    each = days * len(STATE_NAMES) * 8
    if people * each > _MOST_BYTES:
        raise InputError(
            f"{people} people on {days} days take {people * each / 1e9:.1f} GB; take up to "
            f"{int(_MOST_BYTES / each)} people, fewer sessions or a nearer horizon"
        )
