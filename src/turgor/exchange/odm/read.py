"""Read an ODM document back into tables: strictly, without entities, an element at a time."""

from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from turgor.errors import FormatError
from turgor.exchange.odm.definitions import Definitions
from turgor.exchange.odm.handler import Handler
from turgor.exchange.odm.words import NAMESPACE
from turgor.exchange.tidy.table import Cell, Column, ReadTable
from turgor.formats.clear_errors import clear_errors
from turgor.formats.opening import checked_size

_CHUNK_BYTES = 1 << 18
_MOST_BYTES = 8_000_000_000


@dataclass(frozen=True, slots=True)
class OdmDocument:
    """A document as read: the study's id and title, the audit chain's head where it names one, who
    wrote it, and its tables by name.
    """

    study: str
    title: str
    head: str
    source: str
    version: str
    tables: dict[str, ReadTable]


def read_odm(path: Path, most_bytes: int = _MOST_BYTES) -> OdmDocument:
    """The tables of a document that ``write_odm`` wrote, or of a like snapshot of another system.

    Each ItemGroupDef is a table. Of other systems' documents only untyped ItemData are read, and
    only snapshots.

    Errors: FormatError for anything that is malformed, declares a document type or entities, is
    larger than ``most_bytes``, refers to what it does not define, or holds a value that is not of
    its item's type, with the line where it stands.
    """
    size = checked_size(path)
    if size > most_bytes:
        raise FormatError(f"{path}: is {size} bytes long; at most {most_bytes} are read")
    with clear_errors(path, "an ODM document", "export it again"):
        handler = _parsed(path)
        return OdmDocument(
            handler.study, handler.title, handler.head, handler.source, handler.version,
            _tables(handler.definitions, handler.rows),
        )  # fmt: skip


def _parsed(path: Path) -> Handler:
    parser = expat.ParserCreate(namespace_separator=" ")
    handler = Handler(NAMESPACE)

    def refuse(*_: object) -> None:
        raise FormatError("it declares a document type or entities; only plain elements are read")

    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.buffer_text = True
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise FormatError(
            f"{path}: its XML is malformed in line {error.lineno}; export it again"
        ) from None
    except FormatError as error:
        raise FormatError(f"{path}: line {parser.CurrentLineNumber}: {error}") from None
    if not handler.seen_root:
        raise FormatError(f"{path}: is no ODM 1.3 document; its root is not ODM in {NAMESPACE}")
    return handler


def _tables(
    definitions: Definitions, rows: dict[str, dict[int, dict[str, Cell]]]
) -> dict[str, ReadTable]:
    columns: dict[str, tuple[Column, ...]] = {}
    for group in definitions.groups.values():
        columns.setdefault(group.table, definitions.columns(group))
    return {
        name: ReadTable(
            name,
            known,
            tuple(
                tuple(rows[name][number].get(column.name) for column in known)
                for number in sorted(rows.get(name, {}))
            ),
        )
        for name, known in columns.items()
    }
