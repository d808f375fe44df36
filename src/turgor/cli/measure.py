"""``turgor measure``: recognise each capture and state its findings."""

from typing import TYPE_CHECKING

import typer

from turgor.cli import measure_options as opt

if TYPE_CHECKING:
    from turgor.workflow.measured_capture import MeasuredCapture


def measure(
    paths: opt.Paths,
    as_json: opt.AsJson = False,
    pipeline: opt.PipelineName = "skin",
    objects: opt.Objects = False,
    pitch_um: opt.PitchUm = None,
    pitch_y_um: opt.PitchYUm = None,
    height_unit: opt.HeightUnit = None,
    lateral_unit: opt.LateralUnit = None,
    height_um_per_count: opt.UmPerCount = None,
    missing_count: opt.MissingCount = None,
    mesh_unit: opt.MeshUnit = None,
    mesh_pitch_um: opt.MeshPitchUm = None,
    mesh_axis: opt.MeshAxis = None,
    region_mm: opt.RegionMm = None,
    illuminant: opt.Illuminant = "D65",
    observer: opt.Observer = "cie-1931-2deg",
    geometry: opt.Geometry = None,
    aperture_mm: opt.ApertureMm = None,
    bandwidth_nm: opt.BandwidthNm = None,
    scale: opt.Scale = None,
    chart: opt.Chart = "classic-24",
    chart_pitch_mm: opt.ChartPitchMm = None,
    chart_corners: opt.ChartCorners = None,
    zone: opt.Zone = None,
    pixel_um: opt.PixelUm = None,
    encoding: opt.Encoding = None,
    flat_field: opt.FlatField = None,
    maps: opt.Maps = None,
    kind: opt.Kind = None,
    state: opt.State = None,
    settings_file: opt.SettingsFile = None,
    instrument: opt.Instrument = "",
) -> None:
    """Recognise each capture and state its findings, with conditions and uncertainty.

    Height maps, spectra, photographs, suction curves, ultrasound, barrier readings, shear waves,
    OCT pairs, scanners' elastograms and filled questionnaires, in any mixture.
    """
    stated = dict(locals())
    from turgor.cli.measure_settings import settings_from
    from turgor.cli.measure_view import show
    from turgor.cli.option_words import in_options
    from turgor.cli.output import emit_refusals, exit_code, one_line_errors
    from turgor.cli.progress import progress

    with one_line_errors():
        from turgor.workflow.measure_files import measure_paths

        settings = settings_from(stated)
        tell = None if as_json else lambda item: show(item, objects)
        with progress("measuring") as move:
            report = measure_paths(paths, settings, move, tell)
    kinds = report.kinds
    refused = tuple((p, in_options(reason, kinds.get(p, ""))) for p, reason in report.refused)
    if as_json:
        _emit(report.measured, refused)
    else:
        emit_refusals(refused)
    raise typer.Exit(exit_code(bool(refused)))


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


def _capture_document(item: "MeasuredCapture") -> dict[str, object]:
    return {
        "path": str(item.path),
        "sha256": item.sha256,
        "kind": item.kind,
        "format": item.format_id,
        "device": item.device,
        "device_class": item.device_class,
        **item.facts,
        "flags": list(item.flags),
    }
