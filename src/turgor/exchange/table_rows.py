"""Rows of a study table: each read alone, its cells held to what may stand in them."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from turgor.errors import StudyError
from turgor.exchange.cells import read_cells
from turgor.record.site import SIDES

_YES, _NO = ("yes", "true", "1"), ("no", "false", "0")
_UNKNOWN = ("", "unknown", "?")

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Rows(Generic[R]):
    """The rows that could be read with their line numbers, and (line, reason) of the others."""

    read: tuple[tuple[int, R], ...]
    refused: tuple[tuple[int, str], ...]


def side_of(text: str) -> str:
    """A side, 'unstated' where nothing is said.

    Errors: StudyError for any other word.
    """
    side = text.strip().lower() or "unstated"
    if side not in SIDES:
        raise StudyError(f"side is '{text}'; allowed: {', '.join(SIDES)}")
    return side


def date_of(text: str) -> dt.date | None:
    """A date written 2026-03-31, None where nothing is said.

    Errors: StudyError for any other writing, because 03/04 is two dates.
    """
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise StudyError(f"date is '{text}'; write year-month-day, such as 2026-03-31") from None


def read_rows(
    path: Path, header: tuple[str, ...], convert: Callable[[Mapping[str, str]], R]
) -> Rows[R]:
    """Every row of a CSV table by ``convert``; ``header`` stands for one that is missing.

    Errors: InputError where the file can't be read at all; a bad row is refused alone.
    """
    found = read_cells(path, header, exact=False)
    read: list[tuple[int, R]] = []
    refused = list(found.refused)
    for line, cells in found.rows:
        try:
            read.append((line, convert(cells)))
        except StudyError as error:
            refused.append((line, str(error)))
    return Rows(tuple(read), tuple(sorted(refused)))


def needed(cells: Mapping[str, str], name: str) -> str:
    """A cell that may not be empty.

    Errors: StudyError.
    """
    if not cells[name]:
        raise StudyError(f"{name} is empty; it is needed")
    return cells[name]


def flag(cells: Mapping[str, str], name: str) -> bool:
    """yes or no; an empty cell is no.

    Errors: StudyError.
    """
    text = cells[name].lower()
    if text not in (*_YES, *_NO, ""):
        raise StudyError(f"{name} is '{cells[name]}'; write yes or no")
    return text in _YES


def truth(name: str, text: str) -> bool | None:
    """yes, no, or None for what is not known: an empty cell, 'unknown' or '?'.

    Errors: StudyError.
    """
    plain = text.strip().lower()
    if plain in _UNKNOWN:
        return None
    if plain not in (*_YES, *_NO):
        raise StudyError(f"{name} is '{text}'; write yes, no or unknown")
    return plain in _YES


def number(cells: Mapping[str, str], name: str) -> float | None:
    """A finite number, None for an empty cell.

    Errors: StudyError.
    """
    text = cells[name]
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if value != value or value in (float("inf"), float("-inf")):
        raise StudyError(f"{name} is '{text}'; give a number with a decimal point, or leave it")
    return value


def whole(name: str, text: str) -> int | None:
    """A whole number from 0, None for an empty cell.

    Errors: StudyError.
    """
    plain = text.strip()
    if not plain:
        return None
    if not (plain.isascii() and plain.isdecimal() and len(plain) < 10):
        raise StudyError(f"{name} is '{text[:60]}'; give a whole number from 0")
    return int(plain)


def pairs(name: str, text: str) -> dict[str, str]:
    """'key=value;key=value' as a mapping.

    Errors: StudyError where a part has no '=', or a key stands twice.
    """
    found: dict[str, str] = {}
    for part in filter(None, (item.strip() for item in text.split(";"))):
        key, equals, value = part.partition("=")
        if not equals or not key.strip():
            raise StudyError(f"{name} hold '{part}'; write key=value;key=value")
        if found.get(key.strip(), value.strip()) != value.strip():
            raise StudyError(f"{name} name '{key.strip()}' twice with different values")
        found[key.strip()] = value.strip()
    return found
