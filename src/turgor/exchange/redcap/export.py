"""A data export of REDCap held against its dictionary: what may be mapped, what never is."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from turgor.errors import InputError
from turgor.exchange.redcap.branching import shown
from turgor.exchange.redcap.checks import known_validation, wrong
from turgor.exchange.redcap.dictionary import Dictionary, DictionaryField, read_dictionary
from turgor.exchange.spreadsheet.book import read_book
from turgor.exchange.spreadsheet.cell import TEXT, Cell
from turgor.exchange.spreadsheet.rows import BadCell
from turgor.exchange.spreadsheet.sheet import Book, Sheet

#: columns that REDCap itself adds; a survey's participant is an identity
SYSTEM = {
    "redcap_event_name": "Event Name",
    "redcap_repeat_instrument": "Repeat Instrument",
    "redcap_repeat_instance": "Repeat Instance",
    "redcap_data_access_group": "Data Access Group",
    "redcap_survey_identifier": "Survey Identifier",
}
_SURVEY = "redcap_survey_identifier"


@dataclass(slots=True)
class RedcapExport:
    """What may be imported.

    book : one sheet whose header holds the fields' names, without columns that identify.
    identities : those columns. labels, codes : of the fields, by column, for a draft.
    """

    book: Book
    dictionary: Dictionary
    identities: tuple[str, ...]
    bad: list[BadCell] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    codes: dict[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of the export: its own name, the field that it is of, the code of a checkbox."""

    name: str
    of: DictionaryField | None
    code: str = ""


def read_export(path: Path, dictionary_path: Path, missing: Collection[str] = ()) -> RedcapExport:
    """Read an export, raw values or labels, and name every cell that the dictionary does not allow.

    missing : codes of missing data, which a project's settings declare and its dictionary doesn't.

    Errors: InputError where a file can't be read, or the export lacks the record's field.
    """
    dictionary = read_dictionary(dictionary_path)
    book = read_book(path)
    sheet = book.sheets[0]
    head = min(sheet.rows)
    columns = {number: _column(cell.shown, dictionary) for number, cell in sheet.rows[head].items()}
    names = [column.name for column in columns.values()]
    if dictionary.record_field not in names:
        raise InputError(
            f"{path}: lacks '{dictionary.record_field}', the first field of "
            f"{dictionary_path.name}; export all data with the record's field"
        )
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise InputError(f"{path}: column '{doubled[0]}' stands twice; export it again")
    never = {
        number
        for number, column in columns.items()
        if column.name == _SURVEY or (column.of is not None and column.of.identifier)
    }
    if any(columns[number].name == dictionary.record_field for number in never):
        raise InputError(
            f"{path}: the record's field '{dictionary.record_field}' is marked as an identifier; "
            "give records a study code, and export that"
        )
    rows: dict[int, Mapping[int, Cell]] = {}
    for number, cells in sheet.rows.items():
        kept = {place: cell for place, cell in cells.items() if place not in never}
        if number == head:
            kept = {place: Cell(TEXT, columns[place].name) for place in kept}
        rows[number] = kept
    plain = Sheet(sheet.name, rows)
    export = RedcapExport(
        Book(book.filename, (plain,), book.typed),
        dictionary,
        tuple(columns[number].name for number in sorted(never)),
    )
    _check(export, plain, head, {n: c for n, c in columns.items() if n not in never}, missing)
    _tell(export, columns)
    return export


def _column(name: str, dictionary: Dictionary) -> _Column:
    """A column by the field's name, or by its label where that is said once."""
    for item in dictionary.fields:
        for column, code in item.columns().items():
            if name == column:
                return _Column(column, item, code)
    for system, label in SYSTEM.items():
        if name in (system, label):
            return _Column(system, None)
    found: list[_Column] = []
    for item in dictionary.fields:
        for column, code in item.columns().items():
            label = f"{item.label} (choice={item.choices[code]})" if code else item.label
            if label and " ".join(name.split()) == label:
                found.append(_Column(column, item, code))
    return found[0] if len(found) == 1 else _Column(name, None)


