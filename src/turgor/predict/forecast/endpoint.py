"""An observable of one person over time: the skin's course with what it leaves out and noise."""

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.evidence import parameter
from turgor.predict.combine.working import NORMAL_90
from turgor.predict.forecast.bands import Bands, bands_of
from turgor.predict.forecast.engine import People, Simulation
from turgor.predict.forecast.outlook import StudyOutlook
from turgor.predict.forecast.people import even_normals
from turgor.predict.hierarchy.scale import working_scale
from turgor.predict.row import PERCENT_CHANGE
from turgor.record.skin_place import SkinPlace
from turgor.skin.observe.level import Baseline, baseline_of, level_of
from turgor.skin.observe.noise import reading_noise
from turgor.skin.observe.observable import OBSERVABLES, observe

FloatArray = NDArray[np.float64]


def person_change(observable: str, simulation: Simulation, place: SkinPlace) -> FloatArray:
    """Change of an observable in each person, (V, B), in % where relative, without noise."""
    return observe(observable, simulation.states, simulation.before, simulation.p, place)


def change_bands(
    observable: str,
    departed: FloatArray,
    people: People,
    baseline: Baseline | None,
    place: SkinPlace,
    seed: int,
) -> tuple[Bands, Bands | None, float]:
    """Bands of what would be found: change, the value itself, and the noise in the change's unit.

    departed (V, B) : people's changes without noise. Noise is new at each visit, the baseline's is
    shared by all.
    """
    noise = noise_of(observable, place)
    random = np.random.default_rng([seed, 1])
    read = noise * random.standard_normal(departed.shape)
    start = noise * even_normals(people.count, [seed, 2])
    level = None
    if baseline is not None:
        spread = baseline.sd * even_normals(people.count, [seed, 3])
        level = bands_of(_levels(observable, departed, read, baseline, spread), people.weights)
    if OBSERVABLES[observable].relative:
        # both readings are off by a share of what is there, and none falls below nothing
        ratio = (1.0 + 0.01 * departed) * _least(1.0 + 0.01 * read) / _least(1.0 + 0.01 * start)
        found = 100.0 * (ratio - 1.0)
    else:
        found = departed + read - start
    found[0] = 0.0
    return bands_of(found, people.weights), level, noise


def centred_change(
    change: FloatArray, reference: FloatArray, days: FloatArray, study: StudyOutlook, seed: int
) -> FloatArray:
    """People's relative changes (V, B) about what a study would report, in %.

    On the scale where ratios add: the study's median, plus a person's difference to the median of
    everybody, ``reference`` (V,), plus what one study differs by from the next, held over time.
    Between visits that the study is asked of, its distance to the skin's median runs straight from
    none on day 0.
    """
    scale = working_scale(PERCENT_CHANGE)

    def forward(values: FloatArray) -> FloatArray:
        return scale.forward(values, np.ones(values.shape))

    at = np.concatenate([[0.0], study.days])
    middle = forward(study.quantiles[1]) - forward(np.interp(study.days, days, reference))
    spread = (forward(study.quantiles[2]) - forward(study.quantiles[0])) / (2.0 * NORMAL_90)
    shift = np.interp(days, at, np.concatenate([[0.0], middle]))
    sd = np.interp(days, at, np.concatenate([[0.0], spread]))
    between = even_normals(change.shape[1], [seed, 5])
    moved = forward(change) + shift[:, None] + sd[:, None] * between
    return scale.back(moved)


def departed_change(observable: str, change: FloatArray, seed: int) -> FloatArray:
    """The change (V, B) of people who depart from the model by a share of it, held over time.

    A relative change departs as a ratio, so that nothing falls by more than all of it.
    """
    factor = departure(observable, change.shape[1], seed)
    if not OBSERVABLES[observable].relative:
        return change * factor
    return np.asarray(100.0 * (np.maximum(1.0 + 0.01 * change, 0.0) ** factor - 1.0))


def departure(observable: str, count: int, seed: int) -> FloatArray:
    """Factor of each person's change (B,) by which that person departs from the model."""
    share = 0.01 * parameter("virtual.person.discrepancy")
    place = list(OBSERVABLES).index(observable)
    return np.maximum(1.0 + share * even_normals(count, [seed, 4, place]), 0.0)


def _least(ratio: FloatArray) -> FloatArray:
    """A reading is never less than a hundredth of what is there."""
    return np.maximum(ratio, 0.01)


def noise_of(observable: str, place: SkinPlace) -> float:
    """Standard deviation of one reading, in the unit of the observable's changes."""
    return reading_noise(observable, place).sd


def known_baseline(observable: str, place: SkinPlace) -> Baseline | None:
    """The baseline, None where nothing tells the value itself."""
    try:
        return baseline_of(observable, place)
    except InputError:
        return None


def _levels(
    observable: str,
    change: FloatArray,
    read: FloatArray,
    baseline: Baseline,
    spread: FloatArray,
) -> FloatArray:
    """The value that is read: people's own before, changed, with the noise of reading."""
    middle = level_of(observable, change, baseline)
    if OBSERVABLES[observable].relative:
        return np.asarray(
            middle * _least(1.0 + spread / baseline.value) * _least(1.0 + 0.01 * read)
        )
    return np.asarray(middle + spread + read)
