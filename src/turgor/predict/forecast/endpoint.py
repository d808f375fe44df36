"""An observable of one person over time: the skin's course with what it leaves out and noise."""

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.evidence import parameter
from turgor.predict.forecast.bands import Bands, bands_of
from turgor.predict.forecast.engine import People, Simulation
from turgor.predict.forecast.people import even_normals
from turgor.record.skin_place import SkinPlace
from turgor.skin.observe import OBSERVABLES, Baseline, baseline_of, level_of, observe
from turgor.skin.observe.noise import measurement_noise

FloatArray = NDArray[np.float64]


def person_change(observable: str, simulation: Simulation, place: SkinPlace) -> FloatArray:
    """Change of an observable in each person, (V, B), in % where relative, without noise."""
    return observe(observable, simulation.states, simulation.before, simulation.p, place)


def change_bands(
    observable: str, change: FloatArray, people: People, baseline: Baseline | None, seed: int
) -> tuple[Bands, Bands | None, float]:
    """Bands of what would be found: change, the value itself, and the noise in the change's unit.

    change (V, B) without noise. What a person departs from the model by is a share of the change,
    held over time; noise is new at each visit, the baseline's is shared by all.
    """
    departed = change * departure(observable, people.count, seed)
    noise = noise_of(observable, baseline)
    random = np.random.default_rng([seed, 1])
    read = departed + noise * random.standard_normal(change.shape)
    start = noise * even_normals(people.count, [seed, 2])
    found = read - start
    found[0] = 0.0
    level = None
    if baseline is not None:
        spread = baseline.sd * even_normals(people.count, [seed, 3])
        level = bands_of(_levels(observable, read, baseline, spread), people.weights)
    return bands_of(found, people.weights), level, noise


def departure(observable: str, count: int, seed: int) -> FloatArray:
    """Factor of each person's change (B,) by which that person departs from the model."""
    share = 0.01 * parameter("virtual.person.discrepancy")
    place = list(OBSERVABLES).index(observable)
    return np.asarray(1.0 + share * even_normals(count, [seed, 4, place]))


def noise_of(observable: str, baseline: Baseline | None) -> float:
    """Standard deviation of one reading in the unit of the observable's changes; 0 where unknown.

    The published within-person noise of the metric; where it is a share of the value and the
    observable isn't relative, of the baseline's value.
    """
    found = measurement_noise(observable)
    if found is None:
        return 0.0
    known = OBSERVABLES[observable]
    if known.relative:
        if found.cv_pct is not None:
            return found.cv_pct
        return 100.0 * found.sem / baseline.value if baseline and found.sem is not None else 0.0
    if found.sem is not None:
        return found.sem
    if found.cv_pct is not None and baseline is not None:
        return 0.01 * found.cv_pct * abs(baseline.value)
    return 0.0


def known_baseline(observable: str, place: SkinPlace) -> Baseline | None:
    """The baseline, None where nothing tells the value itself."""
    try:
        return baseline_of(observable, place)
    except InputError:
        return None


def _levels(
    observable: str, change: FloatArray, baseline: Baseline, spread: FloatArray
) -> FloatArray:
    middle = level_of(observable, change, baseline)
    if OBSERVABLES[observable].relative:
        return np.asarray(middle * (1.0 + spread / baseline.value))
    return np.asarray(middle + spread)
