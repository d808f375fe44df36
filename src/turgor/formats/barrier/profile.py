"""A mapping profile: which heading of an instrument's table is which quantity, and what it is."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

from turgor.errors import InputError
from turgor.formats.barrier.heading import WORDS, Heading, heading_of
from turgor.formats.opening import checked_size, read_bytes

_KEYS = ("name", "title", "seen_in_real_export", "columns", "units", "stated")
_STATED = ("quantity", "chamber", "device", "device_class", "time_unit", "value_unit")
_LARGEST = 200_000


@dataclass(frozen=True, slots=True)
class Profile:
    """How to read one instrument's table.

    columns : project's word (see heading.WORDS) -> heading as the instrument writes it.
    units : project's word -> unit of a heading that names none.
    stated : what holds for every file of this profile, by the names of BarrierOptions.
    """

    name: str
    seen_in_real_export: bool
    columns: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    stated: Mapping[str, str] = field(default_factory=dict)

    def heading(self, cell: str) -> Heading:
        """What a heading says by this profile, else by its own words."""
        own = heading_of(cell)
        for word, wanted in self.columns.items():
            if cell.strip().lower() == wanted.strip().lower():
                return Heading(word, own.unit or self.units.get(word, ""), own.text)
        if own.word in self.columns:
            return Heading("", own.unit, own.text)  # the profile names another column for it
        return Heading(own.word, own.unit or self.units.get(own.word, ""), own.text)


NO_PROFILE = Profile(name="", seen_in_real_export=False)


def load_profile(name_or_path: str) -> Profile:
    """A user's own profile by its path, or a saved one by its name.

    Errors: InputError naming the saved profiles, or what breaks the schema.
    """
    path = Path(name_or_path)
    if path.suffix == ".toml":
        size = checked_size(path)
        if size > _LARGEST:
            raise InputError(f"{path}: is too large for a mapping profile ({size} bytes)")
        try:
            return parse_profile(read_bytes(path, size).decode("utf-8"), str(path))
        except UnicodeDecodeError:
            raise InputError(f"{path}: is no UTF-8 text; save the profile as UTF-8") from None
    saved = saved_profiles()
    if name_or_path not in saved:
        raise InputError(
            f"option profile is '{name_or_path}', neither a .toml file nor a saved profile; saved "
            f"are {', '.join(saved)}"
        )
    return saved[name_or_path]


@cache
def saved_profiles() -> dict[str, Profile]:
    """Every profile that comes with Turgor, by its name."""
    folder = files("turgor.formats.barrier") / "profiles"
    entries = sorted(folder.iterdir(), key=lambda item: item.name)
    found = [
        parse_profile(entry.read_text(encoding="utf-8"), entry.name)
        for entry in entries
        if entry.name.endswith(".toml")
    ]
    return {profile.name: profile for profile in found}


def parse_profile(text: str, where: str) -> Profile:
    """Read a profile and hold it against the schema.

    Errors: InputError with what is allowed.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{where}: is no valid TOML ({error})") from None
    _known(where, "", document, _KEYS)
    name = document.get("name")
    if not isinstance(name, str) or not name:
        raise InputError(f"{where}: 'name' is missing; give the profile a name")
    return Profile(
        name=name,
        seen_in_real_export=document.get("seen_in_real_export") is True,
        columns=_words(where, "columns", document, WORDS),
        units=_words(where, "units", document, WORDS),
        stated=_words(where, "stated", document, _STATED),
    )


def _words(
    where: str, key: str, document: Mapping[str, object], known: tuple[str, ...]
) -> dict[str, str]:
    table = document.get(key, {})
    if not isinstance(table, dict):
        raise InputError(f"{where}: [{key}] must be a table")
    _known(where, f"[{key}] ", table, known)
    for name, value in table.items():
        if not isinstance(value, str):
            raise InputError(f"{where}: [{key}] {name} must be a text")
    return {str(name): str(value) for name, value in table.items()}


def _known(where: str, part: str, table: Mapping[str, object], known: tuple[str, ...]) -> None:
    unknown = sorted(set(table) - set(known))
    if unknown:
        raise InputError(
            f"{where}: {part}unknown key {', '.join(map(repr, unknown))}; allowed: "
            f"{', '.join(known)}"
        )
