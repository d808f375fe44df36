"""The use case: read a file by a mapping, show what would change, and change it when asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from turgor.errors import InputError, StudyError
from turgor.exchange.spreadsheet import (
    BadCell,
    Book,
    FieldError,
    ImportMap,
    Sheet,
    TableRows,
    read_table,
)
from turgor.exchange.spreadsheet.cell import column_letters
from turgor.store import Store, sha256_of
from turgor.store.audit import doing
from turgor.store.imported import MAPPED_CELLS, ImportedFile
from turgor.workflow.import_sheet.compare import Compared, Stated, compare
from turgor.workflow.import_sheet.keeping import KeptCopy, kept_copy, looks_like_identity
from turgor.workflow.import_sheet.registry import fields_of, targets
from turgor.workflow.import_sheet.report import ImportReport, bad_rows
from turgor.workflow.import_sheet.target import AnyTarget, Origin
from turgor.workflow.import_sheet.typing_errors import mistaken
from turgor.workflow.study import Study

_Records = dict[str, tuple[AnyTarget, list[Stated]]]


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read. sha256 : of its bytes. identities : columns that are never taken.

    bad : cells that were refused before any mapping, by a data dictionary for instance.
    """

    path: Path
    sha256: str
    book: Book
    identities: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    bad: tuple[BadCell, ...] = ()
    notes: tuple[str, ...] = ()


def import_source(
    study: Study, source: Source, mapping: ImportMap, do_it: bool, good_rows: bool = False
) -> ImportReport:
    """Show what a file would change, and change it with ``do_it`` where nothing stands against it.

    good_rows : bad rows, those with a bad cell or one that contradicts the record, are left out
    whole, and the others are taken; otherwise one bad row keeps all of them out.

    Errors: StudyError where mapping and file don't fit; StoreError. Nothing is changed then.
    """
    tables = _tables(study, source.book, mapping)
    report = ImportReport(source.path.name, source.sha256, mapping.name, good_rows=good_rows)
    _note(report, source, [table for _, table in tables])
    hints = [name for names in report.left_out.values() for name in names]
    identities = [
        *(name for names in source.identities.values() for name in names),
        *(name for name in hints if looks_like_identity(name)),
    ]
    only = [table for _, table in tables]
    keep = MAPPED_CELLS if source.identities else mapping.keep
    with kept_copy(source.path, source.sha256, keep, only, identities) as copy:
        if copy.path != source.path:
            why = f": {', '.join(dict.fromkeys(identities))} may identify" if identities else ""
            report.notes.append(f"only the mapped cells are kept, not the file{why}")
        records = _records(study, tables, mapping, copy.sha256, report)
        if not do_it:
            _compared(study.store, records, report)
            return report
        act = f"imported {source.path.name} (sha256 {source.sha256})"
        with doing(act), study.store.together():
            compared = _compared(study.store, records, report)
            if report.clean or good_rows:
                _keep(study, source, mapping, copy, records, compared, report)
                report.imported = True
    if report.imported:
        report.head = str(study.store.head())
    return report


def source_of(path: Path, mapping: ImportMap | None = None, book: Book | None = None) -> Source:
    """A file, read as its mapping says it is written.

    Errors: InputError, StoreError where it can't be read.
    """
    from turgor.exchange.spreadsheet import read_book

    if not path.is_file():
        raise InputError(f"{path}: no such file; check the path")
    if book is None:
        book = read_book(path, mapping.delimiter, mapping.encoding) if mapping else read_book(path)
    return Source(path, sha256_of(path), book)


def _tables(study: Study, book: Book, mapping: ImportMap) -> list[tuple[AnyTarget, TableRows]]:
    known, fields = targets(), fields_of(study.design)
    found: list[tuple[AnyTarget, TableRows]] = []
    for rule in mapping.tables:
        target = known[rule.target]
        sheet = _sheet(book, rule.sheet)
        found.append((target, read_table(book, sheet, rule, fields[rule.target], target.bare)))
    order = list(known)
    return sorted(found, key=lambda pair: order.index(pair[0].name))


def _sheet(book: Book, name: str) -> Sheet:
    if not name or not book.typed:
        if len(book.sheets) > 1:
            raise StudyError(
                f"{book.filename} has several sheets; name one for each [[table]]: "
                f"{', '.join(sheet.name for sheet in book.sheets)}"
            )
        return book.sheets[0]
    sheet = book.sheet(name)
    if sheet is None:
        raise StudyError(
            f"{book.filename} has no sheet '{name}'; it has "
            f"{', '.join(repr(item.name) for item in book.sheets)}"
        )
    return sheet


