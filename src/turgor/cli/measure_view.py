"""A measured capture as text: findings grouped by family, conditions said once."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from turgor.metrics.measurand import ConditionValue
    from turgor.record.finding import Finding
    from turgor.workflow.measured_capture import MeasuredCapture


def show(item: "MeasuredCapture", objects: bool) -> None:
    """Print one capture: what it is, its flags, and its findings under their conditions."""
    from turgor.cli.output import emit_line

    emit_line(f"{item.path}")
    emit_line(f"  {item.format_id}, {facts_text(item)}, sha256 {item.sha256[:12]}")
    for line in _warnings(item):
        emit_line(f"  ! {line}")
    maps: Any = item.facts.get("maps", ())
    for path in maps:
        emit_line(f"  map {path}")
    shown = _shown(item, objects)
    if shown:
        shared = frozenset.intersection(*(frozenset(f.measurand.conditions) for f in shown))
        if shared:
            emit_line(f"  all: {_told(sorted(shared))}")
        for heading, findings in _groups(item.kind, shown):
            alike = frozenset.intersection(*(frozenset(f.measurand.conditions) for f in findings))
            told = _told(_beside(alike, shared))
            emit_line(f"  {heading}: {told}" if told else f"  {heading}")
            for finding in findings:
                emit_line(_line(finding, alike, item))
    hidden = {f.item for f in item.findings if f.item and f not in shown}
    if hidden and item.kind in _OBJECTS:
        one, many = _OBJECTS[item.kind]
        emit_line(f"  {len(hidden)} {one if len(hidden) == 1 else many}: --objects, or --json")
    emit_line()


def _shown(item: "MeasuredCapture", objects: bool) -> "list[Finding]":
    """Findings of the whole, and those of its objects where they are all that one record has."""
    whole = [finding for finding in item.findings if not finding.item]
    if objects or (not whole and item.facts.get("records") == 1):
        return list(item.findings)
    return whole


def _odd(item: "MeasuredCapture", finding: "Finding") -> str:
    """What is odd in one value of a reading and not in its whole capture."""
    if "records" not in item.facts:
        return ""
    own = [f for f in finding.flags if f not in item.flags and f != "not-identified"]
    return f"! {', '.join(own)}" if own else ""


#: what the findings of single objects are of, by kind of capture
_OBJECTS = {
    "photograph": ("spot with numbers of its own", "spots with numbers of their own"),
    "suction": ("curve or series with numbers of its own", "curves with numbers of their own"),
    "oct": ("layer with numbers of its own", "layers with numbers of their own"),
    "barrier": ("reading with numbers of its own", "readings with numbers of their own"),
    "wave": ("wave with numbers of its own", "waves with numbers of their own"),
    "spectrum": ("reading with numbers of its own", "readings with numbers of their own"),
}


def _warnings(item: "MeasuredCapture") -> list[str]:
    """Flags, and for each poor aspect of a photograph its number, limit and what to do."""
    quality: Any = item.facts.get("quality", ())
    poor = [aspect for aspect in quality if aspect["verdict"] == "poor"]
    in_words = {f"quality-poor-{aspect['name']}" for aspect in poor}
    told = [flag for flag in item.flags if flag not in in_words]
    for aspect in poor:
        unit = "" if aspect["unit"] == "1" else f" {aspect['unit']}"
        told.append(
            f"poor {aspect['name']}: {_number(aspect['value'])}{unit}, "
            f"limit {_number(aspect['threshold'])}{unit}; {aspect['advice']}"
        )
    return told


def _number(value: float | None) -> str:
    return "not known" if value is None else f"{value:.3g}"


def _groups(kind: str, findings: "list[Finding]") -> "list[tuple[str, list[Finding]]]":
    """Findings under headings, in the order of their first member.

    Height maps: by family and part of the skin. Else also by which conditions a metric has, so
    that those stand in a heading once and not behind every number.
    """
    found: dict[tuple[str, tuple[str, ...]], list[Finding]] = {}
    for finding in findings:
        names: tuple[str, ...] = ()
        if kind != "surface":
            names = tuple(n for n, _ in finding.measurand.conditions if n != "spot_kind")
        found.setdefault((_heading(kind, finding), names), []).append(finding)
    return [(heading, members) for (heading, _), members in found.items()]


def facts_text(item: "MeasuredCapture") -> str:
    """What a capture is, in a few words, by its kind."""
    facts: dict[str, Any] = dict(item.facts)
    if item.kind == "spectrum":
        low, high = facts["wavelength_nm"]
        aperture = f", {facts['aperture_mm']:g} mm" if facts["aperture_mm"] else ""
        count = f"{facts['spectra']} spectra" if facts["spectra"] != 1 else "1 spectrum"
        told = facts["geometry"] if facts["geometry"] != "unknown" else "geometry not stated"
        return f"{count}, {low:g} to {high:g} nm, {told}{aperture}"
    if "records" in facts:
        count = "" if facts["records"] == 1 else f"{facts['records']} records, first: "
        return count + ", ".join(_about(name, value) for name, value in facts["about"].items())
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


def _about(name: str, value: object) -> str:
    """One thing that a record states of itself."""
    words = name.replace("_", " ")
    if value is None or value == "":
        return f"{words} not stated"
    return f"{words} {value:g}" if isinstance(value, float) else f"{words} {value}"


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


def _heading(kind: str, finding: "Finding") -> str:
    """Family, and the part of the skin or the object that is meant."""
    conditions = finding.measurand.as_mapping()
    family = finding.metric.partition(".")[0]
    part = str(conditions.get("object_class", conditions.get("part", "")))
    own = "" if kind == "photograph" else finding.item
    what = f"{part} {own}".strip()
    return f"{family}, {what}" if what else family


_IN_HEADING = ("part", "object_class")


def _line(
    finding: "Finding",
    shared: "frozenset[tuple[str, ConditionValue]]",
    capture: "MeasuredCapture",
) -> str:
    from turgor.cli.option_words import in_options
    from turgor.metrics import find_metric

    metric = find_metric(finding.metric)
    value = "not identified" if finding.value is None else f"{finding.value:.5g}"
    unit = "" if finding.value is None or finding.unit == "1" else f" {finding.unit}"
    doubt = ""
    if finding.u is not None:
        doubt = f"u {finding.u:.2g} ({finding.u_kind})"
    elif finding.value is None:
        doubt = in_options(f"{finding.u_reason}", capture.kind)
    own = _told(_beside(finding.measurand.conditions, shared))
    whose = f"{finding.item:<12} " if capture.kind == "photograph" and finding.item else ""
    text = f"    {whose}{metric.symbol:<9} {value + unit:<18} {metric.id:<26} {doubt:<20}"
    return f"{text}  {own}  {_odd(capture, finding)}".rstrip()
