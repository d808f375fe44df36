"""Queries about data: what lacks, what was refused, what looks odd, what nobody agreed to."""

from collections import Counter
from collections.abc import Iterator

from turgor.record.design import Endpoint, StudyDesign
from turgor.record.observation import Observation
from turgor.record.query import FoundQuery
from turgor.store.captures import named
from turgor.workflow.conduct.consent import withdrawals, without_consent
from turgor.workflow.conduct.query_facts import QueryFacts, found
from turgor.workflow.conduct.sealing import SEALED, is_sealed
from turgor.workflow.places import places
from turgor.workflow.study import design_difference

#: flags that say that a value lies outside of what skin can show
ODD_FLAGS = ("outside-skin-range", "outside_skin_range")


def capture_queries(facts: QueryFacts) -> Iterator[FoundQuery]:
    """Captures and forms that a place has at other visits and lacks at one that took place."""
    for place in places(facts.facts.captures, facts.design.baseline):
        there = {capture.visit for capture in place.captures}
        for visit in facts.design.visits:
            if (place.subject, visit.label) in facts.happened and visit.label not in there:
                what = "form" if place.kind == "form" else f"{place.kind} capture"
                label = place.label.removeprefix(place.subject).strip()
                yield found(
                    *("capture-missing", place.subject, visit.label, label),
                    f"no {what} of {label}, which other visits have; is it still to be added?",
                )
    by_sum = {capture.sha256: capture for capture in facts.facts.captures}
    for sha256, refusal in facts.facts.refusals.items():
        capture = by_sum.get(sha256)
        if capture is not None:
            yield found(
                *("capture-refused", capture.subject, capture.visit, sha256[:12]),
                f"{named(capture)}: {refusal.stage}: {refusal.reason}",
            )


def endpoint_queries(facts: QueryFacts) -> Iterator[FoundQuery]:
    """Values of declared endpoints that lack at a visit that took place."""
    for endpoint in facts.design.endpoints:
        values = [
            item
            for item in facts.facts.observations
            if item.finding.measurand == endpoint.measurand and _answers(endpoint, item)
        ]
        sides: dict[str, set[str]] = {}
        have: set[tuple[str, str, str]] = set()
        for item in values:
            sides.setdefault(item.subject, set()).add(item.site.side)
            have.add((item.subject, item.site.side, item.visit))
        for subject, visit in sorted(facts.happened):
            if visit not in visits_of(facts.design, endpoint):
                continue
            for side in sorted(sides.get(subject, {""})):
                if (subject, side, visit) not in have:
                    place = " ".join(filter(None, (endpoint.id, side)))
                    yield found(
                        *("endpoint-missing", subject, visit, place),
                        f"no {endpoint.measurand.metric} for endpoint '{endpoint.id}'"
                        + (f", {side}" if side else ""),
                    )


def visits_of(design: StudyDesign, endpoint: Endpoint) -> frozenset[str]:
    """The visits at which an endpoint needs a value."""
    if design.kind != "crossover":
        return frozenset({design.baseline, endpoint.visit})
    last = {period.last_visit for period in design.periods}
    first = {period.baseline for period in design.periods}
    return frozenset(last | (first if endpoint.response == "change" else set()))


def _answers(endpoint: Endpoint, item: Observation) -> bool:
    return (
        item.finding.value is not None
        and not item.finding.item
        and endpoint.site in ("", item.site.name)
        and endpoint.region in ("", item.finding.region)
    )


def odd_value_queries(facts: QueryFacts) -> Iterator[FoundQuery]:
    """Captures whose values lie outside of what skin can show, each capture once."""
    seen: set[tuple[str, str, str]] = set()
    for item in facts.facts.observations:
        odd = [flag for flag in item.finding.flags if flag in ODD_FLAGS]
        place = f"{item.site.name} {item.site.side} replicate {item.replicate}"
        key = (item.subject, item.visit, place)
        if odd and key not in seen:
            seen.add(key)
            yield found(
                *("value-odd", item.subject, item.visit, place),
                f"{place}: {item.finding.metric} lies outside of what skin can show; is the "
                "capture the right one, and of skin?",
            )


def consent_queries(facts: QueryFacts) -> Iterator[FoundQuery]:
    """Captures without consent, and withdrawn consents with what follows."""
    told = bool(facts.consents) or facts.design.consent_required
    missing = Counter(
        (capture.subject, capture.visit, scope)
        for capture, scope in without_consent(
            facts.facts.captures, facts.consents, dict(facts.dates)
        )
        if told or scope == "photographs"
    )
    for (subject, visit, scope), count in sorted(missing.items()):
        what = "photographs" if scope == "photographs" else "captures"
        yield found(
            *("consent-missing", subject, visit, scope),
            f"{count} {what} without consent to '{scope}' on record for that day",
        )
    for item in withdrawals(facts.study):
        photographs = (
            f" ({item.photographs} are in the study)"
            if item.scope.startswith("photographs")
            else ""
        )
        yield found(
            *("consent-withdrawn", item.subject, "", item.scope),
            f"consent to '{item.scope}' was withdrawn on {item.withdrawn_on}: {item.follows}"
            f"{photographs}",
        )


def session_queries(facts: QueryFacts) -> Iterator[FoundQuery]:
    """Sessions that deviated, and planned ones that were not delivered by today."""
    delivered = Counter(
        (item.subject, item.site, item.modality) for item in facts.facts.sessions if item.delivered
    )
    planned: Counter[tuple[str, object, str]] = Counter()
    for item in facts.facts.sessions:
        place = f"{item.date} {item.modality} {item.site.name} {item.site.side}"
        if item.deviation:
            yield found(
                *("session-deviation", item.subject, "", place),
                f"session of {place} deviated: {item.deviation}",
            )
        if item.delivered or item.date >= facts.on:
            continue
        key = (item.subject, item.site, item.modality)
        planned[key] += 1
        if planned[key] > delivered[key]:
            yield found(
                *("session-not-delivered", item.subject, "", place),
                f"session planned for {place} has no delivery on record",
                (facts.on - item.date).days,
            )


def allocation_queries(facts: QueryFacts) -> Iterator[FoundQuery]:
    """Who took part and was neither randomised nor allocated; the design that changed."""
    study, design = facts.study, facts.design
    difference = design_difference(study)
    if difference:
        yield found("design-changed", "", "", "", difference)
    if not design.arms:
        return
    drawn = {item.subject for item in study.store.randomisation.entries() if item.subject}
    given = {item.subject for item in facts.facts.allocations}
    for subject in sorted({subject for subject, _ in facts.happened} - drawn - given):
        sealed = f"; {SEALED}" if is_sealed(study.store, design) else ""
        yield found(
            *("not-allocated", subject, "", ""),
            f"was neither randomised nor allocated yet{sealed}",
        )
