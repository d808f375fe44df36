"""Export the whole of a study, its captures too, as an RO-Crate."""

import datetime as dt
import mimetypes
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from turgor import __version__
from turgor.errors import StudyError
from turgor.exchange.archive_toml import parse_archive
from turgor.exchange.ro_crate import CrateStudy, CrateWriter, MeasuredBatch, open_crate
from turgor.exchange.ro_crate.paths import Paths
from turgor.exchange.ro_crate.read import TABLES
from turgor.exchange.toml_table import read_toml_text
from turgor.record.capture import Capture
from turgor.store.faults import file_faults
from turgor.store.outgoing import CaptureState
from turgor.store.store import DESIGN
from turgor.workflow.export import DATAPACKAGE, DICTIONARY_JSON, MANIFEST, write_tables
from turgor.workflow.study import Study

#: files of these may show a person's face, whatever kind of capture they are
_SHAPES = (".glb", ".gltf", ".obj", ".ply", ".stl")
_TYPES = {
    ".sur": "application/octet-stream", ".x3p": "application/zip", ".csv": "text/csv",
    ".ply": "application/octet-stream", ".dcm": "application/dicom", ".glb": "model/gltf-binary",
    ".npy": "application/octet-stream", ".npz": "application/zip", ".txt": "text/plain",
    ".json": "application/json",
}  # fmt: skip
#: Python's own list; the machine's would make the same study another crate elsewhere
_KNOWN = mimetypes.MimeTypes()


@dataclass(frozen=True, slots=True)
class CrateExport:
    """Where the crate is, how many files it holds, captures among them, and the chain's head."""

    path: Path
    files: int
    captures: int
    head: str


def export_crate(
    study: Study,
    target: Path,
    captures: bool = True,
    with_photographs: bool = False,
    made_at: dt.datetime | None = None,
) -> CrateExport:
    """Write a crate to a folder, or to a zip file where ``target`` ends so; whole or not at all.

    Withdrawn and erased captures stay out; the table of captures says why. captures : False for
    tables alone. with_photographs : the crate may hold photographs and shapes of people.

    Errors: StudyError where it would hold photographs or shapes and nobody said that it may;
    InputError where something is at ``target``; StoreError where a capture is gone or changed or
    the disk refuses.
    """
    at = made_at or dt.datetime.now(dt.UTC)
    with study.store.one_state(), file_faults(target):
        kept = [
            item
            for item in study.store.outgoing.captures()
            if captures and not item.withdrawn and not item.erased
        ]
        if not with_photographs:
            _refuse_people(target, kept)
        head = str(study.store.head())
        design = study.folder / DESIGN
        told = CrateStudy(
            study.design.id, study.design.title, study.design.kind, head, __version__,
            at.date().isoformat(), parse_archive(read_toml_text(design), str(design)),
        )  # fmt: skip
        with open_crate(target, told) as crate:
            crate.other(DESIGN, design, "the study's design as its authors wrote it",
                        "application/toml")  # fmt: skip
            _write_tables(study, crate, at)
            paths = _write_captures(study, crate, kept)
            if captures:
                _write_device_tables(study, crate)
            files = crate.finish(_batches(study, paths))
    return CrateExport(target, files, len(paths), head)


def _refuse_people(target: Path, kept: list[CaptureState]) -> None:
    photographs = sum(item.capture.kind == "photograph" for item in kept)
    shapes = sum(
        item.capture.kind != "photograph" and item.suffix.lower() in _SHAPES for item in kept
    )
    if photographs or shapes:
        raise StudyError(
            f"{target}: would hold {photographs} photographs and {shapes} shapes of people; say "
            "--with-photographs where everybody who gets it may see them, --no-captures for the "
            "tables alone, or make a de-identified export"
        )


def _write_tables(study: Study, crate: CrateWriter, at: dt.datetime) -> None:
    with TemporaryDirectory(prefix="turgor-crate-") as name:
        stage = Path(name)
        written = write_tables(study, stage, at, findings_json=False)
        for table, _ in written.tables:
            crate.table(table, f"{TABLES}/{table.name}.csv", stage / f"{table.name}.csv")
        for file, what in (
            (DICTIONARY_JSON, "what each column and each metric means"),
            (DATAPACKAGE, "the tables in the words of the Data Package standard"),
            (MANIFEST, "which state of the study the tables are, with their sums"),
        ):
            crate.other(f"{TABLES}/{file}", stage / file, what, "application/json")


def _write_captures(study: Study, crate: CrateWriter, kept: list[CaptureState]) -> dict[str, str]:
    """Write the captures; their paths by sum."""
    dates = {(item.subject, item.label): item.date for item in study.store.people.visits()}
    paths, found = Paths(), {}
    for item in kept:
        own = item.capture
        words = (own.site.name, own.site.side, own.region, own.kind, own.setup, str(own.replicate))
        path = paths.capture(own.subject, own.visit, words, own.sha256, item.suffix)
        date = dates.get((own.subject, own.visit))
        crate.capture(
            path,
            study.store.outgoing.file(own.sha256, item.suffix),
            own.sha256,
            own.filename,
            _words(own),
            media_type(item.suffix),
            own.device,
            "" if date is None else date.isoformat(),
        )
        found[own.sha256] = path
    return found


def _write_device_tables(study: Study, crate: CrateWriter) -> None:
    paths = Paths()
    for item in study.store.outgoing.device_tables():
        stem = item.filename.removesuffix(item.suffix)
        path = paths.file("device_tables", stem, item.sha256, item.suffix)
        source = study.store.outgoing.file(item.sha256, item.suffix)
        what = f"table of a closed instrument, read as '{item.profile}'"
        crate.capture(path, source, item.sha256, item.filename, what, media_type(item.suffix))


def _batches(study: Study, paths: Mapping[str, str]) -> Iterator[MeasuredBatch]:
    """Every method, version and set of settings whose findings count, with what it measured."""
    deeds = study.store.outgoing.deeds()
    batches: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    for item in study.store.outgoing.measured(study.store.findings.latest_keys()):
        key = item.key
        signed = deeds.of("measurement", (item.id,))
        if key.capture in paths:
            batches.setdefault((key.method, key.method_version, key.settings), []).append(
                (paths[key.capture], "" if signed is None else signed.at)
            )
    for (method, version, settings), found in sorted(batches.items()):
        captures = tuple(sorted({path for path, _ in found}))
        yield MeasuredBatch(method, version, settings, captures, max(at for _, at in found))


def _words(capture: Capture) -> str:
    """What a capture is, in words."""
    place = " ".join(filter(None, (capture.site.name, capture.site.side, capture.region)))
    setup = f" ({capture.setup})" if capture.setup else ""
    return (
        f"{capture.kind}{setup} of {capture.subject} at {capture.visit}, {place}, "
        f"replicate {capture.replicate}"
    )


def media_type(suffix: str) -> str:
    """The media type of a file by its suffix, as far as it is known."""
    known = _TYPES.get(suffix.lower()) or _KNOWN.guess_type(f"x{suffix}")[0]
    return known or "application/octet-stream"
