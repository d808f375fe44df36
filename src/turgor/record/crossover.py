"""Periods and sequences of a crossover: who gets what when, declared before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Period:
    """One span of treatment, by the labels of its visits.

    baseline : the visit that the period's change is held against; last_visit : where it is read.
    """

    id: str
    first_visit: str
    baseline: str
    last_visit: str


@dataclass(frozen=True, slots=True)
class TreatmentSequence:
    """Which arm a subject gets in each period, in the periods' order."""

    id: str
    arms: tuple[str, ...]


def arm_in_period(
    sequences: Sequence[TreatmentSequence], periods: Sequence[Period]
) -> Mapping[tuple[str, str], str]:
    """(sequence id, period id) -> arm id."""
    return {
        (sequence.id, period.id): arm
        for sequence in sequences
        for period, arm in zip(periods, sequence.arms, strict=True)
    }
