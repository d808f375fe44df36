"""A table of many spectra into a study: each row is a capture of its own, by its columns."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from turgor.errors import StudyError, TurgorError
from turgor.exchange.study_tables import CaptureRow, side_of
from turgor.record.site import BodySite
from turgor.record.spectrum import Spectrum
from turgor.store import sha256_of
from turgor.workflow.recognise import kind_of_capture
from turgor.workflow.study import Study
from turgor.workflow.take_in.captures import Claim, take_capture
from turgor.workflow.take_in.report import Refused, TakeInReport

#: without these columns a table doesn't say whose its spectra are
_NEEDED = ("subject", "visit")
_YES = ("yes", "true", "1")


def spectra_of_table(study: Study, path: Path, report: TakeInReport) -> tuple[Spectrum, ...]:
    """The spectra of a table whose columns say whose they are; empty for any other file.

    Its rows that are no readings are refused alone.

    Errors: FormatError where it is a table of spectra that can't be read.
    """
    if path.suffix.lower() not in (".csv", ".tsv", ".txt", ".xlsx"):
        return ()
    if kind_of_capture(path) != "spectrum":
        return ()
    from turgor.formats.spectrum import read_spectra

    left_out: list[str] = []
    spectra = read_spectra(path, study.spectrum.options, left_out)
    named = {name for spectrum in spectra for name in _words(spectrum.settings)}
    if not all(name in named for name in _NEEDED):
        return ()
    report.refused += [
        Refused(str(path), None, reason.removeprefix(f"{path}: ")) for reason in left_out
    ]
    return spectra


def take_spectra_table(
    study: Study, path: Path, spectra: tuple[Spectrum, ...], report: TakeInReport
) -> None:
    """Take in each row; what is wrong with one refuses it alone.

    A row is kept as a small table of its own, written the same way each time and wherever in the
    table it stands, so that the same row is the same capture; which table it came from stands in
    its settings.
    """
    from turgor.formats.spectrum import write_spectra

    try:
        table = sha256_of(path)
    except TurgorError as error:
        report.refused.append(Refused(str(path), None, str(error)))
        return
    with TemporaryDirectory(prefix="turgor-rows-") as folder:
        for number, spectrum in enumerate(spectra, start=1):
            row = Path(folder) / f"{path.stem}-{number}.csv"
            try:
                claim = _claim(study, row, _words(spectrum.settings))
                write_spectra([replace(spectrum, name=_name(claim))], row)
            except TurgorError as error:
                report.refused.append(Refused(str(path), None, f"spectrum {number}: {error}"))
                continue
            origin = {"table": path.name, "table_sha256": table}
            before = len(report.refused)
            take_capture(study, Claim(claim, path, None, origin), report)
            report.refused[before:] = [
                replace(item, reason=item.reason.replace(row.name, f"spectrum {number}"))
                for item in report.refused[before:]
            ]
            row.unlink(missing_ok=True)


def _name(row: CaptureRow) -> str:
    """The reading in words, whatever its place in the table."""
    parts = (row.subject, row.visit, row.site.name, row.site.side, row.region, str(row.replicate))
    return " ".join(part for part in parts if part)


def _words(settings: Mapping[str, str]) -> dict[str, str]:
    return {name.strip().lower(): value.strip() for name, value in settings.items()}


def _claim(study: Study, path: Path, words: Mapping[str, str]) -> CaptureRow:
    rules = study.captures
    site = words.get("site", rules.site)
    missing = [name for name in _NEEDED if not words.get(name)]
    if missing or not site:
        raise StudyError(
            f"{', '.join(missing or ['site'])} is empty; give columns subject, visit, site, side "
            "and replicate"
        )
    replicate = words.get("replicate") or "1"
    if not replicate.isdecimal() or int(replicate) < 1:
        raise StudyError(f"replicate is '{replicate}'; give a whole number from 1")
    reseated = words.get("reseated", "")
    return CaptureRow(
        path=path,
        subject=words["subject"],
        visit=words["visit"],
        site=BodySite(site, side_of(words.get("side", ""))),
        region=words.get("region", rules.region),
        replicate=int(replicate),
        reseated=reseated.lower() in _YES if reseated else rules.reseated,
        device=words.get("device", rules.device),
        operator=words.get("operator", rules.operator),
    )
