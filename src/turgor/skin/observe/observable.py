"""What the virtual skin yields: each observable, and the metrics that are the same quantity.

``observe`` states the change from a skin before. Every observable has one law of the state; its
change is that law now against the same law before, so that no change of state is no change.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import cast

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.evidence.outcome import CLASSES
from turgor.metrics.measurand import ConditionValue, Measurand
from turgor.record.skin_place import SkinPlace
from turgor.skin.observe.laws import LAWS
from turgor.skin.observe.person import stack_of
from turgor.skin.parameters import all_parameter_names
from turgor.skin.process import Terms
from turgor.skin.state import STATE_NAMES
from turgor.skin.term import Term

FloatArray = NDArray[np.float64]

ORIGINS = ("states", "course", "stimulus")
SCALES = ("same", "own")


@dataclass(frozen=True, slots=True)
class SameQuantity:
    """A metric that is the same quantity, under the conditions for which the law holds.

    own_scale : the instrument's scale is its own, so that only the share of change is told.
    """

    metric: str
    conditions: Mapping[str, ConditionValue] = field(default_factory=dict)
    own_scale: bool = False


@dataclass(frozen=True, slots=True)
class Observable:
    """One thing that the virtual skin yields.

    outcome_class : of ``evidence.outcome.CLASSES``. unit : of the value itself; '%' where only
    the share of change is known. relative : changes are in % of the value before, else in
    ``unit``. origin : 'states' at one time, 'course' of states over time, or 'stimulus'.
    """

    id: str
    meaning: str
    outcome_class: str
    unit: str
    relative: bool
    origin: str = "states"
    metrics: tuple[SameQuantity, ...] = ()

    @property
    def change_unit(self) -> str:
        """The unit in which its changes are stated."""
        return "%" if self.relative else self.unit


def find_observable(name: str) -> Observable:
    """The observable of an id.

    Errors: InputError naming all of them where there is none.
    """
    found = OBSERVABLES.get(name)
    if found is None:
        raise InputError(f"'{name}' is no observable; allowed: {', '.join(OBSERVABLES)}")
    return found


def mismatch_reason(observable: str, measurand: Measurand) -> str | None:
    """Why a finding's measurand can't be laid beside an observable; None where it can.

    Errors: InputError for an unknown observable.
    """
    known = find_observable(observable)
    told = measurand.as_mapping()
    same = [one for one in known.metrics if one.metric == measurand.metric]
    if not same:
        listed = ", ".join(dict.fromkeys(one.metric for one in known.metrics)) or "none"
        return f"'{measurand.metric}' is not what '{observable}' is; the same quantity: {listed}"
    off: list[str] = []
    for one in same:
        off = [
            f"{name} {told.get(name)!r} against {value!r}"
            for name, value in one.conditions.items()
            if told.get(name) != value
        ]
        if not off:
            return None
    return f"conditions of '{measurand.metric}' differ from '{observable}': {', '.join(off)}"


def observe(
    observable: str,
    states: FloatArray,
    before: FloatArray,
    p: FloatArray | Mapping[str, Term],
    place: SkinPlace | None = None,
) -> FloatArray:
    """Change of an observable from before, (V, B): % where it is relative, else its unit.

    states : (V, n_s, B), before : (n_s, B), in the order of ``STATE_NAMES``. p : (n_p, B) in the
    order of ``all_parameter_names``, or by name; (n_p, 1) holds one draw for all. place : whose
    skin; None = a cheek of nobody in particular. NumPy or JAX arrays.

    Errors: InputError for an unknown observable, one that states don't tell, or shapes that don't
    fit.
    """
    known = find_observable(observable)
    if known.origin != "states":
        raise InputError(
            f"'{observable}' is not told by states at one time: {_ELSEWHERE[known.id]}"
        )
    if states.ndim != 3 or states.shape[1] != len(STATE_NAMES):
        raise InputError(f"states are {states.shape}; (V, {len(STATE_NAMES)}, B) is needed")
    if before.shape != states.shape[1:]:
        raise InputError(f"the skin before is {before.shape}; {states.shape[1:]} is needed")
    named, stack, law = named_parameters(p), stack_of(place), LAWS[observable]
    now = law(_by_name(states), named, stack)
    was = law(cast(Terms, dict(zip(STATE_NAMES, before, strict=True))), named, stack)
    return cast(FloatArray, 100.0 * (now / was - 1.0) if known.relative else now - was)


def named_parameters(p: FloatArray | Mapping[str, Term]) -> Terms:
    """Parameters by name, from an array in the order of ``all_parameter_names``.

    Errors: InputError where it has another number of rows.
    """
    if isinstance(p, Mapping):
        return p
    names = all_parameter_names()
    if p.shape[0] != len(names):
        raise InputError(f"parameters have {p.shape[0]} rows; {len(names)} are needed")
    return cast(Terms, {name: p[i] for i, name in enumerate(names)})


def _by_name(states: FloatArray) -> Terms:
    return cast(Terms, {name: states[:, i, :] for i, name in enumerate(STATE_NAMES)})


#: where those observables come from that states at one time don't tell
_ELSEWHERE: Mapping[str, str] = {
    "zone-depth": "take the session's own quantities, such as "
    "zone-coagulation-depth-histology (turgor.skin.stimulus)",
    "closure-time": "give the whole course to closure_days",
    "downtime": "give the whole course to turgor.skin.hazard",
}


@cache
def _load() -> Mapping[str, Observable]:
    entry = files("turgor.skin.observe") / "data" / "observables.toml"
    document = tomllib.loads(entry.read_text(encoding="utf-8"))
    return MappingProxyType({name: _observable(name, table) for name, table in document.items()})


def _observable(name: str, table: Mapping[str, object]) -> Observable:
    metrics = table.get("metrics", [])
    known = Observable(
        id=name,
        meaning=str(table["meaning"]),
        outcome_class=str(table["class"]),
        unit=str(table["unit"]),
        relative=table["relative"] is True,
        origin=str(table.get("origin", "states")),
        metrics=tuple(_same(one) for one in metrics) if isinstance(metrics, list) else (),
    )
    if known.outcome_class not in CLASSES or known.origin not in ORIGINS:
        raise InputError(f"observable '{name}' has an unknown class or origin")
    return known


def _same(table: Mapping[str, object]) -> SameQuantity:
    conditions = table.get("conditions", {})
    scale = str(table.get("scale", "same"))
    if not isinstance(conditions, dict) or scale not in SCALES:
        raise InputError(f"metric '{table.get('metric')}' of an observable is written wrongly")
    return SameQuantity(str(table["metric"]), dict(conditions), scale == "own")


OBSERVABLES: Mapping[str, Observable] = _load()
