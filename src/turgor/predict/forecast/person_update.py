"""A person whose course has begun: later findings weigh who could be this one."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from turgor.evidence import parameter
from turgor.predict.combine.working import NORMAL_90
from turgor.predict.forecast.engine import ParameterDraws, People, people_of, simulate
from turgor.predict.forecast.outlook import PersonUpdate
from turgor.predict.forecast.people import SPREADS, log_spread, trait_draws
from turgor.predict.forecast.told import Told, error_covariance, told_findings
from turgor.predict.forecast.update import UpdatedPeople, update_people
from turgor.record.case import Case
from turgor.record.course import Course
from turgor.skin.observe.observable import observe
from turgor.skin.parameters import all_parameter_names

FloatArray = NDArray[np.float64]

#: people who are weighed; more than are forecast, since few of them fit
WEIGHED = 1024


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
    told, unused = told_findings(case)
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
    left_out = 0.01 * parameter("virtual.person.discrepancy")
    errors = error_covariance(told, left_out)
    found = update_people(simulated, prior, observed, errors, weighed, seed)
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
    course: Course, case: Case, told: Sequence[Told], people: People, seed: int
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
