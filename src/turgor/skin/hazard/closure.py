"""When the epidermis is whole again: from states, and zone by zone from its sideways growth."""

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.evidence import parameter
from turgor.skin.hazard.span import last_day_above
from turgor.skin.state import STATE_NAMES

FloatArray = NDArray[np.float64]

#: width of the gap whose closing time the evidence states, µm
_GAP_UM = 100.0
_HOURS_PER_DAY = 24.0


def closure_days(
    states: FloatArray, days: FloatArray, start: float, stop: float, *, left: float = 0.05
) -> FloatArray:
    """(B,) days after ``start`` until no more than a share ``left`` of what was bare still is.

    states (V, n_s, B) at ``days`` (V,). 0 where nothing was bared.

    Errors: InputError for shapes that don't fit, or a share that is not between 0 and 1.
    """
    if not 0.0 < left < 1.0:
        raise InputError(f"left is {left:g}; it is a share above 0 and below 1")
    if states.ndim != 3 or states.shape[1] != len(STATE_NAMES):
        raise InputError(f"states are {states.shape}; (V, {len(STATE_NAMES)}, B) is needed")
    bare = states[:, STATE_NAMES.index("barrier_bare"), :]
    inside = (days > start) & (days <= stop)
    most = bare[inside].max(axis=0)
    # A limit of 0 would never be reached where nothing was bared.
    limit = np.where(most > 0.0, left * most, 1.0)
    return last_day_above(bare, days, limit, np.nextafter(start, np.inf), stop)


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
