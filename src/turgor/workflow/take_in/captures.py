"""Captures into a study: identity from a table row or the file's name, bytes read through once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from turgor.errors import StudyError, TurgorError
from turgor.exchange.filename_pattern import FilenamePattern
from turgor.exchange.study_tables import CaptureRow, read_captures, side_of
from turgor.record.capture import READING_KINDS, Capture
from turgor.record.site import BodySite
from turgor.store import sha256_of
from turgor.workflow.conduct.consent import require_consent
from turgor.workflow.forms.instrument_acts import keep_answered
from turgor.workflow.recognise import kind_of_capture
from turgor.workflow.study import Study
from turgor.workflow.take_in.opened import opened
from turgor.workflow.take_in.report import Entry, Refused, TakeInReport
from turgor.workflow.take_in.tables import need_visit

_TABLES = (".csv", ".tsv", ".xlsx", ".txt")


@dataclass(frozen=True, slots=True)
class Claim:
    """A file and the identity that a row or its name claims for it.

    settings : what is known of it beside what the file itself says.
    """

    row: CaptureRow
    table: Path | None = None
    line: int | None = None
    settings: Mapping[str, str] = field(default_factory=dict)


def claims_of_table(path: Path, report: TakeInReport) -> list[Claim]:
    """What captures.csv claims; its bad rows are refused alone."""
    try:
        rows = read_captures(path)
    except TurgorError as error:
        report.refused.append(Refused(str(path), None, str(error)))
        return []
    report.refused.extend(Refused(str(path), line, reason) for line, reason in rows.refused)
    return [Claim(row, path, line, row.settings) for line, row in rows.read]


def claim_of_name(study: Study, path: Path) -> Claim:
    """What a file's own name claims, by the pattern in study.toml.

    Errors: StudyError that says how to give an identity.
    """
    if not study.captures.pattern:
        raise StudyError(_whose(path))
    return claim_of_fields(study, path, FilenamePattern(study.captures.pattern).read(path.stem))


def claim_of_fields(study: Study, path: Path, fields: Mapping[str, str]) -> Claim:
    """What a file's name claims, field by field; study.toml says what the name does not.

    Errors: StudyError where the site is not known, or a field can't be what it says.
    """
    rules = study.captures
    site = fields.get("site", rules.site)
    if not site:
        raise StudyError("its site is not known; put {site} into the pattern or site beside it")
    replicate = fields.get("replicate", "1")
    if not replicate.isdecimal() or int(replicate) < 1:
        raise StudyError(f"its name gives replicate '{replicate}'; a whole number from 1 is needed")
    return Claim(
        CaptureRow(
            path=path,
            subject=fields["subject"],
            visit=fields["visit"],
            site=BodySite(site, side_of(fields.get("side", ""))),
            region=fields.get("region", rules.region),
            replicate=int(replicate),
            reseated=rules.reseated,
            device=fields.get("device", rules.device),
            operator=fields.get("operator", rules.operator),
        )
    )


def _whose(path: Path) -> str:
    """Why a file that no table names, in a study without a pattern of names, can't be taken."""
    kind = kind_of_capture(path)
    if kind == "spectrum" and path.suffix.lower() in _TABLES:
        return (
            "holds spectra and doesn't say whose: give a table columns subject, visit, site, side "
            "and replicate beside the wavelengths, or list a file of one reading in captures.csv"
        )
    if kind in READING_KINDS or path.suffix.lower() not in _TABLES:
        return (
            "no captures.csv names it, so whose skin it is is not known; list it in a table with "
            "the header 'path,subject,visit,site,side,region,replicate,reseated,device,operator', "
            "or declare [captures] pattern in study.toml"
        )
    return (
        "is no study table by its header and fits no saved profile of a device's table; name "
        "its mapping profile with --map, the form that its rows answer with --instrument, or list "
        "it in captures.csv if it is a height map"
    )


def take_capture(study: Study, claim: Claim, report: TakeInReport) -> None:
    """Take in one capture; whatever is wrong with it refuses it alone."""
    row = claim.row
    where = str(claim.table or row.path)
    try:
        need_visit(study, row.visit)
        if not row.path.is_file():
            raise StudyError(f"{row.path.name}: no such file; paths are relative to the table")
        outcome, capture = _kept(study, row, claim.settings)
    except TurgorError as error:
        told = str(error).replace(str(row.path), row.path.name)
        if claim.table is not None and row.path.name not in told:
            told = f"{row.path.name}: {told}"
        report.refused.append(Refused(where, claim.line, told))
        return
    except MemoryError:
        reason = f"{row.path.name}: needs more memory than there is; crop it first"
        report.refused.append(Refused(where, claim.line, reason))
        return
    detail = (
        f"{capture.subject} {capture.visit} {capture.site.name} {capture.site.side} "
        f"replicate {capture.replicate} ({row.path.name})"
    )
    report.entries.append(Entry(where, claim.line, "capture", outcome, detail, _identity(capture)))


def named_twice(claims: Iterable[Claim], report: TakeInReport) -> list[Claim]:
    """The claims without files that two rows name; the later row is refused."""
    kept: dict[Path, Claim] = {}
    for claim in claims:
        place = claim.row.path.resolve()
        if place in kept:
            first = kept[place]
            report.refused.append(
                Refused(
                    str(claim.table or claim.row.path),
                    claim.line,
                    f"{claim.row.path.name}: is named already in line {first.line} of "
                    f"{first.table}; one file is one capture",
                )
            )
        else:
            kept[place] = claim
    return list(kept.values())


def _identity(capture: Capture) -> dict[str, str]:
    return {
        "file": capture.filename,
        "kind": capture.kind,
        "subject": capture.subject,
        "visit": capture.visit,
        "site": capture.site.name,
        "side": capture.site.side,
        "region": capture.region,
        "replicate": str(capture.replicate),
    }


def _kept(study: Study, row: CaptureRow, known: Mapping[str, str]) -> tuple[str, Capture]:
    sha256 = sha256_of(row.path)
    kind = row.kind or kind_of_capture(row.path)
    capture = Capture(
        sha256=sha256,
        filename=row.path.name,
        subject=row.subject,
        visit=row.visit,
        site=row.site,
        region=row.region,
        replicate=row.replicate,
        reseated=row.reseated,
        device=row.device,
        operator=row.operator,
        kind=kind,
        setup=row.setup,
    )
    store = study.store.captures
    if store.verdict(capture) == "same":
        return "same", capture
    require_consent(study, capture)
    read = opened(study, row.path, kind, row.settings)
    capture = replace(
        capture,
        device=capture.device or read.device,
        setup=capture.setup or read.setup,
        settings={str(key): str(value) for key, value in {**read.settings, **known}.items()},
    )
    if kind == "form":
        keep_answered(study.store, study.forms.under(capture.settings))
    return store.add(capture, row.path), capture
