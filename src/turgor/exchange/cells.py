"""A small CSV table by its exact header: cells as they stand, with the line that each row is on."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from turgor.errors import InputError

_MOST_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class Cells:
    """(line, cells by name) of every row, and (line, reason) of rows of another width."""

    rows: tuple[tuple[int, Mapping[str, str]], ...]
    refused: tuple[tuple[int, str], ...]


def has_header(path: Path, header: tuple[str, ...]) -> bool:
    """Whether a file's first line is this header."""
    if path.suffix.lower() != ".csv":
        return False
    try:
        with path.open("rb") as stream:
            line = stream.readline(4096).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return False
    return tuple(name.strip() for name in line.strip().split(",")) == header


def read_cells(path: Path, header: tuple[str, ...], exact: bool = True) -> Cells:
    """Every row under the header; empty rows are passed over.

    exact : the file's header must be this one; else its own is taken, ``header`` where it has none.

    Errors: InputError where the file can't be read, or its header is another one.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InputError(f"{path}: is larger than 50 MB; split the table")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: can't be read ({error.strerror}); check the path") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not UTF-8 text; save it as UTF-8 CSV") from error
    reader = csv.reader(io.StringIO(text, newline=""))
    rows: list[tuple[int, Mapping[str, str]]] = []
    refused: list[tuple[int, str]] = []
    try:
        first = tuple(cell.strip() for cell in next(reader, header if not exact else ()))
        if exact and first != header:
            raise InputError(f"{path}: its header must be '{','.join(header)}'")
        header = first
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                reason = f"has {len(cells)} cells; the header has {len(header)}"
                refused.append((reader.line_num, reason))
                continue
            named = dict(zip(header, (cell.strip() for cell in cells), strict=True))
            rows.append((reader.line_num, named))
    except csv.Error as error:
        refused.append((reader.line_num, f"is no CSV ({error}); the rest was not read"))
    return Cells(tuple(rows), tuple(refused))
