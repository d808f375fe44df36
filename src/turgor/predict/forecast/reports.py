"""How studies report an observable: by which endpoint, how many of them, from which day on."""

from collections import Counter
from dataclasses import dataclass
from functools import cache

from turgor.predict.row import PERCENT_CHANGE, PERCENT_OF_PEOPLE
from turgor.predict.validate.shipped import calibration_rows

#: how observables begin that raters see
LOOK = "look-"


@dataclass(frozen=True, slots=True)
class Reports:
    """How studies most often report an observable, how many of them, and from which day on."""

    endpoint: str
    unit: str
    studies: int
    earliest_day: float


@cache
def reports_of(observable: str) -> Reports | None:
    """Reports of a change in % from before, of looks of the share of people who improved."""
    wanted = PERCENT_OF_PEOPLE if observable.startswith(LOOK) else PERCENT_CHANGE
    rows = [
        row
        for row in calibration_rows()
        if row.meaning.observable == observable
        and row.number == wanted
        and row.observed is not None
        and row.outcome.comparator is None
        and row.outcome.unit != "direction"
    ]
    if not rows:
        return None
    counted = Counter((row.outcome.endpoint, row.outcome.unit) for row in rows)
    endpoint, unit = counted.most_common(1)[0][0]
    days = [row.outcome.time_days for row in rows if row.outcome.time_days]
    return Reports(endpoint, unit, len({row.study for row in rows}), min(days, default=0.0))
