"""Mapping profiles as files: own ones by path, saved ones by name, TOML held to a schema."""

import tomllib
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Protocol, TypeVar

from turgor.errors import InputError
from turgor.formats.opening import checked_size, read_bytes

_LARGEST = 200_000


class _Named(Protocol):
    @property
    def name(self) -> str: ...


P = TypeVar("P", bound=_Named)


def chosen_profile(name_or_path: str, parse: Callable[[str, str], P], saved: Mapping[str, P]) -> P:
    """A user's own profile by its path, or a saved one by its name.

    parse : reads a profile's text, and where it stands for messages.

    Errors: InputError naming the saved profiles, or what breaks the schema.
    """
    path = Path(name_or_path)
    if path.suffix == ".toml":
        size = checked_size(path)
        if size > _LARGEST:
            raise InputError(f"{path}: is too large for a mapping profile ({size} bytes)")
        try:
            return parse(read_bytes(path, size).decode("utf-8"), str(path))
        except UnicodeDecodeError:
            raise InputError(f"{path}: is no UTF-8 text; save the profile as UTF-8") from None
    if name_or_path not in saved:
        raise InputError(
            f"option profile is '{name_or_path}', neither a .toml file nor a saved profile; saved "
            f"are {', '.join(saved)}"
        )
    return saved[name_or_path]


def profiles_of(package: str, parse: Callable[[str, str], P]) -> dict[str, P]:
    """Every profile in a package's folder ``profiles``, by its name."""
    entries = sorted((files(package) / "profiles").iterdir(), key=lambda item: item.name)
    found = [
        parse(entry.read_text(encoding="utf-8"), entry.name)
        for entry in entries
        if entry.name.endswith(".toml")
    ]
    return {profile.name: profile for profile in found}


def profile_document(text: str, where: str, keys: tuple[str, ...]) -> tuple[str, dict[str, object]]:
    """The name of a profile and its whole document, whose keys are known.

    Errors: InputError with what is allowed.
    """
    try:
        document: dict[str, object] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{where}: is no valid TOML ({error})") from None
    _known(where, "", document, keys)
    name = document.get("name")
    if not isinstance(name, str) or not name:
        raise InputError(f"{where}: 'name' is missing; give the profile a name")
    return name, document


def profile_words(
    where: str,
    key: str,
    document: Mapping[str, object],
    known: tuple[str, ...] | None,
    numbers: bool = False,
) -> dict[str, str]:
    """One table of a profile as texts; any name where ``known`` is None, numbers where allowed.

    Errors: InputError with what is allowed.
    """
    table = document.get(key, {})
    if not isinstance(table, dict):
        raise InputError(f"{where}: [{key}] must be a table")
    if known is not None:
        _known(where, f"[{key}] ", table, known)
    for name, value in table.items():
        number = numbers and isinstance(value, int | float) and not isinstance(value, bool)
        if not (isinstance(value, str) or number):
            wanted = "a text or a number" if numbers else "a text"
            raise InputError(f"{where}: [{key}] {name} must be {wanted}")
    return {str(name): str(value) for name, value in table.items()}


def _known(where: str, part: str, table: Mapping[str, object], known: tuple[str, ...]) -> None:
    unknown = sorted(set(table) - set(known))
    if unknown:
        raise InputError(
            f"{where}: {part}unknown key {', '.join(map(repr, unknown))}; allowed: "
            f"{', '.join(known)}"
        )
