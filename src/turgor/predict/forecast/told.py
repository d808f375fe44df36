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
    that of both readings.
    """

    observable: str
    day: float
    change: float
    noise: float
    said: str


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


def held_to(
    drawn: FloatArray,
    middles: Sequence[FloatArray],
    slopes: Sequence[float | FloatArray],
    values: Sequence[float],
    noises: Sequence[float],
) -> FloatArray:
    """Standard normal departures (B,) of people, held to what was found in this one.

    drawn (B,) : departures by which nothing is known yet. Each finding ``values[k]`` is read with
    ``noises[k]`` of ``middles[k] + slopes[k] x departure``, per person (B,). With a normal prior
    the posterior is normal for each person, in closed form; ``drawn`` says where in it one stands.
    """
    precision, weighed = np.ones_like(drawn), np.zeros_like(drawn)
    for middle, slope, value, noise in zip(middles, slopes, values, noises, strict=True):
        precision += (np.asarray(slope) / noise) ** 2
        weighed += np.asarray(slope) * (value - middle) / noise**2
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
    return Told(names[0], item.day, change, math.hypot(own, before), _said(item))


def _said(item: CaseFinding) -> str:
    return f"{item.metric} on day {item.day:g}"
