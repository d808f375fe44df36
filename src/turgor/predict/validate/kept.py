"""What fitting a forecaster costs most, kept in a file: spreads, widths, the choice by class.

With them a forecaster is fitted in a fraction of a second. They hold for the very parameter set
that they were found with; whether that still is what the evidence would give, ``shipped`` says.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np

from turgor.errors import InputError
from turgor.predict.calibrate.parameter_set import ParameterSet, renewal
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


def digest_of(held: ParameterSet) -> str:
    """SHA-256 of the parameter set that a forecaster was fitted with, and so of what that rests on.

    Of what is the same when a set is read back: means as they are written, rows, fingerprints.
    """
    told = [[f"{value:.6g}" for value in held.mean], list(held.rows), dict(held.rests_on)]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def write_kept(forecaster: Forecaster, held: ParameterSet, path: Path) -> None:
    """Keep what was found while a forecaster was fitted."""
    literature, skin = forecaster.sources[LITERATURE], forecaster.sources[SKIN]
    if not isinstance(literature, FittedLiterature) or not isinstance(skin, FittedSkin):
        raise InputError("only a forecaster of literature and skin can be kept")
    document = {
        "schema": SCHEMA,
        "rests_on_sha256": digest_of(held),
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


def kept_forecaster(rows: Sequence[Row], held: ParameterSet) -> Forecaster:
    """The shipped forecaster, fitted with what was kept to those of the rows that the set knows.

    Errors: InputError where it was fitted with another set, or the set knows none of the rows.
    """
    source = files("turgor.predict") / "data" / NAME
    document = json.loads(source.read_text(encoding="utf-8"))
    if document["schema"] != SCHEMA or document["rests_on_sha256"] != digest_of(held):
        raise InputError(f"{NAME} belongs to another parameter set; run: {renewal()}")
    rows = [row for row in rows if held.answers.knows(row) or held.answers.reason(row)]
    if not rows:
        raise InputError(f"the parameter set knows none of the outcomes; run: {renewal()}")
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
