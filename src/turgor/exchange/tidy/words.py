"""What each table and column means, in small files of which a reader of an export gets all."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from turgor.errors import StudyError

#: words for columns that many tables have
SHARED = "shared"


@dataclass(frozen=True, slots=True)
class ColumnWords:
    """A column's meaning, unit as printed, and closed vocabulary."""

    meaning: str
    unit: str = ""
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableWords:
    """A table's meaning and its columns'. each : meanings of columns that are made one for each
    key of a mapping, by the mapping's field; ``{key}`` in them stands for the key.
    """

    meaning: str
    columns: Mapping[str, ColumnWords] = field(default_factory=dict)
    each: Mapping[str, str] = field(default_factory=dict)

    def of(self, name: str) -> ColumnWords:
        """The words for a column, the shared ones where the table has none of its own."""
        own = self.columns.get(name)
        return own if own is not None else shared_words().get(name, ColumnWords(""))


@cache
def table_words(name: str) -> TableWords:
    """The words of ``exchange/data/tables/<name>.toml``; empty ones where there is no such file.

    Errors: StudyError where the file breaks its form.
    """
    entry = files("turgor.exchange") / "data" / "tables" / f"{name}.toml"
    if not entry.is_file():
        return TableWords("")
    document = tomllib.loads(entry.read_text(encoding="utf-8"))
    unknown = set(document) - {"meaning", "column", "each"}
    if unknown:
        raise StudyError(
            f"{name}.toml: unknown key {sorted(unknown)}; allowed: meaning, column, each"
        )
    columns = {
        key: _column(value, f"{name}.toml [column] {key}")
        for key, value in document.get("column", {}).items()
    }
    return TableWords(str(document.get("meaning", "")), columns, document.get("each", {}))


@cache
def shared_words() -> Mapping[str, ColumnWords]:
    """The words for columns that many tables have."""
    return table_words(SHARED).columns


def _column(value: object, where: str) -> ColumnWords:
    if isinstance(value, str):
        return ColumnWords(value)
    if not isinstance(value, dict) or set(value) - {"meaning", "unit", "allowed"}:
        raise StudyError(f"{where}: give a text, or meaning, unit and allowed")
    return ColumnWords(
        str(value.get("meaning", "")),
        str(value.get("unit", "")),
        tuple(str(item) for item in value.get("allowed", ())),
    )
