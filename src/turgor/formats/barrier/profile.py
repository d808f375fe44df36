"""A mapping profile: which heading of an instrument's table is which quantity, and what it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from turgor.formats.barrier.heading import WORDS, Heading, heading_of
from turgor.formats.mapping_profile import (
    chosen_profile,
    profile_document,
    profile_words,
    profiles_of,
)

_KEYS = ("name", "title", "seen_in_real_export", "columns", "units", "stated")
_STATED = ("quantity", "chamber", "device", "device_class", "time_unit", "value_unit")


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
    return chosen_profile(name_or_path, parse_profile, saved_profiles())


@cache
def saved_profiles() -> dict[str, Profile]:
    """Every profile that comes with Turgor, by its name."""
    return profiles_of("turgor.formats.barrier", parse_profile)


def parse_profile(text: str, where: str) -> Profile:
    """Read a profile and hold it against the schema.

    Errors: InputError with what is allowed.
    """
    name, document = profile_document(text, where, _KEYS)
    return Profile(
        name=name,
        seen_in_real_export=document.get("seen_in_real_export") is True,
        columns=profile_words(where, "columns", document, WORDS),
        units=profile_words(where, "units", document, WORDS),
        stated=profile_words(where, "stated", document, _STATED),
    )
