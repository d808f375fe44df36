"""``turgor measure``: recognise each capture and state its findings."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from turgor.measure.surface.pipeline import Pipeline
    from turgor.metrics.measurand import ConditionValue
    from turgor.record.finding import Finding
    from turgor.workflow.measure_files import MeasuredCapture


def measure(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Captures, or folders of them.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    pipeline: Annotated[
        str, typer.Option(help="skin: the default operators; raw: the heights as recorded.")
    ] = "skin",
    objects: Annotated[
        bool, typer.Option("--objects", help="Also one line for each single wrinkle.")
    ] = False,
    pitch_um: Annotated[
        float | None, typer.Option(help="µm between points, where a file does not say.")
    ] = None,
    height_unit: Annotated[
        str | None, typer.Option(help="Unit of the heights, where a file does not say.")
    ] = None,
    lateral_unit: Annotated[
        str | None, typer.Option(help="Unit of x and y, where a file does not say.")
    ] = None,
    height_um_per_count: Annotated[
        float | None, typer.Option(help="µm of height for one grey level of a 16-bit image.")
    ] = None,
    mesh_unit: Annotated[
        str | None, typer.Option(help="Unit of a mesh's coordinates, for example mm.")
    ] = None,
    mesh_pitch_um: Annotated[
        float | None, typer.Option(help="µm between the points a mesh is resampled to.")
    ] = None,
    region_mm: Annotated[
        str | None, typer.Option(help="x0,y0,x1,y1 in mm: the part of a mesh to resample.")
    ] = None,
) -> None:
    """Recognise each capture and state its findings, with conditions and uncertainty."""
    from turgor.cli.output import emit_json, emit_refusals, exit_code, one_line_errors
    from turgor.cli.progress import progress

    with one_line_errors():
        from turgor import __version__
        from turgor.formats import ReadOptions
        from turgor.workflow.documents import finding_document, refusal_documents
        from turgor.workflow.measure_files import measure_paths

        chosen = _pipeline(pipeline)
        options = ReadOptions(
            pitch_x_um=pitch_um,
            height_unit=height_unit,
            lateral_unit=lateral_unit,
            height_um_per_count=height_um_per_count,
            mesh_unit=mesh_unit,
            mesh_pitch_um=mesh_pitch_um,
            region_mm=_box(region_mm),
        )
        with progress("measuring") as move:
            report = measure_paths(paths, options, chosen, move)
    if as_json:
        emit_json(
            {
                "schema": "turgor.measure/1",
                "version": __version__,
                "captures": [_capture_document(item) for item in report.measured],
                "findings": [
                    finding_document(finding)
                    for item in report.measured
                    for finding in item.measurement.findings
                ],
                "refused": refusal_documents(report.refused),
            }
        )
    else:
        for item in report.measured:
            _show(item, objects)
        emit_refusals(report.refused)
    raise typer.Exit(exit_code(bool(report.refused)))


def _pipeline(name: str) -> "Pipeline":
    from turgor.errors import InputError
    from turgor.measure.surface.pipeline import RAW, SKIN

    known = {"skin": SKIN, "raw": RAW}
    if name not in known:
        raise InputError(f"pipeline '{name}' is unknown; allowed: {', '.join(known)}")
    return known[name]


def _box(text: str | None) -> tuple[float, float, float, float] | None:
    from turgor.errors import InputError

    if text is None:
        return None
    try:
        x0, y0, x1, y1 = (float(part) for part in text.split(","))
    except ValueError:
        raise InputError(f"--region-mm is '{text}'; give four numbers x0,y0,x1,y1 in mm") from None
    return x0, y0, x1, y1


def _capture_document(item: "MeasuredCapture") -> dict[str, object]:
    width_mm, height_mm = item.height_map.field_mm
    return {
        "path": str(item.path),
        "sha256": item.sha256,
        "format": item.height_map.format_id,
        "device": item.height_map.device,
        "device_class": item.height_map.device_class,
        "points": list(item.height_map.shape),
        "pitch_um": [item.height_map.pitch_x_um, item.height_map.pitch_y_um],
        "field_mm": [width_mm, height_mm],
        "missing_share": item.measurement.missing_share,
        "flags": list(item.measurement.flags),
    }


def _show(item: "MeasuredCapture", objects: bool) -> None:
    from itertools import groupby

    from turgor.cli.output import emit_line

    rows, cols = item.height_map.shape
    width_mm, height_mm = item.height_map.field_mm
    emit_line(f"{item.path}")
    emit_line(
        f"  {item.height_map.format_id}, {cols} x {rows} points, "
        f"{width_mm:.4g} x {height_mm:.4g} mm, "
        f"{100 * item.measurement.missing_share:.2g} % missing, sha256 {item.sha256[:12]}"
    )
    for flag in item.measurement.flags:
        emit_line(f"  ! {flag}")
    shown = [f for f in item.measurement.findings if objects or not f.item]
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
