"""``turgor vault``: who the subjects are, encrypted and apart from the study.

Identities and passphrases are read from prompts, from stdin or from files, never from the command
line, so that no shell history and no list of processes tells them.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from turgor.cli.output import emit_json, emit_line, emit_note, one_line_errors

if TYPE_CHECKING:
    from turgor.store.vault import Vault, VaultKey

app = typer.Typer(
    help="Who the subjects are: an encrypted file apart from the study (age format).",
    no_args_is_help=True,
)

_VaultPath = Annotated[
    Path,
    typer.Argument(
        metavar="VAULT", help="The vault's folder; a study's folder means STUDY-vault beside it."
    ),
]
_KeyFile = Annotated[
    Path | None,
    typer.Option("--key-file", help="An age identity file in place of the passphrase."),
]
_Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]


@app.command()
def init(
    vault: _VaultPath,
    key_file: _KeyFile = None,
    new_key: Annotated[
        Path | None, typer.Option("--new-key", help="Make a new age identity file and use it.")
    ] = None,
) -> None:
    """Make an empty vault, opened by a passphrase (asked for twice) or by an age identity file."""
    with one_line_errors():
        from turgor.workflow.privacy import vault as work

        folder = work.vault_folder(vault)
        made = work.made(folder, _new_key(folder, key_file, new_key))
    emit_line(f"{made.folder}: made; keep its key elsewhere, nobody can open it without")


@app.command()
def add(
    vault: _VaultPath,
    key_file: _KeyFile = None,
    table: Annotated[
        str,
        typer.Option(
            "--from",
            help="CSV with subject,name,birth_date,contact,clinic_number,note; - for stdin.",
        ),
    ] = "",
) -> None:
    """Add an identity by answering prompts, or many from a table; empty fields erase nothing."""
    with one_line_errors():
        from turgor.workflow.privacy import vault as work

        opened = opened_vault(vault, key_file, prompt_only=table == "-")
        if table:
            identities = work.identities_from_csv(_read(table), table if table != "-" else "stdin")
        else:
            fields = {name: _ask(name.replace("_", " ")) for name in work.COLUMNS}
            identities = (work.identity_from(fields, "identity"),)
        outcome = opened.add(identities)
    counts = {word: list(outcome.values()).count(word) for word in ("added", "changed", "same")}
    emit_line(", ".join(f"{count} {word}" for word, count in counts.items()))


@app.command()
def show(
    vault: _VaultPath,
    subject: Annotated[str, typer.Argument(help="A subject's id; without it all ids.")] = "",
    key_file: _KeyFile = None,
    as_json: _Json = False,
) -> None:
    """Show whose pseudonym a subject's id is; the look is written into the access log first."""
    with one_line_errors():
        opened = opened_vault(vault, key_file)
        identity = opened.show(subject) if subject else None
        subjects = opened.subjects()
    if identity is None:
        _tell_subjects("show", subjects, as_json)
        return
    fields = {
        "name": identity.name,
        "birth_date": "" if identity.birth_date is None else identity.birth_date.isoformat(),
        "contact": identity.contact,
        "clinic_number": identity.clinic_number,
        "note": identity.note,
    }
    if as_json:
        emit_json({"schema": "turgor.vault-show/1", "subject": subject, **fields})
        return
    for name, text in fields.items():
        emit_line(f"{name.replace('_', ' ')}: {text}")


@app.command()
def find(vault: _VaultPath, key_file: _KeyFile = None, as_json: _Json = False) -> None:
    """Find the subject ids of a person; what is looked for is asked for, not given as argument."""
    with one_line_errors():
        from turgor.workflow.privacy import vault as work

        opened = opened_vault(vault, key_file)
        found = work.subjects_like(opened, _ask("name, date of birth, contact or number"))
    _tell_subjects("find", found, as_json)


@app.command()
def remove(
    vault: _VaultPath,
    subject: Annotated[str, typer.Argument(help="The subject's id.")],
    key_file: _KeyFile = None,
) -> None:
    """Forget who a subject is; the reason is asked for and kept, encrypted."""
    with one_line_errors():
        opened_vault(vault, key_file).remove(subject, _ask("reason"))
    emit_line(f"{subject}: identity removed")


@app.command()
def rekey(
    vault: _VaultPath,
    key_file: _KeyFile = None,
    new_key_file: Annotated[
        Path | None, typer.Option("--to-key-file", help="An age identity file for from now on.")
    ] = None,
    new_key: Annotated[
        Path | None, typer.Option("--new-key", help="Make a new age identity file and use it.")
    ] = None,
) -> None:
    """Encrypt the vault for another passphrase or key; copies made before keep the old one."""
    with one_line_errors():
        opened = opened_vault(vault, key_file)
        opened.rekey(_new_key(opened.folder, new_key_file, new_key))
    emit_line(f"{opened.folder}: opens with the new key alone")


