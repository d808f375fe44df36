"""Whether a change matters, beside whether it is beyond noise: held against a declared difference.

A verdict on one person's change takes the change as it was measured and asks of noise whether a
difference of the declared size could be seen at all; one on a mean takes its 95 % interval.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from turgor.follow.change import Change
from turgor.follow.cohort import EndpointResult, answers
from turgor.follow.crossover import PeriodContrast
from turgor.follow.noise import Noise
from turgor.follow.side_difference import SideDifference
from turgor.follow.whole import FollowUp
from turgor.metrics.measurand import Measurand
from turgor.record.design import Endpoint
from turgor.record.important import ImportantDifference
from turgor.stats.rates import exact_interval
from turgor.stats.repeatability import Interval, detectable_change

Contrast = Change | SideDifference | PeriodContrast
VERDICTS = ("important", "not-important", "undetermined")


@dataclass(frozen=True, slots=True)
class ImportantContrast:
    """One contrast of one person held against a difference that matters.

    verdict : 'important', as large as the difference and beyond noise, in either direction;
    'not-important', smaller, where noise would have let a change of that size be seen;
    'undetermined' with its reason.
    """

    contrast: Contrast
    difference: ImportantDifference
    verdict: str
    reason: str


@dataclass(frozen=True, slots=True)
class Responders:
    """Persons of one arm who improved by the difference that matters, beyond noise.

    judged : persons whose change is neither confounded nor of unknown noise; left_out : the
    others. interval : exact 95 % of the share, None where nobody is judged.
    """

    arm: str
    responders: int
    judged: int
    left_out: int
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class EndpointImportance:
    """One endpoint's mean and persons held against a difference that matters.

    verdict : of the mean, by its whole 95 % interval. sdc : the smallest detectable change of one
    person with one capture a visit, None where noise is not settled. note : where single persons'
    changes of this size can't be told from noise, and what stands against counting responders.
    """

    endpoint: Endpoint
    difference: ImportantDifference
    verdict: str
    reason: str
    sdc: float | None
    note: str
    responders: tuple[Responders, ...]


@dataclass(frozen=True, slots=True)
class Importance:
    """Everything that can be said about size; empty where no difference is declared."""

    contrasts: tuple[ImportantContrast, ...] = ()
    endpoints: tuple[EndpointImportance, ...] = ()


def importance(
    found: FollowUp, declared: Iterable[ImportantDifference], sealed: bool = False
) -> Importance:
    """Hold every contrast and every endpoint against the differences declared for them.

    declared : where a measurand stands in it twice the study's own goes first. sealed : arms are
    hidden until unblinding, so that no responders are counted before.
    """
    known = _by_measurand(declared)
    noises = {item.measurand: item for item in found.noise}
    every: list[Contrast] = [*found.changes, *found.differences, *found.period_contrasts]
    contrasts = [
        _contrast(item, known[item.measurand]) for item in every if item.measurand in known
    ]
    # a crossover's arms follow one another in the same person, which shares of persons don't show
    persons = () if found.design.kind == "crossover" or sealed else found.changes
    endpoints = [
        _endpoint(result, known[result.endpoint.measurand], persons, noises)
        for result in found.endpoints
        if result.endpoint.measurand in known
    ]
    return Importance(tuple(contrasts), tuple(endpoints))


def _contrast(item: Contrast, difference: ImportantDifference) -> ImportantContrast:
    value = item.change if isinstance(item, Change) else item.difference
    verdict, reason = judged_size(
        value, item.threshold, item.verdict, item.reason, difference.value
    )
    return ImportantContrast(item, difference, verdict, reason)


def judged_size(
    value: float, threshold: float | None, noise_verdict: str, noise_reason: str, difference: float
) -> tuple[str, str]:
    """Verdict and reason of one person's contrast.

    threshold, noise_verdict, noise_reason : what noise says of it. difference : above 0.
    """
    if threshold is None or noise_verdict in ("undetermined", "confounded"):
        return "undetermined", noise_reason or "noise is not settled"
    reached = abs(value) >= difference
    if noise_verdict == "beyond-noise":
        return ("important", "") if reached else ("not-important", "")
    if reached or threshold > difference:
        return "undetermined", (
            f"within noise, and one person's change of {difference:g} can't be told from noise "
            f"of ±{threshold:.3g}"
        )
    return "not-important", ""


def judged_mean(interval: Interval | None, difference: float) -> tuple[str, str]:
    """Verdict and reason of a mean by its 95 % interval."""
    if interval is None:
        return "undetermined", "there is no estimate"
    if interval.low >= difference or interval.high <= -difference:
        return "important", ""
    if -difference < interval.low and interval.high < difference:
        return "not-important", ""
    return "undetermined", (
        f"the interval {interval.low:+.3g} to {interval.high:+.3g} holds means that reach "
        f"{difference:g} and means that don't"
    )


def _by_measurand(
    declared: Iterable[ImportantDifference],
) -> dict[Measurand, ImportantDifference]:
    known: dict[Measurand, ImportantDifference] = {}
    for item in declared:
        there = known.get(item.measurand)
        if there is None or (there.declared_by, item.declared_by) == ("instrument", "study"):
            known[item.measurand] = item
    return known


def _endpoint(
    result: EndpointResult,
    difference: ImportantDifference,
    changes: Sequence[Change],
    noises: Mapping[Measurand, Noise],
) -> EndpointImportance:
    endpoint = result.endpoint
    interval = None if result.estimate is None else result.estimate.interval
    verdict, reason = judged_mean(interval, difference.value)
    noise = noises.get(endpoint.measurand)
    sdc = None
    if noise is not None and noise.settles and noise.sem is not None:
        sdc = detectable_change(noise.sem, noise.df_effective, 1, 1, noise.carrying_share)
    own = [i for i in changes if i.visit == endpoint.visit and answers(endpoint, i)]
    doubled = _several_places(own)
    notes: list[str] = []
    if sdc is not None and sdc > difference.value:
        notes.append(
            f"single persons' changes of {difference.value:g} can't be told from noise: with one "
            f"capture a visit the smallest detectable change is {sdc:.3g}"
        )
    if doubled:
        notes.append(
            f"no responders are counted: {doubled} has several places in one arm, which are no "
            "independent persons; name one site and region in the endpoint"
        )
    return EndpointImportance(
        endpoint=endpoint,
        difference=difference,
        verdict=verdict,
        reason=reason,
        sdc=sdc,
        note="; ".join(notes),
        responders=() if doubled else _responders(endpoint, own, difference.value),
    )


def _several_places(changes: Sequence[Change]) -> str:
    """A subject who has more than one change in an arm, empty where there is none."""
    seen: set[tuple[str, str]] = set()
    for item in changes:
        if (item.subject, item.arm) in seen:
            return item.subject
        seen.add((item.subject, item.arm))
    return ""


def _responders(
    endpoint: Endpoint, changes: Sequence[Change], difference: float
) -> tuple[Responders, ...]:
    sign = -1.0 if endpoint.direction == "decrease" else 1.0
    arms: dict[str, list[Change]] = defaultdict(list)
    for item in changes:
        arms[item.arm].append(item)
    found: list[Responders] = []
    for arm, own in sorted(arms.items()):
        judged = [item for item in own if item.verdict in ("beyond-noise", "within-noise")]
        reached = sum(
            item.verdict == "beyond-noise" and sign * item.change >= difference for item in judged
        )
        interval = exact_interval(reached, len(judged)) if judged else None
        found.append(Responders(arm, reached, len(judged), len(own) - len(judged), interval))
    return tuple(found)
