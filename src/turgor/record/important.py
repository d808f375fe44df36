"""What others say of a measurand: its published noise, and the difference that matters."""

from dataclasses import dataclass

from turgor.metrics.measurand import Measurand

#: who declares an important difference: the study's design, or the instrument's own sidecar
DECLARED_BY = ("study", "instrument")


@dataclass(frozen=True, slots=True)
class ImportantDifference:
    """The smallest difference of a measurand that matters, in its unit, above 0.

    source : where it stands. declared_by : one of DECLARED_BY; the study's own goes first.
    """

    measurand: Measurand
    value: float
    source: str
    declared_by: str = "study"


@dataclass(frozen=True, slots=True)
class PublishedSem:
    """A published standard error of measurement of exactly this measurand, in its unit."""

    measurand: Measurand
    value: float
    source: str
