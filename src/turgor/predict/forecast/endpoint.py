"""An observable of one person over time: the skin's course with what it leaves out and noise."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from turgor.evidence import parameter
from turgor.predict.combine.working import NORMAL_90
from turgor.predict.forecast.bands import Bands, bands_of
from turgor.predict.forecast.endpoint_noise import noise_of, paired_normals
from turgor.predict.forecast.engine import People, Simulation
from turgor.predict.forecast.outlook import StudyOutlook
from turgor.predict.forecast.people import even_normals
from turgor.predict.forecast.told import Told, error_covariance, held_to
from turgor.predict.hierarchy.scale import working_scale
from turgor.predict.row import PERCENT_CHANGE
from turgor.record.skin_place import SkinPlace
from turgor.skin.observe.level import Baseline, level_of
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

    departed (V, B) : people's changes without noise. Noise is that of a visit's reading and of the
    one before. A band is of one day by itself, so each person has one draw of either for all days:
    a new one for each day would only make the curves tremble.
    """
    noise = noise_of(observable, place)
    read, start = (noise * draw for draw in paired_normals(people.count, [seed, 1]))
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
    change: FloatArray,
    reference: FloatArray,
    days: FloatArray,
    study: StudyOutlook,
    seed: int,
    told: Sequence[Told] = (),
) -> FloatArray:
    """People's relative changes (V, B) about what a study would report, in %.

    On the scale where ratios add: the study's median, plus a person's difference to the median of
    everybody, ``reference`` (V,), plus what one study differs by from the next, held over time.
    Between days that the study is asked of, its distance to the skin's median runs straight from
    none on day 0. told : this person's own findings of the observable, to which people are held.
    """
    at = np.concatenate([[0.0], study.days])
    middle = _forward(study.quantiles[1]) - _forward(np.interp(study.days, days, reference))
    spread = (_forward(study.quantiles[2]) - _forward(study.quantiles[0])) / (2.0 * NORMAL_90)
    shift = np.interp(days, at, np.concatenate([[0.0], middle]))
    sd = np.interp(days, at, np.concatenate([[0.0], spread]))
    moved = _forward(change) + shift[:, None]
    between = even_normals(change.shape[1], [seed, 5])
    scale = working_scale(PERCENT_CHANGE)
    least, most = scale.least, scale.most
    held = [(item, int(np.searchsorted(days, item.day))) for item in told if item.day <= days[-1]]
    if held:
        found = [float(_forward(np.array(item.change))) for item, _ in held]
        errors = error_covariance([item for item, _ in held], left_out())
        noises = np.sqrt(np.diag(errors))
        reaches = [
            _forward(item.change + noise * np.array([-1.0, 1.0]))
            for (item, _), noise in zip(held, noises, strict=True)
        ]
        between = held_to(
            between,
            [moved[k] for _, k in held],
            [float(sd[k]) for _, k in held],
            found,
            _scaled(errors, np.array([0.5 * (high - low) for low, high in reaches]) / noises),
        )
        least, most = min(least, *found), max(most, *found)
    # the scale's way back is doubly exponential; nobody was found to change by more than this
    return scale.back(np.clip(moved + sd[:, None] * between, least, most))


def _scaled(covariance: FloatArray, factors: FloatArray) -> FloatArray:
    """Of errors (K, K) that are each so many times as large."""
    return covariance * np.outer(factors, factors)


def departed_change(
    observable: str,
    change: FloatArray,
    seed: int,
    days: FloatArray | None = None,
    told: Sequence[Told] = (),
) -> FloatArray:
    """The change (V, B) of people who depart from the model by a share of it, held over time.

    A relative change departs as a ratio, so that nothing falls by more than all of it. told : this
    person's own findings of the observable at some of ``days`` (V,), to which people are held.
    """
    share = left_out()
    place = list(OBSERVABLES).index(observable)
    drawn = even_normals(change.shape[1], [seed, 4, place])
    relative = OBSERVABLES[observable].relative
    size = np.log(_least(1.0 + 0.01 * change)) if relative else change
    held = [] if days is None else [item for item in told if item.day <= days[-1]]
    if days is not None and held:
        at = [int(np.searchsorted(days, item.day)) for item in held]
        ratios = [_least(np.array(1.0 + 0.01 * item.change)) for item in held]
        drawn = held_to(
            drawn,
            [size[k] for k in at],
            [share * size[k] for k in at],
            [float(np.log(one)) if relative else item.change
             for item, one in zip(held, ratios, strict=True)],
            _scaled(
                error_covariance(held),
                np.array([0.01 / float(one) if relative else 1.0 for one in ratios]),
            ),
        )  # fmt: skip
    factor = np.maximum(1.0 + share * drawn, 0.0)
    if not relative:
        return change * factor
    return np.asarray(100.0 * (np.maximum(1.0 + 0.01 * change, 0.0) ** factor - 1.0))


def left_out() -> float:
    """Share of a change that the model leaves out (standard deviation between people)."""
    return 0.01 * parameter("virtual.person.discrepancy")


def _forward(values: FloatArray) -> FloatArray:
    """Relative changes in % on the scale where ratios add."""
    return working_scale(PERCENT_CHANGE).forward(values, np.ones(np.shape(values)))


def _least(ratio: FloatArray) -> FloatArray:
    """A reading is never less than a hundredth of what is there."""
    return np.maximum(ratio, 0.01)


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
