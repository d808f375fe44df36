"""Identifiers of written DICOM files: the same content, the same identifier."""

import hashlib


def hashed_uid(what: bytes, seed: bytes) -> str:
    """A UUID-derived identifier (root 2.25, PS3.5 annex B.2) of a hash, so never random."""
    digest = hashlib.sha256(what + b"|" + seed).digest()[:16]
    return f"2.25.{int.from_bytes(digest, 'big')}"
