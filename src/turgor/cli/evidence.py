"""``turgor evidence``: what the product rests on, found by words and shown with every field."""

from typing import TYPE_CHECKING, Annotated

import typer

from turgor.cli.output import emit_json, emit_line, emit_note, one_line_errors

if TYPE_CHECKING:
    from turgor.workflow.evidence_base.entry import Entry

app = typer.Typer(
    help="What Turgor rests on: publications, outcomes, norms, rates, values and rules.",
    no_args_is_help=True,
)

_Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]


@app.command()
def find(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[WORDS]...", help="All of them must occur.")
    ] = None,
    kind: Annotated[
        str,
        typer.Option(
            help="publication, outcome, norm, repeatability, adverse, parameter, source or rule."
        ),
    ] = "",
    modality: Annotated[str, typer.Option(help="Of the treatment, or some of its words.")] = "",
    endpoint: Annotated[str, typer.Option(help="Endpoint, quantity, event or observable.")] = "",
    outcome_class: Annotated[
        str, typer.Option("--class", help="structural, optical, mechanical, barrier …")
    ] = "",
    site: Annotated[str, typer.Option(help="Body site or region.")] = "",
    species: Annotated[str, typer.Option(help="human, mouse …")] = "",
    study: Annotated[str, typer.Option(help="Study, cohort, publication or source.")] = "",
    mapped: Annotated[
        bool | None,
        typer.Option("--mapped/--unmapped", help="What is, or is not, one of our quantities."),
    ] = None,
    limit: Annotated[int, typer.Option(min=0, help="Lines at most; 0 for all.")] = 40,
    as_json: _Json = False,
) -> None:
    """List what fits: one line each, with its source and whether the figure was seen in it."""
    with one_line_errors():
        from turgor.workflow.evidence_base.document import found_document
        from turgor.workflow.evidence_base.find import Query
        from turgor.workflow.evidence_base.find import find as look

        found = look(
            Query(
                tuple(words or ()), kind, modality, endpoint, outcome_class, site, species, study,
                mapped,
            )
        )  # fmt: skip
        if as_json:
            emit_json(found_document(found, limit))
            return
        for entry in found.entries[:limit] if limit else found.entries:
            emit_line(_line(entry))
        left = len(found.entries) - limit if limit else 0
        if left > 0:
            emit_note(f"{left} more of {len(found.entries)}; --limit 0 lists all")
        if not found.entries:
            near = f"; nearest: {', '.join(found.nearest)}" if found.nearest else ""
            emit_line(f"nothing in the evidence base fits{near}")


@app.command()
def show(
    entry_id: Annotated[str, typer.Argument(metavar="ID", help="As 'find' prints it.")],
    as_json: _Json = False,
) -> None:
    """Print one entry with every field, its source, and what rests on it."""
    with one_line_errors():
        from turgor.workflow.evidence_base.document import shown_document
        from turgor.workflow.evidence_base.find import show as look

        entries = look(entry_id)
        if as_json:
            emit_json(shown_document(entries))
            return
        for number, entry in enumerate(entries):
            if number:
                emit_line()
            _whole(entry)


def _line(entry: "Entry") -> str:
    named = entry.citation and entry.kind not in ("publication", "source")
    origin = f"{entry.citation}; " if named else ""
    why = f"  unmapped: {entry.reason}" if entry.mapped is False else ""
    return f"{entry.kind} {entry.id}  {entry.summary}  [{origin}{entry.seen}]{why}"


def _whole(entry: "Entry") -> None:
    emit_line(f"{entry.kind} {entry.id}")
    emit_line(f"  {entry.summary}")
    emit_line(f"  source: {entry.citation or 'none'} ({entry.seen})")
    if entry.mapped is not None:
        emit_line(
            f"  is: {entry.observable or entry.outcome_class}"
            if entry.mapped
            else f"  unmapped: {entry.reason}"
        )
    for name, value in entry.details.items():
        if isinstance(value, dict):
            value = [f"{key} = {item}" for key, item in value.items()]
        if isinstance(value, list):
            value = "; ".join(value)
        elif isinstance(value, float):
            value = f"{value:g}"
        emit_line(f"  {name}: {value}")
