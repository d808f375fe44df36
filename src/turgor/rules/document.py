"""Read a TOML document safely, and hash its content: layout, comments and order don't count."""

import json
import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time
from hashlib import sha256

from turgor.rules.refusal import RuleError

MOST_CHARACTERS = 2_000_000
_LARGEST = 10**15


def document_of(text: str, where: str) -> dict[str, object]:
    """The TOML document of a vocabulary, pack or overlay.

    Errors: RuleError where it can't be read, is huge, or holds a number beyond use.
    """
    if len(text) > MOST_CHARACTERS:
        raise RuleError(f"{where}: {len(text)} characters; at most {MOST_CHARACTERS}")
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # an endless number is a plain ValueError
        raise RuleError(f"{where}: {error}") from error
    waiting: list[object] = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, int) and abs(value) > _LARGEST:
            raise RuleError(f"{where}: holds a whole number beyond {_LARGEST:g}")
    return document


def content_sha256(document: Mapping[str, object], *others: str) -> str:
    """sha256 of the document as sorted JSON, followed by the hashes that it depends on."""
    text = json.dumps(
        document, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain
    )
    return sha256("\n".join([text, *others]).encode()).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical text")
