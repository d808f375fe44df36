"""How well durations and shares of signs are foretold, each study left out in turn.

Beside the fit: the published durations pooled by modality, and the coefficients as they were before
the fit. Every way states 0.1, 0.5 and 0.9 of what would be printed, on a logarithm of days.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.evidence import find_parameter
from turgor.predict.rates.duration_pool import pooled_quantiles, print_noise
from turgor.predict.rates.score import added_up
from turgor.predict.rates.sign_fit import (
    FREE,
    SignData,
    SignFit,
    sign_prior,
    stretch_of,
    study_shifts,
    weight_pairs,
)
from turgor.predict.rates.sign_print import printed_log, range_noise, told_log, told_share
from turgor.predict.rates.sign_rows import SignRow
from turgor.predict.scores.interval import covered, weighted_interval_score

FloatArray = NDArray[np.float64]

WAYS = ("fitted", "pooled", "weighed", "before")
_LEVELS = (0.1, 0.5, 0.9)
#: points of a printed duration's noise, in even slices
_NOISE_POINTS = 15
#: draws with the most weight that a left-out study is foretold by
_FORETOLD = 800


@dataclass(frozen=True, slots=True)
class SignScore:
    """One way: weighted interval score of log days (lower is better), coverage of 80 %, mean log
    chance of the counts (higher is better); each study weighs the same."""

    way: str
    durations: int
    interval_score: float
    coverage: float
    counts: int
    log_score: float


@dataclass(frozen=True, slots=True)
class Foretold:
    """A row by each way: quantiles (3,) of log days, or the log chance of its count."""

    row: SignRow
    quantiles: Mapping[str, FloatArray]
    log_chance: Mapping[str, float]


def foretell(data: SignData, fit: SignFit, seed: int = 0) -> tuple[Foretold, ...]:
    """Each row by each way, its study left out."""
    before = _before(seed)
    found = []
    for number, row in enumerate(data.rows):
        rest = [other for other in data.rows if other.study != row.study]
        weight = fit.weights(row.study)
        top = np.argsort(weight)[-_FORETOLD:]
        at = fit.draws[:, top]
        own = data.spans(number, at, study_shifts(at)), weight[top]
        wide = np.hypot(stretch_of(at), range_noise(row))
        old = data.spans(
            number, before, np.zeros((before.shape[1], 1)),
            np.full(before.shape[1], len(weight_pairs()) - 1),
        ), np.ones(before.shape[1])  # fmt: skip
        if row.is_duration:
            as_printed = np.full((before.shape[1], 1), print_noise(row))
            durations = [other for other in rest if other.is_duration]
            fitted = _quantiles(*own, wide)
            pooled = pooled_quantiles(durations, row.sign, row.modality, print_noise(row))
            found.append(Foretold(row, {
                "fitted": fitted, "pooled": pooled, "weighed": 0.5 * (fitted + pooled),
                "before": _quantiles(*old, as_printed),
            }, {}))  # fmt: skip
        else:
            fit_chance, added = _chance(row, *own), _added(rest, row)
            found.append(Foretold(row, {}, {
                "fitted": fit_chance, "pooled": added,
                "weighed": float(np.log(0.5 * (np.exp(fit_chance) + np.exp(added)))),
                "before": _chance(row, *old),
            }))  # fmt: skip
    return tuple(found)


def scores(told: Sequence[Foretold], signs: Sequence[str] = ()) -> tuple[SignScore, ...]:
    """Scores of each way. signs : only these; none means all."""
    kept = [one for one in told if not signs or one.row.sign in signs]
    days = [one for one in kept if one.row.is_duration]
    counts = [one for one in kept if not one.row.is_duration]
    found = []
    for way in WAYS:
        quantiles = np.array([one.quantiles[way] for one in days]).reshape(-1, 3)
        seen = np.array([printed_log(one.row) for one in days])
        wis = weighted_interval_score(quantiles, seen)
        inside = covered(quantiles, seen).astype(np.float64)
        chances = np.array([one.log_chance[way] for one in counts])
        found.append(SignScore(
            way, len(days), _by_study(days, wis), _by_study(days, inside),
            len(counts), _by_study(counts, chances),
        ))  # fmt: skip
    return tuple(found)


def _by_study(told: Sequence[Foretold], values: FloatArray) -> float:
    studies: dict[str, list[float]] = {}
    for one, value in zip(told, values, strict=True):
        studies.setdefault(one.row.study, []).append(float(value))
    return float(np.mean([np.mean(found) for found in studies.values()])) if studies else np.nan


def _before(seed: int, count: int = 400) -> FloatArray:
    """(len(FREE), count) draws of the coefficients as they were assumed before the fit."""
    mean, _ = sign_prior()
    rng = np.random.default_rng(seed)
    at = np.repeat(mean[:, None], count, axis=1)
    for row, name in enumerate(FREE[:3]):
        record = find_parameter(f"virtual.hazard.sign_before.{name}")
        at[row] = np.log(record.value) + rng.standard_normal(count) * np.sqrt(
            np.log1p(((record.spread or 0.0) / record.value) ** 2)
        )
    return at


def _quantiles(spans: FloatArray, weight: FloatArray, noise: FloatArray) -> FloatArray:
    """(3,) quantiles of a print's logarithm; noise (N, 1) about the people's middle."""
    from scipy.special import ndtri

    steps = ndtri((np.arange(_NOISE_POINTS) + 0.5) / _NOISE_POINTS)
    values = told_log(spans)[:, :, None] + noise[:, :, None] * steps
    shares = np.broadcast_to(weight[:, None, None], values.shape).ravel()
    order = np.argsort(values, axis=None)
    below = np.cumsum(shares[order])
    return np.asarray(np.interp(np.array(_LEVELS) * below[-1], below, values.ravel()[order]))


def _chance(row: SignRow, spans: FloatArray, weight: FloatArray) -> float:
    from scipy.stats import binom

    chance = binom.pmf(row.events, row.trials, told_share(row, spans)).mean(axis=1)
    return float(np.log(max(float(chance @ weight / weight.sum()), np.finfo(float).tiny)))


def _added(rest: Sequence[SignRow], row: SignRow) -> float:
    """Counts of the same kind and sign after any modality added up."""
    like = [
        other for other in rest if not other.is_duration and (other.kind, other.sign) == (
            row.kind, row.sign)
    ]  # fmt: skip
    events, trials = sum(o.events for o in like), sum(o.trials for o in like)
    return float(np.log(added_up(events, trials, row.trials)[row.events]))
