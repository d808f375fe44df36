"""``turgor study lock``, ``unlock``, ``sign`` and ``signatures``."""

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from turgor.cli.output import emit_json, emit_line, emit_note, one_line_errors
from turgor.cli.passphrase import passphrase_of_actor

if TYPE_CHECKING:
    from turgor.record.custody import SignatureState
    from turgor.store import Store

_Study = Annotated[Path, typer.Argument(metavar="STUDY", help="The study's folder.")]
_Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]
_Why = Annotated[str, typer.Option("--why", help="The reason; it stays on record.")]
_File = Annotated[
    Path | None,
    typer.Option("--passphrase-file", help="Holds your passphrase; else you are asked."),
]


def lock(folder: _Study, why: _Why = "", as_json: _Json = False) -> None:
    """Lock the data: every change is refused until they are unlocked; the head is written out."""
    with one_line_errors():
        from turgor.store import Store
        from turgor.workflow.custody.signing import lock_study

        with Store(folder) as store:
            made, path = lock_study(store, why or _reason())
            _tell(store, as_json, f"locked (lock {made.number}); keep a copy of {path} elsewhere")


def unlock(
    folder: _Study, why: _Why = "", passphrase_file: _File = None, as_json: _Json = False
) -> None:
    """Open the data again, with a reason."""
    with one_line_errors():
        from turgor.store import Store
        from turgor.workflow.custody.signing import unlock_study

        with Store(folder) as store:
            passphrase = passphrase_of_actor(store, passphrase_file)
            made = unlock_study(store, why or _reason(), passphrase)
            _tell(store, as_json, f"unlocked (lock {made.number})")


def sign(
    folder: _Study,
    meaning: Annotated[
        str,
        typer.Option(help="authorship, review, approval, responsibility, or words of your own."),
    ],
    subject: Annotated[str, typer.Option(help="Sign one subject's data alone.")] = "",
    passphrase_file: _File = None,
    as_json: _Json = False,
) -> None:
    """Sign the data as they stand; a later change of them voids the signature."""
    with one_line_errors():
        from turgor.store import Store
        from turgor.workflow.custody.signing import sign_study

        with Store(folder) as store:
            made = sign_study(store, meaning, subject, passphrase_of_actor(store, passphrase_file))
            what = f"subject {made.subject}" if made.subject else "the whole study"
            _tell(store, as_json, f"{made.who} signed {what} at {made.head} ({made.meaning})")


def signatures(folder: _Study, as_json: _Json = False) -> None:
    """Say what is locked and signed, and which signatures still hold."""
    with one_line_errors():
        from turgor.store import Store

        with Store(folder) as store:
            _tell(store, as_json, "")


def _reason() -> str:
    """The reason that ``turgor --why`` gave."""
    from turgor.store.audit import current_deed

    return current_deed().why


def _tell(store: "Store", as_json: bool, done: str) -> None:
    from turgor.workflow.custody.signing import custody_of

    found = custody_of(store)
    if as_json:
        emit_json(
            {
                "schema": "turgor.study-custody/1",
                "head": found.head,
                "locked": found.lock is not None,
                "design_changed": found.design_changed,
                "locks": [dataclasses.asdict(item) for item in found.locks],
                "signatures": [_document(item) for item in found.signatures],
            }
        )
        return
    if done:
        emit_line(done)
    if found.lock is not None:
        own = found.lock
        emit_line(f"locked by {own.who} on {own.at} at {own.head}: {own.why}")
    if found.design_changed:
        emit_note("study.toml is another one than was locked")
    for item in found.signatures:
        emit_line(_line(item))
    if not done and found.lock is None and not found.signatures:
        emit_line("open, and nobody has signed")


def _document(item: "SignatureState") -> dict[str, object]:
    told = dataclasses.asdict(item)
    return {**told.pop("signature"), **told}


def _line(item: "SignatureState") -> str:
    own = item.signature
    what = f"subject {own.subject}" if own.subject else "whole study"
    role = f" ({own.role})" if own.role else ""
    state = item.state
    if state == "voided":
        state = f"voided by link {item.voided_by} ({item.voided_who}, {item.voided_at[:19]})"
    elif state == "foreign":
        state = "not of this chain: the head that was signed is no longer in it"
    design = "; study.toml differs since" if item.design_changed else ""
    return f"{own.who}{role} {own.at}, {what}, {own.meaning}: {state}{design}"
