"""An .xlsx workbook as a Book: which sheets there are, their texts, formats and cells."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from turgor.errors import InputError
from turgor.exchange.spreadsheet.number_format import kind_of_format
from turgor.exchange.spreadsheet.package import Package, unescaped
from turgor.exchange.spreadsheet.sheet import Book, Sheet
from turgor.exchange.spreadsheet.sheet_cells import SheetCells


@dataclass(slots=True)
class _Contents:
    """What the workbook's own part says."""

    since_1904: bool = False
    sheets: list[tuple[str, str, bool]] = field(default_factory=list)


def read_workbook(path: Path) -> Book:
    """Every sheet of a workbook with its cells, hidden ones too; formulas by their saved results.

    Errors: InputError where it is no .xlsx file, is damaged or too large.
    """
    package = Package(path)
    try:
        main = _main_part(package)
        contents = _contents(package, main)
        relations = package.relations(main)
        parts = {item.kind: item.target for item in relations.values()}
        texts = _texts(package, parts.get("sharedStrings", ""))
        formats = _formats(package, parts.get("styles", ""))
        sheets: list[Sheet] = []
        for name, lead, hidden in contents.sheets:
            relation = relations.get(lead)
            if relation is None or relation.kind != "worksheet":
                continue  # a sheet that is a chart holds no cells
            cells = SheetCells(path, name, texts, formats, contents.since_1904)
            package.parse(relation.target, cells.start, cells.end)
            sheets.append(cells.sheet(hidden))
    finally:
        package.close()
    if not sheets:
        raise InputError(f"{path}: holds no sheet with cells; save it again as .xlsx")
    return Book(path.name, tuple(sheets), True, contents.since_1904)


def _main_part(package: Package) -> str:
    for relation in package.relations("").values():
        if relation.kind == "officeDocument":
            return relation.target
    return "xl/workbook.xml"


def _contents(package: Package, main: str) -> _Contents:
    contents = _Contents()

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if name == "workbookPr":
            contents.since_1904 = attributes.get("date1904", "0") in ("1", "true", "on")
        elif name == "sheet":
            lead = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id"), "")
            hidden = attributes.get("state", "visible") != "visible"
            contents.sheets.append((attributes.get("name", ""), lead, hidden))

    package.parse(main, start, lambda name, text: None)
    return contents


def _texts(package: Package, part: str) -> list[str]:
    """The shared texts in their order; how a text is read aloud, beside it, is no part of it."""
    texts: list[str] = []
    if not part or not package.has(part):
        return texts
    pieces: list[str] = []
    aside = False

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal aside
        if name == "si":
            pieces.clear()
        elif name == "rPh":
            aside = True

    def end(name: str, text: str) -> None:
        nonlocal aside
        if name == "t" and not aside:
            pieces.append(text)
        elif name == "rPh":
            aside = False
        elif name == "si":
            texts.append(unescaped("".join(pieces)))

    package.parse(part, start, end)
    return texts


def _formats(package: Package, part: str) -> list[str]:
    """What each style makes of a number; see ``kind_of_format``."""
    codes: dict[int, str] = {}
    numbers: list[int] = []
    inside = False

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal inside
        if name == "numFmt":
            codes[_whole(attributes.get("numFmtId", ""))] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            inside = True
        elif name == "xf" and inside:
            numbers.append(_whole(attributes.get("numFmtId", "0")))

    def end(name: str, text: str) -> None:
        nonlocal inside
        if name == "cellXfs":
            inside = False

    if part and package.has(part):
        package.parse(part, start, end)
    return [kind_of_format(number, codes.get(number)) for number in numbers]


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0
