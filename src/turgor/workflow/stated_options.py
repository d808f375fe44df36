"""Options of frozen dataclasses from TOML tables, every word known and every value of its kind."""

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

from turgor.errors import InputError, StudyError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Stated = TypeVar("Stated", bound="DataclassInstance")

_KINDS: dict[str, type] = {
    "float": float,
    "int": int,
    "str": str,
    "tuple": tuple,
    "bool": bool,
}

_WORDS = {
    float: "a number",
    int: "a whole number",
    str: "a text",
    tuple: "a list",
    bool: "true or false",
}


def setting_of(
    kind: type[Stated], options: "type[DataclassInstance]", stated: Mapping[str, object], where: str
) -> Stated:
    """A setting whose field ``options`` is a dataclass of its own, both from one TOML table.

    Errors: as for ``stated_options``.
    """
    inner = {item.name for item in dataclasses.fields(options)}
    own = stated_options(kind, {k: v for k, v in stated.items() if k not in inner}, where)
    read = stated_options(options, {k: v for k, v in stated.items() if k in inner}, where)
    return dataclasses.replace(own, options=read)


def stated_options(kind: type[Stated], stated: Mapping[str, object], where: str) -> Stated:
    """Options of a frozen dataclass from a TOML table; the rest keep their defaults.

    Errors: StudyError for an unknown option or a value of the wrong kind; InputError for a
    number out of range.
    """
    known = {
        item.name: str(item.type)
        for item in dataclasses.fields(kind)
        if any(word in str(item.type) for word in _KINDS)
    }
    values: dict[str, object] = {}
    for name, value in stated.items():
        if name not in known:
            raise StudyError(f"{where}: '{name}' is unknown; allowed: {', '.join(known)}")
        if "tuple" in known[name]:
            value = tuple(value) if isinstance(value, list) else value
        elif "float" in known[name] and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        wanted = next(kind for word, kind in _KINDS.items() if word in known[name].split("|")[0])
        if not isinstance(value, wanted) or isinstance(value, bool) != (wanted is bool):
            raise StudyError(f"{where}: '{name}' is {value!r}; give {_WORDS[wanted]}")
        values[name] = value
    try:
        return kind(**values)
    except InputError as error:
        raise InputError(f"{where}: {error}") from error
