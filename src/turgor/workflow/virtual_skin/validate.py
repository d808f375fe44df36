"""Validate the virtual skin's forecasts on a table of outcomes; the document of ``--json``."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from turgor.evidence.outcomes.read import ReadOutcomes, read_outcomes
from turgor.predict.scores.table import Score
from turgor.predict.validate.report import ValidatedRow, ValidationReport, validate_outcomes
from turgor.predict.validate.shipped import failing_classes, shipped_forecaster, stale_flags
from turgor.workflow.plain_document import envelope, flag_documents


def validate_file(path: Path) -> tuple[ReadOutcomes, ValidationReport]:
    """Read a table of outcomes, forecast each row and score them.

    Errors: InputError for a file that is no table of outcomes.
    """
    read = read_outcomes(path)
    return read, validate_outcomes(read, shipped_forecaster())


def validation_document(read: ReadOutcomes, report: ValidationReport) -> dict[str, object]:
    """In the shape of the command line's contract."""
    return {
        **envelope("turgor.validation/1"),
        "flags": flag_documents(stale_flags()),
        "in_sample_rows": report.in_sample,
        "classes_shown_as_naive": list(failing_classes()),
        "overall": _score(report.overall),
        "classes": {name: _score(score) for name, score in report.classes.items()},
        "rows": [_row(item) for item in report.rows],
        "refused": [
            {"line": item.line, "study_id": item.study, "reason": item.reason}
            for item in read.refused
        ],
    }


def notes(report: ValidationReport) -> tuple[str, ...]:
    """Lines on what to know before the scores: stale evidence, rows that the calibration saw."""
    return (*(flag.text for flag in stale_flags()), *filter(None, [in_sample_note(report)]))


def in_sample_note(report: ValidationReport) -> str:
    """One line where the calibration saw rows of the table; '' where it saw none."""
    if not report.in_sample:
        return ""
    return (
        f"{report.in_sample} of {len(report.rows)} rows are calibration rows (same SHA-256): "
        "their scores are in-sample and say nothing about unseen studies"
    )


def _score(score: Score) -> dict[str, object]:
    return asdict(score)


def _row(item: ValidatedRow) -> dict[str, object]:
    predicted: Mapping[str, float | None]
    names = ("q10", "q50", "q90")
    values = item.predicted or (None, None, None)
    predicted = {f"predicted_{name}": value for name, value in zip(names, values, strict=True)}
    naive = {f"naive_{name}": value for name, value in zip(names, item.naive, strict=True)}
    row = item.row
    return {
        "study_id": row.study,
        "endpoint": row.outcome.endpoint,
        "class": row.outcome_class,
        "observed": row.observed,
        **predicted,
        **naive,
        "unmapped_reason": item.unmapped_reason or None,
        "arm": row.outcome.arm,
        "unit": row.outcome.unit,
        "number": row.number,
        "time_days": row.outcome.time_days,
        "direction": row.outcome.direction,
        "observable": row.meaning.observable,
        "basis": item.basis,
        "in_sample": item.in_sample,
    }
