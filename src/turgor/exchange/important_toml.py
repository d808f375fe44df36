"""[[important]] of study.toml: the smallest difference of a measurand that matters, with source."""

from collections.abc import Callable, Mapping, Sequence

from turgor.errors import MetricError, StudyError
from turgor.exchange.toml_table import TomlTable
from turgor.metrics.measurand import ConditionValue, Measurand
from turgor.record.design import Endpoint
from turgor.record.important import ImportantDifference

#: (metric id, conditions that an endpoint states) -> all its conditions, the stated ones kept
DefaultConditions = Callable[[str, Mapping[str, ConditionValue]], Mapping[str, ConditionValue]]


def important_of(
    root: TomlTable, where: str, endpoints: Sequence[Endpoint], defaults: DefaultConditions
) -> tuple[ImportantDifference, ...]:
    """Every declared difference, by an endpoint's id or by a metric and its conditions.

    Errors: StudyError for an unknown endpoint or metric, a value that is not above 0, a source
    that is missing, and a measurand that is named twice.
    """
    here = f"{where} [[important]]"
    found = tuple(
        _important(table, here, endpoints, defaults) for table in root.tables("important")
    )
    seen: set[Measurand] = set()
    for item in found:
        if item.measurand in seen:
            raise StudyError(
                f"{here}: '{item.measurand.metric}' with the same conditions stands twice"
            )
        seen.add(item.measurand)
    return found


def stated_conditions(table: Mapping[str, object], entry: TomlTable) -> dict[str, ConditionValue]:
    """Conditions as a table states them.

    Errors: StudyError for a value that is no text, number or flag.
    """
    found: dict[str, ConditionValue] = {}
    for name, value in table.items():
        if not isinstance(value, str | int | float | bool):
            raise entry.refuse(f"condition '{name}' is {value!r}; give a text, number or flag")
        number = isinstance(value, int) and not isinstance(value, bool)
        found[name] = float(value) if number else value
    return found


def _important(
    table: Mapping[str, object],
    where: str,
    endpoints: Sequence[Endpoint],
    defaults: DefaultConditions,
) -> ImportantDifference:
    entry = TomlTable(table, where, ("endpoint", "metric", "conditions", "value", "source"))
    value, source = entry.number("value"), entry.text("source")
    if value <= 0.0:
        raise entry.refuse(f"'value' is {value:g}; a difference that matters is above 0")
    name, metric = entry.text("endpoint", ""), entry.text("metric", "")
    if bool(name) == bool(metric):
        raise entry.refuse("name either an 'endpoint' or a 'metric' with its conditions")
    if name:
        named = {item.id: item.measurand for item in endpoints}
        if name not in named:
            raise entry.refuse(f"no endpoint '{name}'; there are {', '.join(named) or 'none'}")
        return ImportantDifference(named[name], value, source)
    try:
        conditions = defaults(metric, stated_conditions(entry.table("conditions"), entry))
        return ImportantDifference(Measurand.of(metric, conditions), value, source)
    except MetricError as error:
        raise entry.refuse(str(error)) from error
