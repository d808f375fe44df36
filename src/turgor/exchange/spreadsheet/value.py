"""A cell into the value of a field, by the field's kind and the column's rule."""

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping

from turgor.errors import StudyError
from turgor.exchange.spreadsheet import cell as kinds
from turgor.exchange.spreadsheet.cell import Cell, tidy
from turgor.exchange.spreadsheet.field import (
    CHOICE,
    DATE,
    FLAG,
    NUMBER,
    PAIRS,
    TEXT,
    WHOLE,
    Field,
)
from turgor.exchange.spreadsheet.number_format import moment_of_serial
from turgor.exchange.spreadsheet.rule import SERIAL, ColumnRule
from turgor.exchange.spreadsheet.units import to_unit

_YES = ("yes", "y", "true", "1", "x", "checked")
_NO = ("no", "n", "false", "0", "unchecked")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.0+)?)?)?")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_DATES = (dt.date(1880, 1, 1), dt.date(2200, 12, 31))

#: what a field of a record may be; None where nothing is said
Value = str | float | int | bool | dt.date | Mapping[str, str] | None
Reader = Callable[[Cell], Value]


def reader_of(field: Field, rule: ColumnRule, since_1904: bool = False) -> Reader:
    """The function that reads the cells of a column.

    It gives None for what the rule calls missing, and raises StudyError that says what to give.

    Errors: UnitError where the rule's unit does not become the field's.
    """
    factor, offset = to_unit(rule.unit, field.unit) if rule.unit else (1.0, 0.0)
    missing = frozenset(word.casefold() for word in rule.missing)
    words = {theirs.casefold(): ours for theirs, ours in rule.words.items()}
    inner = _inner(
        field,
        rule,
        since_1904,
        factor,
        offset,
        rule.unit or field.unit or rule.constants.get("unit", ""),
    )

    def read(cell: Cell) -> Value:
        if cell.kind == kinds.ERROR:
            raise StudyError("is an error of the spreadsheet; mend its formula or empty it")
        if cell.kind == kinds.FORMULA:
            raise StudyError(
                "is a formula whose result was never saved; open the file in a spreadsheet "
                "program and save it, or put the value in its place"
            )
        if missing or words:
            word = _word(cell).casefold()
            if word in missing:
                return None
            if word in words:
                ours = words[word]
                if not ours:
                    return None
                cell = Cell(kinds.TEXT, ours)
                return plain(cell)
        return inner(cell)

    plain = _inner(field, ColumnRule(rule.header), since_1904, factor, offset, "")
    return read


def constant_of(field: Field, text: str) -> Value:
    """A constant of a mapping as the field's value.

    Errors: StudyError that says what to give.
    """
    if not text.strip():
        return None
    return reader_of(field, ColumnRule(field.name))(Cell(kinds.TEXT, tidy(text)))


def _inner(
    field: Field, rule: ColumnRule, since_1904: bool, factor: float, offset: float, unit: str
) -> Reader:
    if field.kind in (NUMBER, WHOLE):
        decimal = rule.decimal

        def number(cell: Cell) -> Value:
            value = _number(cell, decimal, unit) * factor + offset
            _within(value, field)
            if field.kind == WHOLE:
                if value != int(value):
                    raise StudyError("give a whole number")
                return int(value)
            return value

        return number
    if field.kind == DATE:
        return lambda cell: _date(cell, rule.dates, since_1904)
    if field.kind == FLAG:
        return _flag
    if field.kind == PAIRS:
        return lambda cell: _pairs(_word(cell))
    choices = {word.casefold(): word for word in field.choices}

    def text(cell: Cell) -> Value:
        word = _word(cell)
        if rule.zeros and word.isdecimal():
            word = word.zfill(rule.zeros)
        if rule.prefix and not word.startswith(rule.prefix):
            word = rule.prefix + word
        if not choices:
            return word
        if word.casefold() not in choices:
            raise StudyError(
                f"allowed: {', '.join(field.choices)}; or translate it in the mapping's words"
            )
        return choices[word.casefold()]

    if field.kind not in (TEXT, CHOICE):
        raise StudyError(f"field '{field.name}' is of an unknown kind '{field.kind}'")
    return text


