"""Whether the calibration can be believed: a walk through the posterior, predictive checks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.predict.calibrate.fit import Calibration
from turgor.predict.calibrate.parameter_set import posterior_draws
from turgor.predict.calibrate.response import tell
from turgor.predict.calibrate.source import Skin
from turgor.predict.combine.working import NORMAL_90
from turgor.predict.hierarchy.scale import working_values
from turgor.predict.row import Row

FloatArray = NDArray[np.float64]

Progress = Callable[[int, int, str], None]

#: chains of the walk, its steps, the length of a step (1 is a fresh draw), its seed
CHECK_DRAWS, WALK_STEPS, STRIDE, _SEED = 64, 24, 0.4, 0


def silent(done: int, of: int, what: str) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class PredictiveCheck:
    """Shares of reported values within the 80 % band before and after the fit, by class."""

    rows: int
    prior: float
    posterior: float


def walk(calibration: Calibration, progress: Progress = silent) -> Mapping[str, float]:
    """Whether Laplace's normal stands for the posterior: a short walk from its own draws.

    ``CHECK_DRAWS`` chains begin at draws of the normal and take ``WALK_STEPS`` steps that leave the
    normal as it is (preconditioned Crank-Nicolson, ``STRIDE``), accepted by the exact posterior
    over the normal, every arm simulated in full. What the normal misses shows as drift.

    importance_ess_share : effective sample size over draws of the first weights. walk_accepted :
    share of steps. walk_shift : largest drift of a mean over the second half, prior spreads.
    walk_sd_ratio : median over parameters of the walk's spread over the normal's.
    linear_correlation : of the linear answers' departures from the mode with the simulated ones.
    """
    rows = list(calibration.skin.fitted.rows)
    mean = calibration.mean[:, None]
    padded = calibration.covariance + 1e-12 * np.eye(calibration.mean.size)
    root = np.asarray(np.linalg.cholesky(padded), dtype=np.float64)
    at = posterior_draws(calibration.mean, calibration.covariance, CHECK_DRAWS)
    told = _told(calibration, rows, at)
    weight = _log_weights(calibration, rows, told, at, root)
    first = np.exp(weight - weight.max())
    figures = {
        "importance_ess_share": float(first.sum() ** 2 / (first**2).sum() / first.size),
        "linear_correlation": _linear_correlation(calibration, rows, told, at),
    }
    random = np.random.default_rng(_SEED)
    held: list[FloatArray] = []
    accepted = 0.0
    for step in range(WALK_STEPS):
        progress(step, WALK_STEPS, "walking through the posterior")
        away = root @ random.standard_normal(at.shape)
        tried = mean + np.sqrt(1.0 - STRIDE**2) * (at - mean) + STRIDE * away
        there = _log_weights(calibration, rows, _told(calibration, rows, tried), tried, root)
        taken = np.log(random.uniform(size=at.shape[1])) < there - weight
        at, weight = np.where(taken, tried, at), np.where(taken, there, weight)
        accepted += float(taken.mean()) / WALK_STEPS
        if step >= WALK_STEPS // 2:
            held.append(at)
    late = np.concatenate(held, axis=1)
    spread = late.std(axis=1) / np.sqrt(np.diag(calibration.covariance))
    return {
        **figures,
        "walk_accepted": accepted,
        "walk_shift": float(np.abs(late.mean(axis=1) - calibration.mean).max()),
        "walk_sd_ratio": float(np.median(spread)),
    }


def predictive_checks(calibration: Calibration) -> Mapping[str, PredictiveCheck]:
    """By class and '' overall: coverage of the 80 % band by prior and posterior predictive.

    In-sample: a check of the model's shape, no score.
    """
    rows = list(calibration.skin.fitted.rows)
    reported = working_values(rows)
    after = calibration.skin.forecast(rows)
    prior = Skin(calibration.answers, spreads=calibration.skin.fitted.spreads).prior_forecast(rows)
    inside = {
        name: np.abs(reported - made.mean) <= NORMAL_90 * np.sqrt(made.variance)
        for name, made in (("prior", prior), ("posterior", after))
    }
    found: dict[str, PredictiveCheck] = {}
    for name in ("", *sorted({row.outcome_class for row in rows})):
        at = [i for i, row in enumerate(rows) if name in ("", row.outcome_class)]
        found[name] = PredictiveCheck(
            len(at), float(inside["prior"][at].mean()), float(inside["posterior"][at].mean())
        )
    return found


def _told(calibration: Calibration, rows: Sequence[Row], draws: FloatArray) -> FloatArray:
    """(n, D) simulated answers; the linear one where the skin falls silent."""
    told = tell(rows, calibration.mode.free, draws)[0][:, : draws.shape[1]]
    return np.where(np.isfinite(told), told, _linear(calibration, rows, draws))


def _log_weights(
    calibration: Calibration,
    rows: Sequence[Row],
    told: FloatArray,
    draws: FloatArray,
    root: FloatArray,
) -> FloatArray:
    """(D,) logarithm of the exact posterior over Laplace's normal, up to a constant."""
    skin = Skin(calibration.answers, spreads=calibration.skin.fitted.spreads)
    away = np.linalg.solve(root, draws - calibration.mean[:, None])
    prior = -0.5 * (draws**2).sum(axis=0)
    return np.asarray(skin.log_densities(rows, told) + prior + 0.5 * (away**2).sum(axis=0))


def _linear(calibration: Calibration, rows: Sequence[Row], draws: FloatArray) -> FloatArray:
    """(n, D) what the linear answers say under draws (k, D)."""
    answers, count = calibration.answers, draws.shape[0]
    slopes = np.array([[answers.column(j)(row) for j in range(count)] for row in rows])
    moved = draws - calibration.mode.units[:, None]
    return np.asarray(answers.offsets(rows)[:, None] + slopes @ moved)


def _linear_correlation(
    calibration: Calibration, rows: Sequence[Row], told: FloatArray, draws: FloatArray
) -> float:
    """Of answers' departures from the mode, linear against simulated."""
    start = calibration.answers.offsets(rows)[:, None]
    linear = _linear(calibration, rows, draws) - start
    return float(np.corrcoef(linear.ravel(), (told - start).ravel())[0, 1])
