"""A declared endpoint on the page: its sentence, its charts and one row for each subject."""

from collections import defaultdict
from collections.abc import Sequence

from turgor.follow.change import Change
from turgor.follow.cohort import EndpointResult, answers
from turgor.follow.estimand import estimand_lines
from turgor.follow.noise import Noise
from turgor.follow.side_difference import SideDifference
from turgor.metrics import find_metric
from turgor.record.design import StudyDesign
from turgor.report.chart import Contrast, Forest, Series, Trajectories, forest, trajectories
from turgor.report.context import EndpointBlock, Headline, SubjectRow
from turgor.report.numbers import interval, number, p_text, percent, signed
from turgor.report.words import conditions_text, metric_name, sentence, verdict, with_unit
from turgor.workflow.follow_study import StudyFollowUp


def headline(result: EndpointResult, n_confounded: int) -> Headline:
    """The endpoint's answer in a sentence that claims no more than the design allows."""
    endpoint, estimate = result.endpoint, result.estimate
    role = "primary endpoint" if endpoint.primary else "declared endpoint"
    title = f"{metric_name(endpoint.measurand)}, {endpoint.site or 'all sites'}, {endpoint.visit}"
    if estimate is None:
        return Headline(role, title, f"No answer: {result.reason}.", "")
    what = _what(result)
    tested = estimate.p_value if result.p_value is None else result.p_value
    value = with_unit(signed(estimate.mean), result.unit)
    limits = with_unit(interval(estimate.interval.low, estimate.interval.high), result.unit)
    adjusted = f", Holm-adjusted {p_text(result.p_adjusted)}" if result.p_adjusted else ""
    sentence = (
        f"{what}: mean {value} (95 % interval {limits}; n = {estimate.n}, "
        f"p {_p(tested)}{adjusted}). Beyond noise in the declared direction "
        f"({endpoint.direction}) in {result.beyond} of {result.judged} persons judged."
    )
    caveats = [] if result.controlled else ["No control: not attributable to the treatment."]
    if result.signed_rank is not None:
        caveats.append("A score: p is that of signed ranks.")
    if result.reason and not n_confounded:
        caveats.append(f"{result.reason[:1].upper()}{result.reason[1:]}.")
    if n_confounded:
        caveats.append(f"{n_confounded} left out inside a declared window.")
    return Headline(role, title, sentence, " ".join(caveats))


def _what(result: EndpointResult) -> str:
    """What the mean is of; other contrasts than that of sides say it in their own words."""
    if not result.controlled:
        return "Change from baseline, without a control"
    if "side of the same person" in result.estimand:
        return "Treated minus control side of the same person, change from baseline"
    return sentence(result.estimand).rstrip(".")


def _p(value: float) -> str:
    text = p_text(value)
    return text if text.startswith("<") else f"= {text}"


def endpoint_block(study: StudyFollowUp, result: EndpointResult) -> EndpointBlock:
    """Everything about one declared endpoint."""
    found, endpoint = study.followup, result.endpoint
    changes = [item for item in found.changes if answers(endpoint, item)]
    differences = [
        item
        for item in found.differences
        if item.visit == endpoint.visit and answers(endpoint, item)
    ]
    noise = next((n for n in found.noise if n.measurand == endpoint.measurand), None)
    confounded = sum(item.verdict == "confounded" for item in differences)
    metric = find_metric(endpoint.measurand.metric)
    rows = (
        [_difference_row(item) for item in differences]
        if differences
        else [_change_row(item) for item in changes if item.visit == endpoint.visit]
    )
    unit = metric.unit
    return EndpointBlock(
        headline=headline(result, confounded),
        definition=f"{sentence(metric.definition)} Declared direction: {endpoint.direction}. "
        f"Source of the endpoint: {endpoint.source}.",
        conditions=f"Conditions: {conditions_text(endpoint.measurand)}.",
        noise=noise_sentence(noise, unit),
        estimand="; ".join(estimand_lines(found.design, endpoint)),
        trajectories=_trajectories(found.design, changes, metric_name(endpoint.measurand), unit),
        forest=_forest(result, differences, unit) if differences else None,
        head=_head(bool(differences), unit),
        rows=tuple(rows),
    )


def _head(controlled: bool, unit: str) -> tuple[str, ...]:
    shown = f" [{unit}]" if unit != "1" else ""
    if controlled:
        return ("Subject", f"Treated{shown}", f"Control{shown}", f"Difference{shown}", "Noise ±")
    return ("Subject", f"Baseline{shown}", f"Follow-up{shown}", f"Change{shown}", "%", "Noise ±")


def _difference_row(item: SideDifference) -> SubjectRow:
    cells = (
        signed(item.treated_change),
        signed(item.control_change),
        signed(item.difference),
        number(item.threshold, 2),
    )
    return SubjectRow(item.subject, cells, verdict(item.verdict), item.reason)


def _change_row(item: Change) -> SubjectRow:
    cells = (
        number(item.baseline),
        number(item.followup),
        signed(item.change),
        percent(item.change_pct),
        number(item.threshold, 2),
    )
    return SubjectRow(f"{item.subject} {item.side}", cells, verdict(item.verdict), item.reason)


def noise_sentence(noise: Noise | None, unit: str) -> str:
    """What the verdicts rest on."""
    if noise is None or noise.sem is None:
        return f"Noise: not settled. {noise.note if noise else 'Nothing was measured.'}"
    shown = with_unit(number(noise.sem, 2), unit)
    text = f"Noise: SEM {shown}, {noise.df} degrees of freedom ({noise.kind}; {noise.note})."
    if noise.kind == "reseated":
        text += " It holds repositioning on one day; day-to-day variation is not in it."
    return text


def _trajectories(
    design: StudyDesign, changes: Sequence[Change], label: str, unit: str
) -> Trajectories:
    days = {item.label: float(item.day) for item in design.visits}
    control = {arm.id for arm in design.arms if arm.control}
    series: list[Series] = []
    by_region: dict[tuple[str, str, str, str], list[Change]] = defaultdict(list)
    for item in changes:
        by_region[item.subject, item.site, item.side, item.region].append(item)
    by_arm: dict[bool, dict[float, list[float]]] = {True: {}, False: {}}
    shaded: set[float] = set()
    for (subject, site, side, _), items in sorted(by_region.items()):
        held = items[0].arm in control
        points = [(days.get(design.baseline, 0.0), items[0].baseline)]
        points += [(days[i.visit], i.followup) for i in items if i.visit in days]
        shaded |= {days[i.visit] for i in items if i.verdict == "confounded" and i.visit in days}
        points.sort()
        style = "control" if held else "treated"
        series.append(Series(f"{subject} {site} {side}", style, tuple(points)))
        for day, value in points:
            by_arm[held].setdefault(day, []).append(value)
    for held, values in by_arm.items():
        means = tuple((day, sum(v) / len(v)) for day, v in sorted(values.items()))
        if means:
            style = "control-mean" if held else "treated-mean"
            series.append(Series("mean, control" if held else "mean, treated", style, means))
    visits = sorted((float(item.day), item.label) for item in design.visits)
    return trajectories(label, unit, series, visits, sorted(shaded))


def _forest(result: EndpointResult, differences: Sequence[SideDifference], unit: str) -> Forest:
    estimate = result.estimate
    mean = (
        (estimate.mean, estimate.interval.low, estimate.interval.high)
        if estimate is not None
        else None
    )
    return forest(
        "Difference of changes, treated minus control",
        unit,
        [Contrast(i.subject, i.difference, i.threshold, i.verdict) for i in differences],
        mean,
    )
