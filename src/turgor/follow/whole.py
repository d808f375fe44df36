"""Follow a whole study: noise, changes, side differences and declared endpoints in one pass."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from turgor.errors import MetricError
from turgor.follow.arm_difference import arm_difference
from turgor.follow.change import Change, changes_of
from turgor.follow.cohort import (
    EndpointResult,
    adjusted,
    answers,
    endpoint_result,
    expected_false_calls,
    sealed_result,
)
from turgor.follow.colour_difference import ColourDifference, colour_differences
from turgor.follow.crossover import PeriodContrast, crossover_result, with_period_arms
from turgor.follow.noise import Noise, noise_of, replicate_groups
from turgor.follow.side_difference import SideDifference, side_differences
from turgor.metrics import find_metric
from turgor.metrics.measurand import Measurand
from turgor.record.design import Allocation, Endpoint, StudyDesign
from turgor.record.important import PublishedSem
from turgor.record.observation import Observation
from turgor.record.visit import Visit

#: flag of a spot that the baseline did not have
NEW_SPOT = "new"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Everything that follow-up can say about a study.

    exploratory_expected_false_calls : among contrasts of undeclared measurands or visits, how many
    'beyond noise' chance alone would give; ``exploratory_called`` is how many there were.
    """

    design: StudyDesign
    noise: tuple[Noise, ...]
    changes: tuple[Change, ...]
    differences: tuple[SideDifference, ...]
    endpoints: tuple[EndpointResult, ...]
    exploratory_judged: int
    exploratory_called: int
    exploratory_expected_false_calls: float
    colour_differences: tuple[ColourDifference, ...] = ()
    period_contrasts: tuple[PeriodContrast, ...] = ()


def follow(
    design: StudyDesign,
    allocations: Sequence[Allocation],
    observations: Sequence[Observation],
    visits: Sequence[Visit] = (),
    sealed: bool = False,
    published: Iterable[PublishedSem] = (),
) -> FollowUp:
    """Hold every follow-up against its baseline.

    visits : with their dates, by which a crossover's washout is checked. sealed : arms are hidden
    until unblinding, so that no endpoint is answered before. published : standard errors that
    instruments state of their scores.

    Values of single objects (a wrinkle's own number) have no fixed partner at the next visit and
    are left out; spots of a photograph keep their name over the visits and are followed.
    """
    by_measurand: dict[Measurand, list[Observation]] = defaultdict(list)
    for item in observations:
        if not item.finding.item or _keeps_its_name(item):
            by_measurand[item.finding.measurand].append(item)
    crossover = design.kind == "crossover"
    arms = {(item.subject, item.side): item.arm for item in allocations}
    sequences = {item.subject: item.arm for item in allocations} if crossover else {}
    stated = {item.measurand: item for item in published}
    noises: list[Noise] = []
    changes: list[Change] = []
    differences: list[SideDifference] = []
    for measurand in sorted(by_measurand, key=lambda m: (m.metric, str(m.conditions))):
        noise = noise_of(measurand, by_measurand[measurand], stated.get(measurand))
        own = changes_of(design, replicate_groups(by_measurand[measurand]), noise, arms)
        noises.append(noise)
        if crossover:
            changes.extend(with_period_arms(design, own, sequences))
        else:
            changes.extend(own)
            differences.extend(side_differences(design, own, noise))
    contrasts: list[PeriodContrast] = []
    if sealed:
        results = [sealed_result(endpoint) for endpoint in design.endpoints]
    elif crossover:
        results, contrasts = _crossover(design, by_measurand, sequences, visits, stated)
    else:
        results = [_answer(design, e, changes, differences) for e in design.endpoints]
    endpoints = adjusted(results)
    exploratory = _exploratory(design, changes, differences)
    return FollowUp(
        design=design,
        noise=tuple(noises),
        changes=tuple(changes),
        differences=tuple(differences),
        endpoints=tuple(endpoints),
        exploratory_judged=sum(i.verdict in ("beyond-noise", "within-noise") for i in exploratory),
        exploratory_called=sum(i.verdict == "beyond-noise" for i in exploratory),
        exploratory_expected_false_calls=expected_false_calls(exploratory),
        colour_differences=tuple(colour_differences(observations, design.baseline)),
        period_contrasts=tuple(contrasts),
    )


def _answer(
    design: StudyDesign,
    endpoint: Endpoint,
    changes: Sequence[Change],
    differences: Sequence[SideDifference],
) -> EndpointResult:
    """What the design's kind makes of an endpoint: arms, else sides, else change alone."""
    arms = arm_difference(design, endpoint, changes)
    return arms if arms is not None else endpoint_result(endpoint, changes, differences)


def _crossover(
    design: StudyDesign,
    by_measurand: Mapping[Measurand, Sequence[Observation]],
    sequences: Mapping[str, str],
    visits: Sequence[Visit],
    stated: Mapping[Measurand, PublishedSem],
) -> tuple[list[EndpointResult], list[PeriodContrast]]:
    results: list[EndpointResult] = []
    contrasts: list[PeriodContrast] = []
    for endpoint in design.endpoints:
        mine = by_measurand.get(endpoint.measurand, ())
        noise = noise_of(endpoint.measurand, mine, stated.get(endpoint.measurand))
        result, own = crossover_result(
            design, endpoint, replicate_groups(mine), noise, sequences, visits
        )
        results.append(result)
        contrasts.extend(own)
    return results, contrasts


def _keeps_its_name(item: Observation) -> bool:
    """True for a spot, which is looked up again at every visit under its baseline's name, and for
    a layer of the skin, which keeps its own.

    New spots are counted at each photograph anew, so theirs mean nothing at another one.
    """
    if NEW_SPOT in item.finding.flags:
        return False
    try:
        return find_metric(item.finding.metric).scope in ("spot", "layer")
    except MetricError:
        return False


def is_declared(design: StudyDesign, item: Change | SideDifference) -> bool:
    """Whether a contrast answers a declared endpoint and so may be called confirmatory."""
    return any(e.visit == item.visit and answers(e, item) for e in design.endpoints)


def _exploratory(
    design: StudyDesign, changes: Sequence[Change], differences: Sequence[SideDifference]
) -> list[SideDifference] | list[Change]:
    if differences:
        return [item for item in differences if not is_declared(design, item)]
    return [item for item in changes if not is_declared(design, item)]
