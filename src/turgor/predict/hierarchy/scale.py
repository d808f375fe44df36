"""The working scale of each kind of number: where effects add and spreads are alike."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.predict.row import PERCENT_CHANGE, PERCENT_OF_PEOPLE, Row

FloatArray = NDArray[np.float64]

#: kinds of number by the scale that they share
PEOPLE = (PERCENT_OF_PEOPLE, "percent-of-people-better")
CHANGES = (PERCENT_CHANGE, "percent-of-comparator")
DECREASES = ("percent-improvement", "percent-decrease")
#: logarithms of ratios below this are told apart evenly, larger ones ever less; 20 % either way
RATIO_LINEAR = 0.2
#: a group's mean was never reported to grow by more than to five times what it was
_MOST_RATIO = 5.0
#: beyond this a logarithm's or logit's way back leaves the range of floats
_FURTHEST = 30.0
#: a change can't take away more than this share of what was there
_LEAST_RATIO = 0.02
#: likewise for changes in points of a scale, points
POINTS_LINEAR = 1.0
#: people of an arm whose number isn't stated
USUAL_PEOPLE = 25.0
#: half a person either way keeps 0 and 100 % finite (Haldane and Anscombe)
_HALF = 0.5
#: a length, time or score that is not above 0 has no logarithm; it stands here
_LEAST = 1e-3


@dataclass(frozen=True, slots=True)
class WorkingScale:
    """There and back. Both are increasing, so quantiles map to quantiles.

    least, most : working values beyond which no forecast reaches.
    """

    name: str
    forward: Callable[[FloatArray, FloatArray], FloatArray]
    back: Callable[[FloatArray], FloatArray]
    least: float = -_FURTHEST
    most: float = _FURTHEST


def _logit(percent: FloatArray, people: FloatArray) -> FloatArray:
    responders = np.clip(percent, 0.0, 100.0) / 100.0 * people
    return np.asarray(np.log((responders + _HALF) / (people - responders + _HALF)))


def _percent(logit: FloatArray) -> FloatArray:
    return np.asarray(100.0 / (1.0 + np.exp(-logit)))


def _asinh_scale(name: str, linear: float) -> WorkingScale:
    return WorkingScale(
        name,
        lambda value, people: np.asarray(np.arcsinh(value / linear)),
        lambda working: np.asarray(linear * np.sinh(working)),
    )


_LOGIT = WorkingScale("logit", _logit, _percent)


def _log_ratio(change: FloatArray) -> FloatArray:
    ratio = np.maximum(1.0 + np.asarray(change) / 100.0, _LEAST_RATIO)
    return np.asarray(np.arcsinh(np.log(ratio) / RATIO_LINEAR))


def _ratio_change(working: FloatArray) -> FloatArray:
    return np.asarray(100.0 * np.expm1(RATIO_LINEAR * np.sinh(working)))


_MOST_CHANGE = float(_log_ratio(np.array(100.0 * (_MOST_RATIO - 1.0))))
_LEAST_CHANGE = float(_log_ratio(np.array(-100.0)))
_CHANGE = WorkingScale(
    "ratio",
    lambda value, people: _log_ratio(value),
    lambda working: _ratio_change(working),
    _LEAST_CHANGE,
    _MOST_CHANGE,
)
#: what went away of what was bad, stated as a positive number
_DECREASE = WorkingScale(
    "decrease",
    lambda value, people: -_log_ratio(-value),
    lambda working: -_ratio_change(-working),
    -_MOST_CHANGE,
    -_LEAST_CHANGE,
)
_ASINH_POINTS = _asinh_scale("asinh points", POINTS_LINEAR)
_LOG = WorkingScale(
    "log",
    lambda value, people: np.asarray(np.log(np.maximum(value, _LEAST))),
    lambda working: np.asarray(np.exp(working)),
)


def working_scale(number: str) -> WorkingScale:
    """The scale of a kind of number."""
    if number in PEOPLE:
        return _LOGIT
    if number in CHANGES:
        return _CHANGE
    if number in DECREASES:
        return _DECREASE
    if number.startswith("absolute") and not number.endswith("difference"):
        return _LOG
    return _ASINH_POINTS


def people_of(rows: Sequence[Row]) -> FloatArray:
    """(n,) people behind each row."""
    return np.array([row.outcome.n or USUAL_PEOPLE for row in rows], dtype=np.float64)


def working_values(rows: Sequence[Row]) -> FloatArray:
    """(n,) reported numbers on their working scales."""
    people = people_of(rows)
    return np.array(
        [
            float(
                working_scale(row.number).forward(
                    np.array(row.factor * (row.observed or 0.0)), people[i]
                )
            )
            for i, row in enumerate(rows)
        ]
    )


def sampling_variance(rows: Sequence[Row], shares: FloatArray) -> FloatArray:
    """(n,) variance on the working scale from the number of people alone.

    A share of people (n,) in %: 1 / (n p (1 - p)), with half a person added on either side; to
    forecast a row, the share that is forecast, never the one reported. Other numbers: 0 (their
    spread is in the residual).
    """
    people = people_of(rows)
    share = np.clip(shares, 0.0, 100.0) / 100.0
    found = 1.0 / (people * share + _HALF) + 1.0 / (people * (1.0 - share) + _HALF)
    return np.asarray(np.where([row.number in PEOPLE for row in rows], found, 0.0))
