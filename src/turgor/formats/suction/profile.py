"""A mapping profile: which heading of an instrument's table is which quantity, and its protocol."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

from turgor.errors import InputError
from turgor.formats.opening import checked_size, read_bytes
from turgor.formats.suction.facts import NUMBERS
from turgor.formats.suction.heading import FACTORS, Heading, heading_of

QUANTITIES = ("time", "elevation", "pressure", "series", "curve")
_TEXTS = ("preconditioning", "regime", "device", "device_class")
_KEYS = ("name", "title", "seen_in_real_export", "columns", "units", "protocol", "stated")
_LARGEST = 200_000


@dataclass(frozen=True, slots=True)
class Profile:
    """How to read one instrument's table.

    columns : quantity -> its heading; an elevation heading may hold {curve} or {series}, and then
    stands for every column that fits. units : quantity -> unit of a heading that names none.
    protocol : what holds for every file of this profile, by the names of SuctionOptions.
    stated : heading -> name of a number that the instrument itself computed.
    """

    name: str
    seen_in_real_export: bool
    columns: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    protocol: Mapping[str, str] = field(default_factory=dict)
    stated: Mapping[str, str] = field(default_factory=dict)

    def heading(self, cell: str) -> Heading:
        """What a heading says by this profile, else by its own words."""
        own = heading_of(cell)
        unit = own.unit
        for quantity, pattern in self.columns.items():
            found = _fits(pattern, cell)
            if found is not None:
                unit = unit or self.units.get(quantity, "")
                number = int(found) if pattern.find("{curve}") >= 0 and found.isdigit() else None
                return Heading(quantity, unit, number, found or own.text)
        if cell.strip() in self.stated:
            return Heading("parameter", unit, own.number, self.stated[cell.strip()])
        if own.word in self.columns:
            return Heading("", own.unit, own.number, own.text)  # the profile names another column
        return Heading(own.word, unit or self.units.get(own.word, ""), own.number, own.text)


def _fits(pattern: str, cell: str) -> str | None:
    """What stands for {curve} or {series} in a cell, '' for a plain match, None for none."""
    text = cell.strip()
    for mark in ("{curve}", "{series}"):
        if mark in pattern:
            before, _, after = pattern.partition(mark)
            middle = text[len(before) : len(text) - len(after)]
            inside = text.startswith(before) and text.endswith(after) and middle
            return middle.strip() if inside else None
    return "" if text.lower() == pattern.strip().lower() else None


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
    folder = files("turgor.formats.suction") / "profiles"
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
    columns = _words(where, "columns", document, QUANTITIES)
    units = _words(where, "units", document, tuple(FACTORS))
    for quantity, unit in units.items():
        if unit.lower() not in FACTORS[quantity]:
            raise InputError(
                f"{where} [units]: '{unit}' is no unit of {quantity}; allowed: "
                f"{', '.join(FACTORS[quantity])}"
            )
    return Profile(
        name=name,
        seen_in_real_export=document.get("seen_in_real_export") is True,
        columns=columns,
        units=units,
        protocol=_words(where, "protocol", document, (*NUMBERS, *_TEXTS)),
        stated=_words(where, "stated", document, None),
    )


def _words(
    where: str, key: str, document: Mapping[str, object], known: tuple[str, ...] | None
) -> dict[str, str]:
    table = document.get(key, {})
    if not isinstance(table, dict):
        raise InputError(f"{where}: [{key}] must be a table")
    if known is not None:
        _known(where, f"[{key}] ", table, known)
    for name, value in table.items():
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise InputError(f"{where}: [{key}] {name} must be a text or a number")
    return {str(name): str(value) for name, value in table.items()}


def _known(where: str, part: str, table: Mapping[str, object], known: tuple[str, ...]) -> None:
    unknown = sorted(set(table) - set(known))
    if unknown:
        raise InputError(
            f"{where}: {part}unknown key {', '.join(map(repr, unknown))}; allowed: "
            f"{', '.join(known)}"
        )