def _note(report: ImportReport, source: Source, tables: Sequence[TableRows]) -> None:
    """What is read though hidden, what is not read at all."""
    report.notes += source.notes
    report.bad_cells += source.bad
    used: dict[str, set[int]] = {}
    for table in tables:
        sheet = table.sheet
        report.notes += [note for note in table.notes if note not in report.notes]
        used.setdefault(sheet.name, set()).update(table.used)
    for name, columns in used.items():
        table = next(item for item in tables if item.sheet.name == name)
        left = [text for column, text in table.header.names.items() if column not in columns]
        if left:
            report.left_out[name] = left
        sheet = table.sheet
        if sheet.hidden:
            report.notes.append(f"sheet '{name}' is hidden, and read")
        if sheet.hidden_rows:
            report.notes.append(f"sheet '{name}': {len(sheet.hidden_rows)} hidden rows are read")
        hidden = sorted(sheet.hidden_columns & columns)
        if hidden:
            letters = ", ".join(column_letters(column) for column in hidden)
            report.notes.append(f"sheet '{name}': hidden columns {letters} are read")
    for name, names in source.identities.items():
        report.notes.append(f"sheet '{name}': never imported, as they identify: {', '.join(names)}")
    for sheet in source.book.sheets:
        if sheet.name not in used and sheet.rows:
            report.notes.append(f"sheet '{sheet.name}' is named by no [[table]], and not read")


def _records(
    study: Study,
    tables: Sequence[tuple[AnyTarget, TableRows]],
    mapping: ImportMap,
    sha256: str,
    report: ImportReport,
) -> _Records:
    found: _Records = {}
    for target, table in tables:
        place = (table.sheet.name, target.name)
        report.rows_read[place] = report.rows_read.get(place, 0) + table.rows
        report.bad_cells += table.bad
        stated = found.setdefault(target.name, (target, []))[1]
        for raw in table.records:
            origin = Origin(sha256, mapping.name, mapping.revision, raw.row)
            try:
                record = target.record(study.design, raw.values, origin)
            except FieldError as error:
                column = raw.cells.get(error.field) or next(iter(raw.cells.values()), 1)
                report.bad_cells.append(table.bad_cell(raw.row, column, error.reason))
            except StudyError as error:
                column = raw.cells.get("value") or next(iter(raw.cells.values()), 1)
                report.bad_cells.append(table.bad_cell(raw.row, column, str(error)))
            else:
                stated.append(Stated(raw.sheet, raw.row, record, raw.cells))
    _typing_errors(study, [table for _, table in tables], mapping, report)
    unique = {(cell.sheet, cell.row, cell.column): cell for cell in reversed(report.bad_cells)}
    order = {sheet.name: index for index, sheet in enumerate(_order(tables))}
    report.bad_cells = sorted(
        unique.values(), key=lambda cell: (order.get(cell.sheet, 0), cell.row, cell.column)
    )
    return found


def _order(tables: Sequence[tuple[AnyTarget, TableRows]]) -> list[Sheet]:
    return list({table.sheet.name: table.sheet for _, table in tables}.values())


def _typing_errors(
    study: Study, tables: Sequence[TableRows], mapping: ImportMap, report: ImportReport
) -> None:
    known = {subject.id for subject in study.store.people.subjects()}
    rows = {(table.sheet.name, row, name) for table in tables for row, _, name in table.whose}
    errors = mistaken((name for *_, name in sorted(rows)), known, set(mapping.accept_subjects))
    for table in tables:
        for row, column, name in table.whose:
            if name in errors:
                where = "which is on record" if errors[name] in known else "as elsewhere here"
                reason = (
                    f"is probably '{errors[name]}', {where}; correct it, or list '{name}' in "
                    "accept_subjects of the mapping"
                )
                report.bad_cells.append(table.bad_cell(row, column, reason))
    new = sorted({name for *_, name in rows} - known - errors.keys())
    if new:
        some = ", ".join(new[:10]) + (" …" if len(new) > 10 else "")
        report.notes.append(f"{len(new)} new subjects: {some}")


def _compared(store: Store, records: _Records, report: ImportReport) -> Compared:
    compared = compare(store, records, bad_rows(report.bad_cells))
    report.rows = compared.outcomes
    return compared


def _keep(
    study: Study,
    source: Source,
    mapping: ImportMap,
    copy: KeptCopy,
    records: _Records,
    compared: Compared,
    report: ImportReport,
) -> None:
    """Put everything on record, the file first, so that readings name a table that is there."""
    counts = {
        f"{target}.{outcome}": number
        for target, outcomes in report.counts().items()
        for outcome, number in outcomes.items()
    }
    if not any(compared.added.values()) and not any(compared.filled.values()):
        return
    study.store.imported.keep(
        copy.path,
        ImportedFile(
            sha256=source.sha256,
            filename=source.path.name,
            kept_sha256=copy.sha256,
            kept_suffix=copy.suffix,
            kept_as=copy.kept_as,
            mapping_name=mapping.name,
            mapping=mapping.text,
            counts=counts,
        ),
    )
    if compared.added.get("reading"):
        study.store.readings.keep_table(copy.path, copy.sha256, f"sheet-{mapping.name}")
    for name, (target, _) in records.items():
        if compared.added[name] or compared.filled[name]:
            target.keep(study.store, compared.added[name], compared.filled[name])
