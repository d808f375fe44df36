"""How well hyperpigmentation is foretold by its darkening, each study left out in turn.

Beside it the same pooling without the darkening, and the crude rates: the modality's counts added
up, and all counts added up.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from turgor.predict.rates.pih_fit import DoseCount, fit_doses, slope_prior
from turgor.predict.rates.pooling import pooling_prior
from turgor.predict.rates.score import RateScore, added_up, scored, summed

FloatArray = NDArray[np.float64]
Foretold = Callable[[Sequence[DoseCount], DoseCount], FloatArray]


def dose_ways() -> dict[str, Foretold]:
    """Every way that is compared: counts of the other studies, and the one to foretell."""
    return {
        "darkening": lambda rest, one: _fitted(rest, one, flat=False),
        "pooled": lambda rest, one: _fitted(rest, one, flat=True),
        "modality added up": lambda rest, one: _crude(
            [count for count in rest if count.modality == one.modality], one
        ),
        "all added up": _crude,
    }


def score_doses(doses: Sequence[DoseCount]) -> tuple[RateScore, ...]:
    """Scores of each way; all of a study's counts are left out together."""
    scores = []
    for name, way in dose_ways().items():
        by_study: dict[str, list[tuple[float, float, float]]] = {}
        for one in doses:
            rest = [count for count in doses if count.study != one.study]
            found = scored(way(rest, one), one.events, one.trials)
            by_study.setdefault(one.study, []).append(found)
        scores.append(summed(name, by_study))
    return tuple(scores)


def _fitted(rest: Sequence[DoseCount], one: DoseCount, *, flat: bool) -> FloatArray:
    return fit_doses(rest, pooling_prior(), slope_prior(), flat=flat).predictive(one)


def _crude(rest: Sequence[DoseCount], one: DoseCount) -> FloatArray:
    events = sum(count.events for count in rest)
    return added_up(events, sum(count.trials for count in rest), one.trials)
