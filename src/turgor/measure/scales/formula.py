"""From answers to one score, by the instrument's own formula and its own rule for gaps."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from turgor.record.questionnaire import Answer, Item, RaschRow, ScoreDefinition


@dataclass(frozen=True, slots=True)
class Score:
    """A value, or None and why; ``se`` is a published standard error, None = none."""

    value: float | None
    reason: str = ""
    se: float | None = None
    flags: tuple[str, ...] = ()


def number_of(item: Item, answer: Answer, reverse: bool = False) -> float:
    """The number that an answer bears; reversed about the middle of its item's own limits."""
    scores = {option.code: option.score for option in item.options}
    found = scores.get(str(answer)) if item.kind == "choice" else float(answer)
    value = math.nan if found is None else float(found)
    if not reverse:
        return value
    known = [score for score in scores.values() if score is not None]
    if item.kind == "choice":
        return min(known) + max(known) - value
    if item.kind == "boolean":
        return 1.0 - value
    low, high = item.lowest, item.highest
    return math.nan if low is None or high is None else low + high - value


def score_of(definition: ScoreDefinition, numbers: Mapping[str, float]) -> Score:
    """One score of the numbers at hand; items that lack are absent from ``numbers``.

    sum : prorated to the mean of the answered items times the number of items. mean : of the
    answered items. weighted : sum of products, complete only. rasch : the (prorated, then rounded
    half up) raw sum looked up; a sum that the table lacks is not identified.
    """
    there = [link_id for link_id in definition.items if link_id in numbers]
    lacking = len(definition.items) - len(there)
    flags: tuple[str, ...] = ()
    if lacking:
        refused = _refused(definition, lacking)
        if refused or not there:
            return Score(None, refused or "no item is answered", flags=("missing-answers",))
        flags = ("missing-answers", "prorated")
    if definition.formula == "weighted":
        return Score(_weighted(definition, numbers))
    mean = math.fsum(numbers[link_id] for link_id in there) / len(there)
    if definition.formula == "mean":
        return Score(mean, flags=flags)
    total = mean * len(definition.items) if lacking else math.fsum(numbers[i] for i in there)
    if definition.formula == "sum":
        return Score(total, flags=flags)
    return _looked_up(definition.table, total, flags)


def _refused(definition: ScoreDefinition, lacking: int) -> str:
    """Why a form with gaps has no score; empty where the instrument lets it be prorated."""
    told = f"{lacking} of {len(definition.items)} items are not answered"
    if definition.missing == "none":
        return f"{told}, and the instrument states no rule for that"
    if definition.missing == "refuse":
        return f"{told}; the instrument scores complete forms only"
    # a share such as 1/3 written with few digits must still let one of three pass
    if lacking > definition.prorate_up_to * len(definition.items) + 1e-6:
        return f"{told}; the instrument allows a share of {definition.prorate_up_to:g}"
    return ""


def _weighted(definition: ScoreDefinition, numbers: Mapping[str, float]) -> float:
    parts = []
    for term in definition.terms:
        factors = (math.fsum(numbers[link_id] for link_id in f) for f in term.factors)
        parts.append(term.weight * math.prod(factors))
    return math.fsum(parts)


def _looked_up(table: tuple[RaschRow, ...], raw: float, flags: tuple[str, ...]) -> Score:
    if flags:
        # the instrument's table knows whole sums; rounding is said, never silent
        whole = math.floor(raw + 0.5)
        flags = flags if whole == raw else (*flags, "raw-sum-rounded")
        raw = float(whole)
    row = next((row for row in table if abs(row.raw - raw) < 1e-9), None)
    if row is None:
        return Score(None, f"the conversion table has no raw sum of {raw:g}", flags=flags)
    return Score(row.measure, se=row.se, flags=flags)
