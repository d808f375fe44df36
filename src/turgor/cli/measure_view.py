"""A measured capture as text: findings grouped by family, conditions said once."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from turgor.metrics.measurand import ConditionValue
    from turgor.record.finding import Finding
    from turgor.workflow.measured_capture import MeasuredCapture


def show(item: "MeasuredCapture", objects: bool) -> None:
    """Print one capture: what it is, its flags, and its findings under their conditions."""
    from itertools import groupby

    from turgor.cli.output import emit_line

    emit_line(f"{item.path}")
    emit_line(f"  {item.format_id}, {facts_text(item)}, sha256 {item.sha256[:12]}")
    for flag in item.flags:
        emit_line(f"  ! {flag}")
    shown = [f for f in item.findings if objects or not f.item]
    if not shown:
        emit_line("  one line for each number of each reading or object: --objects, or --json")
        emit_line()
        return
    shared = frozenset.intersection(*(frozenset(f.measurand.conditions) for f in shown))
    emit_line(f"  all: {_told(sorted(shared))}")
    for group, members in groupby(shown, key=_group):
        findings = list(members)
        alike = frozenset.intersection(*(frozenset(f.measurand.conditions) for f in findings))
        emit_line(f"  {group}: {_told(_beside(alike, shared))}".rstrip(": "))
        for finding in findings:
            emit_line(_line(finding, alike))
    emit_line()


def facts_text(item: "MeasuredCapture") -> str:
    """What a capture is, in a few words, by its kind."""
    facts: dict[str, Any] = dict(item.facts)
    if item.kind == "spectrum":
        low, high = facts["wavelength_nm"]
        aperture = f", {facts['aperture_mm']:g} mm" if facts["aperture_mm"] else ""
        count = f"{facts['spectra']} spectra" if facts["spectra"] != 1 else "1 spectrum"
        return f"{count}, {low:g} to {high:g} nm, {facts['geometry']}{aperture}"
    rows, cols = facts["points"]
    if item.kind == "photograph":
        scale = f", {facts['um_per_px']:.4g} µm a pixel" if facts["um_per_px"] else ", no scale"
        chart = "no chart"
        if facts["chart"]:
            chart = f"chart {facts['chart']}, mean ΔE2000 {facts['chart_delta_e_mean']:.2g}"
        return f"{cols} x {rows} pixels{scale}, {chart}"
    width_mm, height_mm = facts["field_mm"]
    return (
        f"{cols} x {rows} points, {width_mm:.4g} x {height_mm:.4g} mm, "
        f"{100 * facts['missing_share']:.2g} % missing"
    )


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
