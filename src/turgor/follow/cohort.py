"""What the group says about a declared endpoint, and what undeclared looks may be worth."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from turgor.errors import MetricError
from turgor.follow.change import Change
from turgor.follow.side_difference import SideDifference
from turgor.metrics import find_metric
from turgor.metrics.measurand import difference_reason
from turgor.record.design import Endpoint
from turgor.stats.groups import MeanEstimate, holm, mean_of_differences
from turgor.stats.rates import exact_interval
from turgor.stats.repeatability import Interval
from turgor.stats.signed_rank import SignedRank, signed_rank

ALPHA = 0.05


@dataclass(frozen=True, slots=True)
class EndpointResult:
    """One declared endpoint over the cohort.

    estimand : what the mean is of, in words. ``estimate`` is None where fewer than two subjects
    have the visit outside a confounding window, and ``reason`` says so. ``beyond`` counts subjects
    whose own contrast is beyond noise in the declared direction of improvement. ``signed_rank``
    tests a score, which is ordinal; its p goes in place of Student's, whose interval stays.
    """

    endpoint: Endpoint
    estimand: str
    controlled: bool
    unit: str
    estimate: MeanEstimate | None
    p_adjusted: float | None
    beyond: int
    judged: int
    beyond_interval: Interval | None
    reason: str
    signed_rank: SignedRank | None = None

    @property
    def p_value(self) -> float | None:
        """Two-sided p of the test that this kind of metric is given; None without an estimate."""
        if self.signed_rank is not None:
            return self.signed_rank.p_value
        return None if self.estimate is None else self.estimate.p_value


def endpoint_result(
    endpoint: Endpoint, changes: Sequence[Change], differences: Sequence[SideDifference]
) -> EndpointResult:
    """The cohort's answer to one endpoint: side differences where sides are allocated, else change.

    ``changes`` and ``differences`` may hold other measurands, sites and visits; only matching ones
    count, and confounded ones are left out.
    """
    sides = [i for i in differences if i.visit == endpoint.visit and answers(endpoint, i)]
    own = [i for i in changes if i.visit == endpoint.visit and answers(endpoint, i)]
    doubled = _several_regions(own)
    if doubled:
        result = _summarise(endpoint, "", False, [])
        return replace(
            result,
            reason=f"several regions of one site were measured ({', '.join(doubled)}), which are "
            "no independent persons; name one as the endpoint's region",
        )
    if sides:
        rows = [(item.difference, item.verdict, item.unit) for item in sides]
        estimand = "difference of changes, treated minus control side of the same person"
    else:
        rows = [(item.change, item.verdict, item.unit) for item in own]
        estimand = "change from baseline, no control: not attributable to treatment"
    result = _summarise(endpoint, estimand, bool(sides), rows)
    if rows:
        return result
    return replace(result, reason=_why_nothing(endpoint, changes))


def sealed_result(endpoint: Endpoint) -> EndpointResult:
    """What is said of an endpoint while arms are sealed: nothing, and why."""
    reason = "arms are sealed until unblinding"
    return EndpointResult(endpoint, "", False, "", None, None, 0, 0, None, reason)


def answers(endpoint: Endpoint, item: Change | SideDifference) -> bool:
    """Whether a contrast is of an endpoint's measurand, site and region; spots never are."""
    return (
        item.measurand == endpoint.measurand
        and endpoint.site in ("", item.site)
        and endpoint.region in ("", item.region)
        and not (isinstance(item, Change) and item.item)
    )


def _several_regions(changes: Sequence[Change]) -> list[str]:
    """The regions, where one subject's site and side has more than one."""
    regions: dict[tuple[str, str, str], set[str]] = {}
    for item in changes:
        regions.setdefault((item.subject, item.site, item.side), set()).add(item.region)
    return sorted({name for names in regions.values() if len(names) > 1 for name in names})


def _why_nothing(endpoint: Endpoint, changes: Sequence[Change]) -> str:
    """Why no contrast answers an endpoint: other conditions, another visit or site, or no data."""
    same_metric = [c for c in changes if c.measurand.metric == endpoint.measurand.metric]
    if not same_metric:
        return f"nothing was measured as '{endpoint.measurand.metric}' at baseline and follow-up"
    if not any(c.measurand == endpoint.measurand for c in same_metric):
        nearest = min(
            {c.measurand for c in same_metric},
            key=lambda m: len(set(m.conditions) ^ set(endpoint.measurand.conditions)),
        )
        told = difference_reason(endpoint.measurand, nearest)
        return f"declared and measured differ, so they are not compared: {told}"
    region = f" and region '{endpoint.region}'" if endpoint.region else ""
    return (
        f"no follow-up at '{endpoint.visit}' and site '{endpoint.site or 'any'}'{region} was "
        "measured"
    )


def _summarise(
    endpoint: Endpoint, estimand: str, controlled: bool, rows: Sequence[tuple[float, str, str]]
) -> EndpointResult:
    clean = [row for row in rows if row[1] != "confounded"]
    judged = [row for row in clean if row[1] != "undetermined"]
    sign = -1.0 if endpoint.direction == "decrease" else 1.0
    beyond = sum(row[1] == "beyond-noise" and sign * row[0] > 0.0 for row in judged)
    values = [row[0] for row in clean]
    estimate = mean_of_differences(values) if len(clean) > 1 else None
    ordinal = len(clean) > 1 and _is_score(endpoint)
    left_out = len(rows) - len(clean)
    reasons = []
    if left_out:
        reasons.append(f"{left_out} left out inside a declared window")
    if estimate is None:
        reasons.append(f"{len(clean)} subjects with a clean visit; two are needed")
    return EndpointResult(
        endpoint=endpoint,
        estimand=estimand,
        controlled=controlled,
        unit=rows[0][2] if rows else "",
        estimate=estimate,
        p_adjusted=None,
        beyond=beyond,
        judged=len(judged),
        beyond_interval=exact_interval(beyond, len(judged)) if judged else None,
        reason="; ".join(reasons),
        signed_rank=signed_rank(values) if ordinal else None,
    )


def _is_score(endpoint: Endpoint) -> bool:
    """True for a score, whose steps need not be of one size; which test it gets hangs on the
    metric and never on the data.
    """
    try:
        metric = find_metric(endpoint.measurand.metric)
    except MetricError:
        return False
    return metric.kind == "score" and metric.family == "scale"


def adjusted(results: Sequence[EndpointResult]) -> list[EndpointResult]:
    """The same results with Holm's adjustment over the primary endpoints that have an estimate."""
    primary = [
        index
        for index, item in enumerate(results)
        if item.endpoint.primary and item.estimate is not None
    ]
    p_values = [_p(results[index]) for index in primary]
    found = list(results)
    for index, p_value in zip(primary, holm(p_values), strict=True):
        found[index] = replace(results[index], p_adjusted=p_value)
    return found


def _p(result: EndpointResult) -> float:
    return 1.0 if result.p_value is None else result.p_value


def expected_false_calls(items: Sequence[Change] | Sequence[SideDifference]) -> float:
    """How many 'beyond noise' chance alone gives if nothing changed: 5 % of those judged."""
    judged = [item for item in items if item.verdict in ("beyond-noise", "within-noise")]
    return ALPHA * len(judged)
