"""Treatments held against one another within persons over periods, periods allowed for.

Least squares of y = person + period + treatment + error, persons and periods as fixed effects. With
two periods and the sequences AB and BA it is the textbook estimator: half the difference between
the two sequences' mean differences of periods (senn-2002). Carry-over is not
in the model: with two periods it can't be told from the sequence, and a test of it before the
analysis does harm (freeman-1989).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from turgor.errors import MeasureError
from turgor.stats.groups import MeanEstimate
from turgor.stats.repeatability import Interval


@dataclass(frozen=True, slots=True)
class PeriodValue:
    """One person's response in one period under one treatment."""

    subject: str
    period: str
    treatment: str
    value: float


@dataclass(frozen=True, slots=True)
class CrossoverEstimate:
    """A treatment minus control. n : persons with at least two periods, who alone tell of it."""

    treatment: str
    estimate: MeanEstimate


def crossover_estimates(
    values: Sequence[PeriodValue], control: str
) -> tuple[CrossoverEstimate, ...]:
    """Each treatment against control, adjusted for periods.

    Persons with one period say nothing of a difference within persons and are left out.

    Errors: MeasureError where a person has two values of one period, control is missing, or
    persons, periods and treatments can't be told apart from the values that are there.
    """
    from scipy import stats

    used = _of_two_periods(values)
    treatments = sorted({item.treatment for item in used} - {control})
    if not treatments or control not in {item.treatment for item in used}:
        raise MeasureError("no person has values under control and under another treatment")
    subjects = sorted({item.subject for item in used})
    periods = sorted({item.period for item in used})
    columns = np.zeros((len(used), len(subjects) + len(periods) - 1 + len(treatments)))
    y = np.array([item.value for item in used])
    for row, item in enumerate(used):
        columns[row, subjects.index(item.subject)] = 1.0
        if item.period != periods[0]:
            columns[row, len(subjects) + periods.index(item.period) - 1] = 1.0
        if item.treatment != control:
            at = len(subjects) + len(periods) - 1 + treatments.index(item.treatment)
            columns[row, at] = 1.0
    df = len(used) - columns.shape[1]
    if int(np.linalg.matrix_rank(columns)) < columns.shape[1] or df < 1:
        raise MeasureError(
            "too few persons or sequences: periods and treatments can't be told apart"
        )
    inverse = np.linalg.inv(columns.T @ columns)
    fitted = inverse @ columns.T @ y
    variance = float(((y - columns @ fitted) ** 2).sum()) / df
    student = float(stats.t.ppf(0.975, df))
    found: list[CrossoverEstimate] = []
    for place, treatment in enumerate(treatments, start=len(subjects) + len(periods) - 1):
        mean = float(fitted[place])
        error = math.sqrt(max(0.0, variance * float(inverse[place, place])))
        p_value = float(2.0 * stats.t.sf(abs(mean) / error, df)) if error else float(mean == 0.0)
        interval = Interval(mean - student * error, mean + student * error)
        estimate = MeanEstimate(mean, interval, error, p_value, df, len(subjects))
        found.append(CrossoverEstimate(treatment, estimate))
    return tuple(found)


def _of_two_periods(values: Sequence[PeriodValue]) -> list[PeriodValue]:
    seen: set[tuple[str, str]] = set()
    for item in values:
        if (item.subject, item.period) in seen:
            raise MeasureError(f"'{item.subject}' has two values of period '{item.period}'")
        seen.add((item.subject, item.period))
    count = {item.subject: sum(v.subject == item.subject for v in values) for item in values}
    return [item for item in values if count[item.subject] > 1]
