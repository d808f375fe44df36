"""Counts of adverse events from the evidence base's records, each in the tree's words."""

from collections.abc import Iterable
from functools import cache

from turgor.evidence.adverse_rate import AdverseRate, all_adverse_rates, read_adverse_rates
from turgor.evidence.typed_row import data_folder
from turgor.predict.rates.meaning import event_meaning, family_and_variant
from turgor.predict.rates.tree import DENOMINATORS, Count

#: abstracts read for these rates beside the collected ones
_MORE = "adverse_hazard.csv"
#: variants that records tell apart and rates don't
_ONE_GEL = ("filler", "skin-booster")


@cache
def adverse_records() -> tuple[AdverseRate, ...]:
    """Every record of an adverse event's rate.

    Errors: EvidenceError for a record that breaks the schema.
    """
    return all_adverse_rates() + read_adverse_rates(data_folder("adverse") / _MORE)


@cache
def published_counts() -> tuple[Count, ...]:
    """Every count of every record; what was never seen in print is left out.

    Errors: EvidenceError as for adverse_records, or for an event that no table explains.
    """
    return counts_of(adverse_records())


def counts_of(records: Iterable[AdverseRate]) -> tuple[Count, ...]:
    """Counts of records; parts that a record prints of one count add up."""
    added: dict[tuple[object, ...], Count] = {}
    for record in records:
        for count in _counts(record):
            # A record's own id keeps its settings apart, unless its caveat says that it is a part.
            part = "35-to-56-days" in record.caveats or "longer-than-56-days" in record.caveats
            key = (count.study, count.event, count.per, count.trials, "" if part else record.id)
            known = added.get(key)
            if known is not None:
                count = _sum(known, count)
            added[key] = count
    return tuple(added.values())


@cache
def printed_shares() -> tuple[tuple[tuple[str, str, str], str, float, float], ...]:
    """Shares without a denominator: (event, family, variant), publication, lowest and highest."""
    found = []
    for record in adverse_records():
        event = event_meaning(record.event, record.caveats).event
        low = record.rate_pct_low if record.bound == "range" else record.rate_pct
        high = record.rate_pct_high if record.bound == "range" else record.rate_pct
        if not event or counted_of(record) or record.seen == "unverified" or low is None:
            continue
        family, leaf = place_of(record)
        found.append(((event, family, leaf), record.publication, 0.01 * low, 0.01 * (high or low)))
    return tuple(found)


def place_of(record: AdverseRate) -> tuple[str, str]:
    """Family and variant of a record's modality."""
    variant = "" if record.variant in _ONE_GEL else record.variant
    settings = {"agent": record.agent, **({"variant": variant} if variant else {})}
    return family_and_variant(record.modality, settings)


def counted_of(record: AdverseRate) -> tuple[int, int] | None:
    """Events and denominator of a record that was seen in print, None where it prints neither.

    A printed share of a known number is taken for the nearest whole count.
    """
    if record.seen == "unverified" or record.per not in DENOMINATORS:
        return None
    if record.counted is not None:
        return int(record.counted[0]), int(record.counted[1])
    if record.rate_pct is None or record.n is None or record.bound:
        return None
    return round(record.rate_pct * record.n / 100.0), int(record.n)


def _counts(record: AdverseRate) -> Iterable[Count]:
    counted = counted_of(record)
    if counted is None:
        return
    meaning = event_meaning(record.event, record.caveats)
    family, leaf = place_of(record)
    events, trials = counted
    named = [(meaning.event, False)] if meaning.event else []
    implied = [(event, True) for event in meaning.none_of(family)] if events == 0 else []
    for event, silent in (*named, *implied):
        yield Count(
            record.publication, family, leaf, event, record.per, events, trials,
            implied=silent, secondary=record.seen == "secondary",
        )  # fmt: skip


def _sum(one: Count, other: Count) -> Count:
    return Count(
        one.study, one.family, one.variant, one.event, one.per,
        one.events + other.events, one.trials, one.implied, one.secondary,
    )  # fmt: skip
