"""``turgor study status``: what is there, missing, unmeasured, refused, and worth asking about."""

import dataclasses
from pathlib import Path
from typing import Annotated

import typer

from turgor.cli.output import emit_json, emit_line, one_line_errors


def status(
    folder: Annotated[Path, typer.Argument(metavar="STUDY", help="The study's folder.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Say where a study stands against its design."""
    from turgor.workflow.status import study_status
    from turgor.workflow.study import open_study

    with one_line_errors(), open_study(folder) as study:
        found = study_status(study)
    missing = [dataclasses.asdict(item) for item in found.missing]
    if as_json:
        emit_json(
            {
                "schema": "turgor.study-status/1",
                "id": found.design.id,
                "kind": found.design.kind,
                "counts": found.counts,
                "missing": missing,
                "unmeasured": list(found.unmeasured),
                "refused": [{"capture": what, "reason": reason} for what, reason in found.refused],
                "queries": list(found.queries),
            }
        )
        return
    emit_line(f"{found.design.title or found.design.id} ({found.design.kind})")
    emit_line("  " + ", ".join(f"{count} {what}" for what, count in found.counts.items()))
    for item in missing:
        kind = "" if item["kind"] == "surface" else item["kind"]
        setup = f"({item['setup']})" if item["setup"] else ""
        place = " ".join(filter(None, (item["site"], item["side"], item["region"], kind, setup)))
        emit_line(f"missing: {item['subject']} {item['visit']} {place}")
    for line in found.unmeasured:
        emit_line(f"unmeasured: {line}")
    for what, reason in found.refused:
        emit_line(f"refused: {what}: {reason}")
    for line in found.queries:
        emit_line(f"query: {line}")
