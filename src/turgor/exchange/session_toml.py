"""A session's file: what is done with which settings, to whose skin."""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from turgor.exchange.place_toml import finite, place_of, setting_text, toml_document
from turgor.exchange.toml_table import TomlTable, read_toml_text
from turgor.record.session import MODALITIES
from turgor.record.skin_place import SkinPlace

_ROOT = (
    "modality", "device", "site", "date", "settings", "subject", "findings", "findings_file",
    "histology",
)  # fmt: skip


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
    document = toml_document(text, where)
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
        settings={name: setting_text(name, value, root) for name, value in settings.items()},
        place=place_of(root, where),
        date=date,
        findings_file=root.text("findings_file", ""),
        histology=tuple(
            {name: _number(name, value, root) for name, value in row.items()}
            for row in root.tables("histology")
        ),
    )


def _number(name: str, value: object, root: TomlTable) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise root.refuse(f"[[histology]]: '{name}' is {value!r}; give a number")
    number = finite(name, value, root)
    if not math.isfinite(number):
        raise root.refuse(f"[[histology]]: '{name}' is {value!r}; give a number")
    return number
