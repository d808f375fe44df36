"""Rows of one table into a study, each standing alone."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from turgor.errors import TurgorError
from turgor.exchange.study_tables import Rows
from turgor.workflow.take_in.report import Entry, Refused, TakeInReport

R = TypeVar("R")


def take_rows(
    rows: Rows[R],
    path: Path,
    kind: str,
    add: Callable[[R], str],
    text: Callable[[R], str],
    report: TakeInReport,
) -> None:
    """Add every row that could be read, each alone, and report all."""
    for line, reason in rows.refused:
        report.refused.append(Refused(str(path), line, reason))
    for line, record in rows.read:
        try:
            outcome = add(record)
        except TurgorError as error:
            report.refused.append(Refused(str(path), line, str(error)))
        else:
            report.entries.append(Entry(str(path), line, kind, outcome, text(record)))
