"""The most probable values of a few unknowns, with priors, and their covariance."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Relation = Literal["equal", "at-least", "about-at-most"]

#: step of the difference quotients, in prior standard deviations: wide enough to see past the
#: cells of a grid, small against what the priors leave open
_STEP = 0.25
#: rounds of Gauss and Newton, and when they end (prior standard deviations)
_ROUNDS, _DONE = 12, 0.01
#: a round may go no further than this, in prior standard deviations: models bend
_LEASH = 1.0


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something to be fitted: normal prior, on the scale where it is fitted."""

    name: str
    mean: float
    sd: float


@dataclass(frozen=True, slots=True)
class Target:
    """A figure: logarithm of what was printed, its standard deviation, and how it is meant."""

    name: str
    log_value: float
    sd: float
    relation: Relation = "equal"

    def misfit(self, log_predicted: float) -> float:
        """Residual in standard deviations; a bound that holds costs nothing."""
        off = (log_predicted - self.log_value) / self.sd
        return min(off, 0.0) if self.relation == "at-least" else off


@dataclass(frozen=True, slots=True)
class MapFit:
    """unknowns (k), mean (k,), covariance (k, k), and the (t,) logarithms predicted at the mean."""

    unknowns: tuple[Unknown, ...]
    mean: FloatArray
    covariance: FloatArray
    log_predicted: FloatArray
    cost: float

    def value(self, name: str) -> float:
        """The most probable value of one unknown."""
        return float(self.mean[self._index(name)])

    def sd(self, name: str) -> float:
        """Its posterior standard deviation."""
        at = self._index(name)
        return float(np.sqrt(self.covariance[at, at]))

    def _index(self, name: str) -> int:
        return [unknown.name for unknown in self.unknowns].index(name)


Model = Callable[[FloatArray], FloatArray]


def fit_map(
    unknowns: Sequence[Unknown],
    targets: Sequence[Target],
    model: Model,
    begin: FloatArray | None = None,
) -> MapFit:
    """Gauss-Newton with a leash and step halving; deterministic.

    model : values (k,) of the unknowns -> (t,) logarithms of what is predicted. begin : values to
    start from; default the priors' means.
    """
    mean0 = np.array([u.mean for u in unknowns])
    scale = np.array([u.sd for u in unknowns])
    # in prior standard deviations from the prior mean
    best = np.zeros(len(unknowns)) if begin is None else (begin - mean0) / scale
    predicted = model(mean0 + scale * best)
    cost = _cost(best, predicted, targets)
    for _ in range(_ROUNDS):
        jacobian = slopes(model, mean0 + scale * best, predicted, scale)
        residual, weight = _residuals(predicted, targets)
        a = weight[:, None] * jacobian * scale
        step = np.linalg.solve(np.eye(len(best)) + a.T @ a, -(best + a.T @ residual))
        step *= min(1.0, _LEASH / max(float(np.abs(step).max()), 1e-12))
        moved, predicted, cost = _line(model, mean0, scale, best, step, predicted, targets, cost)
        best = best + moved
        if float(np.abs(moved).max()) < _DONE:
            break
    jacobian = slopes(model, mean0 + scale * best, predicted, scale)
    _, weight = _residuals(predicted, targets)
    a = weight[:, None] * jacobian * scale
    covariance = np.linalg.inv(np.eye(len(best)) + a.T @ a) * np.outer(scale, scale)
    return MapFit(tuple(unknowns), mean0 + scale * best, covariance, predicted, cost)


def slopes(model: Model, at: FloatArray, predicted: FloatArray, scale: FloatArray) -> FloatArray:
    """(t, k) central difference quotients of a model, by steps in proportion to ``scale``."""
    columns = []
    for k in range(len(at)):
        up, down = at.copy(), at.copy()
        up[k] += _STEP * scale[k]
        down[k] -= _STEP * scale[k]
        columns.append((model(up) - model(down)) / (2.0 * _STEP * scale[k]))
    return np.stack(columns, axis=1) if columns else np.zeros((len(predicted), 0))


def _residuals(predicted: FloatArray, targets: Sequence[Target]) -> tuple[FloatArray, FloatArray]:
    """Misfits in standard deviations, and 1/sd where a figure pulls, 0 where a bound holds."""
    pairs = list(zip(targets, predicted, strict=True))
    residual = np.array([target.misfit(float(value)) for target, value in pairs])
    weight = np.array(
        [0.0 if t.relation == "at-least" and v >= t.log_value else 1.0 / t.sd for t, v in pairs]
    )
    return residual, weight


def _cost(best: FloatArray, predicted: FloatArray, targets: Sequence[Target]) -> float:
    return float(np.sum(_residuals(predicted, targets)[0] ** 2) + np.sum(best**2))


def _line(
    model: Model, mean0: FloatArray, scale: FloatArray, best: FloatArray, step: FloatArray,
    predicted: FloatArray, targets: Sequence[Target], cost: float,
) -> tuple[FloatArray, FloatArray, float]:  # fmt: skip
    """The longest of a few halvings of a step that lowers the cost; none where none does."""
    for halving in range(5):
        moved = step * 0.5**halving
        found = model(mean0 + scale * (best + moved))
        lower = _cost(best + moved, found, targets)
        if lower < cost:
            return moved, found, lower
    return np.zeros_like(step), predicted, cost
