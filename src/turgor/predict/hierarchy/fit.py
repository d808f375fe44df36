"""A hierarchical normal model fitted by empirical Bayes, and what it predicts for a new study.

The working value of row i is  z_i = x_i b + sum_c s_c u_c[label_c(i)] + e_i  with normal priors on
the slopes b, unit normals u, and e_i normal with variance s_e^2 + v_i (v_i known, as of sampling).
Slopes and levels are integrated out exactly; the spreads s are set at the mode of their posterior
(marginal likelihood times log-normal priors), found with its exact gradient.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.predict.hierarchy.effect import FixedEffect, RandomEffect
from turgor.predict.hierarchy.encoded import (
    EncodedRows,
    effect_covariance,
    encode,
    own_variance,
)
from turgor.predict.row import Row

FloatArray = NDArray[np.float64]

#: keeps a covariance positive where labels coincide; in units of the working scale, squared
_JITTER = 1e-8
_MOST_STEPS = 60
#: spreads are looked for within so many log sds of their prior's median
_FURTHEST = 4.0


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """Effects, and the log-normal prior (median, log sd) of the residual's spread."""

    fixed: tuple[FixedEffect, ...]
    random: tuple[RandomEffect, ...]
    residual_median: float
    residual_log_sd: float

    def encode(self, rows: Sequence[Row], beside: EncodedRows | None = None) -> EncodedRows:
        """Rows in numbers, in the codes of others where they are to be laid beside them."""
        return encode(self.fixed, self.random, rows, beside)

    @property
    def prior_medians(self) -> FloatArray:
        """(c + 1,) prior medians of the spreads, the residual's last."""
        return np.array([*(e.scale_median for e in self.random), self.residual_median])

    @property
    def prior_log_sds(self) -> FloatArray:
        """(c + 1,) prior log sds of the spreads."""
        return np.array([*(e.scale_log_sd for e in self.random), self.residual_log_sd])


@dataclass(frozen=True, slots=True)
class FittedHierarchy:
    """A fitted model. spreads : (c + 1,). root : Cholesky factor of the rows' covariance."""

    model: Hierarchy
    rows: tuple[Row, ...]
    encoded: EncodedRows
    spreads: FloatArray
    root: FloatArray
    weights: FloatArray

    def predict(self, rows: Sequence[Row], known: FloatArray) -> tuple[FloatArray, FloatArray]:
        """(n,) means and variances of what new rows report. known : (n,) sampling variances."""
        from scipy.linalg import solve_triangular

        new = self.model.encode(rows, self.encoded)
        cross = _prior(self.model, new, self.encoded, self.spreads)
        mean = new.columns @ _slope_means(self.model) + cross @ self.weights
        half = solve_triangular(self.root, cross.T, lower=True)
        own = own_variance(self.model.fixed, new, self.spreads)
        variance = own - np.einsum("ij,ij->j", half, half) + self.spreads[-1] ** 2 + known
        return np.asarray(mean), np.asarray(np.maximum(variance, _JITTER))

    def slopes(self) -> tuple[FloatArray, FloatArray]:
        """(k,) posterior means and (k, k) covariance of the fixed effects."""
        from scipy.linalg import solve_triangular

        prior = np.array([effect.sd for effect in self.model.fixed]) ** 2
        cross = (self.encoded.columns * prior).T
        half = solve_triangular(self.root, cross.T, lower=True)
        covariance = np.diag(prior) - half.T @ half
        return _slope_means(self.model) + cross @ self.weights, np.asarray(covariance)


def fit_hierarchy(
    model: Hierarchy,
    rows: Sequence[Row],
    working: FloatArray,
    known: FloatArray,
    spreads: FloatArray | None = None,
) -> FittedHierarchy:
    """Fit to rows.

    working : (n,) values on the working scale. known : (n,) sampling variances. spreads : (c + 1,)
    as ``tuned_spreads`` found them; None finds them for these rows.
    """
    rows = tuple(rows)
    if spreads is None:
        spreads = tuned_spreads(model, rows, working, known)
    encoded = model.encode(rows)
    parts, base = _parts(model, encoded, known)
    miss = working - encoded.columns @ _slope_means(model)
    root = np.asarray(np.linalg.cholesky(_assembled(spreads, parts, base)), dtype=np.float64)
    return FittedHierarchy(model, rows, encoded, spreads, root, _solve(root, miss))


def log_densities(
    model: Hierarchy,
    rows: Sequence[Row],
    working: FloatArray,
    known: FloatArray,
    spreads: FloatArray,
) -> FloatArray:
    """(D,) log densities, up to one constant, of D sets of working values (n, D) of these rows."""
    from scipy.linalg import solve_triangular

    encoded = model.encode(rows)
    parts, base = _parts(model, encoded, known)
    root = np.linalg.cholesky(_assembled(spreads, parts, base))
    miss = working - (encoded.columns @ _slope_means(model))[:, None]
    return np.asarray(-0.5 * (solve_triangular(root, miss, lower=True) ** 2).sum(axis=0))


