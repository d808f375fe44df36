"""Measure files as they lie: recognise each capture, state its findings, refuse with a reason."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path

from turgor.errors import FormatError, TurgorError
from turgor.exchange.study_tables import kind_of as study_table
from turgor.formats import ReadOptions
from turgor.measure.surface.pipeline import SKIN, Pipeline
from turgor.store.store import DESIGN
from turgor.workflow.measured_capture import MeasuredCapture, MeasureReport
from turgor.workflow.photo_capture import measured_photograph
from turgor.workflow.photo_setting import PhotoSetting
from turgor.workflow.reading.capture import measured_reading
from turgor.workflow.reading.kinds import readings_from
from turgor.workflow.reading.setting import AnyReading
from turgor.workflow.recognise import LIGHT_SETS, kind_of_capture
from turgor.workflow.spectrum_capture import SpectrumSetting, measured_spectra
from turgor.workflow.surface_capture import measured_surface
from turgor.workflow.take_in.walk import is_sidecar

Progress = Callable[[int, int, str], None]

#: Files that lie beside captures and are no captures themselves.
_BESIDE = {".md", ".license"}


@dataclass(frozen=True, slots=True)
class MeasureSettings:
    """How each kind of capture is read and measured.

    kind : what every file is, one of CAPTURE_KINDS, where the files alone don't say; else empty.
    """

    surface: ReadOptions = field(default_factory=ReadOptions)
    pipeline: Pipeline = SKIN
    spectrum: SpectrumSetting = field(default_factory=SpectrumSetting)
    photo: PhotoSetting = field(default_factory=PhotoSetting)
    readings: Mapping[str, AnyReading] = field(default_factory=lambda: readings_from({}))
    kind: str = ""


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
    maps beside it, not the single images; a study's own tables and study.toml are no captures.
    """
    seen: set[Path] = set()
    for path in paths:
        for item in sorted(file for file in _files_of(path) if not is_sidecar(file)):
            place = item.resolve()
            if place not in seen:
                seen.add(place)
                yield item


def _files_of(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    files = [item for item in path.rglob("*") if item.is_file()]
    light_folders = {item.parent for item in files if item.name in LIGHT_SETS}
    return [
        item
        for item in files
        if not (item.parent in light_folders and item.suffix.lower() in (".png", ".jpg", ".tif"))
        and not item.name.startswith(".")
        and "license" not in item.name.lower()
        and item.suffix.lower() not in _BESIDE
        and item.name != DESIGN
        and study_table(item) is None
    ]


def measure_paths(
    paths: Sequence[Path],
    settings: MeasureSettings,
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
    kinds: dict[str, str] = {}
    for index, path in enumerate(files):
        if progress is not None:
            progress(index, len(files), path.name)
        try:
            kinds[str(path)] = kind = settings.kind or kind_of_capture(path)
            capture = _measured(path, kind, settings)
        except TurgorError as error:
            refused.append((str(path), str(error).removeprefix(f"{path}: ")))
            continue
        except MemoryError:
            refused.append((str(path), "not enough memory for this capture; crop it first"))
            continue
        if on_measured is not None:
            on_measured(capture)
        measured.append(capture)
        refused += [(str(path), reason.removeprefix(f"{path}: ")) for reason in capture.left_out]
    if progress is not None:
        progress(len(files), len(files), "")
    return MeasureReport(tuple(measured), tuple(refused), kinds)


def _measured(path: Path, kind: str, settings: MeasureSettings) -> MeasuredCapture:
    sha256 = sha256_of(path)
    if kind in settings.readings:
        return measured_reading(path, sha256, settings.readings[kind])
    if kind == "spectrum":
        return measured_spectra(path, sha256, settings.spectrum)
    if kind == "photograph":
        return measured_photograph(path, sha256, settings.photo)
    return measured_surface(path, sha256, settings.surface, settings.pipeline)
