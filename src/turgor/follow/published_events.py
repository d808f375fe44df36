"""Published rates of adverse events, to be shown beside a study's own; never a verdict."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from turgor.evidence import all_parameters, all_sources, cite
from turgor.evidence.parameter import Parameter
from turgor.stats.rates import exact_interval
from turgor.stats.repeatability import Interval

_PREFIX = "event-rate."


@dataclass(frozen=True, slots=True)
class PublishedRate:
    """A published share in percent of what ``per`` names: subjects, sessions or regions.

    variant : which form of the modality it is of, '' where it is not told apart. interval : exact,
    in percent, where the counts are known. seen : the figure was read in the record that is
    named; else it is from memory or from another's summary.
    """

    id: str
    kind: str
    modality: str
    variant: str
    percent: float
    per: str
    n: int | None
    events: int | None
    interval: Interval | None
    population: str
    seen: bool
    note: str
    source: str
    citation: str


def published_rates(
    kind: str, modality: str, variants: AbstractSet[str]
) -> tuple[PublishedRate, ...]:
    """What is published of one kind of event after one modality.

    variants : those of the sessions that are compared; a published rate of a variant is given
    only where all sessions are of it.
    """
    found = [_rate(item) for item in all_parameters().values() if item.id.startswith(_PREFIX)]
    matching = [
        item
        for item in found
        if (item.kind, item.modality) == (kind, modality)
        and (not item.variant or variants == {item.variant})
    ]
    for item in matching:
        cite(item.source, item.id)
    return tuple(matching)


def _rate(item: Parameter) -> PublishedRate:
    said = dict(item.conditions)
    count = said.get("events")
    events = int(count) if isinstance(count, int | float) else None
    interval = None
    if events is not None and item.n:
        exact = exact_interval(events, item.n)
        interval = Interval(100.0 * exact.low, 100.0 * exact.high)
    return PublishedRate(
        id=item.id,
        kind=str(said["kind"]),
        modality=str(said["modality"]),
        variant=str(said.get("variant", "")),
        percent=item.value,
        per=str(said["per"]),
        n=item.n,
        events=events,
        interval=interval,
        population=item.population,
        seen=bool(said["seen"]),
        note=item.note,
        source=item.source,
        citation=all_sources()[item.source].citation(),
    )
