"""Codes in place of names: the same name is the same code, and no code leads back without the key.

A code is cut from HMAC-SHA256 under a random key of 32 bytes. Without the key names can't be tried
out against codes, as they could against a bare hash.
"""

import base64
import hashlib
import hmac

from turgor.errors import StudyError

KEY_BYTES = 32
_LETTERS = 10
_PREFIX = {
    "subject": "P",
    "centre": "C",
    "person": "U",
    "capture": "K",
    "table": "T",
    "device": "D",
    "site": "site",
    "visit": "visit",
    "arm": "arm",
    "region": "region",
    "item": "item",
    "setup": "setup",
    "metric": "metric",
    "method": "method",
    "condition": "other",
    "kind": "kind",
    "event": "E",
    "rule": "rule",
}


class Codes:
    """Codes of one study's shared exports; kinds don't mix: centre 'A' and arm 'A' differ."""

    def __init__(self, key: bytes) -> None:
        """Take the key.

        Errors: StudyError where it is not of 32 bytes.
        """
        if len(key) != KEY_BYTES:
            raise StudyError(f"a key of codes has {KEY_BYTES} bytes, not {len(key)}; restore it")
        self._key = key
        self._given: dict[str, str] = {}

    def of(self, kind: str, text: str) -> str:
        """The code of a text; an empty text stays empty.

        Errors: StudyError where two texts got one code, which needs another key.
        """
        if not text:
            return ""
        digest = hmac.new(self._key, f"{kind}\0{text}".encode(), hashlib.sha256).digest()
        code = f"{_PREFIX[kind]}-{base64.b32encode(digest).decode('ascii')[:_LETTERS]}"
        if self._given.setdefault(code, text) != text:
            raise StudyError("two names got one code; make the shared export with fresh codes")
        return code
