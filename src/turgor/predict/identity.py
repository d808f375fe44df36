"""Which row is which: hashes of what was reported, and of how it was read."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from functools import cache

from turgor.evidence.outcome import Comparator, Outcome

#: fields that say where a row stands, not what it is
_PLACE = ("row", "citation", "locator", "publication", "cohort", "seen", "p_value")


def row_hash(outcome: Outcome) -> str:
    """SHA-256 (hex) of what a row reports: study, modality, arm, endpoint, unit and numbers.

    How it was encoded, its place in a file and its citation don't count, so the same row of another
    table has the same hash, whichever fields were filled in by reading.
    """
    told = [
        outcome.study,
        outcome.modality,
        outcome.arm,
        outcome.endpoint,
        outcome.unit,
        outcome.baseline,
        outcome.value,
        outcome.change_pct,
        outcome.p_value,
    ]
    return _sha256(told)


def reading_hash(outcome: Outcome) -> str:
    """SHA-256 (hex) of all that a simulation of a row may depend on, as it was read."""
    return _sha256({name: _plain(getattr(outcome, name)) for name in _read_fields()})


@cache
def _read_fields() -> tuple[str, ...]:
    return tuple(one.name for one in fields(Outcome) if one.name not in _PLACE)


def _plain(value: object) -> object:
    if isinstance(value, Comparator):
        return asdict(value)
    return dict(value) if isinstance(value, Mapping) else value


def _sha256(told: object) -> str:
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
