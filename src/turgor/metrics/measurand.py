"""A measurand: one metric under stated conditions, the same whether measured or predicted."""

from collections.abc import Mapping
from dataclasses import dataclass

from turgor.errors import ComparisonError, MetricError
from turgor.metrics.catalogue import find_metric

ConditionValue = str | float | bool


@dataclass(frozen=True, slots=True)
class Measurand:
    """A metric id plus its conditions, hashable, with the conditions in sorted order."""

    metric: str
    conditions: tuple[tuple[str, ConditionValue], ...]

    @classmethod
    def of(cls, metric: str, conditions: Mapping[str, ConditionValue]) -> "Measurand":
        """Build a measurand and hold it against the metric's own schema.

        Errors: MetricError where the metric is unknown, a condition is missing, unknown or of
        the wrong kind.
        """
        schema = {condition.name: condition for condition in find_metric(metric).conditions}
        missing = sorted(set(schema) - set(conditions))
        unknown = sorted(set(conditions) - set(schema))
        if missing or unknown:
            raise MetricError(
                f"conditions of '{metric}' don't fit: missing {missing}, unknown {unknown}"
            )
        for name, value in conditions.items():
            _check(metric, schema[name].kind, schema[name].allowed, name, value)
        return cls(metric, tuple(sorted(conditions.items())))

    def as_mapping(self) -> dict[str, ConditionValue]:
        """The conditions as a plain dictionary."""
        return dict(self.conditions)


def _check(
    metric: str, kind: str, allowed: tuple[str, ...], name: str, value: ConditionValue
) -> None:
    fits = {
        "text": isinstance(value, str),
        "number": isinstance(value, int | float) and not isinstance(value, bool),
        "flag": isinstance(value, bool),
    }[kind]
    if not fits or (allowed and value not in allowed):
        wanted = f"one of {', '.join(allowed)}" if allowed else f"a {kind}"
        raise MetricError(f"condition '{name}' of '{metric}' is {value!r}; allowed: {wanted}")


def difference_reason(first: Measurand, second: Measurand) -> str | None:
    """Why two values can't be compared, or None where both belong to one measurand."""
    if first.metric != second.metric:
        return f"metrics differ: '{first.metric}' and '{second.metric}'"
    a, b = first.as_mapping(), second.as_mapping()
    differing = sorted(name for name in a.keys() | b.keys() if a.get(name) != b.get(name))
    if not differing:
        return None
    told = ", ".join(f"{name} {a.get(name)!r} against {b.get(name)!r}" for name in differing)
    return f"conditions of '{first.metric}' differ: {told}"


def require_same(first: Measurand, second: Measurand) -> None:
    """Raise ComparisonError, with the reason, unless both are one measurand."""
    reason = difference_reason(first, second)
    if reason:
        raise ComparisonError(reason)
