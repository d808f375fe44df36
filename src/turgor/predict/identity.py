"""Which row is which: the hash of what was reported, wherever it stands."""

import hashlib
import json

from turgor.evidence.outcome import Outcome


def row_hash(outcome: Outcome) -> str:
    """SHA-256 (hex) of a row's study, arm, endpoint, time and numbers.

    How it was re-encoded, its place in a file and its citation don't count, so a row keeps its hash
    when a field is filled in later.
    """
    told = [
        outcome.study,
        outcome.modality,
        sorted(outcome.parameters.items()),
        outcome.arm,
        outcome.endpoint,
        outcome.unit,
        outcome.time_days,
        outcome.site,
        outcome.baseline,
        outcome.value,
        outcome.change_pct,
        outcome.direction,
    ]
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
