"""The skin's linear answers by row; what was simulated once is remembered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from turgor.predict.calibrate.free import Free
from turgor.predict.calibrate.response import Response, respond
from turgor.predict.row import Row

FloatArray = NDArray[np.float64]

#: an answer further out than this, or with a wider spread, on any working scale is no answer
_FURTHEST = 6.0


@dataclass(frozen=True, slots=True)
class Answer:
    """On the row's working scale: offset at ``units``, gradient (k,), variance from the loads."""

    offset: float
    gradient: FloatArray
    stimulus: float


@dataclass(slots=True)
class Answers:
    """What the skin says of rows, linear around ``units`` (k,) of the free parameters.

    reasons : why it says nothing of a row, by hash.
    """

    free: Free
    units: FloatArray
    by_hash: dict[str, Answer] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)

    def simulate(self, rows: Sequence[Row]) -> None:
        """Work out the answers to those of the rows that were not asked before."""
        new = [row for row in rows if not self._asked(row.key)]
        if new:
            self.keep(new, respond(new, self.free, self.units))

    def keep(self, rows: Sequence[Row], response: Response) -> None:
        """Remember a response around the same units."""
        for i, row in enumerate(rows):
            name = row.key
            if not response.known[i]:
                self.reasons[name] = response.reasons[i]
            elif _sane(row, response, i):
                self.by_hash[name] = Answer(
                    float(response.offset[i]), response.gradient[i], float(response.stimulus[i])
                )
            else:
                self.reasons[name] = "the skin's answer lies beyond anything that was ever reported"

    def knows(self, row: Row) -> bool:
        """Whether the skin answers a row."""
        return row.key in self.by_hash

    def reason(self, row: Row) -> str:
        """Why the skin says nothing of a row; '' where it does or was not asked."""
        return self.reasons.get(row.key, "")

    def offsets(self, rows: Sequence[Row]) -> FloatArray:
        """(n,) answers at ``units``."""
        return np.array([self.by_hash[row.key].offset for row in rows])

    def stimulus(self, rows: Sequence[Row]) -> FloatArray:
        """(n,) variances that draws of the loads bring."""
        return np.array([self.by_hash[row.key].stimulus for row in rows])

    def column(self, parameter: int) -> Callable[[Row], float]:
        """Slope of a row's answer in a free parameter, by its prior's spread."""
        return lambda row: float(self.by_hash[row.key].gradient[parameter])

    def of(self, free: Free) -> "Answers":
        """The same answers with these free parameters only; the others rest where they are."""
        at = [self.free.index(one) for one in free]
        kept = {
            name: Answer(answer.offset, answer.gradient[at], answer.stimulus)
            for name, answer in self.by_hash.items()
        }
        return Answers(free, self.units[at], kept, dict(self.reasons))

    def _asked(self, name: str) -> bool:
        return name in self.by_hash or name in self.reasons


def _sane(row: Row, response: Response, i: int) -> bool:
    absolute = row.number.startswith("absolute")
    furthest = 2.0 * _FURTHEST if absolute else _FURTHEST
    return bool(
        abs(response.offset[i]) < furthest
        and response.stimulus[i] < _FURTHEST**2 / 4.0
        and np.isfinite(response.gradient[i]).all()
    )


def table_of(answers: Answers) -> Mapping[str, list[float]]:
    """Answers as plain rows of numbers (offset, stimulus, gradient ...), for a file."""
    return {
        name: [answer.offset, answer.stimulus, *answer.gradient.tolist()]
        for name, answer in sorted(answers.by_hash.items())
    }


def answers_from(free: Free, units: FloatArray, table: Mapping[str, Sequence[float]]) -> Answers:
    """Answers read back."""
    found = Answers(free, units)
    for name, numbers in table.items():
        found.by_hash[name] = Answer(numbers[0], np.array(numbers[2:]), numbers[1])
    return found
