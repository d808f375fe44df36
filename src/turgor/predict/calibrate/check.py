"""Whether the calibration can be believed: importance weights, and predictive checks as numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.predict.calibrate.answers import Answers
from turgor.predict.calibrate.fit import Calibration
from turgor.predict.calibrate.parameter_set import posterior_draws
from turgor.predict.calibrate.response import tell
from turgor.predict.calibrate.simulate import STIMULUS_DRAWS
from turgor.predict.calibrate.source import Skin
from turgor.predict.combine.working import NORMAL_90
from turgor.predict.hierarchy.scale import working_values
from turgor.predict.row import Row

FloatArray = NDArray[np.float64]

#: draws of the posterior whose arms are simulated in full
CHECK_DRAWS = 64


@dataclass(frozen=True, slots=True)
class PredictiveCheck:
    """Shares of reported values within the 80 % band before and after the fit, by class."""

    rows: int
    prior: float
    posterior: float


def importance(calibration: Calibration) -> Mapping[str, float]:
    """How well Laplace's normal stands for the posterior.

    Arms are simulated in full under ``CHECK_DRAWS`` draws of it; their exact posterior density over
    the normal's gives weights. share : effective sample size over draws. shift : largest difference
    of a weighted from a plain mean, in prior spreads. linear : correlation of the linear answers
    with the simulated ones.
    """
    held = list(calibration.skin.fitted.rows)
    draws = posterior_draws(calibration.mean, calibration.covariance, CHECK_DRAWS)
    told, _ = tell(held, calibration.mode.free, draws)
    told = told[:, : draws.shape[1]]
    fine = np.asarray(np.isfinite(told).all(axis=1))
    root = np.linalg.cholesky(calibration.covariance + 1e-12 * np.eye(calibration.mean.size))
    exact = _log_posteriors(
        calibration, [r for r, f in zip(held, fine, strict=True) if f], told[fine], draws
    )
    away = np.linalg.solve(root, draws - calibration.mean[:, None])
    log_weights = exact + 0.5 * (away**2).sum(axis=0)
    weights = np.exp(log_weights - log_weights.max())
    weights /= weights.sum()
    spread = draws @ weights - draws.mean(axis=1)
    moved = draws - calibration.mode.units[:, None]
    linear = _linear(calibration.answers, held, moved)
    inside = fine & (linear.std(axis=1) > 1e-6)
    return {
        "importance_ess_share": float(1.0 / (weights**2).sum() / weights.size),
        "importance_largest_shift": float(np.abs(spread).max()),
        "linear_correlation": float(
            np.corrcoef(linear[inside].ravel(), told[inside].ravel())[0, 1]
        ),
        "rows_simulated": float(fine.sum()),
        "stimulus_draws": float(STIMULUS_DRAWS),
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


def _log_posteriors(
    calibration: Calibration, rows: Sequence[Row], told: FloatArray, draws: FloatArray
) -> FloatArray:
    """(D,) exact log posteriors, up to a constant, with the discrepancy's spreads held."""
    skin = Skin(calibration.answers, spreads=calibration.skin.fitted.spreads)
    return np.array(
        [
            skin.log_evidence_of(rows, told[:, d]) - 0.5 * float(draws[:, d] @ draws[:, d])
            for d in range(draws.shape[1])
        ]
    )


def _linear(answers: Answers, rows: Sequence[Row], moved: FloatArray) -> FloatArray:
    """(n, D) what the linear answers say under draws that are ``moved`` (k, D) from the mode."""
    slopes = np.array([[answers.column(j)(row) for j in range(moved.shape[0])] for row in rows])
    return np.asarray(answers.offsets(rows)[:, None] + slopes @ moved)