@app.command()
def check(
    vault: _VaultPath,
    study: Annotated[Path, typer.Argument(metavar="STUDY", help="The study's folder.")],
    key_file: _KeyFile = None,
    as_json: _Json = False,
) -> None:
    """Look for identities in a study's ids and texts; exit 1 where one is told."""
    with one_line_errors():
        from turgor.workflow.privacy import vault as work

        found = work.study_likenesses(study, opened_vault(vault, key_file))
    if as_json:
        places = [{"place": item.place, "what": list(item.what)} for item in found]
        emit_json({"schema": "turgor.vault-check/1", "found": places})
    else:
        for item in found:
            emit_line(f"{item.place}: tells {', '.join(item.what)}")
        emit_line(f"{len(found)} texts of the study tell, or may tell, who somebody is")
    raise typer.Exit(1 if found else 0)


@app.command()
def log(vault: _VaultPath, as_json: _Json = False) -> None:
    """Show who looked at which subject and when, and whether the log holds together; needs no key.

    Whether lines at its end are missing shows only where the vault is opened.
    """
    with one_line_errors():
        from turgor.store.vault import ACCESS_LOG, AccessLog
        from turgor.workflow.privacy import vault as work

        kept = AccessLog(work.vault_folder(vault) / ACCESS_LOG)
        lines, trouble = kept.lines(), kept.trouble()
    if as_json:
        rows = [
            {"seq": x.seq, "at": x.at, "who": x.who, "act": x.act, "subjects": list(x.subjects)}
            for x in lines
        ]
        emit_json({"schema": "turgor.vault-log/1", "lines": rows, "trouble": trouble})
    else:
        for line in lines:
            emit_line(f"{line.at} {line.who} {line.act} {' '.join(line.subjects)}".rstrip())
    if trouble:
        emit_note(f"turgor: the access log is not whole: {trouble}")
    raise typer.Exit(1 if trouble else 0)


def opened_vault(vault: Path, key_file: Path | None, prompt_only: bool = False) -> "Vault":
    """A vault opened by a key file, or by a passphrase that is asked for.

    Errors: InputError, StoreError; MissingExtraError without the optional part.
    """
    from turgor.errors import InputError
    from turgor.workflow.privacy import vault as work

    folder = work.vault_folder(vault)
    if key_file is not None:
        work.key_outside(key_file, folder)
    elif prompt_only and not sys.stdin.isatty():
        raise InputError("a table from stdin needs --key-file, since stdin can't give both")
    opened = work.opened(
        folder, work.key_of("" if key_file else _ask("passphrase", True), key_file)
    )
    if opened.log_trouble:
        emit_note(f"turgor: warning: the vault's access log is not whole: {opened.log_trouble}")
    return opened


def _new_key(folder: Path, key_file: Path | None, new_key: Path | None) -> "VaultKey":
    from turgor.errors import InputError
    from turgor.store.vault import FileKey, PassphraseKey, new_key_file
    from turgor.workflow.privacy import vault as work

    if key_file is not None and new_key is not None:
        raise InputError("give one key file: one that is there, or a new one")
    if new_key is not None:
        return new_key_file(work.key_outside(new_key, folder))
    if key_file is not None:
        return FileKey(work.key_outside(key_file, folder))
    first = _ask("new passphrase", True)
    key = PassphraseKey.new(first)
    if _ask("the same again", True) != first:
        raise InputError("the two passphrases differ; nothing was changed")
    return key


def _ask(what: str, hidden: bool = False) -> str:
    """A line from the terminal, unseen where hidden; where stdin is no terminal, its next line."""
    if sys.stdin.isatty():
        if hidden:
            from getpass import getpass

            return getpass(f"{what}: ")
        sys.stderr.write(f"{what}: ")
        sys.stderr.flush()
    return sys.stdin.readline().rstrip("\r\n")


def _read(table: str) -> bytes:
    from turgor.errors import InputError

    if table == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(table).read_bytes()
    except OSError as error:
        raise InputError(f"{table}: can't be read ({error.strerror})") from None


def _tell_subjects(act: str, subjects: tuple[str, ...], as_json: bool) -> None:
    if as_json:
        emit_json({"schema": f"turgor.vault-{act}/1", "subjects": list(subjects)})
        return
    for subject in subjects:
        emit_line(subject)
    if not subjects:
        emit_note("none")
