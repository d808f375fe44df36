"""A session's file: what is done with which settings, to whose skin."""

import datetime as dt
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from turgor.errors import MetricError, StudyError
from turgor.exchange.toml_table import TomlTable, read_toml_text
from turgor.metrics import find_metric
from turgor.record.session import MODALITIES
from turgor.record.skin_place import PHOTOTYPES, SEXES, SkinPlace

_ROOT = (
    "modality", "device", "site", "date", "settings", "subject", "findings", "findings_file",
    "histology",
)  # fmt: skip
_SUBJECT = ("age", "sex", "phototype")


@dataclass(frozen=True, slots=True)
class SessionFile:
    """One session as its file states it.

    settings : as text, by the names of the file. findings_file : output of
    ``turgor measure --json``, beside the session's file; '' where there is none. histology :
    rows of the user's own sections of a laser's zones.
    """

    modality: str
    device: str
    settings: Mapping[str, str]
    place: SkinPlace
    date: dt.date | None = None
    findings_file: str = ""
    histology: tuple[Mapping[str, float], ...] = ()


def read_session(path: Path) -> SessionFile:
    """A session from its TOML file.

    Errors: StudyError for a file that can't be read, is no TOML, or holds an unknown word or a
    value that can't be.
    """
    return parse_session(read_toml_text(path), str(path))


def parse_session(text: str, where: str) -> SessionFile:
    """A session from the text of its file; errors as for ``read_session``."""
    try:
        document = tomllib.loads(text)
    except ValueError as error:  # broken TOML, or a number of thousands of digits
        raise StudyError(f"{where}: is no valid TOML ({error})") from error
    except RecursionError as error:
        raise StudyError(f"{where}: is no valid TOML (nested too deeply)") from error
    _refuse_unprintable(document, where)
    root = TomlTable(document, where, _ROOT)
    known = tuple(word for word in MODALITIES if word != "other")
    settings = root.table("settings")
    if not settings:
        raise root.refuse("[settings] is missing; state what the device or product is set to")
    date = document.get("date")
    if date is not None and type(date) is not dt.date:
        raise root.refuse(f"'date' is {date!r}; write it as 2026-03-31, without quotes")
    return SessionFile(
        modality=root.text("modality", allowed=known),
        device=root.text("device", ""),
        settings={name: _setting(name, value, root) for name, value in settings.items()},
        place=_place(root, where),
        date=date,
        findings_file=root.text("findings_file", ""),
        histology=tuple(
            {name: _number(name, value, root) for name, value in row.items()}
            for row in root.tables("histology")
        ),
    )


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


def _place(root: TomlTable, where: str) -> SkinPlace:
    stated = root.table("subject")
    subject = TomlTable(stated, f"{where}: [subject]", _SUBJECT)
    age = subject.number("age") if "age" in stated else None
    if age is not None and not 0.0 < age <= 120.0:
        raise subject.refuse(f"'age' is {age:g} years; allowed: above 0, up to 120")
    return SkinPlace(
        site=root.text("site"),
        age_years=age,
        sex=subject.text("sex", "", allowed=SEXES),
        phototype=subject.text("phototype", "", allowed=PHOTOTYPES),
        findings=_findings(root),
    )


def _setting(name: str, value: object, root: TomlTable) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{_finite(name, value, root):.12g}"
    if isinstance(value, str):
        return value
    raise root.refuse(f"setting '{name}' is {value!r}; give a number, a word or true/false")


def _finite(name: str, value: float, root: TomlTable) -> float:
    """The value as a float; a whole number in TOML may be beyond all of them."""
    try:
        return float(value)
    except OverflowError as error:
        raise root.refuse(f"'{name}' is a number beyond all reason") from error


def _number(name: str, value: object, root: TomlTable) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise root.refuse(f"[[histology]]: '{name}' is {value!r}; give a number")
    number = _finite(name, value, root)
    if not math.isfinite(number):
        raise root.refuse(f"[[histology]]: '{name}' is {value!r}; give a number")
    return number


def _findings(root: TomlTable) -> Mapping[str, float]:
    """By metric id, whether it was written in quotes or, by TOML's rule, as a table's key."""
    flat: dict[str, object] = {}
    for name, value in root.table("findings").items():
        if isinstance(value, Mapping):
            flat |= {f"{name}.{inner}": item for inner, item in value.items()}
        else:
            flat[name] = value
    return {name: _finding(name, value, root) for name, value in flat.items()}


def _finding(name: str, value: object, root: TomlTable) -> float:
    try:
        unit = find_metric(name).unit
    except MetricError as error:
        raise root.refuse(f"[findings]: {error}") from error
    said = "without a unit" if unit == "1" else f"in {unit}"
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise root.refuse(f"finding '{name}' is {value!r}; give a number {said}")
    number = _finite(name, value, root)
    if not math.isfinite(number):
        raise root.refuse(f"finding '{name}' is {value!r}; give a number {said}")
    return number
