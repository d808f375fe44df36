"""The workbook that a study expects: its sheets, its visits and arms to choose from."""

from pathlib import Path

from turgor.exchange.spreadsheet.template import write_template
from turgor.metrics import all_metrics
from turgor.workflow.import_sheet.registry import fields_of, targets
from turgor.workflow.study import Study


def study_template(study: Study, path: Path) -> tuple[str, ...]:
    """Write an empty workbook for this study; the titles of its sheets.

    Errors: as for ``write_template``.
    """
    design = study.design
    fields = fields_of(design)
    sheets = {
        target.title: fields[name]
        for name, target in targets().items()
        if name != "allocation" or design.arms
    }
    choices = {
        "subject": [subject.id for subject in study.store.people.subjects()],
        "metric": [item.id for item in all_metrics().values() if item.device_reported],
        "site": sorted({endpoint.site for endpoint in design.endpoints}),
    }
    notes = (
        f"Study {design.id}: {design.title}".rstrip(": "),
        "Fill in the sheets that you need and leave the others empty; columns may be deleted, "
        "not renamed. Columns in bold are needed.",
        "Dates as dates or as year-month-day. Subjects by their code, never by name.",
        "See what would change: turgor study import STUDY THIS.xlsx; then add --import.",
    )
    write_template(path, sheets, notes, choices)
    return tuple(sheets)
