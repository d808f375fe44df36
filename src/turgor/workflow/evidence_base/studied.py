"""What was studied in people's skin as entries: outcomes, norms, repeatability, adverse rates."""

from functools import cache

from turgor.evidence.adverse_rate import AdverseRate, all_adverse_rates
from turgor.evidence.norm import Norm, all_norms
from turgor.evidence.norms.meaning import places_of, quantity_of, regions_of
from turgor.evidence.norms.noise import repeated_quantities
from turgor.evidence.outcome import EndpointMeaning, Outcome
from turgor.evidence.outcomes.library import all_outcomes, meaning
from turgor.evidence.publications import find_publication
from turgor.evidence.repeatability import Repeatability, all_repeatability
from turgor.workflow.evidence_base.entry import FIGURE_SEEN, Entry, details_of, number_text


@cache
def outcome_entries() -> tuple[Entry, ...]:
    """Every outcome, by row.

    Errors: EvidenceError, as of the loaders; so of the functions below.
    """
    return tuple(_outcome(outcome, meaning(outcome)) for outcome in all_outcomes())


@cache
def norm_entries() -> tuple[Entry, ...]:
    """Every norm, by id."""
    return tuple(_norm(norm) for norm in all_norms())


@cache
def repeatability_entries() -> tuple[Entry, ...]:
    """Every row on repeatability, by id."""
    return tuple(_repeatability(row) for row in all_repeatability())


@cache
def adverse_entries() -> tuple[Entry, ...]:
    """Every adverse rate, by id."""
    return tuple(_adverse(rate) for rate in all_adverse_rates())


def outcome_id(outcome: Outcome) -> str:
    """The id under which an outcome is shown."""
    return f"OUT{outcome.row:03d}"


def _outcome(outcome: Outcome, said: EndpointMeaning) -> Entry:
    value = outcome.observed
    number = outcome.direction or "no figure" if value is None else f"{value:g}"
    unit = "" if outcome.unit == "direction" or value is None else outcome.unit
    unit = "%" if outcome.change_pct is not None else unit
    when = "" if outcome.time_days is None else f" on day {outcome.time_days:g}"
    against = "" if outcome.comparator is None else f" against {outcome.comparator.control_type}"
    people = "" if outcome.n is None else f", n {outcome.n:g}"
    return Entry(
        kind="outcome",
        id=outcome_id(outcome),
        summary=f"{outcome.study} {outcome.modality}, {outcome.arm}: {outcome.endpoint} {number}"
        f" {unit}{when}{against}{people}".replace("  ", " "),
        source=outcome.publication,
        citation=outcome.citation,
        seen=FIGURE_SEEN.get(outcome.seen, outcome.seen),
        mapped=not said.reason,
        observable=said.observable,
        reason=said.reason,
        modalities=(outcome.modality,),
        endpoints=(outcome.endpoint, *filter(None, (said.observable, said.metric))),
        outcome_class=said.outcome_class,
        sites=(outcome.site,) if outcome.site else (),
        species=outcome.species,
        studies=(outcome.study, outcome.cohort, outcome.publication),
        details={
            **details_of(outcome, ("citation", "publication", "seen")),
            "number": said.number,
            **({"metric": said.metric} if said.metric else {}),
        },
    )


def _norm(norm: Norm) -> Entry:
    said = quantity_of(norm)
    return Entry(
        kind="norm",
        id=norm.id,
        summary=f"{norm.quantity} {_norm_value(norm)} ({_norm_people(norm)}; {norm.family})",
        source=norm.publication,
        citation=find_publication(norm.publication).citation,
        seen=FIGURE_SEEN[norm.seen],
        mapped=bool(said.observable),
        observable=said.observable,
        reason=said.reason,
        endpoints=tuple(filter(None, (norm.quantity, said.observable))),
        sites=tuple(sorted({*norm.site, *places_of(norm), *regions_of(norm)})),
        species=norm.species,
        studies=(norm.publication,),
        details=details_of(norm, ("id", "publication", "seen", "quantity")),
    )


def _norm_value(norm: Norm) -> str:
    if norm.slope_per_year is not None:
        error = f" ± {norm.slope_se:g}" if norm.slope_se is not None else ""
        return f"{norm.slope_per_year:+g}{error} {norm.unit}, a year"
    if norm.correlation is not None:
        return f"r {norm.correlation:+g} with {norm.correlate}"
    unit = f" {norm.unit}" if norm.unit else ""
    if norm.mean is not None:
        spread = f" ± {norm.sd:g}" if norm.sd is not None else ""
        kind = "" if norm.statistic == "mean" else f", {norm.statistic}"
        return f"{norm.mean:g}{spread}{unit}{kind}"
    if norm.interval:
        ends = f"{number_text(norm.low) or '…'} to {number_text(norm.high) or '…'}"
        return f"{ends}{unit}, {norm.interval}"
    with_what = norm.versus or norm.contrast
    return f"{norm.shape or norm.direction or norm.statistic} with {with_what or 'age'}"


