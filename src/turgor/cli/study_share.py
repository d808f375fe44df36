"""``turgor study share``: a study's numbers and captures in a form that tells nobody who it was."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from turgor.cli.output import emit_json, emit_line, emit_note, exit_code, one_line_errors
from turgor.cli.progress import progress

if TYPE_CHECKING:
    from turgor.workflow.privacy.share import Shared


_Out = Annotated[
    Path | None, typer.Option("--out", help="New folder to write to, outside the study.")
]
_ReviewSheet = Annotated[
    Path | None,
    typer.Option(
        "--review-sheet", help="Write only a sheet of the free texts, to mark what may leave."
    ),
]
_TextsReviewed = Annotated[
    Path | None, typer.Option("--texts-reviewed", help="That sheet, with keep = yes.")
]
_Dates = Annotated[
    str, typer.Option(help="relative: days from baseline; keep-year: and the year; drop.")
]
_Photographs = Annotated[
    str, typer.Option(help="none, or masked: declared zones only, never a whole face.")
]
_Captures = Annotated[
    bool, typer.Option("--captures/--no-captures", help="Write the captures anew, too.")
]
_Zones = Annotated[
    str, typer.Option(help="Which zones of photographs may be seen, by commas; else all.")
]
_WithoutEyes = Annotated[
    str,
    typer.Option(help="Sites, by commas, whose photographs show no eye; you have looked at them."),
]
_LargestShare = Annotated[
    float, typer.Option(help="Share of a face's picture that may be seen at most.")
]
_K = Annotated[
    int, typer.Option("--k", help="Persons that share each age band, sex, phototype, centre.")
]
_FreshCodes = Annotated[
    bool, typer.Option(help="Codes that no other shared export has; their key is not kept.")
]
_Vault = Annotated[
    Path | None, typer.Option(help="Keep the key of codes there, and hold every text against it.")
]
_KeyFile = Annotated[
    Path | None, typer.Option("--key-file", help="Opens the vault in place of a passphrase.")
]


def share(
    folder: Annotated[Path, typer.Argument(metavar="STUDY", help="The study's folder.")],
    out: _Out = None,
    review_sheet: _ReviewSheet = None,
    texts_reviewed: _TextsReviewed = None,
    dates: _Dates = "relative",
    photographs: _Photographs = "none",
    captures: _Captures = True,
    zones: _Zones = "",
    without_eyes: _WithoutEyes = "",
    largest_share: _LargestShare = 0.25,
    k: _K = 5,
    fresh_codes: _FreshCodes = False,
    vault: _Vault = None,
    key_file: _KeyFile = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Write a de-identified copy of a study: tables by allow list, captures written anew.

    Only this command takes identities out. `study export`, its RO-Crate and ODM forms, reports,
    previews, backups and the study's folder itself carry pseudonyms, dates, device names, file
    names and free texts as they are.
    """
    from turgor.errors import InputError

    with one_line_errors():
        if out is None:
            if review_sheet is None:
                raise InputError("give --out for the export, or --review-sheet for the texts")
            _write_sheet(folder, review_sheet)
            return
        done = _shared(
            folder, out, vault, key_file, dates=dates, photographs=photographs, captures=captures,
            zones=_names(zones), without_eyes=_names(without_eyes), largest_share=largest_share,
            k=k, fresh_codes=fresh_codes, texts=_content(texts_reviewed),
        )  # fmt: skip
    _tell(done, as_json)
    raise typer.Exit(exit_code(bool(done.left_out)))


def _shared(
    folder: Path, out: Path, vault: Path | None, key_file: Path | None, **chosen: object
) -> "Shared":
    from turgor.cli.vault import opened_vault
    from turgor.workflow.privacy.share import share_study
    from turgor.workflow.privacy.share_choices import ShareChoices
    from turgor.workflow.study import open_study

    choices = ShareChoices(**chosen)  # type: ignore[arg-type]
    opened = None if vault is None else opened_vault(vault, key_file)
    with open_study(folder) as study, progress("sharing") as step:
        return share_study(study, out, choices, opened, step)


def _write_sheet(folder: Path, path: Path) -> None:
    from turgor.formats.opening import replace_file
    from turgor.workflow.privacy.share import texts_for_review
    from turgor.workflow.study import open_study

    with open_study(folder) as study:
        text = texts_for_review(study)
    replace_file(path, text.encode("utf-8"))
    path.chmod(0o600)
    emit_line(f"{path}: mark keep = yes, or write into 'instead'; the sheet itself never leaves")


def _content(path: Path | None) -> tuple[bytes, str] | None:
    from turgor.errors import InputError

    if path is None:
        return None
    try:
        return path.read_bytes(), str(path)
    except OSError as error:
        raise InputError(f"{path}: can't be read ({error.strerror})") from None


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _tell(done: "Shared", as_json: bool) -> None:
    if as_json:
        emit_json(
            {
                "schema": "turgor.study-share/1",
                "folder": str(done.folder),
                "deidentification": dict(done.report),
            }
        )
        return
    from turgor.workflow.privacy.rewriting import FORMS_STAY

    cells = done.cells
    emit_line(f"{done.folder}: {len(done.leaving.subjects)} persons, {done.leaving.consent}")
    for table in done.tables:
        left = f", {table.left_out} left out" if table.left_out else ""
        emit_line(f"  {table.rule.file}.csv: {len(table.rows)} rows{left}")
    files = sum(len(item.files) for item in done.captures)
    emit_line(f"  {files} files of captures written anew, {len(done.left_out)} left out")
    emit_line(
        f"  each combination of age band, sex, phototype and centre: {cells.smallest} persons or "
        f"more ({cells.wanted} wanted); {cells.singled_out} stood alone before"
    )
    if not cells.met:
        emit_note(f"note: there are fewer than {cells.wanted} persons, so none of the four leaves")
    if done.forms_stayed:
        emit_note(f"note: {done.forms_stayed} {FORMS_STAY}")
    for item in done.left_out:
        emit_note(f"left out: {item.kind} {item.code}: {item.reason}")
    emit_line("read deidentification.json before you hand it on; it says what risk stays")
