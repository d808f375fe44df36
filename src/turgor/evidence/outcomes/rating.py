"""How an outcome was judged: rater, blinding, threshold, scale."""

import re
from collections.abc import Mapping

from turgor.evidence.outcomes.endpoints import endpoint_rule, unit_rule
from turgor.evidence.outcomes.fields import Fields
from turgor.evidence.outcomes.words import first_meant, first_of, meant

_BAND = re.compile(r"(?:^|_)(\d+)_(?:to_)?(\d+)_?pct")
_ENDS = re.compile(r"(\d+)_(\d+)")
#: who judges each class of endpoint where nobody is named
_BY_CLASS = {
    "structural": "instrument",
    "optical": "instrument",
    "mechanical": "instrument",
    "barrier": "instrument",
    "histology": "histology",
}


def rating(
    endpoint: str, unit: str, arm: str, parameters: Mapping[str, str]
) -> tuple[Fields, dict[str, str]]:
    """Fields of the rating, and further facts of it (ends of the scale or band)."""
    unit_says = unit_rule(unit)
    rule = endpoint_rule(endpoint, unit)
    extra: dict[str, str] = {}
    ends = _ENDS.search(unit)
    low, high = ends.groups() if ends else (unit_says.low, unit_says.high)
    if low and high:
        extra.update(scale_low=low, scale_high=high)
    threshold = ""
    zone = meant("zone", arm) if rule.observable == "zone-depth" else ""
    if zone:
        extra["zone"] = zone
    if rule.outcome_class == "responder":
        threshold, band = _threshold(endpoint, unit, arm, parameters)
        extra.update(band)
    found = Fields(
        rater=_rater(rule.outcome_class, endpoint, unit, arm, parameters),
        blinding=meant("blinding", first_of(parameters, "blinding"), arm, endpoint) or "unstated",
        threshold=threshold,
        scale=first_of(parameters, "scale") or unit_says.scale or meant("scale", endpoint, arm),
    )
    return found, extra


def _rater(
    outcome_class: str, endpoint: str, unit: str, arm: str, parameters: Mapping[str, str]
) -> str:
    named = first_of(parameters, "rater")
    by_unit = unit_rule(unit).rater
    imaging = meant("rater", first_of(parameters, "imaging"))
    if outcome_class in _BY_CLASS:
        words = meant("rater", arm)
        seen = words if words in ("histology", "instrument") else ""
        return meant("rater", named) or imaging or seen or by_unit or _BY_CLASS[outcome_class]
    by_endpoint = "patient" if "satisf" in endpoint.lower() else ""
    if outcome_class == "graded":
        by_endpoint = by_endpoint or meant("rater", endpoint)
    pain = "patient" if endpoint.lower().startswith("pain") else ""
    return meant("rater", named, arm) or by_unit or by_endpoint or imaging or pain or "unstated"


def _threshold(
    endpoint: str, unit: str, arm: str, parameters: Mapping[str, str]
) -> tuple[str, dict[str, str]]:
    band = _BAND.search(arm)
    if band and float(band.group(2)) < 100.0:
        return "band", {"band_low": band.group(1), "band_high": band.group(2)}
    named = first_meant("threshold", first_of(parameters, "threshold"))
    if named:
        return named, {}
    by_arm, by_endpoint = first_meant("threshold", arm), first_meant("threshold", endpoint)
    satisfied = "satisfied" if "satisf" in endpoint.lower() else ""
    weak = first_meant("threshold_weak", arm)
    return by_arm or unit_rule(unit).threshold or weak or by_endpoint or satisfied, {}
