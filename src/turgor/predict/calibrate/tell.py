"""One row's answer: the observable's change in the row's own kind of number, on its scale."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.predict.calibrate.arm import COURSE_OBSERVABLES, STIMULUS_OBSERVABLES
from turgor.predict.calibrate.simulate import Followed
from turgor.predict.calibrate.zone import zone_depth_um
from turgor.predict.hierarchy.label import better, is_contrast
from turgor.predict.hierarchy.scale import CHANGES, DECREASES, PEOPLE, RATIO_LINEAR, working_scale
from turgor.predict.protocol.course import ArmCourse
from turgor.predict.row import Row
from turgor.record.skin_place import SkinPlace
from turgor.skin.hazard.closure import closure_days
from turgor.skin.observe.level import baseline_of
from turgor.skin.observe.observable import find_observable, observe

FloatArray = NDArray[np.float64]

_LOOK = "look-"


def tell_row(
    row: Row,
    day: float,
    arm: tuple[ArmCourse, Followed],
    comparator: Followed | None,
    slopes: Mapping[str, FloatArray],
) -> FloatArray | str:
    """(C,) answers on the row's working scale, or why the skin says nothing of it."""
    course, followed = arm
    name = row.meaning.observable
    if name in STIMULUS_OBSERVABLES:
        return zone_depth_um(row, course, followed.p.shape[1])
    if name in COURSE_OBSERVABLES:
        return _lasting(row, course, followed)
    own = _change(name, followed, day, course.place)
    other = None if comparator is None else _change(name, comparator, day, course.place)
    if name.startswith(_LOOK):
        return rated(row, own if other is None else own - other, slopes)
    return measured(row, name, course.place, own, other)


def _change(name: str, followed: Followed, day: float, place: SkinPlace) -> FloatArray:
    at = int(np.searchsorted(followed.days, day))
    change = observe(name, followed.states[at : at + 1], followed.before, followed.p, place)
    return np.asarray(change[0], dtype=np.float64)


def rated(row: Row, look: FloatArray, slopes: Mapping[str, FloatArray]) -> FloatArray | str:
    """A rating: shares of people by logits, severity by a factor exp(-slope x seen).

    What is seen of a look levels off at 1: nobody can look better than without the sign.
    """
    seen = np.tanh(look)
    if row.number in PEOPLE:
        return slopes["rating.people"] * seen
    if row.number in (*CHANGES, *DECREASES):
        placebo = 0.0 if is_contrast(row) else slopes["rating.placebo"]
        log_ratio = slopes["rating.graded"] * seen + placebo
        return np.asarray(better(row) * np.arcsinh(log_ratio / RATIO_LINEAR))
    return f"ratings as '{row.number}' are told by no law from the skin's look"


def measured(
    row: Row, name: str, place: SkinPlace, own: FloatArray, other: FloatArray | None
) -> FloatArray | str:
    """A measured change in percent; of a contrast the difference of both arms' changes."""
    if row.number not in CHANGES:
        return f"'{row.number}' of a measured quantity is told by no law"
    percent = _in_percent(name, own if other is None else own - other, place)
    if isinstance(percent, str):
        return percent
    return working_scale(row.number).forward(percent, np.ones(percent.size))


def _in_percent(name: str, change: FloatArray, place: SkinPlace) -> FloatArray | str:
    if find_observable(name).relative:
        return change
    try:
        base = baseline_of(name, place).value
    except InputError as error:
        return str(error)
    if base <= 0.0:
        return f"'{name}' has no ratio: its level before is {base:g}"
    return 100.0 * change / base


def _lasting(row: Row, course: ArmCourse, followed: Followed) -> FloatArray | str:
    """Days until bared skin is covered again after the last session, as a logarithm."""
    if row.meaning.observable != "closure-time":
        return f"'{row.meaning.observable}' is told as a hazard, not as a state"
    if not row.number.startswith("absolute"):
        return f"'{row.number}' of a time is told by no law"
    last = course.course.last_session_day
    days = closure_days(followed.states, followed.days, last, float(followed.days[-1]))
    if not np.isfinite(days).all() or (days <= 0.0).any():
        return "the skin isn't bared, or not covered again, in what was followed"
    return np.log(days)
