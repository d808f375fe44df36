"""``turgor rules``: the clinical rules in words, by treatment, and where evidence is missing."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from turgor.workflow.rule_pages.line import RuleLine
    from turgor.workflow.rule_pages.sheet import RuleBook


def rules(
    modalities: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[MODALITY]...", help="Treatments, such as peel_medium, peel, nafl or any."
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Write a page (HTML) for each treatment there."),
    ] = None,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Who was studied, by treatment, site, phototype.")
    ] = False,
    on: Annotated[
        str, typer.Option("--on", metavar="DATE", help="Rules in force on that day; else today.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """The rules that cases are checked against: what they say, when, and on what they rest."""
    from turgor.cli.dates import day_of
    from turgor.cli.output import emit_json, emit_note, one_line_errors

    with one_line_errors():
        from turgor.workflow.rule_pages.document import rules_document
        from turgor.workflow.rule_pages.sheet import rule_book

        book = rule_book(modalities or (), day_of(on, "--on"))
        if out is not None:
            from turgor.report.rules_page import write_rules_pages

            written = write_rules_pages(book, out)
            emit_note(f"{len(written)} pages written to {out}; start with {out / 'index.html'}")
        if as_json:
            emit_json(rules_document(book, coverage))
        elif coverage:
            _show_coverage(book)
        elif out is None:
            _show(book)


def _show(book: "RuleBook") -> None:
    """Each rule once: by kind where one treatment is asked for, else by kind over all."""
    from turgor.cli.output import emit_line
    from turgor.workflow.rule_pages.names import KIND_TITLES

    asked = book.asked()
    for kind, title in KIND_TITLES.items():
        lines = [line for line in asked if line.kind == kind]
        if lines:
            emit_line(title)
            for line in lines:
                _line(line)
            emit_line()
    reviewed = sum(line.status == "reviewed" for line in asked)
    emit_line(
        f"{len(asked)} rules in force on {book.day}, {reviewed} of them reviewed by a clinician; "
        f"library {book.library_sha256[:12]}"
    )
    emit_line("Supports research and clinicians; not a medical device.")


def _line(line: "RuleLine") -> None:
    from turgor.cli.output import emit_line

    emit_line(f"  {line.id}  [{line.does}; {line.status}]  {line.says}")
    emit_line(f"      when {line.whole_condition}")
    if line.days:
        emit_line(f"      days: {line.days}")
    who = f"; studied: {line.population}" if line.population else ""
    emit_line(f"      {line.basis}{who}{f': {line.citation}' if line.citation else ''}")
    if line.opposites:
        emit_line(f"      sources disagree: {', '.join(other.id for other in line.opposites)}")


def _show_coverage(book: "RuleBook") -> None:
    from turgor.cli.output import emit_line
    from turgor.workflow.rule_pages.table import NOTHING, PHOTOTYPES, coverage_tables

    for table in coverage_tables(book.cells):
        emit_line(table.title)
        if table.empty:
            emit_line(f"  every site, every phototype: {NOTHING}")
            continue
        for row in table.rows:
            if not row.empty:
                emit_line(f"  {row.site}")
                for phototype, cell in zip(PHOTOTYPES, row.cells, strict=True):
                    emit_line(f"    phototype {phototype}: {', '.join(cell) or NOTHING}")
        blank = [row.site for row in table.rows if row.empty]
        if blank:
            emit_line(f"  {', '.join(blank)}: {NOTHING}")
