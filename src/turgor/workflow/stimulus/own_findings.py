"""What was measured on a person that tells of the skin at one site: there, or as near as it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from turgor.errors import InputError
from turgor.physics.tissue.site import find_site
from turgor.physics.tissue.stack import BLOOD, ITA, MELANIN, OXYGENATION
from turgor.record.site import BodySite
from turgor.record.stimulus import StimulusFlag
from turgor.store.records import MeasuredFinding

#: what a face has much alike all over, as a body's covered skin has; thickness it has not
_CARRIES_OVER = (MELANIN, ITA, BLOOD, OXYGENATION)


@dataclass(frozen=True, slots=True)
class OwnFindings:
    """Means by metric id, and what had to be taken from elsewhere."""

    values: Mapping[str, float]
    flags: tuple[StimulusFlag, ...]


def own_findings(site: BodySite, measured: Sequence[MeasuredFinding]) -> OwnFindings:
    """Each metric's mean at the site and side; else at the site; else pigment and blood nearby.

    Findings of single objects (a spot, a layer) are nobody's mean and are left out.
    """
    ranked: dict[str, dict[int, list[float]]] = {}
    for item in measured:
        metric, value = item.finding.metric, item.finding.value
        rank = _rank(site, item.capture.site, metric in _CARRIES_OVER)
        if value is not None and not item.finding.item and rank is not None:
            ranked.setdefault(metric, {}).setdefault(rank, []).append(value)
    values: dict[str, float] = {}
    elsewhere: list[str] = []
    for metric, by_rank in ranked.items():
        nearest = min(by_rank)
        values[metric] = fmean(by_rank[nearest])
        if nearest == 2:
            elsewhere.append(metric)
    flags: tuple[StimulusFlag, ...] = ()
    if MELANIN in values and ITA in elsewhere:
        elsewhere.remove(ITA)  # melanin itself is known, so colour isn't asked
    if elsewhere:
        said = f"not measured at the {site.name}, taken from elsewhere nearby: "
        flags = (StimulusFlag("finding-of-another-site", said + ", ".join(sorted(elsewhere))),)
    return OwnFindings(values, flags)


def _rank(wanted: BodySite, found: BodySite, carries_over: bool) -> int | None:
    """0 for the same place, 1 for the other side, 2 for skin of the same kind, None for none."""
    if found.name == wanted.name:
        return 0 if found.side == wanted.side else 1
    if not carries_over:
        return None
    try:
        alike = find_site(found.name).ageing == find_site(wanted.name).ageing
    except InputError:
        return None
    return 2 if alike else None
