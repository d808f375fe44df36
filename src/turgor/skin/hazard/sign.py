"""The signs after a session, graded 0 to 4 from the virtual skin's states.

Each is 4 x^k / (x^k + half^k): none, slight, moderate, marked, severe. x is what shows: for
erythema the blood beyond rest, what mediators dilate at once and the raw surface, for oedema the
water beyond rest, for crust the open surface and missing corneum that peels, for sensitivity what
irritants reach. Halves and weights are fitted to published durations and shares at the shipped
posterior (``predict.rates.sign_fit``).
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


def erythema_shown(states: FloatArray, values: Values | None = None) -> FloatArray:
    """What shows as redness (V, B), in multiples of the blood at rest.

    Errors: InputError where the states (V, n_s, B) are not all there.
    """
    state, value = _named(states), values or hazard_medians()
    return np.asarray(
        state["hyperaemia"]
        + value["hazard.erythema_of_mediator"] * state["mediator"]
        + value["hazard.erythema_of_open"] * state["barrier_open"]
    )


def oedema_shown(states: FloatArray, values: Values | None = None) -> FloatArray:
    """What shows as swelling (V, B), a share of the dermis; errors as for erythema_shown."""
    return _named(states)["oedema"]


def crust_shown(states: FloatArray, values: Values | None = None) -> FloatArray:
    """What shows as crusts and peeling (V, B), share of the surface; errors as above."""
    state, value = _named(states), values or hazard_medians()
    peeling = np.maximum(1.0 - state["corneum"], 0.0)
    return np.asarray(state["barrier_open"] + value["hazard.crust_of_corneum"] * peeling)


def sensitivity_shown(states: FloatArray, values: Values | None = None) -> FloatArray:
    """What irritants reach (V, B); errors as above."""
    state, value = _named(states), values or hazard_medians()
    return np.asarray(
        state["barrier_lipid_loss"]
        + state["irritant_reaction"]
        + value["hazard.sensitivity_of_open"] * state["barrier_open"]
        + value["hazard.sensitivity_of_inflammation"] * state["inflammation"]
    )


#: name -> what shows of it
SHOWN: Mapping[str, Callable[[FloatArray, Values | None], FloatArray]] = {
    "erythema": erythema_shown,
    "oedema": oedema_shown,
    "crust": crust_shown,
    "sensitivity": sensitivity_shown,
}


def _law(sign: str) -> Callable[[FloatArray, Values | None], FloatArray]:
    def grade(states: FloatArray, values: Values | None = None) -> FloatArray:
        """A sign by grade (V, B), 0 to 4; InputError where the states are not all there."""
        value = values or hazard_medians()
        shown = np.maximum(SHOWN[sign](states, value), 0.0)
        part = (shown / value[f"hazard.{sign}_half"]) ** _power(sign, value)
        return np.asarray(WORST * part / (1.0 + part))

    return grade


#: name -> law; the first three decide whether a person is presentable
SIGNS: Mapping[str, Callable[[FloatArray, Values | None], FloatArray]] = {
    sign: _law(sign) for sign in SHOWN
}
PRESENTABLE: tuple[str, ...] = ("erythema", "oedema", "crust")


def share_of_half(sign: str, grade: float | FloatArray, values: Values | None = None) -> FloatArray:
    """What shows at a grade between 0 and 4, in multiples of the sign's half."""
    part = np.asarray(grade) / (WORST - np.asarray(grade))
    return np.asarray(part ** (1.0 / _power(sign, values or hazard_medians())))


def _power(sign: str, value: Values) -> float | FloatArray:
    return value["hazard.erythema_power"] if sign == "erythema" else 1.0


def _named(states: FloatArray) -> Mapping[str, FloatArray]:
    if states.ndim != 3 or states.shape[1] != len(STATE_NAMES):
        raise InputError(f"states are {states.shape}; (V, {len(STATE_NAMES)}, B) is needed")
    return {name: states[:, index, :] for index, name in enumerate(STATE_NAMES)}
