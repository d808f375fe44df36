"""Allow lists: for each table, which columns may leave, in what form, and why."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from turgor.exchange.deidentify.words import vocabularies

#: what is done to a column:
#: number   kept where it is a number (within low and high), else dropped
#: listed   kept where a vocabulary holds it, else coded or dropped, see ``otherwise``
#: code     replaced by a code
#: day      a date, as days from the subject's baseline
#: hour     a time of day, as its whole hour
#: cell     one of the characteristics that together must not single a subject out
#: settings a document of settings, by allowed keys, words and units
#: counts   a document of word -> number or yes/no, by a vocabulary of words
#: names    a document that lists words of a vocabulary
#: course   a document of points with whole numbers only
#: conditions, flags  a measurand's conditions, a finding's flags
#: numbers  a document of numbers only
#: text     free text: dropped unless it was reviewed
#: drop     never leaves
ACTIONS = (
    "number", "listed", "code", "day", "hour", "cell", "settings", "counts", "names", "course",
    "conditions", "flags", "numbers", "text", "drop",
)  # fmt: skip
_KEYS = frozenset({"action", "as", "meaning", "reason", "words", "code", "low", "high"})


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """One column: ``action`` is one of ACTIONS; the rest steers it and is empty where unused.

    shared_as : its name in the shared table, where that is another.
    """

    name: str
    action: str
    meaning: str
    reason: str
    words: str = ""
    code: str = ""
    low: float | None = None
    high: float | None = None
    shared_as: str = ""

    @property
    def title(self) -> str:
        """The column's name in the shared table."""
        return self.shared_as or self.name

    @property
    def leaves(self) -> bool:
        """Whether the column stands in the shared table at all."""
        return self.action != "drop"


@dataclass(frozen=True, slots=True)
class TableRule:
    """One table: its file's stem, what it holds, and its columns; ``must`` have to survive."""

    table: str
    file: str
    meaning: str
    columns: tuple[ColumnRule, ...]
    must: tuple[str, ...] = ()

    @property
    def leaving(self) -> tuple[ColumnRule, ...]:
        """The columns of the shared table, in order."""
        return tuple(rule for rule in self.columns if rule.leaves)


@cache
def allow_lists() -> Mapping[str, TableRule]:
    """Every allow list of ``data/tables`` by table."""
    folder = files("turgor.exchange.deidentify") / "data" / "tables"
    rules = [
        _table(tomllib.loads(item.read_text("utf-8")), item.name)
        for item in sorted(folder.iterdir(), key=lambda item: item.name)
        if item.name.endswith(".toml")
    ]
    return {rule.table: rule for rule in rules}


def _table(document: Mapping[str, object], where: str) -> TableRule:
    columns = document["column"]
    if not isinstance(columns, dict):
        raise ValueError(f"{where}: [column] holds no columns")
    rules = tuple(_column(name, entry, where) for name, entry in columns.items())
    must = document.get("must", [])
    return TableRule(
        str(document["table"]),
        str(document["file"]),
        str(document["meaning"]),
        rules,
        tuple(str(name) for name in must) if isinstance(must, list) else (),
    )


def _column(name: str, entry: Mapping[str, object], where: str) -> ColumnRule:
    unknown = set(entry) - _KEYS
    action, words = str(entry.get("action", "")), str(entry.get("words", ""))
    if unknown or action not in ACTIONS or (words and words not in vocabularies()):
        raise ValueError(f"{where}: column '{name}' has an unknown key, action or vocabulary")
    return ColumnRule(
        name=name,
        action=action,
        meaning=str(entry.get("meaning", "")),
        reason=str(entry["reason"]),
        words=words,
        code=str(entry.get("code", "")),
        low=_number(entry.get("low")),
        high=_number(entry.get("high")),
        shared_as=str(entry.get("as", "")),
    )


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
