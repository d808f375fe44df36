"""A height map as it lies: read, measured, told."""

from pathlib import Path

from turgor.formats import ReadOptions, read_surface
from turgor.measure.surface.pipeline import Pipeline
from turgor.measure.surface.whole import measure_height_map
from turgor.record.height_map import HeightMap
from turgor.workflow.measured_capture import MeasuredCapture
from turgor.workflow.recognise import LIGHT_SETS


def read_surface_capture(path: Path, options: ReadOptions) -> HeightMap:
    """A height map from a surface file, or computed from a light set's images.

    Errors: FormatError and its kin, one line that says what, where, allowed, what to do.
    """
    if path.name in LIGHT_SETS:
        from turgor.formats.light_images import read_light_images
        from turgor.measure.surface.photometric.whole import heights_from_lights

        return heights_from_lights(read_light_images(path))
    return read_surface(path, options)


def measured_surface(
    path: Path, sha256: str, options: ReadOptions, pipeline: Pipeline
) -> MeasuredCapture:
    """Read and measure one height map.

    Errors: FormatError, UnitError, MeasureError.
    """
    height_map = read_surface_capture(path, options)
    measurement = measure_height_map(height_map, capture_sha256=sha256, pipeline=pipeline)
    return MeasuredCapture(
        path=path,
        sha256=sha256,
        kind="surface",
        format_id=height_map.format_id,
        device=height_map.device,
        device_class=height_map.device_class,
        facts={
            "points": list(height_map.shape),
            "pitch_um": [height_map.pitch_x_um, height_map.pitch_y_um],
            "field_mm": list(height_map.field_mm),
            "missing_share": measurement.missing_share,
        },
        flags=measurement.flags,
        findings=measurement.findings,
    )
