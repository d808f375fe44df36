"""``turgor study init``: make a study's folder."""

from pathlib import Path
from typing import Annotated

import typer

from turgor.cli.output import emit_json, emit_line, one_line_errors


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make.")],
    design: Annotated[
        Path | None, typer.Option("--design", help="A study.toml to start from; it is checked.")
    ] = None,
    instrument: Annotated[
        list[Path] | None,
        typer.Option("--instrument", help="A questionnaire of your own to take in; several times."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Make a study: its folder, its database and a study.toml to edit."""
    from turgor.workflow.study import init_study

    with one_line_errors(), init_study(folder, design, instrument or ()) as study:
        document = {
            "schema": "turgor.study-init/1",
            "study": str(study.folder),
            "id": study.design.id,
            "kind": study.design.kind,
            "design": str(study.folder / "study.toml"),
        }
    if as_json:
        emit_json(document)
        return
    emit_line(f"study '{document['id']}' ({document['kind']}) made in {folder}")
    if design is None:
        emit_line(f"next: declare the design in {document['design']}, then `turgor study add`")
