"""What raters say together: their mean grade of each photograph, of the same raters at every visit.

Raters differ in where they begin to call a line deep. A mean over other raters at another visit
would take that for a change, so that only raters who graded every graded photograph of a place
count there.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from turgor.metrics.measurand import Measurand
from turgor.record.capture import Capture
from turgor.record.finding import Finding
from turgor.store.records import MeasuredFinding
from turgor.workflow.conduct.take_ratings import METHOD

MEAN_METHOD = "blinded-rating-mean"
_Place = tuple[str, str, str, str, str, Measurand]


def mean_ratings(measured: Iterable[MeasuredFinding]) -> tuple[MeasuredFinding, ...]:
    """The mean grade of each photograph that was rated blind, beside the single ones."""
    places: dict[_Place, dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    first: dict[tuple[_Place, str], MeasuredFinding] = {}
    for item in measured:
        if item.finding.method != METHOD or item.finding.value is None:
            continue
        place = _place(item.capture, item.finding)
        places[place][item.capture.sha256][item.finding.item] = item.finding.value
        first.setdefault((place, item.capture.sha256), item)
    found: list[MeasuredFinding] = []
    for place, captures in places.items():
        raters = set.intersection(*(set(own) for own in captures.values()))
        for sha256, own in captures.items():
            if raters:
                found.append(_mean(first[place, sha256], own, raters))
    return tuple(found)


def _place(capture: Capture, finding: Finding) -> _Place:
    site = capture.site
    return (
        *(capture.subject, site.name, site.side, capture.region, capture.setup),
        finding.measurand,
    )


def _mean(item: MeasuredFinding, own: Mapping[str, float], raters: set[str]) -> MeasuredFinding:
    value = sum(own[rater] for rater in raters) / len(raters)
    several = (f"mean-of-{len(raters)}-raters",)
    finding = replace(
        item.finding,
        value=value,
        item="",
        method=MEAN_METHOD,
        u_reason="raters' agreement is stated for the study, not for one photograph",
        flags=tuple(dict.fromkeys((*item.finding.flags, *several))),
    )
    return replace(item, finding=finding)
