"""``turgor study rate``: photographs rated blind, sheets taken back, agreement of raters."""

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from turgor.cli.output import (
    emit_json,
    emit_line,
    emit_note,
    emit_refusals,
    exit_code,
    one_line_errors,
)
from turgor.cli.progress import progress

if TYPE_CHECKING:
    from turgor.stats.kappa import Kappa
    from turgor.workflow.conduct.rating_agreement import RaterAgreement, ScaleAgreement

SCHEMA = "turgor.study-rate/1"
app = typer.Typer(help="Photographs rated blind, by scales of study.toml.", no_args_is_help=True)
Folder = Annotated[Path, typer.Argument(metavar="STUDY", help="The study's folder.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document.")]


@app.command()
def export(
    folder: Folder,
    scale: Annotated[str, typer.Argument(help="A [[rating]] of study.toml.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="An empty folder.")],
    pairs: Annotated[
        bool, typer.Option("--pairs", help="A follow-up beside its baseline, in random order.")
    ] = False,
    longest_px: Annotated[
        int, typer.Option("--longest-px", min=64, help="Longer side of each picture.")
    ] = 1600,
    as_json: AsJson = False,
) -> None:
    """Write pixels under random codes in shuffled order, a sheet and a page to click through."""
    from turgor.workflow.conduct.show_pictures import PAGE, SHEET, scale_of, show_pictures
    from turgor.workflow.study import open_study

    with one_line_errors(), open_study(folder) as study, progress("drawing pictures") as step:
        made = show_pictures(study, scale_of(study, scale), out, pairs, longest_px, step)
    if as_json:
        emit_json(
            {
                "schema": SCHEMA,
                "act": "export",
                "pictures": [str(path) for path in made.pictures],
                "repeats": made.repeats,
                "sheet": str(out / SHEET),
                "page": str(out / PAGE),
                "refused": [{"what": what, "reason": reason} for what, reason in made.refused],
            }
        )
    else:
        emit_refusals(made.refused)
        emit_line(f"{len(made.pictures)} pictures ({made.repeats} shown twice) in {out}")
        emit_note("these are photographs of people; read README.txt before you hand them on")
    raise typer.Exit(exit_code(bool(made.refused)))


@app.command(name="import")
def take(
    folder: Folder,
    sheet: Annotated[Path, typer.Argument(metavar="RATINGS.CSV", help="The sheet, filled in.")],
    rater: Annotated[str, typer.Option(help="The rater's code.")],
    as_json: AsJson = False,
) -> None:
    """Take a rater's sheet back; each line stands alone."""
    from turgor.workflow.conduct.take_ratings import take_ratings
    from turgor.workflow.study import open_study

    with one_line_errors(), open_study(folder) as study:
        taken = take_ratings(study, sheet, rater)
    if as_json:
        emit_json(
            {
                "schema": SCHEMA,
                "act": "import",
                "rater": taken.rater,
                "added": taken.added,
                "known": taken.known,
                "waiting": taken.waiting,
                "refused": [{"line": line, "reason": reason} for line, reason in taken.refused],
            }
        )
    else:
        emit_refusals((f"{sheet.name}:{line}", reason) for line, reason in taken.refused)
        emit_line(
            f"{taken.added} scores of {taken.rater} added, {taken.known} known already, "
            f"{taken.waiting} pictures wait, {len(taken.refused)} lines refused"
        )
    raise typer.Exit(exit_code(bool(taken.refused)))


@app.command()
def agreement(folder: Folder, as_json: AsJson = False) -> None:
    """Say how raters agree with one another, and with themselves at a second showing."""
    from turgor.workflow.conduct.rating_agreement import rating_agreement
    from turgor.workflow.study import open_study

    with one_line_errors(), open_study(folder) as study:
        found = rating_agreement(study)
    if as_json:
        scales = [_document(item) for item in found]
        emit_json({"schema": SCHEMA, "act": "agreement", "scales": scales})
        return
    for item in found:
        what = "pairs" if item.pairs else "pictures"
        emit_line(f"{item.scale.id}, {item.pictures} {what}, raters {', '.join(item.raters)}")
        for one in (*item.between, *item.within):
            who = f"{one.first} and {one.second}" if one.second else f"{one.first}, shown twice"
            emit_line(f"  {who}: {_told(one.kappa)}")
        if item.icc is None:
            emit_line(f"  no ICC: {item.reason}")
        else:
            low, high = item.icc.icc_2_1_interval.low, item.icc.icc_2_1_interval.high
            emit_line(f"  ICC(2,1) {item.icc.icc_2_1:.3f} (95 % {low:.3f} to {high:.3f})")
    if not found:
        emit_line("no ratings yet; `turgor study rate export`, then import the sheets")


def _told(kappa: "Kappa") -> str:
    if math.isnan(kappa.kappa):
        return f"one grade throughout in {kappa.pairs} pairs, kappa says nothing"
    return (
        f"weighted kappa {kappa.kappa:.3f} (95 % {kappa.interval.low:.3f} to "
        f"{kappa.interval.high:.3f}), {100 * kappa.exact:.0f} % the same, {kappa.pairs} pairs"
    )


def _document(item: "ScaleAgreement") -> dict[str, object]:
    icc = item.icc
    return {
        "scale": item.scale.id,
        "question": item.scale.question,
        "pairs": item.pairs,
        "raters": list(item.raters),
        "pictures": item.pictures,
        "between": [_pair(one) for one in item.between],
        "within": [_pair(one) for one in item.within],
        "icc_2_1": None if icc is None else _finite(icc.icc_2_1),
        "icc_low": None if icc is None else _finite(icc.icc_2_1_interval.low),
        "icc_high": None if icc is None else _finite(icc.icc_2_1_interval.high),
        "targets": 0 if icc is None else icc.targets,
        "reason": item.reason,
    }


def _pair(one: "RaterAgreement") -> dict[str, object]:
    return {
        "first": one.first,
        "second": one.second or None,
        "kappa": _finite(one.kappa.kappa),
        "low": _finite(one.kappa.interval.low),
        "high": _finite(one.kappa.interval.high),
        "exact": one.kappa.exact,
        "pairs": one.kappa.pairs,
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
