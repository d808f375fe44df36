"""``turgor metrics``: what a metric is, its conditions, its source and how it was validated."""

from typing import Annotated

import typer

from turgor.cli.output import MISUSE, emit_json, emit_line, emit_note


def metrics(
    metric_id: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="A metric, or the start of a family.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """List the metrics that Turgor can state, or explain one."""
    from turgor.errors import MetricError
    from turgor.metrics import all_metrics, find_metric

    known = all_metrics()
    if metric_id is None or any(m.family == metric_id for m in known.values()):
        chosen = [m for m in known.values() if metric_id in (None, m.family)]
    else:
        try:
            chosen = [find_metric(metric_id)]
        except MetricError as error:
            emit_note(f"turgor: {error}")
            raise typer.Exit(MISUSE) from error
    if as_json:
        emit_json({"schema": "turgor.metrics/1", "metrics": [_document(m.id) for m in chosen]})
    elif len(chosen) == 1:
        _explain(chosen[0].id)
    else:
        _list([m.id for m in chosen])


def _document(metric_id: str) -> dict[str, object]:
    from turgor.evidence import find_source
    from turgor.metrics import find_metric

    metric = find_metric(metric_id)
    return {
        "id": metric.id,
        "symbol": metric.symbol,
        "name": metric.name,
        "unit": metric.unit,
        "family": metric.family,
        "scope": metric.scope,
        "swings_within_day": metric.swings_within_day,
        "swells_after_session": metric.swells_after_session,
        "device_reported": metric.device_reported,
        "definition": metric.definition,
        "source": metric.source,
        "citation": find_source(metric.source).citation(),
        "locator": metric.locator,
        "conditions": [
            {
                "name": c.name,
                "kind": c.kind,
                "unit": c.unit,
                "meaning": c.meaning,
                "allowed": list(c.allowed),
            }
            for c in metric.conditions
        ],
        "validated_by": list(metric.validated_by),
    }


def _list(ids: list[str]) -> None:
    from turgor.metrics import find_metric

    width = max(len(metric_id) for metric_id in ids)
    for metric_id in ids:
        metric = find_metric(metric_id)
        emit_line(f"{metric.id:<{width}}  {metric.symbol:<8} {metric.unit:<9} {metric.name}")


def _explain(metric_id: str) -> None:
    from turgor.evidence import find_source
    from turgor.metrics import find_metric

    metric = find_metric(metric_id)
    emit_line(f"{metric.id}  ({metric.symbol}, {metric.unit})  {metric.name}")
    emit_line(f"  definition   {metric.definition}")
    emit_line(f"  one value    for each {metric.scope}")
    if metric.swings_within_day:
        emit_line("  compared     at like hours only: it swings within a day")
    if metric.swells_after_session:
        emit_line("  compared     not while a session's oedema lasts")
    emit_line(f"  source       {find_source(metric.source).citation()}  {metric.locator}")
    emit_line("  conditions   (two values are compared only where all of these match)")
    for condition in metric.conditions:
        allowed = f"  one of: {', '.join(condition.allowed)}" if condition.allowed else ""
        unit = f" [{condition.unit}]" if condition.unit else ""
        emit_line(f"    {condition.name}{unit}: {condition.meaning}{allowed}")
    if metric.device_reported:
        emit_line("  validated    not by Turgor: a closed instrument reports this number")
    else:
        emit_line(f"  validated by {', '.join(metric.validated_by) or 'nothing outside yet'}")
