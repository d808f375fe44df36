"""Typed steps into a JSON or TOML document, each failure one line that says where."""

import json
import math
from collections.abc import Mapping
from pathlib import Path

from turgor.errors import FormatError
from turgor.formats.finishing import printable
from turgor.formats.opening import checked_size, read_bytes, replace_file

LARGEST_BYTES = 8_000_000
#: a JSON value whose shape is not known yet
Tree = Mapping[str, object]


def read_json(path: Path) -> Tree:
    """The object that a JSON file holds.

    Errors: FormatError for a file that is too large, no JSON, no object, that names a key twice
    or holds a number that is not finite.
    """
    size = checked_size(path)
    if size > LARGEST_BYTES:
        raise FormatError(f"{path}: has {size} bytes; a form has at most {LARGEST_BYTES}")
    try:
        found = json.loads(
            read_bytes(path, size).decode("utf-8-sig"),
            object_pairs_hook=_once,
            parse_constant=_no_constant,
        )
    except (ValueError, RecursionError) as error:
        raise FormatError(f"{path}: is no JSON in UTF-8 ({printable(str(error), 120)})") from None
    return mapping(found, str(path))


def write_json(path: Path, document: Mapping[str, object]) -> None:
    """Write an object as JSON, whole or not at all.

    Errors: InputError where the folder can't be written to.
    """
    replace_file(path, json_bytes(document))


def json_bytes(document: Mapping[str, object]) -> bytes:
    """An object as JSON, the same bytes for the same object."""
    content = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    return content.encode("utf-8") + b"\n"


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"key '{twice}' stands twice")
    return found


def _no_constant(word: str) -> object:
    raise ValueError(f"'{word}' is no number of JSON")


def mapping(value: object, where: str) -> Tree:
    """``value`` as an object. Errors: FormatError."""
    if not isinstance(value, dict):
        raise FormatError(f"{where}: an object was expected, not {_shown(value)}")
    return value


def children(node: Tree, key: str, where: str) -> list[Tree]:
    """The list of objects under ``key``, empty where absent. Errors: FormatError."""
    return [mapping(value, f"{where}, {key}") for value in values(node, key, where)]


def values(node: Tree, key: str, where: str) -> list[object]:
    """The list under ``key``, empty where absent. Errors: FormatError."""
    found = node.get(key, [])
    if not isinstance(found, list):
        raise FormatError(f"{where}: '{key}' is {_shown(found)}; a list was expected")
    return found


def texts(node: Tree, key: str, where: str) -> tuple[str, ...]:
    """The list of texts under ``key``, empty where absent. Errors: FormatError."""
    found = values(node, key, where)
    for value in found:
        if not isinstance(value, str):
            raise FormatError(f"{where}: '{key}' holds {_shown(value)}; texts were expected")
    return tuple(str(value) for value in found)


def text(node: Tree, key: str, where: str, default: str | None = None) -> str:
    """The text under ``key``; without a default it must be there. Errors: FormatError."""
    found = node.get(key, default)
    if not isinstance(found, str) or (default is None and not found.strip()):
        raise FormatError(f"{where}: '{key}' is {_shown(found)}; a text was expected")
    return found


def flag(node: Tree, key: str, where: str) -> bool:
    """The true or false under ``key``, False where absent. Errors: FormatError."""
    found = node.get(key, False)
    if not isinstance(found, bool):
        raise FormatError(f"{where}: '{key}' is {_shown(found)}; true or false was expected")
    return found


def number(value: object, where: str) -> float:
    """``value`` as a finite number. Errors: FormatError."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise FormatError(f"{where}: {_shown(value)} is no number")
    if abs(value) > 1e12 or not math.isfinite(value):
        raise FormatError(f"{where}: {_shown(value)} is too large for a score")
    return float(value)


def maybe_number(node: Tree, key: str, where: str) -> float | None:
    """The number under ``key``, None where absent. Errors: FormatError."""
    found = node.get(key)
    return None if found is None else number(found, f"{where}, {key}")


def one_of(word: str, allowed: tuple[str, ...], where: str) -> str:
    """``word`` where it is allowed. Errors: FormatError that lists what is."""
    if word not in allowed:
        raise FormatError(f"{where} is '{printable(word)}'; allowed: {', '.join(allowed)}")
    return word


def _shown(value: object) -> str:
    if value is None:
        return "missing"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 10**30:
        return "a huge number"
    return f"'{printable(str(value))}'"