def _check(
    export: RedcapExport,
    sheet: Sheet,
    head: int,
    columns: Mapping[int, _Column],
    missing: Collection[str],
) -> None:
    places = {column.name: number for number, column in columns.items()}
    none = {word.casefold() for word in missing}
    hidden = 0
    for row, cells in sheet.rows.items():
        if row == head:
            continue
        said = {n: c.shown for n, c in cells.items() if c.shown.casefold() not in none}
        forms = {
            column.of.form
            for n, column in columns.items()
            if column.of is not None and _says(column, said.get(n, ""), export.dictionary)
        }

        def lookup(name: str, code: str, said: Mapping[int, str] = said) -> str | None:
            return _value(export.dictionary, places, said, name, code)

        for number, column in columns.items():
            item = column.of
            if item is None:
                continue
            text = said.get(number, "")
            reason = wrong(item, column.code, text) if text else ""
            if not text and number not in cells and item.required and item.form in forms:
                if item.kind != "checkbox" and shown(item.branching, lookup) is True:
                    reason = "is empty; the dictionary requires it"
            elif text and _says(column, text, export.dictionary):
                hidden += shown(item.branching, lookup) is False
            if reason:
                value = cells[number].shown if number in cells else ""
                export.bad.append(BadCell(sheet.name, row, number, column.name, value, reason))
    if hidden:
        export.notes.append(
            f"{hidden} cells hold values although the branching logic hides their fields"
        )


def _says(column: _Column, text: str, dictionary: Dictionary) -> bool:
    """True for a cell that shows that its form was filled; the record's own field does not."""
    if column.name == dictionary.record_field or not text:
        return False
    if column.of is None or column.of.kind in ("calc", "checkbox"):
        return text.casefold() in ("1", "checked") and column.of is not None and bool(column.code)
    return True


def _value(
    dictionary: Dictionary,
    places: Mapping[str, int],
    said: Mapping[int, str],
    name: str,
    code: str,
) -> str | None:
    """What a row says of a field, as its code; None where the export has no such column."""
    item = next((item for item in dictionary.fields if item.name == name), None)
    if item is None or item.identifier:
        return None
    column = next((c for c, own in item.columns().items() if own == code), name)
    if column not in places:
        return None
    text = said.get(places[column], "")
    if item.kind == "checkbox":
        return "1" if text.casefold() in ("1", "checked") else "0"
    for own, label in item.choices.items():
        if text not in item.choices and label.casefold() == text.casefold():
            return own
    return text


def _tell(export: RedcapExport, columns: Mapping[int, _Column]) -> None:
    """What was not known, and what a draft needs."""
    complete = {f"{form}_complete" for form in export.dictionary.forms}
    stamps = {f"{form}_timestamp" for form in export.dictionary.forms}
    unknown = [
        column.name
        for column in columns.values()
        if column.of is None and column.name not in {*SYSTEM, *complete, *stamps}
    ]
    if unknown:
        export.notes.append(f"columns that the dictionary doesn't know: {', '.join(unknown)}")
    kinds = {
        column.of.validation
        for column in columns.values()
        if column.of is not None and not known_validation(column.of.validation)
    }
    if kinds:
        export.notes.append(f"validations that are not checked here: {', '.join(sorted(kinds))}")
    there = {column.name for column in columns.values()}
    absent = [
        item.name
        for item in export.dictionary.fields
        if item.columns() and not item.identifier and not there & set(item.columns())
    ]
    if absent:
        export.notes.append(f"fields of the dictionary that were not exported: {', '.join(absent)}")
    for column in columns.values():
        if column.of is not None and not column.of.identifier:
            export.labels[column.name] = column.of.label
            if not column.code and column.of.choices:
                export.codes[column.name] = column.of.choices
