"""Tables of filled forms, and answers given by hand, into a study: a row is a form of its own."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from turgor.errors import StudyError, TurgorError
from turgor.formats.questionnaire import placed_bytes
from turgor.formats.questionnaire.form_table import (
    FACT_COLUMNS,
    PLACE_COLUMNS,
    FormRow,
    answers_of_row,
    form_heads,
    item_heads,
    read_form_table,
)
from turgor.record.questionnaire import RATERS, UNKNOWN, Response
from turgor.store import sha256_of
from turgor.store.faults import file_faults
from turgor.workflow.forms.library import Library, Loaded
from turgor.workflow.study import Study
from turgor.workflow.take_in.captures import Claim, take_capture
from turgor.workflow.take_in.form_place import form_place, row_of
from turgor.workflow.take_in.report import Refused, TakeInReport

_BESIDE = (*PLACE_COLUMNS, *FACT_COLUMNS)


@dataclass(frozen=True, slots=True)
class Source:
    """Where rows come from: a name for messages, and what each capture's settings carry.

    stem : of the kept files' names. lines : whether a row's number says where it stands.
    """

    where: str
    stem: str
    origin: Mapping[str, str]
    lines: bool = True


def is_form_table(study: Study, path: Path, instrument: str) -> bool:
    """Whether a table holds filled forms: a column says so, or its columns are the items of the
    instrument that the user names.

    Errors: InputError where that instrument is unknown.
    """
    heads = set(form_heads(path))
    if not heads or "instrument" in heads:
        return bool(heads)
    return bool(instrument) and bool(
        heads & item_heads(study.forms.library.find(instrument).instrument)
    )


def take_form_table(study: Study, path: Path, instrument: str, report: TakeInReport) -> None:
    """Take in each row as a form of its own; what is wrong with one refuses it alone.

    A row is kept as a FHIR QuestionnaireResponse, written the same way each time and wherever in
    the table it stands, so that the same row is the same capture.
    """
    try:
        table = read_form_table(path)
        origin = {"table": path.name, "table_sha256": sha256_of(path)}
        report.refused += [Refused(str(path), line, reason) for line, reason in table.refused]
        _need_known(study.forms.library, table.heads, table.rows, instrument)
    except TurgorError as error:
        told = str(error).removeprefix(f"{path}: ")
        report.refused.append(Refused(str(path), None, told))
        return
    with study.store.together():
        take_form_rows(study, Source(str(path), path.stem, origin), table.rows, instrument, report)


def take_form_rows(
    study: Study, source: Source, rows: Sequence[FormRow], instrument: str, report: TakeInReport
) -> None:
    """Take in forms by their cells; a bad cell is refused with its column and what is allowed."""
    with TemporaryDirectory(prefix="turgor-forms-") as folder:
        for row in rows:
            line = row.line if source.lines else None
            own = Path(folder) / f"{source.stem}-{row.line}.json"
            claim: Claim | None = None
            try:
                claim, bad = _claim(study, row, instrument, own)
            except TurgorError as error:
                bad = [str(error)]
            if claim is None:
                report.refused += [Refused(source.where, line, reason) for reason in bad]
                continue
            placed = replace(claim, table=Path(source.where), line=line, settings=source.origin)
            before = len(report.refused)
            take_capture(study, placed, report)
            report.refused[before:] = [
                Refused(source.where, line, item.reason.removeprefix(f"{own.name}: "))
                for item in report.refused[before:]
            ]
            own.unlink(missing_ok=True)


def _claim(
    study: Study, row: FormRow, instrument: str, path: Path
) -> tuple[Claim | None, list[str]]:
    """The claim of one row, its response written to ``path``; or what is wrong with its cells."""
    own = _instrument_of(study.forms.library, row, instrument).instrument
    place, wrong = form_place(study, row.cells)
    wrong += _bad_facts(row.cells)
    strange = set(row.cells) - item_heads(own) - set(_BESIDE)
    wrong += [(head, f"is no item of '{own.id}'") for head in sorted(strange)]
    answers, bad = answers_of_row(own, row.cells)
    bad = [*(f"column '{head}': {reason}" for head, reason in wrong), *bad]
    if not answers and not bad:
        bad.append(f"holds no answer to '{own.id}'")
    if bad or place is None:
        return None, bad
    rater, language = row.cells.get("rater", UNKNOWN), row.cells.get("language", "")
    unsaid = {"rater-not-stated": rater == UNKNOWN, "language-not-stated": not language}
    response = Response(
        instrument=own.id,
        version=own.version,
        answers=answers,
        rater=rater,
        language=language or own.language,
        authored=row.cells.get("date", ""),
        subject=place.subject,
        flags=tuple(flag for flag, holds in unsaid.items() if holds),
    )
    with file_faults(path):
        path.write_bytes(placed_bytes(response, own, place))
    return Claim(row_of(path, place, {"instrument": own.id, "version": own.version})), []


def _bad_facts(cells: Mapping[str, str]) -> list[tuple[str, str]]:
    bad: list[tuple[str, str]] = []
    rater, date = cells.get("rater", UNKNOWN), cells.get("date", "")
    if rater not in RATERS:
        bad.append(("rater", f"'{rater}' is none; allowed: {', '.join(RATERS)}, or empty"))
    if date and not _is_day(date):
        bad.append(("date", f"'{date}' is no day; write it as 2026-01-31"))
    return bad


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _need_known(
    library: Library, heads: Sequence[str], rows: Sequence[FormRow], instrument: str
) -> None:
    """Refuse a table with a column that no form of it has: a misspelt item would lose answers."""
    known, named = set(_BESIDE), set[str]()
    for pair in {(r.cells.get("instrument", ""), r.cells.get("version", "")) for r in rows}:
        try:
            own = library.find(pair[0] or instrument, pair[1]).instrument
        except TurgorError:
            continue
        known |= item_heads(own)
        named.add(own.id)
    strange = [head for head in heads if head and head not in known]
    if strange and named:
        raise StudyError(
            f"column '{strange[0]}' is no item of {' or '.join(sorted(named))}; allowed beside "
            f"items: {', '.join(_BESIDE)}"
        )


def _instrument_of(library: Library, row: FormRow, given: str) -> Loaded:
    name = row.cells.get("instrument", given)
    if not name:
        raise StudyError("column 'instrument': is empty; name the form that the row answers")
    loaded = library.find(name, row.cells.get("version", ""))
    if loaded.instrument.untyped:
        raise StudyError(
            f"'{loaded.title}' is a template without words; type its anchors with `turgor study "
            "instrument type`, and answer that"
        )
    return loaded