def _norm_people(norm: Norm) -> str:
    ages = ""
    if norm.age_low is not None and norm.age_high is not None:
        ages = f"{norm.age_low:g} to {norm.age_high:g} years"
    elif norm.age_mean is not None:
        ages = f"mean age {norm.age_mean:g}"
    count = "" if norm.n is None else f"n {norm.n:g}"
    parts = [", ".join(norm.site), norm.sex, ages or norm.age_group, norm.ancestry, count]
    return ", ".join(filter(None, parts)) or "people unstated"


def _repeatability(row: Repeatability) -> Entry:
    said = repeated_quantities()[row.quantity]
    at_least = "at least " if row.bound else ""
    figures = [
        f"{row.coefficient} {at_least}{row.icc:g}" if row.icc is not None else "",
        f"CV {row.cv_pct:g} %" if row.cv_pct is not None else "",
        f"SDC95 {row.sdc95:g} {row.unit}" if row.sdc95 is not None else "",
        f"alpha {at_least}{row.alpha:g}" if row.alpha is not None else "",
        f"kappa {row.kappa:g}" if row.kappa is not None else "",
        f"agreement {row.exact_agreement_pct:g} %" if row.exact_agreement_pct is not None else "",
    ]
    shown = ", ".join(filter(None, figures)) or "no figure"
    count = f", n {row.n:g} {row.n_unit}" if row.n is not None else ""
    return Entry(
        kind="repeatability",
        id=row.id,
        summary=f"{row.quantity} by {row.device or row.family}, {row.design}: {shown}{count}",
        source=row.publication,
        citation=find_publication(row.publication).citation,
        seen=FIGURE_SEEN[row.seen],
        mapped=bool(said.observables),
        observable=", ".join(said.observables),
        reason=said.reason,
        endpoints=(row.quantity, *said.observables),
        sites=row.site,
        species="human",
        studies=(row.publication,),
        details=details_of(row, ("id", "publication", "seen", "quantity")),
    )


def _adverse(rate: AdverseRate) -> Entry:
    publication = find_publication(rate.publication)
    treatment = " ".join(filter(None, (rate.modality, rate.variant, rate.agent, rate.product)))
    known = rate.kind != "other"
    return Entry(
        kind="adverse",
        id=rate.id,
        summary=f"{treatment}: {rate.event} {_rate(rate)}",
        source=rate.publication,
        citation=publication.citation,
        seen=FIGURE_SEEN[rate.seen],
        mapped=known,
        observable=rate.kind if known else "",
        reason="" if known else "none of the kinds of event that a study's record tells apart",
        modalities=tuple(filter(None, (f"{rate.modality} {rate.variant}".strip(), rate.modality))),
        endpoints=(rate.event, rate.kind),
        outcome_class="event",
        sites=(rate.site,) if rate.site else (),
        species="human",
        studies=(rate.publication,),
        details=details_of(rate, ("id", "publication", "seen")),
    )


def _rate(rate: AdverseRate) -> str:
    of = f" of {rate.n:g} {rate.per}" if rate.n is not None else ""
    types = " to ".join(dict.fromkeys(filter(None, (rate.phototype_low, rate.phototype_high))))
    skin = f", phototype {types}" if types else ""
    days = " to ".join(
        dict.fromkeys(
            filter(None, map(number_text, (rate.duration_low_days, rate.duration_high_days)))
        )
    )
    lasting = f", {days} days" if days else ""
    if rate.odds_ratio is not None:
        return f"odds ratio {rate.odds_ratio:g} ({rate.versus}){of}{skin}"
    if rate.events is not None:
        share = f" ({rate.rate_pct:g} %)" if rate.rate_pct is not None else ""
        return f"{rate.events:g}{of}{share}{skin}{lasting}"
    if rate.rate_pct is not None:
        return f"{rate.rate_pct:g} %{of}{skin}{lasting}"
    if rate.rate_pct_high is not None:
        low = f"{rate.rate_pct_low:g} to " if rate.rate_pct_low is not None else "up to "
        return f"{low}{rate.rate_pct_high:g} %{of}{skin}{lasting}"
    if rate.direction:
        return f"{rate.direction} ({rate.versus}){of}{skin}"
    return f"no rate{of}{skin}{lasting}"
