"""A crossover's endpoint: periods of the same person held against one another."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from turgor.errors import MeasureError
from turgor.follow.change import Change, quality_reasons, settle, window_reasons
from turgor.follow.cohort import EndpointResult
from turgor.follow.device import device_reasons
from turgor.follow.noise import Noise, Target
from turgor.follow.oedema import windows_for
from turgor.metrics.measurand import Measurand
from turgor.record.crossover import arm_in_period
from turgor.record.design import Endpoint, StudyDesign
from turgor.record.observation import Observation
from turgor.record.visit import Visit
from turgor.stats.crossover import PeriodValue, crossover_estimates
from turgor.stats.groups import MeanEstimate
from turgor.stats.rates import exact_interval

ESTIMAND = (
    "difference between periods of the same person, treated minus control, adjusted for periods "
    "(least squares, persons and periods fixed)"
)
CARRY_OVER = "carry-over is taken as none: these data can't settle it"

Groups = Mapping[Target, Sequence[Observation]]


@dataclass(frozen=True, slots=True)
class PeriodContrast:
    """(treated periods) minus (control periods) of one person and side; not adjusted for periods.

    response : 'change' within each period, or 'value' at each period's last visit. Verdict and
    reason as for Change.
    """

    endpoint: str
    subject: str
    site: str
    side: str
    region: str
    sequence: str
    arm: str
    control_arm: str
    measurand: Measurand
    unit: str
    response: str
    treated: float
    control: float
    difference: float
    threshold: float | None
    verdict: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Response:
    """What one place gave in one period, with everything that its verdict needs."""

    period: str
    arm: str
    value: float
    terms: tuple[int, ...]
    confounded: tuple[str, ...]
    poor: tuple[str, ...]
    unit: str


_Place = tuple[str, str, str, str]


def with_period_arms(
    design: StudyDesign, changes: Sequence[Change], sequences: Mapping[str, str]
) -> list[Change]:
    """The changes with the arm of the period that their visit lies in, empty between periods."""
    arms = arm_in_period(design.sequences, design.periods)
    of_visit = _period_of_visit(design)
    return [
        replace(
            item,
            arm=arms.get((sequences.get(item.subject, ""), of_visit.get(item.visit, "")), ""),
        )
        for item in changes
    ]


def crossover_result(
    design: StudyDesign,
    endpoint: Endpoint,
    groups: Groups,
    noise: Noise,
    sequences: Mapping[str, str],
    visits: Sequence[Visit] = (),
) -> tuple[EndpointResult, list[PeriodContrast]]:
    """The cohort's answer to one endpoint, and each person's own contrast.

    groups : observations of the endpoint's measurand. sequences : subject -> sequence id. visits :
    with their dates, by which the washout is checked.
    """
    gaps = _washouts(design, visits)
    responses = _responses(design, endpoint, groups, noise, sequences, gaps)
    regions = sorted({place[3] for place in responses})
    if len(regions) > 1:
        named = ", ".join(regions)
        return _nothing(
            endpoint, f"several regions were measured ({named}); name one as the endpoint's region"
        ), []
    control = next(arm.id for arm in design.arms if arm.control)
    contrasts = [
        contrast
        for place, own in sorted(responses.items())
        if (contrast := _contrast(endpoint, place, own, noise, control, sequences)) is not None
    ]
    values, left_out = _values(responses)
    reasons = [CARRY_OVER + _washout_words(design, gaps, sequences)]
    if left_out:
        reasons.append(f"{left_out} periods left out as confounded")
    estimate: MeanEstimate | None = None
    try:
        estimate = crossover_estimates(values, control)[0].estimate
    except MeasureError as error:
        reasons.insert(0, str(error) if values else _why_nothing(endpoint, groups, sequences))
    judged = [c for c in contrasts if c.verdict in ("beyond-noise", "within-noise")]
    sign = -1.0 if endpoint.direction == "decrease" else 1.0
    beyond = sum(c.verdict == "beyond-noise" and sign * c.difference > 0.0 for c in judged)
    result = EndpointResult(
        endpoint=endpoint,
        estimand=ESTIMAND,
        controlled=True,
        unit=contrasts[0].unit if contrasts else "",
        estimate=estimate,
        p_adjusted=None,
        beyond=beyond,
        judged=len(judged),
        beyond_interval=exact_interval(beyond, len(judged)) if judged else None,
        reason="; ".join(reasons),
    )
    return result, contrasts


def _nothing(endpoint: Endpoint, reason: str) -> EndpointResult:
    return EndpointResult(endpoint, ESTIMAND, True, "", None, None, 0, 0, None, reason)


def _responses(
    design: StudyDesign,
    endpoint: Endpoint,
    groups: Groups,
    noise: Noise,
    sequences: Mapping[str, str],
    gaps: Mapping[tuple[str, str], int],
) -> dict[_Place, list[_Response]]:
    arms = arm_in_period(design.sequences, design.periods)
    windows = windows_for(noise.measurand, design.windows)
    found: dict[_Place, list[_Response]] = defaultdict(list)
    for target, after in groups.items():
        if target.item or endpoint.site not in ("", target.site):
            continue
        if endpoint.region not in ("", target.region) or target.subject not in sequences:
            continue
        for period in design.periods:
            if target.visit != period.last_visit:
                continue
            changed = endpoint.response == "change"
            before = groups.get(target.at(period.baseline)) if changed else ()
            if before is None:
                continue
            gap = gaps.get((target.subject, period.id))
            short = gap is not None and gap < design.washout_days
            confounded = [
                *window_reasons(after, windows),
                *(f"baseline, {text}" for text in window_reasons(before, windows)),
                *(device_reasons(noise.measurand, before, after) if before else ()),
                *([f"washout of {gap} days, {design.washout_days} declared"] if short else ()),
            ]
            found[target.subject, target.site, target.side, target.region].append(
                _Response(
                    period=period.id,
                    arm=arms[sequences[target.subject], period.id],
                    value=_mean(after) - (_mean(before) if before else 0.0),
                    terms=(len(after), *((len(before),) if before else ())),
                    confounded=tuple(confounded),
                    poor=tuple(quality_reasons((*after, *before))),
                    unit=after[0].finding.unit,
                )
            )
    return found


def _contrast(
    endpoint: Endpoint,
    place: _Place,
    own: Sequence[_Response],
    noise: Noise,
    control: str,
    sequences: Mapping[str, str],
) -> PeriodContrast | None:
    held = [item for item in own if item.arm == control]
    treated = [item for item in own if item.arm != control]
    if not held or not treated:
        return None
    means = [sum(item.value for item in group) / len(group) for group in (treated, held)]
    # Each mean over k periods of n captures adds 1/(k² n) to the variance: n k² captures in one.
    terms = [n * len(group) ** 2 for group in (treated, held) for item in group for n in item.terms]
    confounded = list(dict.fromkeys(text for item in own for text in item.confounded))
    poor = list(dict.fromkeys(text for item in own for text in item.poor))
    difference = means[0] - means[1]
    threshold, verdict, reason = settle(difference, noise, terms, confounded, poor)
    subject, site, side, region = place
    return PeriodContrast(
        endpoint=endpoint.id,
        subject=subject,
        site=site,
        side=side,
        region=region,
        sequence=sequences[subject],
        arm=treated[0].arm,
        control_arm=control,
        measurand=endpoint.measurand,
        unit=own[0].unit,
        response=endpoint.response,
        treated=means[0],
        control=means[1],
        difference=difference,
        threshold=threshold,
        verdict=verdict,
        reason=reason,
    )


def _values(responses: Mapping[_Place, Sequence[_Response]]) -> tuple[list[PeriodValue], int]:
    """One value of each person and period: the mean of the sides that have all their periods."""
    by_subject: dict[str, list[dict[str, _Response]]] = defaultdict(list)
    left_out = 0
    for place, own in sorted(responses.items()):
        clean = {item.period: item for item in own if not item.confounded}
        left_out += len(own) - len(clean)
        if len(clean) > 1:
            by_subject[place[0]].append(clean)
    values: list[PeriodValue] = []
    for subject, sides in by_subject.items():
        most = max(len(side) for side in sides)
        whole = [side for side in sides if len(side) == most and set(side) == set(sides[0])]
        for period in sorted(whole[0]) if whole else ():
            mean = sum(side[period].value for side in whole) / len(whole)
            values.append(PeriodValue(subject, period, whole[0][period].arm, mean))
    return values, left_out


def _washouts(design: StudyDesign, visits: Sequence[Visit]) -> dict[tuple[str, str], int]:
    """(subject, period) -> days since the last visit of the period before, where dates tell."""
    dates: dict[tuple[str, str], dt.date] = {
        (item.subject, item.label): item.date for item in visits if item.date is not None
    }
    found: dict[tuple[str, str], int] = {}
    for subject in {item.subject for item in visits}:
        for before, after in pairwise(design.periods):
            left = dates.get((subject, before.last_visit))
            entered = dates.get((subject, after.first_visit))
            if left is not None and entered is not None:
                found[subject, after.id] = (entered - left).days
    return found


def _washout_words(
    design: StudyDesign, gaps: Mapping[tuple[str, str], int], sequences: Mapping[str, str]
) -> str:
    if not design.washout_days:
        return " (no washout is declared)"
    known = [days for (subject, _), days in gaps.items() if subject in sequences]
    shortest = f", shortest on record {min(known)}" if known else ""
    unknown = len(sequences) * (len(design.periods) - 1) - len(known)
    unseen = f", {unknown} not known for want of dates" if unknown else ""
    return f" (washout of {design.washout_days} days declared{shortest}{unseen})"


def _why_nothing(endpoint: Endpoint, groups: Groups, sequences: Mapping[str, str]) -> str:
    if not groups:
        return f"nothing was measured as '{endpoint.measurand.metric}' with these conditions"
    if not sequences:
        return "no subject is allocated to a sequence"
    return "no person has values of two periods at the endpoint's site"


def _period_of_visit(design: StudyDesign) -> dict[str, str]:
    days = {visit.label: visit.day for visit in design.visits}
    return {
        visit.label: period.id
        for period in design.periods
        for visit in design.visits
        if days[period.first_visit] <= visit.day <= days[period.last_visit]
    }


def _mean(group: Sequence[Observation]) -> float:
    values = [item.finding.value for item in group if item.finding.value is not None]
    return sum(values) / len(values)
