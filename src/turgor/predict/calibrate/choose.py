"""Which of the parameters that may be free are fitted: those that the rows say most about."""

from collections.abc import Sequence

import numpy as np

from turgor.predict.calibrate.answers import Answers
from turgor.predict.calibrate.free import RATING_SLOPES, Free
from turgor.predict.hierarchy.prior import log_normal_prior
from turgor.predict.row import Row, study_weights

#: as many as the outcomes can bear; the rest stays at its priors
MOST_FREE = 35


def most_told(rows: Sequence[Row], answers: Answers, most: int = MOST_FREE) -> Free:
    """The free parameters with the most information at their priors, in their own order.

    A parameter's information is the sum over studies of its answers' squared slopes, in units of
    its prior's spread and of a study's noise; no reported number enters. The rating layer's slopes
    are always among them.
    """
    held = [row for row in rows if row.observed is not None and answers.knows(row)]
    noise = log_normal_prior("predict.spread.study.percent")[0]
    weights = study_weights(held) * len({row.study for row in held})
    told = {
        one.name: float(weights @ (np.array([answers.column(j)(row) for row in held]) / noise) ** 2)
        for j, one in enumerate(answers.free)
    }
    order = sorted(answers.free, key=lambda one: (one.name not in RATING_SLOPES, -told[one.name]))
    kept = set(order[:most])
    return tuple(one for one in answers.free if one in kept)
