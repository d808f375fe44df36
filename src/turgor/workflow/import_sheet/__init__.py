"""Sheets into a study: a dry run that shows every change, then all of it in one transaction."""

from turgor.workflow.import_sheet.report import ImportReport
from turgor.workflow.import_sheet.target import LedgerTarget, Origin, Target
from turgor.workflow.import_sheet.whole import Source, import_source, source_of

__all__ = [
    "ImportReport",
    "LedgerTarget",
    "Origin",
    "Source",
    "Target",
    "import_source",
    "source_of",
]
