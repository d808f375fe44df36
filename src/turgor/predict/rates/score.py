"""How well rates are foretold: each study left out in turn, foretold from the others."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from turgor.predict.rates.pooling import PoolingPrior, pool, pooling_prior
from turgor.predict.rates.tree import Count, cells_of

FloatArray = NDArray[np.float64]
#: counts of the other studies, and the count to foretell -> (trials + 1,) chances of each number
Way = Callable[[tuple[Count, ...], Count], FloatArray]

#: the interval that is scored leaves this much outside
_OUTSIDE = 0.2
#: events and their opposites that a rate starts from before any count (Jeffreys)
_JEFFREYS = 0.5


@dataclass(frozen=True, slots=True)
class RateScore:
    """One way of foretelling counts, each study weighing the same.

    log_score : mean log of the chance given to what happened, higher is better. interval_score :
    of the 80 % interval of the share, in points of percent, lower is better. coverage : share of
    counts within that interval (counts are whole numbers, so that it lies above 0.8).
    """

    way: str
    studies: int
    counts: int
    log_score: float
    interval_score: float
    coverage: float


def partial(prior: PoolingPrior) -> Way:
    """Partial pooling over studies and modalities."""

    def chances(others: tuple[Count, ...], count: Count) -> FloatArray:
        pooled = pool(cells_of(others), prior)
        return pooled.predictive(count.trials, count.family, count.variant)

    return chances


def alone(prior: PoolingPrior) -> Way:
    """Studies of the same variant pooled, nothing borrowed from other modalities."""

    def chances(others: tuple[Count, ...], count: Count) -> FloatArray:
        here = [c for c in others if (c.family, c.variant) == (count.family, count.variant)]
        pooled = pool(cells_of(tuple(here)), prior)
        return pooled.predictive(count.trials, count.family, count.variant)

    return chances


def unpooled(others: tuple[Count, ...], count: Count) -> FloatArray:
    """Counts of the same variant added up, studies taken for one; none: every rate as likely."""
    here = [c for c in others if (c.family, c.variant) == (count.family, count.variant)]
    return _added(here, count.trials)


def complete(others: tuple[Count, ...], count: Count) -> FloatArray:
    """Counts of every modality added up."""
    return _added(list(others), count.trials)


def ways() -> Mapping[str, Way]:
    """Every way that is compared."""
    prior = pooling_prior()
    return {
        "partial": partial(prior),
        "partial, beta": partial(replace(prior, beta=True)),
        "variant alone": alone(prior),
        "unpooled": unpooled,
        "complete": complete,
    }


def leave_one_study_out(
    counts: tuple[Count, ...], compared: Mapping[str, Way] | None = None, *, implied: bool = False
) -> tuple[RateScore, ...]:
    """Scores of each way; what a study's silence implies is foretold only where ``implied``.

    A study's other counts of the same event are left out with it.
    """
    rows = [count for count in counts if implied or not count.implied]
    scores = []
    for name, way in (compared or ways()).items():
        by_study: dict[str, list[tuple[float, float, float]]] = {}
        for count in rows:
            others = tuple(
                c
                for c in counts
                if (c.event, c.per) == (count.event, count.per) and c.study != count.study
            )
            found = scored(way(others, count), count.events, count.trials)
            by_study.setdefault(count.study, []).append(found)
        scores.append(summed(name, by_study))
    return tuple(scores)


def summed(way: str, by_study: Mapping[str, Sequence[tuple[float, float, float]]]) -> RateScore:
    """Scores of counts by study, each study weighing the same."""
    means = np.array([np.mean(found, axis=0) for found in by_study.values()]).mean(axis=0)
    counts = sum(len(found) for found in by_study.values())
    return RateScore(way, len(by_study), counts, float(means[0]), float(means[1]), float(means[2]))


def added_up(events: int, trials: int, asked: int) -> FloatArray:
    """(asked + 1,) chances of each number of events of one binomial rate, after Jeffreys."""
    from scipy.stats import betabinom

    ends = events + _JEFFREYS, trials - events + _JEFFREYS
    return np.asarray(betabinom.pmf(np.arange(asked + 1), asked, *ends))


def _added(counts: list[Count], asked: int) -> FloatArray:
    events = sum(count.events for count in counts)
    return added_up(events, sum(count.trials for count in counts), asked)


def scored(chances: FloatArray, events: int, trials: int) -> tuple[float, float, float]:
    """Log score, interval score in points of percent, whether the count lies within."""
    below = np.cumsum(chances) / chances.sum()
    low, high = (
        100.0 * float(np.searchsorted(below, share)) / trials
        for share in (0.5 * _OUTSIDE, 1.0 - 0.5 * _OUTSIDE)
    )
    seen = 100.0 * events / trials
    missed = max(low - seen, 0.0) + max(seen - high, 0.0)
    log = float(np.log(max(chances[events], np.finfo(float).tiny)))
    return log, high - low + 2.0 / _OUTSIDE * missed, float(low <= seen <= high)
