"""On which line of a TOML text each table and key stands, so that a refusal can say where."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_HEADER = re.compile(r"\s*(\[\[?)(.*)")
_PART = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)\s*(\.?)""")
_QUOTES = ('"""', "'''", '"', "'")


@dataclass(frozen=True, slots=True)
class TomlLines:
    """Lines of one file, counted from 1.

    file : its path, for refusals. at : by path, such as 'subject.age' or 'course.2.session.1.day';
    tables written [[so]] are counted from 1.
    """

    file: str
    at: Mapping[str, int] = field(default_factory=dict)

    def line(self, path: str) -> int | None:
        """The line of a key or table, or of the nearest table around it."""
        while path:
            if path in self.at:
                return self.at[path]
            path = path.rpartition(".")[0]
        return None


def toml_lines(text: str, file: str) -> TomlLines:
    """The lines of a text that was read as TOML before; anything else yields what it can."""
    found: dict[str, int] = {}
    counted: dict[str, int] = {}
    table = ""
    for number, statement in _statements(text):
        header = _HEADER.match(statement)
        if header is not None:
            table = _table(_parts(header.group(2))[0], header.group(1) == "[[", counted)
            found.setdefault(table, number)
            continue
        names, _ = _parts(statement)
        for depth in range(1, len(names) + 1):
            found.setdefault(".".join([table, *names[:depth]]).lstrip("."), number)
    found.pop("", None)
    return TomlLines(file, found)


def _table(names: list[str], listed: bool, counted: dict[str, int]) -> str:
    """The path of a header; within a list of tables it is that of its last one."""
    path = ""
    for depth, name in enumerate(names, 1):
        path = f"{path}.{name}".lstrip(".")
        if listed and depth == len(names):
            counted[path] = counted.get(path, 0) + 1
        if path in counted:
            path = f"{path}.{counted[path]}"
    return path


def _parts(text: str) -> tuple[list[str], int]:
    """The names of a dotted key at the text's beginning, and where it ends."""
    names: list[str] = []
    at = 0
    while (part := _PART.match(text, at)) is not None:
        names.append(part.group(1).strip("\"'"))
        at = part.end()
        if not part.group(2):
            break
    return names, at


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Each header or key with the line on which it begins; values may go on over lines."""
    at, number = 0, 1
    while at < len(text):
        end = _end_of_statement(text, at)
        statement = text[at:end].lstrip(" \t")
        if statement.strip() and not statement.startswith("#"):
            yield number, statement
        number += text.count("\n", at, end + 1)
        at = end + 1


def _end_of_statement(text: str, at: int) -> int:
    """Where the statement's last line ends: outside of texts and brackets."""
    depth = 0
    while at < len(text):
        letter = text[at]
        if letter in "\"'":
            at = _end_of_text(text, at)
            continue
        if letter == "#":
            at = text.find("\n", at)
            if at < 0:
                return len(text)
            continue
        if letter == "\n" and depth <= 0:
            return at
        depth += (letter in "[{") - (letter in "]}")
        at += 1
    return len(text)


def _end_of_text(text: str, at: int) -> int:
    """Just after a quoted text that begins here."""
    quote = next(item for item in _QUOTES if text.startswith(item, at))
    at += len(quote)
    while at < len(text):
        if text[at] == "\\" and quote[0] == '"':
            at += 2
        elif text.startswith(quote, at):
            return at + len(quote)
        elif text[at] == "\n" and len(quote) == 1:
            return at  # a text that was never closed
        else:
            at += 1
    return at
