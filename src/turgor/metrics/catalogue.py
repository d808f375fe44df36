"""Load the catalogue: one TOML file per family under ``metrics/data``, checked as it is read."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from turgor.errors import MetricError
from turgor.metrics.definition import Condition, Metric
from turgor.units import printed_unit

_CONDITION_KINDS = ("text", "number", "flag")
_SCOPES = ("region", "wrinkle", "spectrum", "spot", "capture", "curve", "layer")
_REQUIRED = ("symbol", "name", "kind", "definition", "source", "locator")


@cache
def all_metrics() -> dict[str, Metric]:
    """Every metric by its id, in the order of the files.

    Errors: MetricError where a file breaks the schema or an id stands twice.
    """
    found: dict[str, Metric] = {}
    folder = files("turgor.metrics") / "data"
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if not entry.name.endswith(".toml"):
            continue
        for metric in read_family(entry.read_text(encoding="utf-8"), entry.name):
            if metric.id in found:
                raise MetricError(f"{entry.name}: metric '{metric.id}' is defined twice")
            found[metric.id] = metric
    return found


def find_metric(metric_id: str) -> Metric:
    """The metric with this id.

    Errors: MetricError that names the nearest ids.
    """
    metrics = all_metrics()
    if metric_id in metrics:
        return metrics[metric_id]
    from difflib import get_close_matches

    near = get_close_matches(metric_id, metrics, n=3, cutoff=0.4)
    hint = f"; did you mean {', '.join(near)}?" if near else ""
    raise MetricError(f"metric '{metric_id}' is unknown{hint} (`turgor metrics` lists all)")


def read_family(text: str, where: str) -> list[Metric]:
    """Parse one family file.

    The file holds ``family``, an optional ``device_reported``, a ``[conditions.NAME]`` table for
    each condition, and a ``[metric.ID]`` table for each metric (id without the family prefix).

    Errors: MetricError with the file and the entry.
    """
    try:
        document: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MetricError(f"{where}: {error}") from error
    family = str(document.get("family", ""))
    if not family:
        raise MetricError(f"{where}: 'family' is missing")
    conditions = {
        name: _condition(name, table, where)
        for name, table in document.get("conditions", {}).items()
    }
    reported = bool(document.get("device_reported", False))
    return [
        _metric(f"{family}.{name}", family, table, conditions, reported, where)
        for name, table in document.get("metric", {}).items()
    ]


def _condition(name: str, table: dict[str, Any], where: str) -> Condition:
    kind = str(table.get("kind", "text"))
    if kind not in _CONDITION_KINDS:
        raise MetricError(f"{where}: condition '{name}' has kind '{kind}'; allowed: text, number")
    if not table.get("meaning"):
        raise MetricError(f"{where}: condition '{name}' needs 'meaning'")
    return Condition(
        name=name,
        kind=kind,
        meaning=str(table["meaning"]),
        unit=str(table.get("unit", "")),
        allowed=tuple(str(item) for item in table.get("allowed", ())),
    )


def _metric(
    metric_id: str,
    family: str,
    table: dict[str, Any],
    conditions: dict[str, Condition],
    reported: bool,
    where: str,
) -> Metric:
    missing = [key for key in _REQUIRED if not table.get(key)]
    if missing:
        raise MetricError(f"{where}: metric '{metric_id}' lacks {', '.join(missing)}")
    scope = str(table.get("scope", "region"))
    if scope not in _SCOPES:
        raise MetricError(f"{where}: metric '{metric_id}' has scope '{scope}'; allowed: {_SCOPES}")
    names = [str(item) for item in table.get("conditions", list(conditions))]
    unknown = [name for name in names if name not in conditions]
    if unknown:
        raise MetricError(f"{where}: metric '{metric_id}' names no condition {unknown}")
    kind = str(table["kind"])
    return Metric(
        id=metric_id,
        symbol=str(table["symbol"]),
        name=str(table["name"]),
        unit=printed_unit(kind),
        kind=kind,
        family=family,
        scope=scope,
        definition=str(table["definition"]),
        source=str(table["source"]),
        locator=str(table["locator"]),
        conditions=tuple(conditions[name] for name in names),
        validated_by=tuple(str(item) for item in table.get("validated_by", ())),
        device_reported=reported,
        swings_within_day=bool(table.get("swings_within_day", False)),
        swells_after_session=bool(table.get("swells_after_session", False)),
    )
