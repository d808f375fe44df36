"""``turgor study export``: everything of a study as tidy tables, as RO-Crate or as ODM."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from turgor.cli.output import emit_json, emit_line, one_line_errors

if TYPE_CHECKING:
    from turgor.workflow.study import Study


def export(
    folder: Annotated[Path, typer.Argument(metavar="STUDY", help="The study's folder.")],
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder to write to; STUDY/exports by default.")
    ] = None,
    format: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="csv, parquet or both.")
    ] = "csv",
    excel: Annotated[
        bool, typer.Option("--excel", help="Begin CSV with the mark by which Excel knows UTF-8.")
    ] = False,
    ro_crate: Annotated[
        Path | None,
        typer.Option(
            "--ro-crate", metavar="OUT", help="The whole study as RO-Crate: a folder, or OUT.zip."
        ),
    ] = None,
    no_captures: Annotated[
        bool, typer.Option("--no-captures", help="Leave the captures out of the RO-Crate.")
    ] = False,
    with_photographs: Annotated[
        bool,
        typer.Option("--with-photographs", help="The RO-Crate may hold photographs of people."),
    ] = False,
    odm: Annotated[
        Path | None, typer.Option("--odm", metavar="OUT.xml", help="Every table as CDISC ODM.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Write every table of a study with one dictionary of columns and metrics.

    With --ro-crate or --odm only what is named is written; --out adds the tables to it.
    """
    from turgor.workflow.study import open_study

    told: dict[str, object] = {"schema": "turgor.study-export/1", "findings": 0, "files": []}
    with one_line_errors(), open_study(folder) as study:
        if out is not None or (ro_crate is None and odm is None):
            told |= _tables(study, out, format, excel)
        if ro_crate is not None:
            told |= _crate(study, ro_crate, not no_captures, with_photographs)
        if odm is not None:
            told |= _odm(study, odm)
    if as_json:
        emit_json(told)
    else:
        _emit(told)


def _tables(study: "Study", out: Path | None, format: str, excel: bool) -> dict[str, object]:
    from turgor.workflow.export import export_study

    written = export_study(study, out, format, excel)
    return {
        "findings": written.findings,
        "files": [str(path) for path in written.files],
        "head": written.head,
        "tables": [{"table": name, "rows": rows} for name, rows in written.rows.items()],
    }


def _crate(
    study: "Study", target: Path, captures: bool, with_photographs: bool
) -> dict[str, object]:
    from turgor.workflow.export_crate import export_crate

    made = export_crate(study, target, captures, with_photographs)
    crate = {"path": str(made.path), "files": made.files, "captures": made.captures}
    return {"ro_crate": crate, "head": made.head}


def _odm(study: "Study", target: Path) -> dict[str, object]:
    from turgor.workflow.export_odm import export_odm

    return {"odm": str(export_odm(study, target)), "head": str(study.store.head())}


def _emit(told: Mapping[str, object]) -> None:
    if "tables" in told:
        emit_line(f"{told['findings']} findings")
        for path in _listed(told["files"]):
            emit_line(path)
    crate = told.get("ro_crate")
    if isinstance(crate, dict):
        emit_line(f"{crate['path']}: {crate['files']} files, {crate['captures']} captures")
    if "odm" in told:
        emit_line(str(told["odm"]))


def _listed(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []
