"""Effects of a hierarchical model: fixed ones as columns, random ones by their labels."""

from collections.abc import Callable
from dataclasses import dataclass

from turgor.predict.row import Row


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
