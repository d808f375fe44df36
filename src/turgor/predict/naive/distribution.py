"""The naive distribution: quantiles of what was reported for the same modality, class and time.

A value is never held against a number of another kind (points against percent). Where a cell holds
too few studies the next wider one is taken. Each study weighs the same in its cell.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.predict.naive.quantile import weighted_quantiles
from turgor.predict.row import Row, study_weights
from turgor.predict.scores.interval import LEVELS

FloatArray = NDArray[np.float64]
Key = tuple[str, ...]

#: from narrow to wide; the first with enough studies is taken
CELLS: Sequence[tuple[str, Callable[[Row], Key]]] = (
    (
        "modality, class, time",
        lambda row: (row.outcome.modality, row.outcome_class, row.time_bin),
    ),
    ("family, class, time", lambda row: (row.family, row.outcome_class, row.time_bin)),
    ("family, class", lambda row: (row.family, row.outcome_class)),
    ("class", lambda row: (row.outcome_class,)),
    ("number", lambda row: ()),
)
#: the class alone: no opponent, but what a forecast may be drawn to
CLASS_CELLS = tuple(CELLS[-2:])
#: of two studies one is no distribution of the other
FEWEST_STUDIES = 3


@dataclass(frozen=True, slots=True)
class NaiveForecast:
    """Quantiles (3,) at LEVELS, the cell they come from and how many studies it holds."""

    quantiles: FloatArray
    cell: str
    studies: int

    def in_unit_of(self, row: Row) -> "NaiveForecast":
        """The same in the row's own unit, where its kind of number is pooled in another."""
        if row.factor == 1.0:
            return self
        return NaiveForecast(self.quantiles / row.factor, self.cell, self.studies)


class NaiveDistribution:
    """Empirical quantiles of calibration rows by cell."""

    def __init__(
        self,
        rows: Sequence[Row],
        cells: Sequence[tuple[str, Callable[[Row], Key]]] = CELLS,
        fewest_studies: int = FEWEST_STUDIES,
    ) -> None:
        """Hold the numeric rows by every cell that they belong to."""
        self._cells, self._fewest = cells, fewest_studies
        self._held: dict[tuple[str, str, Key], list[Row]] = {}
        numeric = [row for row in rows if row.observed is not None]
        for row in numeric:
            for name, key in cells:
                self._held.setdefault((row.number, name, key(row)), []).append(row)
        self._found: dict[tuple[str, str, Key], NaiveForecast] = {}

    def forecast(self, row: Row) -> NaiveForecast:
        """The distribution for a row.

        A kind of number that no calibration row has is forecast as no change, with the spread
        left open: quantiles 0, 0, 0 and the cell 'nothing known'.
        """
        for name, key in self._cells:
            held = self._held.get((row.number, name, key(row)), [])
            last = name == self._cells[-1][0]
            if held and (last or len({item.study for item in held}) >= self._fewest):
                return self._cell((row.number, name, key(row))).in_unit_of(row)
        return NaiveForecast(np.zeros(len(LEVELS)), "nothing known", 0)

    def knows_family(self, row: Row) -> bool:
        """Whether any study reported this kind of number and class of the row's family."""
        return (row.number, "family, class", (row.family, row.outcome_class)) in self._held

    def quantiles(self, rows: Sequence[Row]) -> FloatArray:
        """(n, 3) quantiles for rows."""
        return np.array([self.forecast(row).quantiles for row in rows]).reshape(-1, len(LEVELS))

    def _cell(self, where: tuple[str, str, Key]) -> NaiveForecast:
        if where not in self._found:
            held = self._held[where]
            values = np.array([(row.observed or 0.0) * row.factor for row in held])
            self._found[where] = NaiveForecast(
                weighted_quantiles(values, study_weights(held), np.array(LEVELS)),
                where[1],
                len({row.study for row in held}),
            )
        return self._found[where]
