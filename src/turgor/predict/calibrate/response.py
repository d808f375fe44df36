"""What the skin says of each row on its working scale, and how that hangs on the parameters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.predict.calibrate.arm import Question, questions
from turgor.predict.calibrate.free import Free, rating_slopes
from turgor.predict.calibrate.simulate import STIMULUS_DRAWS, Followed, follow_arms
from turgor.predict.calibrate.tell import tell_row
from turgor.predict.protocol.course import ArmCourse
from turgor.predict.row import Row

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

#: step of a forward difference, in prior spreads: small against them, large against round-off
_STEP = 0.05


@dataclass(frozen=True, slots=True)
class Response:
    """The skin's answer to rows, linear around ``units`` (k,).

    known : (n,) whether the skin says anything. offset : (n,) on the working scale at ``units``.
    gradient : (n, k) by prior spread. stimulus : (n,) variance from draws of the loads. reasons :
    why the skin says nothing.
    """

    units: FloatArray
    known: BoolArray
    offset: FloatArray
    gradient: FloatArray
    stimulus: FloatArray
    reasons: tuple[str, ...]


def respond(rows: Sequence[Row], free: Free, units: FloatArray) -> Response:
    """Simulate every row's arms around ``units`` (k,), one column a parameter."""
    steps = np.concatenate([np.zeros((units.size, 1)), _STEP * np.eye(units.size)], axis=1)
    columns = units[:, None] + steps
    told, reasons = tell(rows, free, columns)
    count = units.size + 1
    middle = told[:, 0]
    known: BoolArray = np.asarray(np.isfinite(told).all(axis=1))
    filled = np.where(known[:, None], told, 0.0)
    return Response(
        units,
        known,
        np.where(known, middle, 0.0),
        (filled[:, 1:count] - filled[:, :1]) / _STEP,
        filled[:, count:].var(axis=1),
        tuple(reasons),
    )


def tell(rows: Sequence[Row], free: Free, columns: FloatArray) -> tuple[FloatArray, list[str]]:
    """(n, B + draws) answers on working scales under free parameters at ``columns`` (k, B).

    nan where the skin says nothing, and why.
    """
    asked, arms = questions(rows)
    followed, refused = follow_arms(arms, free, columns)
    slopes = {
        name: np.concatenate([value, np.repeat(value[:1], STIMULUS_DRAWS)])
        for name, value in rating_slopes(free, columns).items()
    }
    width = columns.shape[1] + STIMULUS_DRAWS
    told = np.full((len(rows), width), np.nan)
    reasons = [""] * len(rows)
    for i, (row, question) in enumerate(zip(rows, asked, strict=True)):
        reason = question.reason or refused.get(question.arm, "")
        reason = reason or refused.get(question.comparator, "")
        if not reason:
            arm = (arms[question.arm].course, followed[question.arm])
            found = _told(row, question, arm, followed.get(question.comparator), slopes)
            if isinstance(found, str):
                reason = found
            else:
                told[i] = found
        reasons[i] = reason
    return told, reasons


def _told(
    row: Row,
    question: Question,
    arm: tuple[ArmCourse, Followed],
    comparator: Followed | None,
    slopes: Mapping[str, FloatArray],
) -> FloatArray | str:
    try:
        return tell_row(row, question.day, arm, comparator, slopes)
    except InputError as error:
        return str(error)
