"""The parameter set as a file: citable, versioned, with the rows that it rests on."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.predict.calibrate.answers import Answers, answers_from, table_of
from turgor.predict.calibrate.fit import Calibration
from turgor.predict.calibrate.free import Free, named, values_of
from turgor.predict.identity import row_hash

FloatArray = NDArray[np.float64]

VERSION = "1"
SCHEMA = "turgor.parameter-set/1"
#: checks of a set that state a class's skill in the ten-fold begin so
TEN_FOLD_SKILL = "ten_fold_skill_"
#: posterior draws that are shipped, and the seed of their normal numbers
DRAWS, _SEED = 128, 0
#: significant digits of what is written: far below any posterior spread
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class ParameterSet:
    """Posterior of the free parameters.

    free : with their priors. units (k,) : the mode. mean (k,), covariance (k, k) : Laplace.
    draws (k, D) : in prior spreads. rows : SHA-256 of every outcome that was fitted. answers : of
    those rows, linear around the mode. checks : figures of the checks that were made. rests_on :
    fingerprints of every record and file that was read for it, as ``rests_on.fingerprints`` says.
    """

    version: str
    free: Free
    units: FloatArray
    mean: FloatArray
    covariance: FloatArray
    draws: FloatArray
    rows: tuple[str, ...]
    answers: Answers
    checks: Mapping[str, float]
    rests_on: Mapping[str, str] = field(default_factory=dict)

    @property
    def ratios(self) -> FloatArray:
        """(k,) posterior over prior spread: small is learned, near 1 is the prior returned."""
        return np.asarray(np.sqrt(np.diag(self.covariance)))

    def medians(self) -> FloatArray:
        """(k,) posterior medians of the parameters."""
        return np.asarray(values_of(self.free, self.mean[:, None])[:, 0])

    def values(self) -> FloatArray:
        """(k, D) draws as values of the parameters."""
        return values_of(self.free, self.draws)


def posterior_draws(mean: FloatArray, covariance: FloatArray, count: int = DRAWS) -> FloatArray:
    """(k, count) draws of the normal posterior, in antithetic pairs."""
    root = np.linalg.cholesky(covariance + 1e-12 * np.eye(mean.size))
    half = np.random.default_rng(_SEED).standard_normal((mean.size, count // 2))
    return np.asarray(mean[:, None] + root @ np.concatenate([half, -half], axis=1))


def parameter_set_of(
    calibration: Calibration, checks: Mapping[str, float], rests_on: Mapping[str, str]
) -> ParameterSet:
    """The set that a calibration yields."""
    fitted = tuple(sorted({row_hash(row.outcome) for row in calibration.skin.fitted.rows}))
    return ParameterSet(
        VERSION,
        calibration.mode.free,
        calibration.mode.units,
        calibration.mean,
        calibration.covariance,
        posterior_draws(calibration.mean, calibration.covariance),
        fitted,
        calibration.answers,
        dict(checks),
        dict(rests_on),
    )


def parameter_set_document(held: ParameterSet) -> dict[str, object]:
    """As plain data. Parameters state prior and posterior medians and log sds, and their ratio."""
    priors = [(one.median, one.log_sd) for one in held.free]
    posterior = held.medians()
    return {
        "schema": SCHEMA,
        "version": held.version,
        "parameters": [
            {
                "name": one.name,
                "prior_median": median,
                "prior_log_sd": _short(log_sd),
                "posterior_median": _short(posterior[i]),
                "posterior_log_sd": _short(held.ratios[i] * log_sd),
                "ratio": _short(held.ratios[i]),
                "mode_units": _short(held.units[i]),
                "mean_units": _short(held.mean[i]),
            }
            for i, (one, (median, log_sd)) in enumerate(zip(held.free, priors, strict=True))
        ],
        "covariance_units": [[_short(x) for x in row] for row in held.covariance],
        "draws_units": [[_short(x) for x in row] for row in held.draws.T],
        "rows_sha256": list(held.rows),
        "rests_on": dict(held.rests_on),
        "answers": {
            name: [_short(x) for x in numbers] for name, numbers in table_of(held.answers).items()
        },
        "silent": dict(sorted(held.answers.reasons.items())),
        "checks": {name: _short(value) for name, value in held.checks.items()},
    }


def write_parameter_set(held: ParameterSet, path: Path) -> None:
    """Write the set as JSON, one line a list so that differences can be read."""
    document = parameter_set_document(held)
    lines = [f"{json.dumps(key)}: {_lined(value)}" for key, value in document.items()]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def read_parameter_set(source: Path | Traversable) -> ParameterSet:
    """Read a set back.

    Errors: InputError for a file that is none, or was made for other priors.
    """
    try:
        document = json.loads(source.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{source.name}: is no parameter set: {error}") from error
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise InputError(f"{source.name}: is no parameter set; its schema must be {SCHEMA}")
    parameters = document["parameters"]
    free = named(tuple(item["name"] for item in parameters))
    for one, item in zip(free, parameters, strict=True):
        if abs(one.median - item["prior_median"]) > 1e-9 * one.median:
            raise InputError(
                f"{source.name}: {one.name} was fitted from a prior of {item['prior_median']:g}, "
                f"and its record says {one.median:g} now; run: {renewal()}"
            )
    units = np.array([item["mode_units"] for item in parameters])
    answers = answers_from(free, units, document["answers"])
    answers.reasons.update(document["silent"])
    return ParameterSet(
        document["version"],
        free,
        units,
        np.array([item["mean_units"] for item in parameters]),
        np.array(document["covariance_units"]),
        np.array(document["draws_units"]).T,
        tuple(document["rows_sha256"]),
        answers,
        document["checks"],
        document.get("rests_on", {}),
    )


@cache
def shipped_parameter_set() -> ParameterSet:
    """The set that forecasts use."""
    return read_parameter_set(shipped_file())


def shipped_file() -> Traversable:
    """Where the shipped set lies."""
    return files("turgor.predict") / "data" / f"parameter_set_{VERSION}.json"


def renewal() -> str:
    """The command that calibrates the shipped set anew."""
    return f"turgor calibrate --check --out {shipped_file()}"


def _short(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")


def _lined(value: object) -> str:
    if isinstance(value, list) and value and isinstance(value[0], list | dict | str):
        return "[\n" + ",\n".join(json.dumps(item, ensure_ascii=False) for item in value) + "\n]"
    if isinstance(value, dict):
        held = ",\n".join(
            f"{json.dumps(key)}: {json.dumps(item, ensure_ascii=False)}"
            for key, item in value.items()
        )
        return "{\n" + held + "\n}"
    return json.dumps(value, ensure_ascii=False)
