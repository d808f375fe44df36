"""``turgor plan``: courses chosen and placed for a person, the first at once, then the list."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from turgor.cli.check import BLOCKED, UNANSWERED

if TYPE_CHECKING:
    from turgor.plan.front import FrontPoint
    from turgor.workflow.plan.work_out import PlanDocument, Told, Wanted

_People = Annotated[int, typer.Option(min=16, max=4096, help="People drawn who could be this one.")]
_Seed = Annotated[int, typer.Option(min=0, help="The same seed gives the same plan.")]
_Limit = Annotated[
    float, typer.Option(help="Deterministic time for the first plan; about seconds of a core.")
]
_Keep = Annotated[
    Path | None, typer.Option("--keep", metavar="STUDY", help="Keep the plan in a study.")
]
_Subject = Annotated[str, typer.Option(help="Whose it is there; else the case's subject_id.")]


def plan(
    case: Annotated[Path | None, typer.Argument(metavar="CASE.toml", help="A case's file.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="Draw it: the shared decision page (HTML).")
    ] = None,
    front: Annotated[
        bool,
        typer.Option("--front/--first", help="The list of plans by limit, or the first alone."),
    ] = True,
    every: Annotated[bool, typer.Option("--all", help="Every option with its reasons.")] = False,
    people: _People = 128,
    seed: _Seed = 0,
    limit: _Limit = 2.0,
    seconds: Annotated[
        float | None, typer.Option("--stop-after", help="Begin no further plan after so long.")
    ] = None,
    state: Annotated[
        Path | None, typer.Option("--state", help="Keep what is found here; go on from it.")
    ] = None,
    keep: _Keep = None,
    subject: _Subject = "",
    overlay: Annotated[
        list[Path] | None, typer.Option("--overlay", help="A clinic's own rules, over a pack.")
    ] = None,
    on: Annotated[
        datetime | None,
        typer.Option("--on", formats=["%Y-%m-%d"], help="With the rules of this day; else today."),
    ] = None,
    template: Annotated[bool, typer.Option("--template", help="Print a case to fill in.")] = False,
) -> None:
    """Legal courses, chosen and placed by what is wanted, with gap, risk and what was rejected.

    Exit code 0: planned; 1: refused; 2: misuse; 3: nothing may be offered but doing nothing and
    sun protection, or the case is declined; 4: a question is open that keeps out what could serve.
    """
    from turgor.cli.output import MISUSE, emit_line, emit_note
    from turgor.cli.output import one_line_errors as one_line

    if template:
        from turgor.workflow.plan.template import PLAN_TEMPLATE

        emit_line(PLAN_TEMPLATE)
        raise typer.Exit
    if case is None:
        emit_note("turgor: name a case's file; --template prints one to fill in")
        raise typer.Exit(MISUSE)
    with one_line():
        wanted = _wanted(overlay or [], on, (people, seed, limit), front, state)
        found, refused = _work_out(case, wanted, seconds, as_json)
        _tell(case, found, refused, as_json)
        if found is not None:
            _finish(found, out, keep, subject, every, as_json)
    raise typer.Exit(_code(found, bool(refused)))


def _wanted(
    overlays: list[Path],
    on: datetime | None,
    numbers: tuple[int, int, float],
    front: bool,
    state: Path | None,
) -> "Wanted":
    import datetime as dt

    from turgor.cli.check import library_with
    from turgor.plan.choose import Effort
    from turgor.plan.scenario import Scenario
    from turgor.workflow.plan.work_out import Wanted

    people, seed, limit = numbers
    return Wanted(
        library=library_with(overlays),
        day=on.date() if on is not None else dt.date.today(),
        scenario=Scenario(people=people, seed=seed),
        effort=Effort(limit=limit, seed=seed),
        front=front,
        state=state,
    )


def _work_out(
    case: Path, wanted: "Wanted", seconds: float | None, quiet: bool
) -> "tuple[PlanDocument | None, list[tuple[str, str]]]":
    from turgor.errors import InputError, lines_of
    from turgor.workflow.plan.work_out import plan_of_file

    try:
        return plan_of_file(case, wanted, _told(seconds, quiet)), []
    except InputError as error:
        return None, [(str(case), line.removeprefix(f"{case}: ")) for line in lines_of(error)]


def _tell(
    case: Path, found: "PlanDocument | None", refused: list[tuple[str, str]], as_json: bool
) -> None:
    """Write the document, or what was refused; what was found stands there already."""
    from turgor.cli.output import emit_json, emit_refusals

    if not as_json:
        emit_refusals(refused)
        return
    from turgor.workflow.plan.document import plans_document

    emit_json(plans_document([(str(case), found)] if found else [], refused))


def _told(seconds: float | None, quiet: bool) -> "Told":
    import time

    from turgor.cli.output import emit_note
    from turgor.cli.plan_view import show_head, show_point
    from turgor.workflow.plan.work_out import Told

    begun = time.monotonic()

    def stop() -> str:
        late = seconds is not None and time.monotonic() - begun > seconds
        return f"{seconds:g} s were over" if late else ""

    def step(what: str) -> None:
        emit_note(f"planning: {what} ({time.monotonic() - begun:.1f} s)")

    def point(one: "FrontPoint", found: "PlanDocument") -> None:
        if not quiet:
            show_point(one, found)
        step(f"{len(found.points)} of {found.limits + 1} plans found")

    if quiet:
        return Told(step=step, point=point, stop=stop)
    return Told(step=step, ready=show_head, point=point, stop=stop)


def _finish(
    found: "PlanDocument", out: Path | None, keep: Path | None, subject: str, every: bool,
    quiet: bool,
) -> None:  # fmt: skip
    from turgor.cli.output import emit_note

    if not quiet:
        from turgor.cli.plan_view import show_rest

        show_rest(found, every)
    if keep is not None:
        from turgor.workflow.plan.kept import keep_plan

        emit_note(keep_plan(found, keep, subject))
    if out is not None:
        from turgor.report.decision_page import write_decision_page
        from turgor.workflow.plan.options import planned_options
        from turgor.workflow.plan.prices import clinic_of

        told = planned_options(found)
        if told is None:
            emit_note("no page: nothing is planned")
            return
        write_decision_page(
            told.check, told.forecast, out, told.plans, clinic_of(found.case), told.left
        )
        emit_note(f"drawn in {out}")


def _code(found: "PlanDocument | None", refused: bool) -> int:
    from turgor.cli.output import exit_code

    if found is None:
        return exit_code(refused)
    if found.outcome in ("declined", "blocked", "none-fit"):
        return BLOCKED
    return UNANSWERED if found.outcome == "unanswered" else exit_code(False)