def _word(cell: Cell) -> str:
    """A cell as text: a whole number without its point, a date as year-month-day."""
    if isinstance(cell.value, bool):
        return "TRUE" if cell.value else "FALSE"
    if isinstance(cell.value, float):
        return f"{cell.value:.15g}"
    if isinstance(cell.value, dt.datetime):
        return cell.value.isoformat(sep=" ").removesuffix(" 00:00:00")
    return cell.value


def _number(cell: Cell, decimal: str, unit: str) -> float:
    value = cell.value
    if isinstance(value, bool):
        raise StudyError("is true or false; give a number")
    if isinstance(value, dt.datetime):
        raise StudyError("is a date or time; give a number, and format the cell as one")
    if isinstance(value, float):
        number, percent = value, cell.percent
    else:
        text = value.replace(" ", "")
        percent = text.endswith("%")
        other = "." if decimal == "," else ","
        digits = text.removesuffix("%")
        if other in digits:
            raise StudyError(
                f"give a number with a decimal '{decimal}' and no thousands mark, or declare "
                f'decimal = "{other}"'
            )
        digits = digits.replace(decimal, ".")
        if not _NUMBER.fullmatch(digits):
            raise StudyError("give a number")
        number = float(digits) / 100.0 if percent else float(digits)
        if not math.isfinite(number):
            raise StudyError("give a finite number")
    if percent:
        if unit in ("percent", "%"):
            return number * 100.0
        if unit != "1":
            wanted = f"in {unit}" if unit else "that is formatted as one"
            raise StudyError(f"is a percentage; give a number {wanted}")
    return number


def _within(value: float, field: Field) -> None:
    if field.least is not None and value < field.least:
        raise StudyError(f"give a number from {field.least:g}")
    if field.most is not None and value > field.most:
        raise StudyError(f"give a number up to {field.most:g}")


def _date(cell: Cell, written: str, since_1904: bool) -> dt.date:
    if cell.kind == kinds.TIME:
        raise StudyError("is a time of day; give a date")
    if isinstance(cell.value, bool):
        raise StudyError("is true or false; give a date")
    if isinstance(cell.value, dt.datetime):
        return _likely(cell.value.date())
    if isinstance(cell.value, float):
        if written != SERIAL:
            raise StudyError(
                'is a number; format the cell as a date, or declare dates = "serial" if it '
                "counts days as spreadsheets do"
            )
        moment = moment_of_serial(cell.value, since_1904)
        if moment is None:
            raise StudyError("is no day that a spreadsheet counts; give a date")
        return _likely(moment.date())
    match = _ISO.fullmatch(cell.value)
    if match:
        try:
            return _likely(dt.date(int(match[1]), int(match[2]), int(match[3])))
        except ValueError:
            raise StudyError("is no day of the calendar; give a date") from None
    if not written or written == SERIAL:
        raise StudyError(
            "write year-month-day, such as 2026-03-31, or declare how dates are written here "
            '(dates = "%d/%m/%Y")'
        )
    try:
        return _likely(dt.datetime.strptime(cell.value, written).date())
    except ValueError:
        raise StudyError(f"the mapping says that dates are written {written}") from None


def _likely(date: dt.date) -> dt.date:
    if not _DATES[0] <= date <= _DATES[1]:
        raise StudyError("give a date between 1880 and 2200")
    return date


def _flag(cell: Cell) -> bool:
    if isinstance(cell.value, bool):
        return cell.value
    word = _word(cell).casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise StudyError("write yes or no")


def _pairs(text: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for part in filter(None, (item.strip() for item in text.split(";"))):
        name, equals, value = part.partition("=")
        if not equals or not name.strip():
            raise StudyError("write key=value;key=value")
        found[name.strip()] = value.strip()
    return found
