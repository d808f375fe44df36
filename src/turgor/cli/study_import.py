"""``turgor study import``: sheets into a study, shown first, changed only when asked."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from turgor.cli.output import emit_json, emit_line, emit_note, exit_code, one_line_errors

if TYPE_CHECKING:
    from turgor.workflow.study import Study


def import_(
    folder: Annotated[Path, typer.Argument(metavar="STUDY", help="The study's folder.")],
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="A workbook (.xlsx) or table (.csv).")
    ] = None,
    map_file: Annotated[
        Path | None, typer.Option("--map", help="The mapping that says what each column is.")
    ] = None,
    sheet: Annotated[str, typer.Option("--sheet", help="Read this sheet only.")] = "",
    do_it: Annotated[
        bool, typer.Option("--import", help="Do it; without this nothing is changed.")
    ] = False,
    good_rows: Annotated[
        bool, typer.Option("--good-rows", help="Leave bad rows out and take the others.")
    ] = False,
    redcap: Annotated[
        Path | None, typer.Option("--redcap", help="The data dictionary of a REDCap project.")
    ] = None,
    guess: Annotated[bool, typer.Option("--guess", help="Draft a mapping from headers.")] = False,
    save: Annotated[
        Path | None, typer.Option("--save", help="Where the draft is written; else to stdout.")
    ] = None,
    template: Annotated[
        Path | None, typer.Option("--template", help="Write an empty workbook for this study.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Every row and bad cell, not the first of each kind.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Import a spreadsheet: shows row by row what would change; --import changes it."""
    from turgor.cli.import_view import import_document, tell_import
    from turgor.errors import InputError
    from turgor.workflow.import_sheet.use import draft_mapping, import_file
    from turgor.workflow.study import open_study

    with one_line_errors(), open_study(folder) as study:
        if template is not None:
            _template(study, template, as_json)
            return
        if file is None:
            raise InputError("name the file to import, or --template to write an empty one")
        if guess:
            _save(draft_mapping(study, file, sheet, redcap), save)
            return
        report = import_file(study, file, map_file, sheet, redcap, do_it, good_rows)
    if as_json:
        emit_json(import_document(report))
    else:
        tell_import(report, everything)
    raise typer.Exit(exit_code(not report.clean))


def _template(study: "Study", path: Path, as_json: bool) -> None:
    from turgor.workflow.import_sheet.template import study_template

    titles = list(study_template(study, path))
    if as_json:
        emit_json({"schema": "turgor.study-import-template/1", "path": str(path), "sheets": titles})
    else:
        emit_line(f"{path}: sheets {', '.join(titles)}")


def _save(text: str, save: Path | None) -> None:
    from turgor.errors import InputError
    from turgor.store.faults import file_faults

    if save is None:
        emit_line(text.rstrip("\n"))
        return
    if save.exists():
        raise InputError(f"{save}: is there already; name another file")
    with file_faults(save):
        save.write_text(text, encoding="utf-8")
    emit_note(f"{save}: a draft; read it, correct it, then give it with --map")
