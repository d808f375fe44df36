"""Measure files as they lie: recognise each capture, state its findings, refuse with a reason."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path

from turgor.errors import FormatError, TurgorError
from turgor.formats import ReadOptions, read_surface
from turgor.measure.surface.pipeline import Pipeline
from turgor.measure.surface.whole import measure_height_map
from turgor.record.finding import Finding
from turgor.record.height_map import HeightMap

Progress = Callable[[int, int, str], None]

#: Files that lie beside captures and are no captures themselves.
_BESIDE = {".md", ".license"}
_LIGHT_SETS = {"scan.yaml", "scan.yml"}


@dataclass(frozen=True, slots=True)
class MeasuredCapture:
    """One capture that was read and measured; its map is not kept, so that many fit in memory.

    shape : rows, cols. missing_share : share of the field that was not measured, 0 to 1.
    """

    path: Path
    sha256: str
    format_id: str
    device: str
    device_class: str
    shape: tuple[int, int]
    pitch_um: tuple[float, float]
    field_mm: tuple[float, float]
    missing_share: float
    flags: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class MeasureReport:
    """What came of a list of paths: measured captures, and (path, reason) for the rest."""

    measured: tuple[MeasuredCapture, ...]
    refused: tuple[tuple[str, str], ...] = field(default=())


def sha256_of(path: Path) -> str:
    """The sha256 of a file's bytes, in hexadecimal.

    Errors: FormatError where the file can't be read.
    """
    try:
        with path.open("rb") as stream:
            return file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise FormatError(f"{path}: can't be read ({error.strerror})") from error


def captures_in(paths: Sequence[Path]) -> Iterator[Path]:
    """The files to measure, in order, each once; a folder stands for the files in it.

    A folder that holds a light set (scan.yaml beside its images) gives that set and the height
    maps beside it, not the single images.
    """
    seen: set[Path] = set()
    for path in paths:
        for item in sorted(_files_of(path)):
            place = item.resolve()
            if place not in seen:
                seen.add(place)
                yield item


def _files_of(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    files = [item for item in path.rglob("*") if item.is_file()]
    light_folders = {item.parent for item in files if item.name in _LIGHT_SETS}
    return [
        item
        for item in files
        if not (item.parent in light_folders and item.suffix.lower() in (".png", ".jpg", ".tif"))
        and not item.name.startswith(".")
        and "license" not in item.name.lower()
        and item.suffix.lower() not in _BESIDE
        and not (item.suffix == ".toml" and item.with_suffix("").exists())
    ]


def read_capture(path: Path, options: ReadOptions) -> HeightMap:
    """A height map from a surface file, or computed from a light set's images.

    Errors: FormatError and its kin, one line that says what, where, allowed, what to do.
    """
    if path.name in _LIGHT_SETS:
        from turgor.formats.light_images import read_light_images
        from turgor.measure.surface.photometric.whole import heights_from_lights

        return heights_from_lights(read_light_images(path))
    return read_surface(path, options)


def measure_paths(
    paths: Sequence[Path],
    options: ReadOptions,
    pipeline: Pipeline,
    progress: Progress | None = None,
    on_measured: Callable[[MeasuredCapture], None] | None = None,
) -> MeasureReport:
    """Measure every capture; what is refused stops nothing else.

    ``on_measured`` is called as each capture is done, so that results can be shown at once.
    """
    files = list(captures_in(paths))
    measured: list[MeasuredCapture] = []
    refused: list[tuple[str, str]] = [
        (str(path), "holds no file to measure; name a capture, or a folder that holds some")
        for path in paths
        if path.is_dir() and not _files_of(path)
    ]
    for index, path in enumerate(files):
        if progress is not None:
            progress(index, len(files), path.name)
        try:
            capture = _measured(path, options, pipeline)
        except TurgorError as error:
            refused.append((str(path), str(error).removeprefix(f"{path}: ")))
            continue
        except MemoryError:
            refused.append((str(path), "not enough memory for this map; crop it and try again"))
            continue
        if on_measured is not None:
            on_measured(capture)
        measured.append(capture)
    if progress is not None:
        progress(len(files), len(files), "")
    return MeasureReport(tuple(measured), tuple(refused))


def _measured(path: Path, options: ReadOptions, pipeline: Pipeline) -> MeasuredCapture:
    height_map = read_capture(path, options)
    sha256 = sha256_of(path)
    measurement = measure_height_map(height_map, capture_sha256=sha256, pipeline=pipeline)
    return MeasuredCapture(
        path=path,
        sha256=sha256,
        format_id=height_map.format_id,
        device=height_map.device,
        device_class=height_map.device_class,
        shape=height_map.shape,
        pitch_um=(height_map.pitch_x_um, height_map.pitch_y_um),
        field_mm=height_map.field_mm,
        missing_share=measurement.missing_share,
        flags=measurement.flags,
        findings=measurement.findings,
    )
