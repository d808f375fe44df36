"""Commitments to a randomisation list: sums that give nothing away and that no later list meets.

Each entry has a salt of its own, drawn from the operating system: with one salt for all, opening
one entry would let the two or three possible treatments of every other be tried out.
"""

import hashlib
import json
from collections.abc import Sequence

from turgor.record.randomisation import ListEntry


def commitment_of(entry: ListEntry) -> str:
    """sha256 in hex of everything that an entry says, its salt first."""
    told = [
        entry.salt,
        entry.stratum,
        entry.number,
        entry.treatment,
        entry.kit,
        entry.block,
    ]
    return _sha256(told)


def list_commitment(entries: Sequence[ListEntry]) -> str:
    """sha256 in hex of the entries' commitments in the order of stratum and number."""
    ordered = sorted(entries, key=lambda item: (item.stratum, item.number))
    return sum_of_commitments([commitment_of(item) for item in ordered])


def sum_of_commitments(commitments: Sequence[str]) -> str:
    """The list's sum from commitments in the order of stratum and number."""
    return _sha256(list(commitments))


def _sha256(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
