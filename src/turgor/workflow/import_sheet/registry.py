"""Every target that an import knows, in the order in which they are taken.

A table of another record joins by one entry here: see docs/recipes/import-target.md.
"""

from turgor.exchange.spreadsheet import Targets
from turgor.record.design import StudyDesign
from turgor.workflow.import_sheet.people_targets import (
    AllocationTarget,
    SessionTarget,
    SubjectTarget,
    VisitTarget,
)
from turgor.workflow.import_sheet.reading_target import ReadingTarget
from turgor.workflow.import_sheet.target import AnyTarget

_TARGETS: dict[str, AnyTarget] = {}


def register(target: AnyTarget) -> None:
    """Let imports know a target; one of the same name is replaced."""
    _TARGETS[target.name] = target


def targets() -> dict[str, AnyTarget]:
    """Every target by its name, in the order in which they are taken."""
    return dict(_TARGETS)


def fields_of(design: StudyDesign) -> Targets:
    """What every target takes in a study of this design."""
    return {name: target.fields(design) for name, target in _TARGETS.items()}


for _target in (
    SubjectTarget(),
    VisitTarget(),
    AllocationTarget(),
    SessionTarget(),
    ReadingTarget(),
):
    register(_target)
