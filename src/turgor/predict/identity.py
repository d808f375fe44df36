"""Which row is which: hashes of what was reported, and of how it was read."""

import hashlib
import json
from dataclasses import asdict

from turgor.evidence.outcome import Outcome

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
    fields = {name: value for name, value in asdict(outcome).items() if name not in _PLACE}
    return _sha256(fields)


def _sha256(told: object) -> str:
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
