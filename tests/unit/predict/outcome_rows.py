"""Reported outcomes made up for tests: whole records with a few fields chosen."""

from dataclasses import replace

from turgor.evidence.outcome import EndpointMeaning, Outcome
from turgor.predict.row import Row, row_of

_OUTCOME = Outcome(
    study="A",
    row=1,
    cohort="",
    citation="",
    locator="",
    modality="microneedling",
    parameters={},
    arm="treated",
    endpoint="wrinkle_score",
    unit="pct_change",
    time_days=90.0,
)
_MEANING = EndpointMeaning("wrinkle_score", "pct_change", "graded", "look-wrinkles", improvement=-1)


def row(change: float | None = None, number: str = "percent-change", **fields) -> Row:
    """A row of a class (default graded) with a change in %, or a share of people as ``value``."""
    meaning = replace(
        _MEANING,
        number=number,
        outcome_class=fields.pop("outcome_class", "graded"),
        observable=fields.pop("observable", _MEANING.observable),
    )
    return row_of(replace(_OUTCOME, change_pct=change, **fields), meaning)
