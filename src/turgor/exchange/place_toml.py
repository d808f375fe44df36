"""Whose skin a TOML file is about: site, subject, findings by metric id, typed settings."""

import math
import re
import tomllib
from collections.abc import Mapping
from functools import partial

from turgor.errors import MetricError, StudyError
from turgor.exchange.toml_table import TomlTable
from turgor.metrics import find_metric
from turgor.record.skin_place import PHOTOTYPES, SEXES, SkinPlace

_SUBJECT = ("age", "sex", "phototype")
_LINE = re.compile(r"line (\d+)")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def toml_document(text: str, where: str) -> Mapping[str, object]:
    """A file's text as TOML, its texts of one printable line each.

    Errors: StudyError where it is no TOML or holds characters that steer a terminal.
    """
    try:
        document = tomllib.loads(text)
    except ValueError as error:  # broken TOML, or a number of thousands of digits
        raise StudyError(f"{where}: {_why(text, error)}") from error
    except RecursionError as error:
        raise StudyError(f"{where}: is no valid TOML (nested too deeply)") from error
    _refuse_unprintable(document, where)
    return document


def _why(text: str, error: ValueError) -> str:
    """What is wrong with a text that is no TOML; a date that no calendar has is named."""
    place = _LINE.search(str(error))
    lines = text.splitlines()
    if place is not None and "date" in str(error) and int(place[1]) <= len(lines):
        written = _DATE.search(lines[int(place[1]) - 1])
        if written is not None:
            return (
                f"line {place[1]}: {written[0]} is no day of the calendar; write one as 2027-01-31"
            )
    return f"is no valid TOML ({error})"


def _refuse_unprintable(table: Mapping[str, object], where: str) -> None:
    """What is echoed to a terminal is text of one line, without characters that steer it.

    Errors: StudyError naming the key.
    """
    for name, value in table.items():
        words = [name, value] if isinstance(value, str) else [name]
        if not all(word.isprintable() for word in words):
            raise StudyError(f"{where}: {name!r} holds a line break or control character")
        inner = value if isinstance(value, list) else [value]
        for table_within in inner:
            if isinstance(table_within, Mapping):
                _refuse_unprintable(table_within, where)


def place_of(root: TomlTable, where: str) -> SkinPlace:
    """Site, [subject] and [findings] of a file.

    Errors: StudyError for an unknown word or a value that can't be.
    """
    subject = root.attempt(
        lambda: root.within("subject", _SUBJECT, f"{where}: [subject]"), TomlTable({}, where, ())
    )
    return SkinPlace(
        site=root.attempt(lambda: root.text("site"), ""),
        age_years=root.attempt(lambda: _age(subject), None),
        sex=root.attempt(lambda: subject.text("sex", "", allowed=SEXES), ""),
        phototype=root.attempt(lambda: subject.text("phototype", "", allowed=PHOTOTYPES), ""),
        findings=root.attempt(lambda: _findings(root), {}),
    )


def _age(subject: TomlTable) -> float | None:
    age = subject.number("age") if subject.has("age") else None
    if age is not None and not 0.0 < age <= 120.0:
        raise subject.refuse(f"'age' is {age:g} years; allowed: above 0, up to 120", "age")
    return age


def setting_text(name: str, value: object, root: TomlTable) -> str:
    """A setting as text, as sessions on record have it.

    Errors: StudyError where it is no number, word or true/false.
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{finite(name, value, root):.12g}"
    if isinstance(value, str):
        return value
    raise root.refuse(f"setting '{name}' is {value!r}; give a number, a word or true/false")


def finite(name: str, value: float, root: TomlTable) -> float:
    """The value as a float; a whole number in TOML may be beyond all of them.

    Errors: StudyError.
    """
    try:
        return float(value)
    except OverflowError as error:
        raise root.refuse(f"'{name}' is a number beyond all reason") from error


def _findings(root: TomlTable) -> Mapping[str, float]:
    """By metric id, whether it was written in quotes or, by TOML's rule, as a table's key."""
    flat: dict[str, object] = {}
    for name, value in root.table("findings").items():
        if isinstance(value, Mapping):
            flat |= {f"{name}.{inner}": item for inner, item in value.items()}
        else:
            flat[name] = value
    found = {
        name: root.attempt(partial(_finding, name, value, root), None)
        for name, value in flat.items()
    }
    return {name: value for name, value in found.items() if value is not None}


def _finding(name: str, value: object, root: TomlTable) -> float:
    try:
        unit = find_metric(name).unit
    except MetricError as error:
        raise root.refuse(f"[findings]: {error}", f"findings.{name}") from error
    said = "without a unit" if unit == "1" else f"in {unit}"
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise root.refuse(
            f"finding '{name}' is {value!r}; give a number {said}", f"findings.{name}"
        )
    number = finite(name, value, root)
    if not math.isfinite(number):
        raise root.refuse(
            f"finding '{name}' is {value!r}; give a number {said}", f"findings.{name}"
        )
    return number
