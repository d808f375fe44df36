"""Calibrate the virtual skin on the shipped outcomes, so that a run that is stopped can go on."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from turgor.errors import InputError
from turgor.evidence import collect_reads
from turgor.predict.calibrate.check import PredictiveCheck, predictive_checks, walk
from turgor.predict.calibrate.fit import Calibration, Mode, calibrate
from turgor.predict.calibrate.free import named
from turgor.predict.calibrate.parameter_set import (
    TEN_FOLD_SKILL,
    ParameterSet,
    parameter_set_of,
    write_parameter_set,
)
from turgor.predict.calibrate.predictive import PredictiveRow, predictive_rows
from turgor.predict.calibrate.rests_on import fingerprints
from turgor.predict.calibrate.source import FittedSkin, Skin
from turgor.predict.combine.candidate import LITERATURE, SKIN
from turgor.predict.combine.forecaster import fit_forecaster
from turgor.predict.combine.working import Source
from turgor.predict.crossval.run import crossvalidate
from turgor.predict.empirical.source import Literature
from turgor.predict.row import Row
from turgor.predict.scores.table import score_of, scores_by_class
from turgor.predict.validate.kept import NAME, write_kept
from turgor.predict.validate.report import decline_reason
from turgor.predict.validate.shipped import calibration_rows, shipped_forecaster

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class CalibrationRun:
    """The set that was written, where, how many steps led to it, and the predictive checks."""

    held: ParameterSet
    path: Path
    steps: int
    settled: bool
    predictive: dict[str, PredictiveCheck]
    rows: tuple[PredictiveRow, ...]


def calibrate_to(path: Path, check: bool, progress: Progress) -> CalibrationRun:
    """Calibrate and write a parameter set, and beside it what its forecaster settled on.

    After every step the mode is kept in ``<path>.part``; a later run goes on from it. check : also
    walk through the posterior with every arm simulated in full.
    Errors: InputError for a folder that isn't there or a part that is none.
    """
    if not path.parent.is_dir():
        raise InputError(f"{path.parent} is no folder; make it first")
    part = path.with_name(path.name + ".part")
    with collect_reads() as read:
        # before any row is looked at: what a cache holds already is not seen to be read
        rows = calibration_rows()
        found = calibrate(rows, _read_part(part), progress, lambda mode: _write_part(part, mode))
        checks = walk(found, progress) if check else {}
        predictive = dict(predictive_checks(found))
        progress(0, 1, "ten-fold by cohort")
        scores = _ten_fold(found, rows)
        progress(0, 1, "choosing by class on cohorts left out")
        sources: dict[str, Source] = {LITERATURE: Literature(), SKIN: Skin(found.answers)}
        forecaster = fit_forecaster(rows, sources)
    shares = {
        f"coverage_80_{when}_{name or 'overall'}": getattr(item, when)
        for name, item in predictive.items()
        for when in ("prior", "posterior")
    }
    held = parameter_set_of(found, {**checks, **shares, **scores}, fingerprints(read, rows))
    write_parameter_set(held, path)
    write_kept(forecaster, held, path.with_name(NAME))
    progress(1, 1, "choosing by class on cohorts left out")
    part.unlink(missing_ok=True)
    return CalibrationRun(
        held,
        path,
        found.mode.steps,
        found.mode.settled,
        predictive,
        predictive_rows(found.skin),
    )


def shipped_rows() -> tuple[PredictiveRow, ...]:
    """Prior and posterior predictive of the rows that the shipped set was fitted to."""
    fitted = shipped_forecaster().sources[SKIN]
    if not isinstance(fitted, FittedSkin):
        raise InputError("the shipped forecaster holds no skin; run: turgor calibrate")
    return predictive_rows(fitted)


def _ten_fold(found: Calibration, rows: Sequence[Row]) -> dict[str, float]:
    """Scores of cohorts left out: skill by class, and overall with coverage."""
    made = crossvalidate(rows, {LITERATURE: Literature(), SKIN: Skin(found.answers)})
    declined = [bool(decline_reason(row)) for row in rows]
    classes = scores_by_class(rows, made.quantiles, made.naive, declined)
    whole = score_of(rows, made.quantiles, made.naive, declined)
    skills = {**{name: one.skill for name, one in classes.items()}, "overall": whole.skill}
    figures = {
        f"{TEN_FOLD_SKILL}{name}": skill for name, skill in skills.items() if skill is not None
    }
    if whole.coverage_80 is not None:
        figures["ten_fold_coverage_80"] = whole.coverage_80
    return figures


def _write_part(part: Path, mode: Mode) -> None:
    document = {
        "names": [one.name for one in mode.free],
        "units": mode.units.tolist(),
        "steps": mode.steps,
        "settled": mode.settled,
    }
    fresh = part.with_name(part.name + ".new")
    fresh.write_text(json.dumps(document), encoding="utf-8")
    fresh.replace(part)


def _read_part(part: Path) -> Mode | None:
    if not part.is_file():
        return None
    try:
        document = json.loads(part.read_text(encoding="utf-8"))
        units = np.array(document["units"], dtype=np.float64)
        return Mode(
            named(tuple(document["names"])),
            units,
            int(document["steps"]),
            bool(document["settled"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{part.name}: can't be gone on from; remove it: {error}") from error
