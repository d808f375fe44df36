"""The noise that a change is held against: the laboratory's own, a published one, or none."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from turgor.errors import MeasureError
from turgor.evidence import Parameter, all_parameters, cite
from turgor.metrics.measurand import Measurand
from turgor.record.important import PublishedSem
from turgor.record.observation import Observation
from turgor.stats.repeatability import Repeatability, one_way

#: With fewer degrees of freedom a SEM's own 95 % interval spans more than a factor of four.
LEAST_DF = 5

#: Below this share of targets that carry the noise, a reader is told.
UNEVEN_SHARE = 0.5

#: Degrees of freedom granted to a published SEM, whose own uncertainty is rarely printed.
PUBLISHED_DF = 1000


@dataclass(frozen=True, slots=True)
class Noise:
    """Noise of one capture of one measurand.

    kind : 'reseated' (own replicates, repositioned), 'repeat' (own, not repositioned; never enough
    for a verdict), 'published' (named source) or 'none'.
    """

    measurand: Measurand
    kind: str
    sem: float | None
    df: int
    note: str
    own: Repeatability | None = None

    @property
    def df_effective(self) -> float:
        """Degrees of freedom of the threshold: fewer than ``df`` where targets are unequal."""
        return self.own.df_effective if self.own is not None else float(self.df)

    @property
    def carrying_share(self) -> float:
        """About which share of the targets carries the noise; 1 for a published SEM."""
        return self.own.carrying_share if self.own is not None else 1.0

    @property
    def settles(self) -> bool:
        """Whether it is enough for a verdict on change."""
        return self.sem is not None and self.kind in ("reseated", "published")


class Target(NamedTuple):
    """What can be held against itself at another visit: a region, or one followed spot in it."""

    subject: str
    site: str
    side: str
    region: str
    item: str
    visit: str

    def at(self, visit: str) -> "Target":
        """The same skin at another visit."""
        return self._replace(visit=visit)


def replicate_groups(
    observations: Iterable[Observation],
) -> dict[Target, list[Observation]]:
    """Observations of one measurand by target."""
    groups: dict[Target, list[Observation]] = defaultdict(list)
    for item in observations:
        if item.finding.value is not None:
            target = Target(
                subject=item.subject,
                site=item.site.name,
                side=item.site.side,
                region=item.finding.region,
                item=item.finding.item,
                visit=item.visit,
            )
            groups[target].append(item)
    return groups


def noise_of(
    measurand: Measurand,
    observations: Iterable[Observation],
    published: PublishedSem | None = None,
) -> Noise:
    """The noise of one measurand from a study's own replicates, or a published one.

    A group counts as re-seated when every replicate but its first was placed anew. Observations
    must all belong to ``measurand``. published : what an instrument states of this measurand,
    which stands in where neither own replicates nor the evidence base settle it.
    """
    groups = [group for group in replicate_groups(observations).values() if len(group) > 1]
    reseated = [g for g in groups if sum(not item.reseated for item in g) <= 1]
    if reseated:
        try:
            own = one_way([_values(group) for group in reseated])
        except MeasureError as error:
            return _published_or_none(measurand, str(error), published)
        if own.df >= LEAST_DF:
            note = f"own re-seated replicates: {own.targets} targets, {own.values} captures"
            if own.carrying_share < UNEVEN_SHARE:
                note += (
                    f"; uneven noise, most of it from about {100 * own.carrying_share:.0f} % of "
                    "the targets: thresholds are set wider; look at those captures"
                )
            return Noise(measurand, "reseated", own.sem, own.df, note, own)
        reason = f"only {own.df} degrees of freedom from re-seated replicates; {LEAST_DF} needed"
        return _published_or_none(measurand, reason, published)
    if len(groups) > 1:
        own = one_way([_values(group) for group in groups])
        note = "replicates were not re-seated, so repositioning is not in the noise"
        fallback = _published_or_none(measurand, note, published)
        if fallback.settles:
            return fallback
        return Noise(measurand, "repeat", own.sem, own.df, note, own)
    return _published_or_none(measurand, "no replicate captures", published)


def _values(group: Iterable[Observation]) -> list[float]:
    return [item.finding.value for item in group if item.finding.value is not None]


def _published_or_none(measurand: Measurand, reason: str, stated: PublishedSem | None) -> Noise:
    record = published_sem(measurand)
    if record is None and stated is not None and stated.measurand == measurand:
        note = f"published SEM, {stated.source}; own data: {reason}"
        return Noise(measurand, "published", stated.value, PUBLISHED_DF, note)
    if record is None:
        return Noise(measurand, "none", None, 0, reason)
    cite(record.source, record.id)
    note = f"published SEM, {record.source}, {record.locator}; own data: {reason}"
    return Noise(measurand, "published", record.value, PUBLISHED_DF, note)


def published_sem(measurand: Measurand) -> Parameter | None:
    """A published SEM of exactly this measurand, or None.

    Such a record's id is '<metric>.sem' or starts with '<metric>.sem-', and its conditions must
    equal the measurand's: a SEM from another aperture, filter or device never stands in.
    """
    stem = f"{measurand.metric}.sem"
    for record in all_parameters().values():
        named = record.id == stem or record.id.startswith(f"{stem}-")
        if named and record.conditions == measurand.conditions:
            return record
    return None
