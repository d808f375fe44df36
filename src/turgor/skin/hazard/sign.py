"""The signs after a session, graded 0 to 4 from the virtual skin's states.

Each is 4 x^k / (x^k + half^k): none, slight, moderate, marked, severe. x is what shows: for
erythema the blood beyond rest and the raw surface, for oedema the water beyond rest, for crust the
open surface and missing corneum that peels, for sensitivity what irritants reach.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.skin.hazard.value import Values, hazard_medians
from turgor.skin.state import STATE_NAMES

FloatArray = NDArray[np.float64]

#: the worst grade
WORST = 4.0


def erythema(states: FloatArray, values: Values | None = None) -> FloatArray:
    """Redness by grade (V, B), 0 to 4, from states (V, n_s, B).

    Errors: InputError where the states are not all there.
    """
    state, value = _named(states), values or hazard_medians()
    blood = state["hyperaemia"] + value["hazard.erythema_of_open"] * state["barrier_open"]
    return _grade(blood, value["hazard.erythema_half"], value["hazard.erythema_power"])


def oedema(states: FloatArray, values: Values | None = None) -> FloatArray:
    """Swelling by grade (V, B), 0 to 4; errors as for erythema."""
    state, value = _named(states), values or hazard_medians()
    return _grade(state["oedema"], value["hazard.oedema_half"])


def crust(states: FloatArray, values: Values | None = None) -> FloatArray:
    """Crusts and peeling by grade (V, B), 0 to 4; errors as for erythema."""
    state, value = _named(states), values or hazard_medians()
    peeling = np.maximum(1.0 - state["corneum"], 0.0)
    share = state["barrier_open"] + value["hazard.crust_of_corneum"] * peeling
    return _grade(share, value["hazard.crust_half"])


def sensitivity(states: FloatArray, values: Values | None = None) -> FloatArray:
    """Stinging and sensitivity by grade (V, B), 0 to 4; errors as for erythema."""
    state, value = _named(states), values or hazard_medians()
    reached = (
        state["barrier_lipid_loss"]
        + state["irritant_reaction"]
        + value["hazard.sensitivity_of_open"] * state["barrier_open"]
        + value["hazard.sensitivity_of_inflammation"] * state["inflammation"]
    )
    return _grade(reached, value["hazard.sensitivity_half"])


#: name -> law; the first three decide whether a person is presentable
SIGNS: Mapping[str, Callable[[FloatArray, Values | None], FloatArray]] = {
    "erythema": erythema,
    "oedema": oedema,
    "crust": crust,
    "sensitivity": sensitivity,
}
PRESENTABLE: tuple[str, ...] = ("erythema", "oedema", "crust")


def _named(states: FloatArray) -> Mapping[str, FloatArray]:
    if states.ndim != 3 or states.shape[1] != len(STATE_NAMES):
        raise InputError(f"states are {states.shape}; (V, {len(STATE_NAMES)}, B) is needed")
    return {name: states[:, index, :] for index, name in enumerate(STATE_NAMES)}


def _grade(
    shown: FloatArray, half: float | FloatArray, power: float | FloatArray = 1.0
) -> FloatArray:
    part = (np.maximum(shown, 0.0) / half) ** power
    return np.asarray(WORST * part / (1.0 + part))
