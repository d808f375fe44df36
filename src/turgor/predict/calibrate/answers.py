"""The skin's linear answers, by row."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.predict.calibrate.response import Response
from turgor.predict.row import Row
from turgor.predict.validate.identity import row_hash

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Answer:
    """On the row's working scale: offset at ``units``, gradient (k,), variance from the loads."""

    offset: float
    gradient: FloatArray
    stimulus: float


@dataclass(frozen=True, slots=True)
class Answers:
    """What the skin says of rows, linear around ``units`` (k,). reasons : why it says nothing."""

    units: FloatArray
    by_hash: Mapping[str, Answer]
    reasons: Mapping[str, str]

    def knows(self, row: Row) -> bool:
        """Whether the skin answers a row."""
        return row_hash(row.outcome) in self.by_hash

    def offsets(self, rows: Sequence[Row]) -> FloatArray:
        """(n,) answers at ``units``."""
        return np.array([self.by_hash[row_hash(row.outcome)].offset for row in rows])

    def stimulus(self, rows: Sequence[Row]) -> FloatArray:
        """(n,) variances that draws of the loads bring."""
        return np.array([self.by_hash[row_hash(row.outcome)].stimulus for row in rows])

    def column(self, parameter: int) -> Callable[[Row], float]:
        """Slope of a row's answer in a parameter, by its prior's spread."""
        return lambda row: float(self.by_hash[row_hash(row.outcome)].gradient[parameter])

    def joined(self, other: "Answers") -> "Answers":
        """These answers and others around the same units."""
        return Answers(
            self.units, {**self.by_hash, **other.by_hash}, {**self.reasons, **other.reasons}
        )


def answers_of(rows: Sequence[Row], response: Response) -> Answers:
    """A response as answers by the rows' hashes."""
    hashes = [row_hash(row.outcome) for row in rows]
    return Answers(
        response.units,
        {
            name: Answer(
                float(response.offset[i]), response.gradient[i], float(response.stimulus[i])
            )
            for i, name in enumerate(hashes)
            if response.known[i]
        },
        {name: response.reasons[i] for i, name in enumerate(hashes) if not response.known[i]},
    )
