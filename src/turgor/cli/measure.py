"""``turgor measure``: recognise each capture and state its findings."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from turgor.measure.surface.pipeline import Pipeline
    from turgor.workflow.measure_files import MeasuredCapture

Paths = Annotated[
    list[Path], typer.Argument(metavar="PATH...", help="Captures, or folders of them.")
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document.")]
PipelineName = Annotated[
    str, typer.Option(help="skin: the default operators; raw: the heights as recorded.")
]
Objects = Annotated[
    bool, typer.Option("--objects", help="Also a line for each number of each single wrinkle.")
]
PitchUm = Annotated[
    float | None, typer.Option(help="µm between points, where a file does not say.")
]
PitchYUm = Annotated[
    float | None, typer.Option(help="µm between rows, where it differs from --pitch-um.")
]
HeightUnit = Annotated[
    str | None, typer.Option(help="Unit of the heights, where a file does not say.")
]
LateralUnit = Annotated[
    str | None, typer.Option(help="Unit of x and y, where a file does not say.")
]
UmPerCount = Annotated[
    float | None, typer.Option(help="µm of height for one grey level of a 16-bit image.")
]
MissingCount = Annotated[
    int | None, typer.Option(help="The grey level of a 16-bit image that means 'not measured'.")
]
MeshUnit = Annotated[str | None, typer.Option(help="Unit of a mesh's coordinates, for example mm.")]
MeshPitchUm = Annotated[
    float | None, typer.Option(help="µm between the points a mesh is resampled to.")
]
MeshAxis = Annotated[
    str | None, typer.Option(help="Axis a mesh is seen along: x, -x, y, -y, z or -z.")
]
RegionMm = Annotated[
    str | None, typer.Option(help="x0,y0,x1,y1 in mm: the part of a mesh to resample.")
]


def measure(
    paths: Paths,
    as_json: AsJson = False,
    pipeline: PipelineName = "skin",
    objects: Objects = False,
    pitch_um: PitchUm = None,
    pitch_y_um: PitchYUm = None,
    height_unit: HeightUnit = None,
    lateral_unit: LateralUnit = None,
    height_um_per_count: UmPerCount = None,
    missing_count: MissingCount = None,
    mesh_unit: MeshUnit = None,
    mesh_pitch_um: MeshPitchUm = None,
    mesh_axis: MeshAxis = None,
    region_mm: RegionMm = None,
) -> None:
    """Recognise each capture and state its findings, with conditions and uncertainty."""
    from turgor.cli.measure_view import show
    from turgor.cli.output import emit_refusals, exit_code, one_line_errors
    from turgor.cli.progress import progress

    with one_line_errors():
        from turgor.formats import ReadOptions
        from turgor.workflow.measure_files import measure_paths

        chosen = _pipeline(pipeline)
        options = ReadOptions(
            pitch_x_um=pitch_um,
            pitch_y_um=pitch_y_um,
            height_unit=height_unit,
            lateral_unit=lateral_unit,
            height_um_per_count=height_um_per_count,
            missing_count=missing_count,
            mesh_unit=mesh_unit,
            mesh_pitch_um=mesh_pitch_um,
            mesh_axis=mesh_axis,
            region_mm=_box(region_mm),
        )
        with progress("measuring") as move:
            tell = None if as_json else lambda item: show(item, objects)
            report = measure_paths(paths, options, chosen, move, tell)
    if as_json:
        _emit(report.measured, report.refused)
    else:
        emit_refusals((path, _in_options(reason)) for path, reason in report.refused)
    raise typer.Exit(exit_code(bool(report.refused)))


_OPTIONS = {
    "pitch_x_um (and pitch_y_um)": "--pitch-um",
    "mesh_pitch_um": "--mesh-pitch-um",
    "pitch_x_um": "--pitch-um",
    "pitch_y_um": "--pitch-y-um",
    "height_um_per_count": "--height-um-per-count",
    "missing_count": "--missing-count",
    "height_unit": "--height-unit",
    "lateral_unit": "--lateral-unit",
    "mesh_unit": "--mesh-unit",
    "mesh_axis": "--mesh-axis",
    "region_mm": "--region-mm",
}


def _in_options(reason: str) -> str:
    """A reason that names a reading option by its field, in the words of this command line."""
    for name, option in _OPTIONS.items():
        reason = reason.replace(name, option)
    return reason


def _emit(measured: "tuple[MeasuredCapture, ...]", refused: "tuple[tuple[str, str], ...]") -> None:
    from turgor import __version__
    from turgor.cli.output import emit_json
    from turgor.workflow.documents import finding_document, refusal_documents

    emit_json(
        {
            "schema": "turgor.measure/1",
            "version": __version__,
            "captures": [_capture_document(item) for item in measured],
            "findings": [
                finding_document(finding) for item in measured for finding in item.findings
            ],
            "refused": refusal_documents(refused),
        }
    )


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
    return {
        "path": str(item.path),
        "sha256": item.sha256,
        "format": item.format_id,
        "device": item.device,
        "device_class": item.device_class,
        "points": list(item.shape),
        "pitch_um": list(item.pitch_um),
        "field_mm": list(item.field_mm),
        "missing_share": item.missing_share,
        "flags": list(item.flags),
    }
