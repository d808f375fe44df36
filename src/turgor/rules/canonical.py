"""The hash of a document's content: its layout, comments and order of keys don't count."""

import json
from collections.abc import Mapping
from datetime import date, datetime, time
from hashlib import sha256


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
