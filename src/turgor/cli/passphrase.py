"""A passphrase from a file or from the terminal, never from the command line."""

import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from turgor.errors import InputError

if TYPE_CHECKING:
    from turgor.store import Store

_MOST_BYTES = 4096


def passphrase_of_actor(store: "Store", file: Path | None) -> str:
    """The passphrase of whoever is at work, where they have one; else empty.

    Errors: InputError where it is needed and can't be had.
    """
    from turgor.store.audit import current_deed

    who = current_deed().who
    if file is None and not store.users.needs_passphrase(who):
        return ""
    return read_passphrase(f"Passphrase of {who}: ", file)


def new_passphrase(name: str, file: Path | None) -> str:
    """A passphrase that is to be set, asked twice at the terminal.

    Errors: InputError where both differ or none can be had.
    """
    given = read_passphrase(f"New passphrase of {name}: ", file)
    if file is None and given != getpass.getpass("The same again: "):
        raise InputError("the two passphrases differ; nothing was changed")
    return given


def read_passphrase(prompt: str, file: Path | None) -> str:
    """The first line of a file, or what is typed.

    Errors: InputError where the file can't be read, or nobody is there to ask.
    """
    if file is None:
        if not sys.stdin.isatty():
            raise InputError("a passphrase is needed; give it with --passphrase-file FILE")
        return getpass.getpass(prompt)
    try:
        with file.open("rb") as stream:
            text = stream.read(_MOST_BYTES).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: no passphrase can be read from it ({error})") from error
    line = text.splitlines()[0] if text.splitlines() else ""
    if not line:
        raise InputError(f"{file}: its first line is empty; put the passphrase there")
    return line
