"""When the epidermis is whole again: from states, and zone by zone from its sideways growth."""

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.evidence import parameter
from turgor.skin.observe.course import closure_days as course_closure
from turgor.skin.state import STATE_NAMES

FloatArray = NDArray[np.float64]

#: width of the gap whose closing time the evidence states, µm
_GAP_UM = 100.0
_HOURS_PER_DAY = 24.0


def closure_days(
    states: FloatArray,
    days: FloatArray,
    start: float,
    stop: float,
    *,
    left: float | None = None,
) -> FloatArray:
    """(B,) days after ``start`` until no more than a share ``left`` of what was bare still is.

    states (V, n_s, B) at ``days`` (V,); those after ``start`` up to ``stop`` count, since the skin
    at the instant of a session is still as it was before. left : None as for the observable
    'closure-time', whose law this is. 0 where nothing was bared.

    Errors: InputError for shapes that don't fit, or a share that is not between 0 and 1.
    """
    if states.ndim != 3 or states.shape[1] != len(STATE_NAMES):
        raise InputError(f"states are {states.shape}; (V, {len(STATE_NAMES)}, B) is needed")
    inside = (days > start) & (days <= stop)
    bare = states[inside, STATE_NAMES.index("barrier_bare"), :]
    return course_closure(days[inside] - start, bare, left)


def zone_closure_hours(gap_um: float) -> float:
    """Hours until epidermis grown in from both sides covers a gap, at a steady pace.

    gap_um : width of a zone at the surface, or the distance between the follicles that a whole
    field heals from.

    Errors: InputError for a width that is not above 0.
    """
    if not gap_um > 0.0:
        raise InputError(f"a gap is {gap_um:g} µm wide; it must be above 0")
    days = parameter("virtual.hazard.gap_closing") * gap_um / _GAP_UM
    return days * _HOURS_PER_DAY
