"""An .xlsx file as its parts: opened with care, its XML read without entities, sizes held.

Layout and names: ISO/IEC 29500-1 (SpreadsheetML) and 29500-2 (packages).
"""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from turgor.errors import InputError

_MOST_BYTES = 400_000_000
_CHUNK = 1 << 16
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")

#: called with an element's name without prefix, and its attributes without prefix
Start = Callable[[str, Mapping[str, str]], None]
#: called with an element's name and the text that stood in it
End = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Relation:
    """Where a relationship of a part leads; ``kind`` is the last word of its type."""

    kind: str
    target: str


class Package:
    """The parts of one file."""

    def __init__(self, path: Path) -> None:
        """Open it.

        Errors: InputError where it is no .xlsx file, with what to do.
        """
        self.path = path
        try:
            with path.open("rb") as stream:
                head = stream.read(8)
            if head == _OLE:
                raise InputError(
                    f"{path}: is an old .xls file or locked with a password; save it as .xlsx "
                    "without one"
                )
            self._zip = zipfile.ZipFile(path)
        except OSError as error:
            raise InputError(f"{path}: can't be read ({error.strerror}); check the path") from error
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise InputError(f"{path}: is no whole .xlsx file; save it again as .xlsx") from error
        self._parts = {item.filename.lstrip("/").lower(): item for item in self._zip.infolist()}
        if "content.xml" in self._parts or "xl/workbook.bin" in self._parts:
            self.close()
            raise InputError(f"{path}: is no .xlsx file inside; save it as .xlsx")

    def close(self) -> None:
        """Let go of the file."""
        self._zip.close()

    def has(self, part: str) -> bool:
        """True where there is such a part."""
        return part.lower() in self._parts

    def parse(self, part: str, start: Start, end: End) -> None:
        """Walk through the XML of a part.

        Errors: InputError where it is missing, too large, broken, or declares entities.
        """
        item = self._parts.get(part.lower())
        if item is None:
            raise InputError(f"{self.path}: lacks its part '{part}'; save it again as .xlsx")
        if item.file_size > _MOST_BYTES:
            raise InputError(f"{self.path}: holds {item.file_size} bytes in '{part}'; split it")
        reader = _reader(start, end)
        try:
            with self._zip.open(item) as stream:
                left = _MOST_BYTES
                while chunk := stream.read(_CHUNK):
                    left -= len(chunk)
                    if left < 0:
                        raise InputError(f"{self.path}: is too large inside; split it")
                    reader.Parse(chunk, False)
                reader.Parse(b"", True)
        except (
            expat.ExpatError, zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError,
            NotImplementedError,
        ) as error:  # fmt: skip
            raise InputError(
                f"{self.path}: is damaged in '{part}'; save it again as .xlsx"
            ) from error

    def relations(self, part: str) -> dict[str, Relation]:
        """Where a part leads, by the id that it uses.

        Errors: as for ``parse``.
        """
        folder, name = posixpath.split(part)
        place = posixpath.join(folder, "_rels", f"{name}.rels")
        found: dict[str, Relation] = {}

        def start(name: str, attributes: Mapping[str, str]) -> None:
            if name == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "")
                whole = target if target.startswith("/") else posixpath.join("/", folder, target)
                kind = attributes.get("Type", "").rpartition("/")[2]
                lead = Relation(kind, posixpath.normpath(whole).lstrip("/"))
                found[attributes.get("Id", "")] = lead

        if self.has(place):
            self.parse(place, start, lambda name, text: None)
        return found


def _reader(start: Start, end: End) -> expat.XMLParserType:
    reader = expat.ParserCreate()
    reader.buffer_text = True
    texts: list[str] = []

    def refuse(*_: object) -> None:
        raise expat.ExpatError("document type declarations are not read")

    def on_start(name: str, attributes: dict[str, str]) -> None:
        texts.clear()
        start(name.rpartition(":")[2], attributes)

    def on_end(name: str) -> None:
        end(name.rpartition(":")[2], "".join(texts))
        texts.clear()

    reader.StartDoctypeDeclHandler = refuse
    reader.StartElementHandler = on_start
    reader.EndElementHandler = on_end
    reader.CharacterDataHandler = texts.append
    return reader


def unescaped(text: str) -> str:
    """A text with '_x000D_' and its kind as the letters that they stand for."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(_letter, text)


def _letter(match: re.Match[str]) -> str:
    letter = chr(int(match[1], 16))
    return letter if letter.isprintable() or letter.isspace() else "\N{REPLACEMENT CHARACTER}"