def prior_prediction(
    model: Hierarchy, rows: Sequence[Row], spreads: FloatArray | None = None
) -> tuple[FloatArray, FloatArray]:
    """(n,) means and variances of rows before any are known, at spreads or their prior medians."""
    held = model.prior_medians if spreads is None else spreads
    encoded = model.encode(rows)
    variance = own_variance(model.fixed, encoded, held)
    return encoded.columns @ _slope_means(model), variance + held[-1] ** 2


def log_evidence(
    model: Hierarchy,
    rows: Sequence[Row],
    working: FloatArray,
    known: FloatArray,
    spreads: FloatArray | None = None,
) -> float:
    """Log density of the rows with slopes and levels integrated out, at these or the best spreads.

    Arguments as for ``fit_hierarchy``; the spreads' prior counts, constants don't.
    """
    if spreads is None:
        spreads = tuned_spreads(model, rows, working, known)
    encoded = model.encode(rows)
    parts, base = _parts(model, encoded, known)
    miss = working - encoded.columns @ _slope_means(model)
    prior = (np.log(model.prior_medians), model.prior_log_sds)
    return -_negative_log_posterior(np.log(spreads), parts, base, miss, *prior)[0]


def tuned_spreads(
    model: Hierarchy,
    rows: Sequence[Row],
    working: FloatArray,
    known: FloatArray,
    start: FloatArray | None = None,
) -> FloatArray:
    """(c + 1,) spreads at the mode of their posterior given rows; start : None is their prior's."""
    from scipy.optimize import minimize

    encoded = model.encode(rows)
    parts, base = _parts(model, encoded, known)
    miss = working - encoded.columns @ _slope_means(model)
    log_median, log_sd = np.log(model.prior_medians), model.prior_log_sds
    least, most = log_median - _FURTHEST * log_sd, log_median + _FURTHEST * log_sd

    def objective(log_spreads: FloatArray) -> tuple[float, FloatArray]:
        return _negative_log_posterior(log_spreads, parts, base, miss, log_median, log_sd)

    found = minimize(
        objective,
        log_median if start is None else np.log(start),
        jac=True,
        method="L-BFGS-B",
        bounds=list(zip(least, most, strict=True)),
        options={"maxiter": _MOST_STEPS},
    )
    return np.asarray(np.exp(found.x))


def _negative_log_posterior(
    log_spreads: FloatArray,
    parts: Sequence[FloatArray],
    base: FloatArray,
    miss: FloatArray,
    log_median: FloatArray,
    log_sd: FloatArray,
) -> tuple[float, FloatArray]:
    """Of the log spreads, and its gradient."""
    spreads = np.exp(log_spreads)
    root = np.asarray(np.linalg.cholesky(_assembled(spreads, parts, base)), dtype=np.float64)
    inverse = _solve(root, np.eye(miss.size))
    weights = inverse @ miss
    value = 0.5 * miss @ weights + np.log(np.diag(root)).sum()
    # d/d log s of 1/2 (m'K^-1 m + log|K|), with dK = 2 s^2 C
    core = inverse - np.outer(weights, weights)
    slope = [
        spread**2 * float(np.einsum("ij,ij->", core, part))
        for spread, part in zip(spreads, parts, strict=False)
    ]
    slope.append(spreads[-1] ** 2 * float(np.trace(core)))
    away = (log_spreads - log_median) / log_sd
    return float(value + 0.5 * away @ away), np.array(slope) + away / log_sd


def _assembled(spreads: FloatArray, parts: Sequence[FloatArray], base: FloatArray) -> FloatArray:
    covariance = base + spreads[-1] ** 2 * np.eye(base.shape[0])
    for spread, part in zip(spreads, parts, strict=False):
        covariance += spread**2 * part
    return np.asarray(covariance)


def _parts(
    model: Hierarchy, rows: EncodedRows, known: FloatArray
) -> tuple[list[FloatArray], FloatArray]:
    """Covariance of each random effect at unit spread, and what no spread scales."""
    parts = [effect_covariance(one, c, rows, rows) for c, one in enumerate(model.random)]
    return parts, _fixed_covariance(model, rows, rows) + np.diag(known + _JITTER)


def _prior(
    model: Hierarchy, left: EncodedRows, right: EncodedRows, spreads: FloatArray
) -> FloatArray:
    covariance = _fixed_covariance(model, left, right)
    for c, (spread, effect) in enumerate(zip(spreads, model.random, strict=False)):
        covariance += spread**2 * effect_covariance(effect, c, left, right)
    return covariance


def _fixed_covariance(model: Hierarchy, left: EncodedRows, right: EncodedRows) -> FloatArray:
    variance = np.array([effect.sd**2 for effect in model.fixed])
    return np.asarray((left.columns * variance) @ right.columns.T)


def _slope_means(model: Hierarchy) -> FloatArray:
    return np.array([effect.mean for effect in model.fixed])


def _solve(root: FloatArray, right: FloatArray) -> FloatArray:
    from scipy.linalg import cho_solve

    return np.asarray(cho_solve((root, True), right))
