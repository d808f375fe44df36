"""``turgor study randomise``: a sealed list, its next place, unblinding, verification."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from turgor.cli.output import emit_json, emit_line, emit_note, exit_code, one_line_errors
from turgor.errors import InputError

if TYPE_CHECKING:
    from turgor.record.randomisation import Assignment
    from turgor.workflow.conduct.randomise import Opener

#: the passphrase of a list that lies in the study, where nobody is there to type it
PHRASE_VARIABLE = "TURGOR_LIST_PASSPHRASE"
SCHEMA = "turgor.study-randomise/1"

app = typer.Typer(
    help="Randomise from a list that is made once, sealed by its sums.", no_args_is_help=True
)
Folder = Annotated[Path, typer.Argument(metavar="STUDY", help="The study's folder.")]
ListFile = Annotated[
    Path | None, typer.Option("--list", metavar="FILE", help="The list, as its keeper has it.")
]
InStudy = Annotated[
    bool,
    typer.Option(
        "--in-study",
        help=f"The list lies in the study; its passphrase is asked, or read: {PHRASE_VARIABLE}.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document.")]


@app.command()
def make(
    folder: Folder,
    list_file: ListFile = None,
    in_study: InStudy = False,
    seed: Annotated[
        str, typer.Option(help="Draw from this seed instead of the system's chance; it is noted.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Draw the list that study.toml plans; the study keeps its sums only."""
    from turgor.workflow.conduct.make_list import make_list
    from turgor.workflow.study import open_study

    with one_line_errors(), open_study(folder) as study:
        made = make_list(study, list_file, _phrase(in_study, confirm=True), seed)
    if as_json:
        emit_json(
            {
                "schema": SCHEMA,
                "act": "make",
                "sha256": made.sha256,
                "seed_given": made.seed_given,
                "strata": [{"stratum": name, "entries": count} for name, count in made.strata],
                "list": None if made.file is None else str(made.file),
            }
        )
        return
    for name, count in made.strata:
        emit_line(f"{name}: {count} places")
    emit_line(f"list {made.sha256}")
    emit_note("note this sum in the protocol: it is how a changed list is told from this one")
    if made.file is not None:
        emit_note(f"{made.file}: for whoever may know; nobody who sees subjects should hold it")


@app.command(name="next")
def next_place(
    folder: Folder,
    subject: Annotated[str, typer.Option(help="Who is randomised.")],
    stratum: Annotated[
        list[str] | None, typer.Option(help="FACTOR=LEVEL, where the subject's record lacks it.")
    ] = None,
    list_file: ListFile = None,
    in_study: InStudy = False,
    as_json: AsJson = False,
) -> None:
    """Give a subject the next place of their stratum: the allocation, or a code while sealed."""
    from turgor.workflow.conduct.randomise import randomise_next
    from turgor.workflow.study import open_study

    with one_line_errors(), open_study(folder) as study:
        # A mistyped name would use up a place for good.
        study.store.people.one(subject)
        given = randomise_next(study, subject, _levels(stratum), _opener(list_file, in_study))
        blinding = study.design.blinding
    if as_json:
        emit_json({"schema": SCHEMA, "act": "next", **_assignment(given)})
        return
    emit_line(_told(given))
    if not given.treatment:
        emit_note(
            "arms are sealed until unblinding"
            if blinding != "open"
            else "give the kit's code to whoever keeps the list, or name it with --list"
        )


@app.command()
def verify(
    folder: Folder, list_file: ListFile = None, in_study: InStudy = False, as_json: AsJson = False
) -> None:
    """Hold the study's rows, and the list where it is named, against the sums."""
    from turgor.workflow.conduct.randomise import verify_list
    from turgor.workflow.study import open_study

    with one_line_errors(), open_study(folder) as study:
        found = verify_list(study, _opener(list_file, in_study))
    if as_json:
        emit_json(
            {
                "schema": SCHEMA,
                "act": "verify",
                "sha256": found.sha256,
                "entries": found.entries,
                "assigned": found.assigned,
                "opened": found.opened,
                "whole_list": found.whole_list,
                "faults": list(found.faults),
            }
        )
    else:
        for line in found.faults:
            emit_line(f"fault: {line}")
        what = "list and study" if found.whole_list else "the study's own rows"
        verdict = f"{len(found.faults)} faults" if found.faults else "agree with the sums"
        emit_line(f"{what}: {verdict}; {found.assigned} of {found.entries} places given out")
        emit_line(f"list {found.sha256}")
    raise typer.Exit(exit_code(bool(found.faults)))


@app.command()
def unblind(
    folder: Folder,
    why: Annotated[str, typer.Option("--why", help="The reason; it stays on record.")] = "",
    subject: Annotated[str, typer.Option(help="One subject only, in an emergency.")] = "",
    list_file: ListFile = None,
    in_study: InStudy = False,
    as_json: AsJson = False,
) -> None:
    """Open the list for the whole study, or tell one subject's treatment to whoever asks."""
    from turgor.store.audit import current_deed
    from turgor.workflow.conduct.randomise import unblind_study, unblind_subject
    from turgor.workflow.study import open_study

    with one_line_errors(), open_study(folder) as study:
        opener = _opener(list_file, in_study)
        why = why or current_deed().why
        if subject:
            opened: tuple[Assignment, ...] = (unblind_subject(study, opener, subject, why),)
        else:
            opened = unblind_study(study, opener, why)
    if as_json:
        emit_json(
            {
                "schema": SCHEMA,
                "act": "unblind",
                "whole_study": not subject,
                "reason": why,
                "opened": [_assignment(item) for item in opened],
            }
        )
        return
    for item in opened:
        emit_line(_told(item))
    emit_note(
        "told to you alone; it is kept that you were told"
        if subject
        else f"{len(opened)} allocations are in the study; nobody more is randomised"
    )


def _assignment(item: "Assignment") -> dict[str, object]:
    return {
        "subject": item.subject,
        "stratum": item.stratum,
        "number": item.number,
        "kit": item.kit,
        "treatment": item.treatment or None,
    }


def _told(item: "Assignment") -> str:
    treatment = f": {item.treatment}" if item.treatment else ""
    return f"{item.subject}  {item.stratum}  number {item.number}  kit {item.kit}{treatment}"


def _levels(stated: list[str] | None) -> dict[str, str]:
    levels: dict[str, str] = {}
    for text in stated or ():
        for part in text.replace(";", ",").split(","):
            name, equals, level = (item.strip() for item in part.partition("="))
            if not (name and equals and level):
                raise InputError(f"--stratum '{part}': write FACTOR=LEVEL")
            levels[name] = level
    return levels


def _phrase(wanted: bool, confirm: bool = False) -> str:
    if not wanted:
        return ""
    kept = os.environ.get(PHRASE_VARIABLE, "")
    return kept or str(
        typer.prompt("passphrase of the list", hide_input=True, confirmation_prompt=confirm)
    )


def _opener(list_file: Path | None, in_study: bool) -> "Opener":
    from turgor.workflow.conduct.randomise import Opener

    return Opener(list_file, _phrase(in_study))
