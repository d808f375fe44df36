"""Take captures, tables and device exports into a study; what is refused stops nothing else."""

from turgor.workflow.take_in.report import Entry, Refused, TakeInReport
from turgor.workflow.take_in.whole import add_paths

__all__ = ["Entry", "Refused", "TakeInReport", "add_paths"]
