"""The random key that codes of shared exports are made from: in the study's folder or the vault."""

import os
import secrets
from pathlib import Path

from turgor.errors import StoreError
from turgor.exchange.deidentify.codes import KEY_BYTES
from turgor.store.faults import file_faults

#: beside study.db; whoever has it and a pseudonym has the code, so it never leaves
CODE_KEY = "share.key"


def study_code_key(folder: Path) -> bytes:
    """The key of a study, made at its first shared export; only its owner may read it.

    Errors: StoreError where it can't be read or written.
    """
    path = folder / CODE_KEY
    with file_faults(path):
        if not path.exists():
            _write_new(path, secrets.token_bytes(KEY_BYTES).hex())
        text = path.read_text(encoding="ascii", errors="replace").strip()
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise StoreError(
            f"{path}: holds no key of codes; restore it, or remove it to get other codes"
        )
    return key


def fresh_key() -> bytes:
    """A key that is kept nowhere, for codes that no other export shares."""
    return secrets.token_bytes(KEY_BYTES)


def _write_new(path: Path, text: str) -> None:
    """Write the whole file under another name first, so that it is never half there."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(text + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(part, path)  # the first of two writers wins
    except FileExistsError:
        pass
    except OSError:
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
