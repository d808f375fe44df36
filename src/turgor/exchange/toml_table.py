"""A TOML table read with care: every key known, every value of its kind, every error placed."""

import math
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from turgor.errors import StudyError
from turgor.exchange.slips import Slips, attempted
from turgor.exchange.toml_lines import TomlLines

T = TypeVar("T")


class TomlTable:
    """One table of a study's file, with where it stands for the messages."""

    def __init__(
        self,
        values: Mapping[str, object],
        where: str,
        known: Sequence[str],
        lines: TomlLines | None = None,
        path: str = "",
        slips: Slips | None = None,
    ) -> None:
        """Hold the keys against those that are known.

        lines, path : where the table stands in its file; refusals then name the line. slips :
        gathers what is refused of unknown keys, each with its own line; None raises at once.

        Errors: StudyError naming the unknown keys, the allowed ones, and the nearest of them.
        """
        self._values, self._where = values, where
        self._lines, self._path, self._slips = lines, path, slips
        self._meant: dict[str, StudyError] = {}
        unknown = sorted(set(values) - set(known))
        if slips is not None:
            for name in unknown:
                error = self._unknown([name], known)
                slips.note(error)
                self._meant |= dict.fromkeys(_nearest(name, known), error)
            self._values = {name: values[name] for name in values if name in known}
        elif unknown:
            raise self._unknown(unknown, known)

    def _unknown(self, unknown: Sequence[str], known: Sequence[str]) -> StudyError:
        near = _nearest(unknown[0], known)
        return self.refuse(
            f"unknown key {', '.join(map(repr, unknown))}; allowed: {', '.join(known)}"
            + (f"; did you mean '{near[0]}'?" if near else ""),
            unknown[0],
        )

    def attempt(self, work: Callable[[], T], otherwise: T) -> T:
        """What ``work`` yields; what is refused is gathered where the file's slips are."""
        return attempted(self._slips, work, otherwise)

    @property
    def path(self) -> str:
        """The table's path in its file, '' for the root or where it was not told."""
        return self._path

    def within(self, key: str, known: Sequence[str], where: str, index: int = 0) -> "TomlTable":
        """The table of a key, or the ``index``-th (from 1) of a list of tables.

        Errors: StudyError.
        """
        values = self.tables(key)[index - 1] if index else self.table(key)
        path = f"{self._path}.{key}".lstrip(".") + (f".{index}" if index else "")
        return TomlTable(values, where, known, self._lines, path, self._slips)

    def each(self, key: str, known: Sequence[str], where: str) -> "list[TomlTable]":
        """Every table of a list, ``where`` followed by its number.

        Errors: StudyError.
        """
        count = len(self.tables(key))
        return [self.within(key, known, f"{where} {i}", i) for i in range(1, count + 1)]

    def names(self) -> tuple[str, ...]:
        """The keys that are there."""
        return tuple(self._values)

    def has(self, key: str) -> bool:
        """Whether a key is there."""
        return key in self._values

    def raw(self, key: str) -> object:
        """A value as TOML has it, None where the key is not there."""
        return self._values.get(key)

    def place(self, key: str = "") -> str:
        """Where a key of this table stands, with its line where lines are known."""
        if self._lines is None:
            return self._where
        line = self._lines.line(f"{self._path}.{key}".strip("."))
        if line is None:
            return self._where
        return f"{self._where}{': ' if self._where == self._lines.file else ', '}line {line}"

    def refuse(self, reason: str, key: str = "") -> StudyError:
        """An error that says where, by the line of a key of this table where lines are known."""
        return StudyError(f"{self.place(key)}: {reason}")

    def text(
        self, key: str, default: str | None = None, allowed: Sequence[str] | None = None
    ) -> str:
        """A text; without ``default`` it must be there and not be empty.

        Errors: StudyError.
        """
        value = self._values.get(key, default)
        if value is None or (default is None and value == ""):
            # a key that is misspelt is refused already, and is not missing besides
            raise self._meant.get(key) or self.refuse(f"'{key}' is missing; give a text", key)
        if not isinstance(value, str):
            raise self.refuse(f"'{key}' is {value!r}; give a text in quotes", key)
        if allowed is not None and value not in allowed:
            leave = ", or leave it out" if "" in allowed else ""
            words = ", ".join(word for word in allowed if word)
            near = get_close_matches(value.lower(), allowed, n=1, cutoff=0.6)
            hint = f"; did you mean '{near[0]}'?" if near else ""
            raise self.refuse(f"'{key}' is '{value}'; allowed: {words}{leave}{hint}", key)
        return value

    def number(self, key: str, default: float | None = None) -> float:
        """A finite number.

        Errors: StudyError.
        """
        value = self._values.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.refuse(f"'{key}' is {value!r}; give a number", key)
        try:
            number = float(value)
        except OverflowError as error:
            raise self.refuse(f"'{key}' is a number beyond all reason", key) from error
        if not math.isfinite(number):
            raise self.refuse(f"'{key}' is {value}; give a finite number", key)
        return number

    def whole(self, key: str, default: int | None = None) -> int:
        """A whole number.

        Errors: StudyError.
        """
        value = self._values.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.refuse(f"'{key}' is {value!r}; give a whole number", key)
        return value

    def flag(self, key: str, default: bool = False) -> bool:
        """true or false.

        Errors: StudyError.
        """
        value = self._values.get(key, default)
        if not isinstance(value, bool):
            raise self.refuse(f"'{key}' is {value!r}; give true or false", key)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, none of them empty; an empty one where it is not there.

        Errors: StudyError.
        """
        value = self._values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(x, str) and x for x in value):
            raise self.refuse(f"'{key}' is {value!r}; give a list of texts in quotes", key)
        return tuple(str(item) for item in value)

    def wholes(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers; an empty one where it is not there.

        Errors: StudyError.
        """
        value = self._values.get(key, [])
        plain = isinstance(value, list) and all(type(item) is int for item in value)
        if not isinstance(value, list) or not plain:
            raise self.refuse(f"'{key}' is {value!r}; give a list of whole numbers", key)
        return tuple(int(item) for item in value)

    def numbers(self, key: str) -> tuple[float, ...]:
        """A list of finite numbers; an empty one where it is not there.

        Errors: StudyError.
        """
        value = self._values.get(key, [])
        plain = isinstance(value, list) and all(type(item) in (int, float) for item in value)
        if not isinstance(value, list) or not plain or not all(map(_finite, value)):
            raise self.refuse(f"'{key}' is {value!r}; give a list of numbers", key)
        return tuple(float(item) for item in value)

    def table(self, key: str) -> Mapping[str, object]:
        """A table within this one; empty where it is not there.

        Errors: StudyError.
        """
        value = self._values.get(key, {})
        if not isinstance(value, Mapping):
            raise self.refuse(f"'{key}' is {value!r}; write it as a table", key)
        return {str(name): item for name, item in value.items()}

    def tables(self, key: str) -> list[Mapping[str, object]]:
        """A list of tables, written [[key]]; empty where it is not there.

        Errors: StudyError.
        """
        value = self._values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
            raise self.refuse(f"'{key}' is no list of tables; write each as [[{key}]]", key)
        return [{str(name): item for name, item in table.items()} for table in value]


def _nearest(name: str, known: Sequence[str]) -> list[str]:
    return get_close_matches(name, known, n=1, cutoff=0.6)


def _finite(value: float) -> bool:
    """Whether it is one that arithmetic can hold; a whole number in TOML may be beyond all."""
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False


def read_toml_text(path: Path) -> str:
    """The text of a TOML file.

    Errors: StudyError where it is missing, too large, or no UTF-8.
    """
    try:
        if path.stat().st_size > 1_000_000:
            raise StudyError(
                f"{path}: is larger than 1 MB, which no file of this kind is; check the path"
            )
        # some editors begin UTF-8 with a mark, which is no TOML
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise StudyError(f"{path}: can't be read ({error.strerror}); check the path") from error
    except UnicodeDecodeError as error:
        raise StudyError(f"{path}: is not UTF-8 text; save it as UTF-8") from error
