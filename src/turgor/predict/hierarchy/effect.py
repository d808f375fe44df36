"""Effects of a hierarchical model: fixed ones as columns, random ones by their labels."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.predict.row import Row

FloatArray = NDArray[np.float64]


def one(row: Row) -> float:
    """An effect acts alike on every row."""
    return 1.0


@dataclass(frozen=True, slots=True)
class FixedEffect:
    """A slope with a proper normal prior: ``column(row)`` times the slope is added to the mean."""

    name: str
    column: Callable[[Row], float]
    mean: float
    sd: float


@dataclass(frozen=True, slots=True)
class RandomEffect:
    """Levels drawn from one normal distribution whose spread the data say.

    label(row) : the level a row belongs to; None leaves the row alone. weight(row) : how the level
    acts on it (its sign, for instance). coordinate : with it, levels change smoothly along it, with
    covariance exp(-d^2/2); its unit is the length over which they forget. scale_median,
    scale_log_sd : log-normal prior of the spread.
    """

    name: str
    label: Callable[[Row], object]
    scale_median: float
    scale_log_sd: float
    weight: Callable[[Row], float] = one
    coordinate: Callable[[Row], float] | None = None

    def covariance(self, left: Sequence[Row], right: Sequence[Row]) -> FloatArray:
        """(n, m) prior covariance at unit spread."""
        codes: dict[object, int] = {}
        a, b = (
            np.array(
                [
                    -1 - side
                    if self.label(row) is None
                    else codes.setdefault(self.label(row), len(codes))
                    for row in rows
                ]
            )
            for side, rows in enumerate((left, right))
        )
        found = (a[:, None] == b[None, :]).astype(np.float64)
        found *= np.array([self.weight(row) for row in left])[:, None]
        found *= np.array([self.weight(row) for row in right])[None, :]
        if self.coordinate is not None:
            x = np.array([self.coordinate(row) for row in left])
            y = np.array([self.coordinate(row) for row in right])
            found *= np.exp(-0.5 * (x[:, None] - y[None, :]) ** 2)
        # a row without a level has neither this effect nor its spread
        found[a < 0, :] = 0.0
        found[:, b < 0] = 0.0
        return np.asarray(found)
