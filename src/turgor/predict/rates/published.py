"""Published rates of adverse events, pooled: how often, in a setting like others that were studied.

A rate is no mechanism: it knows modality and variant, nothing of a person or of settings.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from turgor.errors import InputError
from turgor.evidence import remembered
from turgor.predict.rates.meaning import EVENTS, family_and_variant
from turgor.predict.rates.pooling import Pooled, pool, pooling_prior, rate_at
from turgor.predict.rates.rows import printed_shares, published_counts
from turgor.predict.rates.tree import DENOMINATORS, Count, cells_of

_SHARES = (0.5, 0.1, 0.9, 0.025, 0.975)
#: what a rate's counts are like
FLAGS: dict[str, str] = {
    "never-named": "no study named the event; they reported that nothing happened",
    "none-seen": "nobody had it; the interval is what so many people still allow",
    "second-hand": "some counts were read in texts that quote them",
    "of-other-variants": "counted only after other variants of this family",
    "of-other-modalities": "counted only after other modalities",
}
#: pooled events kept, more than there are
_EVENTS = 128
#: from the most to the least specific
_LEVELS = ("variant", "family", "all")
#: what a forecast lists beside what it simulates
RARE_EVENTS: tuple[str, ...] = (
    "hypopigmentation", "scarring", "infection", "herpes", "prolonged-erythema",
    "prolonged-sensitivity", "blistering", "acne-flare",
)  # fmt: skip
#: and after injections
RARE_AFTER_INJECTION: tuple[str, ...] = (
    "bruising", "swelling", "nodules", "granuloma", "delayed-reaction",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Printed:
    """A share that a publication prints without saying of how many, as shares from low to high."""

    low: float
    high: float
    publication: str


@dataclass(frozen=True, slots=True)
class Rate:
    """How often an event comes, as shares of what ``per`` names (0 to 1, never 0).

    median and the 80 and 95 % intervals are those of one further setting of this kind, not of the
    mean of all. level : 'variant' where the event was counted after this very variant, 'family'
    where only after others of its family, 'all' where only after other modalities. events, n,
    n_studies : what was counted at that level. flags : of FLAGS. sources : publications of the
    counts at that level. printed : shares of this variant without a denominator: shown, not pooled.
    """

    event: str
    modality: str
    variant: str
    per: str
    median: float
    low80: float
    high80: float
    low95: float
    high95: float
    events: int
    n: int
    n_studies: int
    level: str
    sources: tuple[str, ...]
    flags: tuple[str, ...] = ()
    printed: tuple[Printed, ...] = ()
    label: str = "rate"


def published_rate(
    event: str, modality: str, variant: str | None = None, *, per: str | None = None
) -> Rate:
    """The rate of an event after a modality, from every published count.

    modality : as in a session's file or an analogue; variant : 'ablative', 'deep', 'plla' …, None
    where it isn't known. per : 'people' or 'treatments'; None takes what was counted closer to this
    variant, there what studies named themselves, and people where all that is equal.

    Errors: InputError for an unknown event, modality, variant or denominator, or where the event
    was never counted by it.
    """
    if event not in EVENTS:
        raise InputError(f"'{event}' is no event with a rate; allowed: {', '.join(EVENTS)}")
    if per is not None and per not in DENOMINATORS:
        raise InputError(f"rates are per {' or '.join(DENOMINATORS)}, not per '{per}'")
    family, leaf = family_and_variant(modality, {"variant": variant} if variant else {})
    counted = [unit for unit in ([per] if per else DENOMINATORS) if _counted(event, unit)]
    if not counted:
        raise InputError(
            f"no study counted '{event}'{f' per {per}' if per else ''}; it has no published rate"
        )
    chosen = min(counted, key=lambda unit: _closeness(event, unit, family, leaf))
    return _rate(event, modality, variant or "", chosen, family, leaf)


def rare_rates(modality: str, variant: str | None = None) -> tuple[Rate, ...]:
    """Rates of what a forecast doesn't simulate, for those events that any study counted.

    Errors: InputError for an unknown modality or variant.
    """
    family, _ = family_and_variant(modality, {"variant": variant} if variant else {})
    asked = RARE_EVENTS + (RARE_AFTER_INJECTION if family == "injection" else ())
    known = {count.event for count in published_counts()}
    return tuple(published_rate(event, modality, variant) for event in asked if event in known)


@remembered(_EVENTS)
def _pooled(event: str, per: str) -> Pooled:
    return pool(cells_of(_counted(event, per)), pooling_prior())


def _counted(event: str, per: str) -> tuple[Count, ...]:
    return tuple(c for c in published_counts() if (c.event, c.per) == (event, per))


def _closeness(event: str, per: str, family: str, leaf: str) -> tuple[int, bool]:
    """How far counts are from a variant, and whether none of them names the event."""
    level = _pooled(event, per).level(family, leaf)
    named = any(not count.implied for count in _at_level(event, per, level, family, leaf))
    return _LEVELS.index(level), not named


def _at_level(event: str, per: str, level: str, family: str, leaf: str) -> tuple[Count, ...]:
    return tuple(
        count
        for count in _counted(event, per)
        if level == "all"
        or (count.family == family and (level == "family" or count.variant == leaf))
    )


def _rate(event: str, modality: str, variant: str, per: str, family: str, leaf: str) -> Rate:
    pooled = _pooled(event, per)
    level = pooled.level(family, leaf)
    at_level = _at_level(event, per, level, family, leaf)
    median, low80, high80, low95, high95 = rate_at(pooled.setting(family, leaf), _SHARES)
    sources = tuple(dict.fromkeys(count.study for count in at_level))
    return Rate(
        event, modality, variant, per,
        float(median), float(low80), float(high80), float(low95), float(high95),
        events=sum(count.events for count in at_level),
        n=sum(count.trials for count in at_level),
        n_studies=len({count.study for count in at_level}),
        level=level,
        sources=sources,
        flags=_flags(at_level, level),
        printed=tuple(
            Printed(low, high, publication)
            for named, publication, low, high in printed_shares()
            if named == (event, family, leaf) and publication not in sources
        ),
    )  # fmt: skip


def _flags(counts: Sequence[Count], level: str) -> tuple[str, ...]:
    found = {
        "never-named": all(count.implied for count in counts),
        "none-seen": not any(count.events for count in counts),
        "second-hand": any(count.secondary for count in counts),
        "of-other-variants": level == "family",
        "of-other-modalities": level == "all",
    }
    return tuple(name for name, holds in found.items() if holds)
