"""What fitting a forecaster costs most, kept in a file: spreads, widths, the choice by class.

With them a forecaster is fitted in a fraction of a second. They hold for the very rows and
parameter set that they were found on, and for the priors that the evidence states; for any others
they are found anew.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np

from turgor.errors import InputError
from turgor.evidence import all_parameters
from turgor.predict.calibrate.parameter_set import ParameterSet
from turgor.predict.calibrate.source import FittedSkin, Skin
from turgor.predict.combine.candidate import LITERATURE, SKIN
from turgor.predict.combine.choice import Choice
from turgor.predict.combine.forecaster import Forecaster, refit_forecaster
from turgor.predict.combine.working import Source
from turgor.predict.empirical.source import FittedLiterature, Literature
from turgor.predict.row import Row

SCHEMA = "turgor.forecaster/1"
NAME = "forecaster_1.json"
#: significant digits of what is written
_DIGITS = 8


def digest_of(rows: Sequence[Row], held: ParameterSet) -> str:
    """SHA-256 of what a forecaster rests on: rows with their meaning, parameter set, priors."""
    told = [
        sorted(
            f"{row.key} {row.number} {row.outcome_class} {row.meaning.observable}" for row in rows
        ),
        [f"{value:.6g}" for value in held.mean],
        sorted(
            f"{name} {record.value:g} {record.spread or 0.0:g}"
            for name, record in all_parameters().items()
            if name.startswith("predict.")
        ),
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def write_kept(forecaster: Forecaster, rows: Sequence[Row], held: ParameterSet, path: Path) -> None:
    """Keep what was found while a forecaster was fitted."""
    literature, skin = forecaster.sources[LITERATURE], forecaster.sources[SKIN]
    if not isinstance(literature, FittedLiterature) or not isinstance(skin, FittedSkin):
        raise InputError("only a forecaster of literature and skin can be kept")
    document = {
        "schema": SCHEMA,
        "rests_on_sha256": digest_of(rows, held),
        "spreads": {
            LITERATURE: {pool: _short(one.spreads) for pool, one in literature.models.items()},
            SKIN: _short(skin.fitted.spreads),
        },
        "widths": {
            name: {key: _figure(value) for key, value in found.items()}
            for name, found in forecaster.widths.items()
        },
        "best": {name: list(order) for name, order in forecaster.choice.best.items()},
        "skills": {
            name: {key: _figure(value) for key, value in found.items()}
            for name, found in forecaster.choice.skills.items()
        },
    }
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def kept_forecaster(rows: Sequence[Row], held: ParameterSet) -> Forecaster | None:
    """The shipped forecaster, fitted with what was kept; None where that is of other rows."""
    source = files("turgor.predict") / "data" / NAME
    if not source.is_file():
        return None
    document = json.loads(source.read_text(encoding="utf-8"))
    if document["schema"] != SCHEMA or document["rests_on_sha256"] != digest_of(rows, held):
        return None
    spreads: Mapping[str, Sequence[float]] = document["spreads"][LITERATURE]
    sources: dict[str, Source] = {
        LITERATURE: Literature(spreads={pool: np.array(found) for pool, found in spreads.items()}),
        SKIN: Skin(held.answers, spreads=np.array(document["spreads"][SKIN])),
    }
    best = {name: tuple(order) for name, order in document["best"].items()}
    return refit_forecaster(rows, sources, document["widths"], Choice(best, document["skills"]))


def _short(values: Sequence[float] | np.ndarray[tuple[int], np.dtype[np.float64]]) -> list[float]:
    return [_figure(float(value)) for value in values]


def _figure(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")
