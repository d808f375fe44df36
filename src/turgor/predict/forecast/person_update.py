"""A person whose course has begun: later findings weigh who could be this one."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import MetricError
from turgor.evidence import parameter
from turgor.metrics.measurand import Measurand
from turgor.predict.combine.working import NORMAL_90
from turgor.predict.forecast.endpoint import noise_of
from turgor.predict.forecast.engine import ParameterDraws, People, people_of, simulate
from turgor.predict.forecast.outlook import PersonUpdate
from turgor.predict.forecast.people import SPREADS, log_spread, trait_draws
from turgor.predict.forecast.update import UpdatedPeople, update_people
from turgor.record.case import Case, CaseFinding
from turgor.record.course import Course
from turgor.skin.observe.observable import OBSERVABLES, mismatch_reason, observe
from turgor.skin.parameters import all_parameter_names

FloatArray = NDArray[np.float64]

#: people who are weighed; more than are forecast, since few of them fit
WEIGHED = 1024


@dataclass(frozen=True, slots=True)
class _Told:
    """A later finding as a change: observable, day, change, its noise."""

    observable: str
    day: float
    change: float
    noise: float
    said: str


def updated_people(
    case: Case,
    draws: ParameterDraws,
    known: Mapping[str, float],
    people: int,
    seed: int,
    weighed: int = WEIGHED,
) -> tuple[People, PersonUpdate]:
    """People as the findings leave them, each counting the same, and what was learned.

    known : traits that are known of the person. weighed : people drawn to be weighed. Where no
    finding can be used, people are as they were.

    Errors: InputError as for ``simulate``.
    """
    told, unused = _told(case)
    names = list(SPREADS)
    prior = np.array([log_spread(name) for name in names])
    if not told:
        own = people_of(draws, trait_draws(known, people, seed))
        return own, _summary(None, prior, (), unused)
    course = next(item for item in case.courses if item.name == case.followed)
    columns = people_of(draws, trait_draws(known, weighed, seed))
    middles = {name: known.get(name, 1.0) for name in names}

    def simulated(gains: FloatArray) -> FloatArray:
        return _changes(course, case, told, _with_gains(columns, gains, names, middles), seed)

    observed = np.array([item.change for item in told])
    shared = 0.01 * parameter("virtual.person.discrepancy")
    noise = np.array([math.hypot(item.noise, shared * item.change) for item in told])
    found = update_people(simulated, prior, observed, noise, weighed, seed)
    chosen = _resampled(found.weights, people, seed)
    p = _with_gains(columns, found.log_gains, names, middles).p[:, chosen]
    own = People(p, np.full(people, 1.0 / people))
    return own, _summary(found, prior, tuple(item.said for item in told), unused)


def _with_gains(
    people: People, gains: FloatArray, names: Sequence[str], middles: Mapping[str, float]
) -> People:
    p, rows = people.p.copy(), all_parameter_names()
    for index, name in enumerate(names):
        p[rows.index(name)] = middles[name] * np.exp(gains[index])
    return People(p, people.weights)


def _changes(
    course: Course, case: Case, told: Sequence[_Told], people: People, seed: int
) -> FloatArray:
    """Predicted changes (O, B) of the findings."""
    days = np.array(sorted({0.0, *(item.day for item in told)}))
    simulation = simulate(course, case.place, days, people, seed)
    found = np.empty((len(told), people.count))
    for index, item in enumerate(told):
        at = int(np.searchsorted(days, item.day))
        states = simulation.states[at : at + 1]
        found[index] = observe(
            item.observable, states, simulation.before, simulation.p, case.place
        )[0]
    return found


def _told(case: Case) -> tuple[list[_Told], list[tuple[str, str]]]:
    """Findings that can be laid beside the skin's own, and why the others can't."""
    told: list[_Told] = []
    unused: list[tuple[str, str]] = []
    for item in case.later:
        said = f"{item.metric} on day {item.day:g}"
        found = _as_change(item, case)
        if isinstance(found, str):
            unused.append((said, found))
        else:
            told.append(found)
    return told, unused


def _as_change(item: CaseFinding, case: Case) -> _Told | str:
    names = [
        name
        for name, known in OBSERVABLES.items()
        if known.origin == "states" and any(one.metric == item.metric for one in known.metrics)
    ]
    if not names:
        return "the virtual skin yields no such quantity"
    if item.conditions:
        try:
            reason = mismatch_reason(names[0], Measurand.of(item.metric, item.conditions))
        except MetricError as error:
            reason = str(error)
        if reason:
            return reason
    baseline = case.baseline(item.metric)
    if baseline is None:
        return "no finding of the same metric before the course"
    if dict(baseline.conditions) != dict(item.conditions):
        return "measured under other conditions than before the course"
    relative = OBSERVABLES[names[0]].relative
    if relative and baseline.value == 0.0:
        return "the finding before the course is 0, so that no share of change is defined"
    scale = 100.0 / abs(baseline.value) if relative else 1.0
    change = scale * (item.value - baseline.value)
    published = noise_of(names[0], case.place)
    own, before = (published if one.u is None else scale * one.u for one in (item, baseline))
    said = f"{item.metric} on day {item.day:g}"
    return _Told(names[0], item.day, change, math.hypot(own, before), said)


def _resampled(weights: FloatArray, count: int, seed: int) -> NDArray[np.intp]:
    """Systematic resampling: each person as often as its weight says, to within one."""
    random = np.random.default_rng([seed, 77])
    places = (np.arange(count) + random.random()) / count
    return np.minimum(np.searchsorted(np.cumsum(weights), places), weights.size - 1)


def _summary(
    found: UpdatedPeople | None,
    prior: FloatArray,
    used: tuple[str, ...],
    unused: Sequence[tuple[str, str]],
) -> PersonUpdate:
    names = [name.removeprefix("trait.") for name in SPREADS]
    before = {name: _gain(0.0, sd) for name, sd in zip(names, prior, strict=True)}
    if found is None:
        return PersonUpdate(used, tuple(unused), before, before, 0.0, 0.0)
    after = {
        name: _gain(float(mean), float(sd))
        for name, mean, sd in zip(names, found.posterior_mean, found.posterior_sd, strict=True)
    }
    return PersonUpdate(used, tuple(unused), before, after, found.effective, found.misfit)


def _gain(mean: float, sd: float) -> tuple[float, float, float]:
    """10, 50 and 90 % of a log-normal gain."""
    return (
        math.exp(mean - NORMAL_90 * sd),
        math.exp(mean),
        math.exp(mean + NORMAL_90 * sd),
    )
