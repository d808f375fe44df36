"""Later findings as changes from before, and what they say of how a person departs from studies."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import MetricError
from turgor.metrics.measurand import Measurand
from turgor.predict.forecast.endpoint_noise import noise_of
from turgor.record.case import Case, CaseFinding
from turgor.skin.observe.observable import OBSERVABLES, mismatch_reason

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Told:
    """A later finding as a change: observable, day, change, its noise, in words which it is.

    change, noise : in % where the observable is relative, else in the metric's unit; the noise is
    that of both readings. baseline : which reading before it is a change from; every change from
    it errs by its noise, ``baseline_noise``, alike.
    """

    observable: str
    day: float
    change: float
    noise: float
    said: str
    baseline: str = ""
    baseline_noise: float = 0.0


def told_findings(case: Case) -> tuple[list[Told], list[tuple[str, str]]]:
    """Findings that can be laid beside the skin's own, and why the others can't."""
    told: list[Told] = []
    unused: list[tuple[str, str]] = []
    for item in case.later:
        found = _as_change(item, case)
        if isinstance(found, str):
            unused.append((_said(item), found))
        else:
            told.append(found)
    return told, unused


def error_covariance(told: Sequence[Told], left_out: float = 0.0) -> FloatArray:
    """(K, K) covariance of what changes err by, each in its own unit.

    On the diagonal the noise of both readings, and the share ``left_out`` of the change for what
    the model leaves out. Changes from one baseline share the baseline's error.
    """
    found = np.diag([math.hypot(item.noise, left_out * item.change) ** 2 for item in told])
    for i, one in enumerate(told):
        for k, other in enumerate(told):
            if i != k and one.baseline and one.baseline == other.baseline:
                found[i, k] = one.baseline_noise * other.baseline_noise
    return found


def held_to(
    drawn: FloatArray,
    middles: Sequence[FloatArray],
    slopes: Sequence[float | FloatArray],
    values: Sequence[float],
    errors: FloatArray,
) -> FloatArray:
    """Standard normal departures (B,) of people, held to what was found in this one.

    drawn (B,) : departures by which nothing is known yet. Finding ``values[k]`` is read of
    ``middles[k] + slopes[k] x departure``, per person (B,); errors (K, K) : covariance of the
    readings. With a normal prior the posterior is normal for each person, in closed form;
    ``drawn`` says where in it one stands.
    """
    weight = np.linalg.inv(errors)
    slope = np.array([one * np.ones_like(drawn) for one in slopes])
    away = np.array([value - middle for value, middle in zip(values, middles, strict=True)])
    precision = 1.0 + np.einsum("kb,kl,lb->b", slope, weight, slope)
    weighed = np.einsum("kb,kl,lb->b", slope, weight, away)
    return np.asarray(weighed / precision + drawn / np.sqrt(precision))


def _as_change(item: CaseFinding, case: Case) -> Told | str:
    names = [
        name
        for name, known in OBSERVABLES.items()
        if known.origin == "states" and any(one.metric == item.metric for one in known.metrics)
    ]
    if not names:
        return "the virtual skin yields no such quantity"
    if item.conditions:
        try:
            reason = mismatch_reason(names[0], Measurand.of(item.metric, item.conditions))
        except MetricError as error:
            reason = str(error)
        if reason:
            return reason
    baseline = case.baseline(item.metric)
    if baseline is None:
        return "no finding of the same metric before the course"
    if dict(baseline.conditions) != dict(item.conditions):
        return "measured under other conditions than before the course"
    relative = OBSERVABLES[names[0]].relative
    if relative and baseline.value == 0.0:
        return "the finding before the course is 0, so that no share of change is defined"
    scale = 100.0 / abs(baseline.value) if relative else 1.0
    change = scale * (item.value - baseline.value)
    published = noise_of(names[0], case.place)
    own, before = (published if one.u is None else scale * one.u for one in (item, baseline))
    if relative:
        # a share of the baseline errs by the baseline's error times that share
        before *= abs(item.value / baseline.value)
    noise = math.hypot(own, before)
    return Told(names[0], item.day, change, noise, _said(item), item.metric, before)


def _said(item: CaseFinding) -> str:
    return f"{item.metric} on day {item.day:g}"
