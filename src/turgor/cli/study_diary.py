"""``turgor study diary``: what subjects wrote down between visits, and how steadily."""

from pathlib import Path
from typing import Annotated

import typer

from turgor.cli.output import emit_json, emit_line, one_line_errors


def diary(
    folder: Annotated[Path, typer.Argument(metavar="STUDY", help="The study's folder.")],
    subject: Annotated[str, typer.Option(help="Only this subject, with every entry.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """State how steadily diaries were kept; with --subject, every entry too."""
    with one_line_errors():
        from turgor.follow.adherence import diary_adherence
        from turgor.workflow.adverse.diary_document import diary_document
        from turgor.workflow.study import open_study

        with open_study(folder) as study:
            kept = study.store.diary.all(subject)
        lines = diary_adherence(item.record for item in kept)
        if as_json:
            emit_json(diary_document(kept, lines))
            return
        for line in lines:
            emit_line(
                f"{line.subject}: {line.days_with_entry} of {line.days} days "
                f"({100 * line.share:.0f} %) from {line.first} to {line.last}, longest gap "
                f"{line.longest_gap_d} d"
            )
        for item in kept if subject else ():
            record = item.record
            grades = ", ".join(f"{name} {grade}" for name, grade in record.symptoms.items())
            signs = ", ".join(name for name, seen in record.signs.items() if seen)
            said = "; ".join(part for part in (grades, signs, record.care, record.note) if part)
            emit_line(f"  {record.date} {record.site.name} {record.site.side}: {said}")
