"""Published rates of adverse events, to be shown beside a study's own; never a verdict."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from turgor.evidence import cite
from turgor.evidence.adverse_rate import AdverseRate, all_adverse_rates
from turgor.evidence.publications import find_publication
from turgor.stats.rates import exact_interval
from turgor.stats.repeatability import Interval

#: what a study counts, by what a publication counts
_PER = {"people": "subjects", "treatments": "sessions"}


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

    Errors: EvidenceError where a record breaks the schema.
    """
    matching = [
        rate
        for rate in comparable_rates()
        if (rate.kind, rate.modality) == (kind, modality)
        and (not rate.variant or variants == {rate.variant})
    ]
    for rate in matching:
        cite(rate.publication)
    return tuple(_published(rate) for rate in matching)


def comparable_rates() -> tuple[AdverseRate, ...]:
    """The published rates that a study's own can stand beside."""
    return tuple(rate for rate in all_adverse_rates() if rate.comparison)


def _published(rate: AdverseRate) -> PublishedRate:
    events = None if rate.events is None else int(rate.events)
    n = None if rate.n is None else int(rate.n)
    interval = None
    if events is not None and n:
        exact = exact_interval(events, n)
        interval = Interval(100.0 * exact.low, 100.0 * exact.high)
    return PublishedRate(
        id=rate.comparison,
        kind=rate.kind,
        modality=rate.modality,
        variant=rate.variant,
        percent=rate.rate_pct or 0.0,
        per=_PER[rate.per],
        n=n,
        events=events,
        interval=interval,
        population=_population(rate),
        seen=rate.seen == "verified",
        note=_note(rate),
        source=rate.publication,
        citation=find_publication(rate.publication).line(),
    )


def _population(rate: AdverseRate) -> str:
    """Whom and what treatment the rate is of, in one line."""
    types = _ends(rate.phototype_low, rate.phototype_high)
    share = "" if rate.phototype_share_pct is None else f" in {rate.phototype_share_pct:g} %"
    acid = _ends(_text(rate.concentration_pct_low), _text(rate.concentration_pct_high))
    energy = _ends(_text(rate.energy_mj_low), _text(rate.energy_mj_high))
    density = _ends(_text(rate.density_per_cm2_low), _text(rate.density_per_cm2_high))
    count = _ends(_text(rate.sessions_low), _text(rate.sessions_high))
    people = _text(rate.people) if rate.people != rate.n else ""
    said = (
        (rate.ancestry, "{}"),
        (people, "{} people"),
        (types, f"phototype {{}}{share}"),
        (rate.indication, "{}"),
        (rate.site, "{}"),
        (" ".join(filter(None, (rate.agent, acid and f"{acid} %"))), "{}"),
        (_text(rate.wavelength_nm), "{} nm"),
        (_text(rate.energy_mj_mean) or energy, "{} mJ"),
        (density, "{} zones/cm²"),
        (count, "{} sessions"),
        (rate.aftercare, "then {}"),
        (rate.cotreatments, "with {}"),
    )
    return "; ".join(form.format(word) for word, form in said if word) or "people not described"


def _note(rate: AdverseRate) -> str:
    words = [word.replace("-", " ") for word in rate.caveats]
    if rate.event != rate.kind:
        words.insert(0, rate.event.replace("-", " "))
    if rate.followed_days is not None:
        words.append(f"looked for until day {rate.followed_days:g}")
    return "; ".join(words)


def _ends(low: str, high: str) -> str:
    return " to ".join(dict.fromkeys(filter(None, (low, high))))


def _text(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
