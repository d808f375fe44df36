"""All forecasts that a class may show: each source, both weighed, and these drawn to the class.

Being drawn to the class is the mean of two forecasts' quantiles: the candidate's and those of all
calibration rows of the class, whatever was done. It is what shrinking is to a mean: sharper than
either where both are unsure, and never far off where a candidate is wrong.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from turgor.predict.combine.width import widths_of
from turgor.predict.combine.working import WorkingForecast, quantiles_of, weighed
from turgor.predict.row import Row

FloatArray = NDArray[np.float64]

SKIN, LITERATURE, WEIGHED, CLASS, NAIVE = "skin", "literature", "weighed", "class", "naive"
#: how much of a candidate that is drawn to the class is the class's own distribution
DRAWN_SHARE = 0.5
_DRAWN = ", drawn to the class"


def with_weighed(made: Mapping[str, WorkingForecast]) -> dict[str, WorkingForecast]:
    """The sources' forecasts, and the two weighed where both are there."""
    found = dict(made)
    if SKIN in made and LITERATURE in made:
        found[WEIGHED] = weighed(made[SKIN], made[LITERATURE])
    return found


def candidate_quantiles(
    rows: Sequence[Row],
    made: Mapping[str, WorkingForecast],
    widths: Mapping[str, Mapping[str, float]],
    of_class: FloatArray,
) -> dict[str, FloatArray]:
    """(n, 3) quantiles of every candidate by name; nan where it knows nothing of a row.

    made : forecasts by source. widths : by source, then class. of_class : (n, 3) quantiles of the
    class's distribution.
    """
    found: dict[str, FloatArray] = {}
    for name, forecast in made.items():
        own = quantiles_of(rows, forecast, widths_of(rows, widths[name]))
        found[name] = own
        found[name + _DRAWN] = (1.0 - DRAWN_SHARE) * own + DRAWN_SHARE * of_class
    found[CLASS] = of_class
    return found
