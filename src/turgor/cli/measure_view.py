"""A measured capture as text: findings grouped by family, conditions said once."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from turgor.metrics.measurand import ConditionValue
    from turgor.record.finding import Finding
    from turgor.workflow.measure_files import MeasuredCapture


def show(item: "MeasuredCapture", objects: bool) -> None:
    """Print one capture: what it is, its flags, and its findings under their conditions."""
    from itertools import groupby

    from turgor.cli.output import emit_line

    rows, cols = item.shape
    width_mm, height_mm = item.field_mm
    emit_line(f"{item.path}")
    emit_line(
        f"  {item.format_id}, {cols} x {rows} points, "
        f"{width_mm:.4g} x {height_mm:.4g} mm, "
        f"{100 * item.missing_share:.2g} % missing, sha256 {item.sha256[:12]}"
    )
    for flag in item.flags:
        emit_line(f"  ! {flag}")
    shown = [f for f in item.findings if objects or not f.item]
    shared = frozenset.intersection(*(frozenset(f.measurand.conditions) for f in shown))
    emit_line(f"  all: {_told(sorted(shared))}")
    for group, members in groupby(shown, key=_group):
        findings = list(members)
        alike = frozenset.intersection(*(frozenset(f.measurand.conditions) for f in findings))
        emit_line(f"  {group}: {_told(_beside(alike, shared))}".rstrip(": "))
        for finding in findings:
            emit_line(_line(finding, alike))
    emit_line()


def _beside(
    conditions: "Iterable[tuple[str, ConditionValue]]",
    said: "frozenset[tuple[str, ConditionValue]]",
) -> "list[tuple[str, ConditionValue]]":
    """The conditions that were not said yet, nor by the heading itself."""
    return sorted(c for c in conditions if c not in said and c[0] not in _IN_HEADING)


def _told(conditions: "Iterable[tuple[str, ConditionValue]]") -> str:
    return ", ".join(
        f"{name} {value:g}" if isinstance(value, float) else f"{name} {value}"
        for name, value in conditions
    )


def _group(finding: "Finding") -> str:
    """The heading under which a finding stands: its family and the part of the skin it means."""
    conditions = finding.measurand.as_mapping()
    family = finding.metric.partition(".")[0]
    part = conditions.get("object_class", conditions.get("part", ""))
    return f"{family}, {part}" + (f" {finding.item}" if finding.item else "")


_IN_HEADING = ("part", "object_class")


def _line(finding: "Finding", shared: "frozenset[tuple[str, ConditionValue]]") -> str:
    from turgor.metrics import find_metric

    metric = find_metric(finding.metric)
    value = "not identified" if finding.value is None else f"{finding.value:.5g}"
    unit = "" if finding.value is None or finding.unit == "1" else f" {finding.unit}"
    doubt = ""
    if finding.u is not None:
        doubt = f"u {finding.u:.2g} ({finding.u_kind})"
    elif finding.value is None:
        doubt = f"{finding.u_reason}"
    own = _beside(finding.measurand.conditions, shared)
    text = f"    {metric.symbol:<9} {value + unit:<18} {metric.id:<26} {doubt:<20} {_told(own)}"
    return text.rstrip()
