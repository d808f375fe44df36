"""A mapping profile: which heading of an instrument's table is which quantity, and its protocol."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from turgor.errors import InputError
from turgor.formats.mapping_profile import (
    chosen_profile,
    profile_document,
    profile_words,
    profiles_of,
)
from turgor.formats.suction.facts import NUMBERS
from turgor.formats.suction.heading import FACTORS, Heading, heading_of

QUANTITIES = ("time", "elevation", "pressure", "series", "curve")
_TEXTS = ("preconditioning", "regime", "device", "device_class")
_KEYS = ("name", "title", "seen_in_real_export", "columns", "units", "protocol", "stated")


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
    return chosen_profile(name_or_path, parse_profile, saved_profiles())


@cache
def saved_profiles() -> dict[str, Profile]:
    """Every profile that comes with Turgor, by its name."""
    return profiles_of("turgor.formats.suction", parse_profile)


def parse_profile(text: str, where: str) -> Profile:
    """Read a profile and hold it against the schema.

    Errors: InputError with what is allowed.
    """
    name, document = profile_document(text, where, _KEYS)
    columns = profile_words(where, "columns", document, QUANTITIES, numbers=True)
    units = profile_words(where, "units", document, tuple(FACTORS), numbers=True)
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
        protocol=profile_words(where, "protocol", document, (*NUMBERS, *_TEXTS), numbers=True),
        stated=profile_words(where, "stated", document, None, numbers=True),
    )
