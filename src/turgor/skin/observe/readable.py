"""Where nothing should be read: instruments that need a closed surface, on one that is open."""

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.evidence import parameter
from turgor.skin.observe.observable import find_observable
from turgor.skin.state import STATE_NAMES

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

#: profiles, probes and suction that a clinician doesn't set on a wound
NEEDS_CLOSED = frozenset(
    (
        "wrinkle-depth", "roughness", "hydration", "distension-r0", "elasticity-r2",
        "elasticity-r5", "elasticity-r7", "firmness", "wave-speed",
    )
)  # fmt: skip
#: why, in words for whoever reads a forecast
OPEN_SURFACE = "the surface is still open: nobody reads this there, and the value is not to be used"


def unreadable(observable: str, states: FloatArray) -> BoolArray:
    """Whether an observable can't be read, (V, B), from states (V, n_s, B).

    True while more than ``virtual.observe.closed_below`` of the surface is open or bare, of those
    that need it closed; False for all others.

    Errors: InputError for an unknown observable, or states of another shape.
    """
    known = find_observable(observable).id
    if states.ndim != 3 or states.shape[1] != len(STATE_NAMES):
        raise InputError(f"states are {states.shape}; (V, {len(STATE_NAMES)}, B) is needed")
    wound = np.maximum(
        states[:, STATE_NAMES.index("barrier_open")], states[:, STATE_NAMES.index("barrier_bare")]
    )
    if known not in NEEDS_CLOSED:
        return np.zeros(wound.shape, np.bool_)
    return np.asarray(wound > parameter("virtual.observe.closed_below"), np.bool_)
