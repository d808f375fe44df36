"""``turgor follow``: change against baseline, and the difference of sides where allocated."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from turgor.follow.cohort import EndpointResult
    from turgor.follow.important import ImportantContrast
    from turgor.workflow.follow_study import StudyFollowUp


def follow(
    study: Annotated[Path, typer.Argument(help="The study's folder.")],
    subject: Annotated[str | None, typer.Option(help="One subject only.")] = None,
    report: Annotated[
        Path | None, typer.Option(help="Also write the study's page (HTML) here.")
    ] = None,
    all_metrics: Annotated[
        bool, typer.Option("--all", help="Print undeclared contrasts one by one as well.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """State change against baseline with a verdict; declared endpoints first."""
    from turgor.cli.output import emit_json, emit_note, exit_code, one_line_errors
    from turgor.cli.progress import progress

    written: tuple[Path, ...] = ()
    with one_line_errors():
        from turgor.workflow.documents import follow_document
        from turgor.workflow.follow_study import follow_study

        found = follow_study(study, subject)
        if report is not None:
            from turgor.report.write_study import write_study_page

            with progress("drawing the page") as move:
                written = write_study_page(study, found, report, move)
    if as_json:
        emit_json(follow_document(found))
    else:
        _show(found, all_metrics)
    for page in written:
        emit_note(f"report: {page}")
    raise typer.Exit(exit_code(bool(found.facts.refusals)))


def _show(found: "StudyFollowUp", all_metrics: bool) -> None:
    from turgor.cli.output import emit_line
    from turgor.follow.whole import is_declared

    followup = found.followup
    emit_line(f"{followup.design.title or followup.design.id}  ({followup.design.kind})")
    for result in followup.endpoints:
        _show_endpoint(found, result.endpoint.id)
    called = f"{followup.exploratory_called} of {followup.exploratory_judged}"
    emit_line(
        f"exploratory: {called} undeclared contrasts beyond noise; "
        f"{followup.exploratory_expected_false_calls:.1f} expected by chance alone"
    )
    if all_metrics:
        items = followup.differences or followup.changes
        for item in items:
            if not is_declared(followup.design, item):
                emit_line("  " + _contrast_line(item))
    if found.facts.refusals:
        emit_line(f"{len(found.facts.refusals)} captures were refused; see `turgor study status`")


def _show_endpoint(found: "StudyFollowUp", endpoint_id: str) -> None:
    from turgor.cli.output import emit_line
    from turgor.follow.estimand import estimand_lines, not_done

    followup = found.followup
    result = next(r for r in followup.endpoints if r.endpoint.id == endpoint_id)
    endpoint = result.endpoint
    rank = "primary" if endpoint.primary else "secondary"
    emit_line(
        f"endpoint {endpoint.id} ({rank}): {endpoint.measurand.metric}, "
        f"{endpoint.site or 'all sites'}, {endpoint.visit}, {endpoint.direction}"
    )
    for line in (*estimand_lines(followup.design, endpoint), result.estimand):
        if line:
            emit_line(f"  {line}")
    undone = not_done(endpoint, result.controlled)
    if undone and result.estimate is not None:
        emit_line(f"  {undone}")
    if result.estimate is None:
        emit_line(f"  no estimate: {result.reason}")
    else:
        e = result.estimate
        emit_line(
            f"  mean {e.mean:+.4g}{_unit(result.unit)} (95 % {e.interval.low:+.4g} to "
            f"{e.interval.high:+.4g}, n {e.n}, p {_p(result)}); beyond noise "
            f"{result.beyond} of {result.judged}"
        )
        if result.reason:
            emit_line(f"  {result.reason}")
    _show_importance(found, endpoint.id)
    sizes = {item.contrast: item for item in found.importance.contrasts}
    for own in followup.period_contrasts:
        if own.endpoint == endpoint.id:
            emit_line("    " + _contrast_line(own, sizes.get(own)))
    if followup.period_contrasts:
        return
    pool = (result.controlled and followup.differences) or followup.changes
    for item in pool:
        if item.measurand == endpoint.measurand and item.visit == endpoint.visit:
            emit_line("    " + _contrast_line(item, sizes.get(item)))


def _p(result: "EndpointResult") -> str:
    """The p of the test that the endpoint's metric is given."""
    told = "not known" if result.p_value is None else f"{result.p_value:.3g}"
    if result.signed_rank is None:
        return told
    return f"{told} by signed ranks, median {result.signed_rank.median:+.4g}"


def _show_importance(found: "StudyFollowUp", endpoint_id: str) -> None:
    from turgor.cli.output import emit_line

    for item in found.importance.endpoints:
        if item.endpoint.id != endpoint_id:
            continue
        why = f" ({item.reason})" if item.reason else ""
        emit_line(
            f"  difference that matters {item.difference.value:g} ({item.difference.source}): "
            f"the mean is {item.verdict.replace('-', ' ')}{why}"
        )
        for arm in item.responders:
            share = (
                f", share {arm.responders / arm.judged:.2f} (exact 95 % "
                f"{arm.interval.low:.2f} to {arm.interval.high:.2f})"
                if arm.interval is not None
                else ""
            )
            left = f"; {arm.left_out} left out" if arm.left_out else ""
            emit_line(
                f"    responders {arm.arm or 'of all'}: {arm.responders} of {arm.judged}"
                f"{share}{left}"
            )
        if item.note:
            emit_line(f"    {item.note}")


def _unit(unit: str) -> str:
    """A unit behind its number; nothing for a plain number."""
    return "" if unit == "1" else f" {unit}"


def _contrast_line(item: object, size: "ImportantContrast | None" = None) -> str:
    from turgor.follow.change import Change
    from turgor.follow.crossover import PeriodContrast
    from turgor.follow.side_difference import SideDifference

    if isinstance(item, SideDifference):
        who, value, when = f"{item.subject} {item.site}", item.difference, item.visit
    elif isinstance(item, Change):
        who, value, when = f"{item.subject} {item.site} {item.side}", item.change, item.visit
    elif isinstance(item, PeriodContrast):
        who, value, when = f"{item.subject} {item.site} {item.side}", item.difference, item.sequence
    else:
        return ""
    noise = "noise not settled" if item.threshold is None else f"noise ±{item.threshold:.3g}"
    why = f" ({item.reason})" if item.reason else ""
    told = "" if size is None else f", {size.verdict.replace('-', ' ')}"
    return (
        f"{who}  {when}  {item.measurand.metric}  {value:+.4g}{_unit(item.unit)}  {noise}  "
        f"{item.verdict.replace('-', ' ')}{told}{why}"
    )
