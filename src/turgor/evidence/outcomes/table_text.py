"""The text of a table file: its lines, what parts its cells, and its decimal commas."""

import io
import re
from pathlib import Path

from turgor.errors import InputError

_DECIMAL_COMMA = re.compile(r"^([-+]?\d+),(\d+)$")
#: the largest table that is read, in bytes: thousands of times what a review collects
_MOST_BYTES = 200_000_000


def table_lines(source: Path) -> list[str]:
    """The lines of a text in UTF-8, ends included.

    Errors: InputError, one line, for a file that is missing, too large, empty or no text.
    """
    try:
        if source.stat().st_size > _MOST_BYTES:
            raise InputError(f"{source.name}: is larger than {_MOST_BYTES // 1_000_000} MB")
        text = source.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{source.name}: is no text in UTF-8; save it as CSV in UTF-8") from None
    except OSError as error:
        raise InputError(f"{source}: can't be read: {error.strerror}") from None
    if "\0" in text:
        raise InputError(f"{source.name}: is no table of text; save it as CSV in UTF-8")
    if not text.strip():
        raise InputError(f"{source.name}: is empty; a header and rows are needed")
    # lines end where the table says so: not at the other signs that end lines of prose
    return list(io.StringIO(text, newline=""))


def delimiter(header: str) -> str:
    """What parts the cells: whatever the header has most of."""
    return max((",", ";", "\t"), key=header.count)


def decimal_point(cell: str) -> str:
    """A number's decimal comma as a point; other text as it is."""
    return _DECIMAL_COMMA.sub(r"\1.\2", cell.strip())
