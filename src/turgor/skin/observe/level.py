"""From a change to the value itself: on a person's own finding, or on what skin like theirs has."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.evidence import find_parameter, parameter
from turgor.evidence.norms.ageing import all_ageing_slopes
from turgor.evidence.norms.prior import population_prior
from turgor.metrics import find_metric
from turgor.physics.elasticity.compact_law import law_constants, layer_moduli, reference_state
from turgor.physics.elasticity.law_waves import shear_speed_m_s
from turgor.record.skin_place import SkinPlace
from turgor.record.tissue import TissueStack
from turgor.skin.observe.colour_fit import colour_fit
from turgor.skin.observe.observable import find_observable
from turgor.skin.observe.person import NOBODY, stack_of
from turgor.skin.term import Term

FloatArray = NDArray[np.float64]

#: where a baseline comes from: the person; norms by site, sex and age; physics; another record
ORIGINS = ("finding", "norm", "model", "record")
#: observables whose norms are by the same way of measuring, and the name of that way there
_NORMS: Mapping[str, str] = {
    "dermal-thickness": "ultrasound",
    "skin-thickness": "ultrasound",
    "tewl": "tewl-unstated",
}


@dataclass(frozen=True, slots=True)
class Baseline:
    """A value before, and how far a person's own may lie from it.

    origin : of ORIGINS; 'model' is physics at this skin's layers, pigment and blood. told : the
    metric's or the record's id, or the norms' ids. sd : between persons, in ``unit``; 0 for a
    finding, whose noise is its metric's own. steps : what norms had to be taken more widely than
    asked for, and where an age makes no difference because none is published, in words.
    """

    value: float
    sd: float
    unit: str
    origin: str
    told: str
    steps: tuple[str, ...] = ()


def level_of(observable: str, change: FloatArray, baseline: Baseline) -> FloatArray:
    """The value (same shape) after a change as ``observe`` states it, in the baseline's unit.

    Errors: InputError for an unknown observable.
    """
    if find_observable(observable).relative:
        return np.asarray(baseline.value * (1.0 + 0.01 * np.asarray(change)))
    return np.asarray(baseline.value + np.asarray(change))


def baseline_of(observable: str, place: SkinPlace | None = None) -> Baseline:
    """The value before: the place's own finding where there is one, else what is known of it.

    Errors: InputError for an unknown observable, or one whose level nothing tells.
    """
    known = find_observable(observable)
    findings = {} if place is None else place.findings
    for one in known.metrics:
        if one.metric in findings:
            unit = find_metric(one.metric).unit
            return Baseline(float(findings[one.metric]), 0.0, unit, "finding", one.metric)
    if observable in _NORMS:
        return _norm(observable, place or NOBODY, known.unit)
    stack = stack_of(place)
    if observable in _MODELS:
        value = _MODELS[observable](stack)
        return Baseline(value, _spread(observable) * value, known.unit, "model", "stack")
    if observable in _COLOURS:
        return _colour(observable, stack, known.unit)
    if observable in _RECORDS:
        return _ageless(place, _record(_RECORDS[observable], known.unit))
    if observable in _RANGES:
        return _ageless(place, _range(_RANGES[observable], known.unit))
    raise InputError(
        f"no level of '{observable}' is known without a finding; its change is stated "
        f"{'in %' if known.relative else 'by itself'}"
    )


def _norm(observable: str, place: SkinPlace, unit: str) -> Baseline:
    """The population's mean and spread, by one way of measuring; past the ages seen, the next."""
    family, age = _NORMS[observable], place.age_years
    ageing = all_ageing_slopes().get((observable, family))
    told: tuple[str, ...] = ()
    if age is not None and ageing and ageing.age_low is not None and ageing.age_high is not None:
        nearest = min(max(age, ageing.age_low), ageing.age_high)
        if nearest != age:
            told = (f"norms by age end at {nearest:g} years; their last are taken",)
        age = nearest
    prior = population_prior(
        observable, site=place.site, sex=place.sex, age_years=age, family=family
    )
    steps = (*prior.steps, *told)
    found = Baseline(prior.mean, prior.sd or 0.0, unit, "norm", " ".join(prior.rows), steps)
    by_age = ageing is not None and ageing.basis in ("age-groups", "both")
    return found if by_age else _ageless(place, found)


def _ageless(place: SkinPlace | None, found: Baseline) -> Baseline:
    """Says that an age that is known makes no difference: no level by age is published."""
    if place is None or place.age_years is None:
        return found
    said = "no level by age is published: the same is taken at every age"
    return replace(found, steps=(*found.steps, said))


def _speed(stack: TissueStack) -> float:
    return shear_speed_m_s(layer_moduli(reference_state(), law_constants()))


def _low_echo(stack: TissueStack) -> float:
    return 1.0 - math.exp(-parameter("virtual.observe.low_echo_exponent"))


_MODELS: Mapping[str, Callable[[TissueStack], float]] = {
    "epidermal-thickness": lambda stack: stack.thickness_um[1],
    "melanin-depth": lambda stack: stack.melanin,
    "blood-fraction": lambda stack: 100.0 * stack.blood_fraction,
    "wave-speed": _speed,
    "low-echo-share": _low_echo,
}
_COLOURS: Mapping[str, str] = {
    "ita": "ita",
    "lightness": "l_star",
    "redness-a": "a_star",
    "melanin-index": "mi",
    "erythema-index": "ei",
}
_RECORDS: Mapping[str, str] = {
    "hydration": "virtual.level.hydration",
    "wrinkle-depth": "virtual.level.wrinkle-depth",
    "roughness": "virtual.level.roughness",
}
#: readings of which only the range across faces was printed
_RANGES: Mapping[str, str] = {
    "distension-r0": "suction.r0.face",
    "elasticity-r2": "suction.r2.face",
    "elasticity-r5": "suction.r5.face",
    "elasticity-r7": "suction.r7.face",
}
#: a range across sites and ages is taken for four standard deviations
_SDS_IN_RANGE = 4.0


def _colour(observable: str, stack: TissueStack, unit: str) -> Baseline:
    """The model's colour at rest; its spread from that of melanin and blood between persons."""
    fit = colour_fit(stack.melanin, stack.blood_fraction, stack.oxygenation)
    spread = [1.0 + _spread(name) for name in ("melanin-depth", "blood-fraction")]
    if "melanin" in stack.measured:
        spread[0] = 1.0
    name, zero = _COLOURS[observable], np.zeros(3)
    melanin, blood = np.array([1.0, spread[0], 1.0]), np.array([1.0, 1.0, spread[1]])
    values = fit.value(name, cast(Term, melanin), cast(Term, blood), cast(Term, zero))
    here, darker, redder = (float(value) for value in np.asarray(values))
    sd = math.hypot(darker - here, redder - here)
    return Baseline(here, sd, unit, "model", "stack")


def _spread(name: str) -> float:
    """Share by which persons of one site, age and phototype differ."""
    return parameter(f"virtual.level.spread.{name}")


def _record(name: str, unit: str) -> Baseline:
    value = parameter(name)  # cited
    return Baseline(value, find_parameter(name).spread or 0.0, unit, "record", name)


def _range(name: str, unit: str) -> Baseline:
    least, most = parameter(f"{name}_least"), parameter(f"{name}_most")
    return Baseline(0.5 * (least + most), (most - least) / _SDS_IN_RANGE, unit, "record", name)
