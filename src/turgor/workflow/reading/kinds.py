"""Every kind of reading, under what a user states of each in a table of its own."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from turgor.errors import InputError, StudyError
from turgor.record.capture import READING_KINDS
from turgor.workflow.reading.setting import AnyReading, from_text
from turgor.workflow.stated_options import stated_options

if TYPE_CHECKING:
    from turgor.workflow.forms.library import Library


def readings_from(
    tables: Mapping[str, Mapping[str, object]],
    where: str = "[captures.",
    library: "Library | None" = None,
) -> dict[str, AnyReading]:
    """Readings by kind; ``tables`` holds options and settings by kind, all others by default.

    where : names the tables in messages, up to the kind. library : instruments at hand for forms;
    None = the shipped ones.

    Errors: StudyError for a word that is unknown, InputError for a value out of range.
    """
    found = {kind: _reading(kind, tables.get(kind, {}), where) for kind in READING_KINDS}
    return found if library is None else with_library(found, library)


def with_library(readings: Mapping[str, AnyReading], library: "Library") -> dict[str, AnyReading]:
    """The same readings with these instruments at hand for forms."""
    from turgor.workflow.reading.form import FormReading

    return {
        kind: item.at(library) if isinstance(item, FormReading) else item
        for kind, item in readings.items()
    }


def reading_type(kind: str) -> type[AnyReading]:
    """The class of one kind of reading."""
    from turgor.workflow.reading.barrier import BarrierReading
    from turgor.workflow.reading.elastogram import ElastogramReading
    from turgor.workflow.reading.form import FormReading
    from turgor.workflow.reading.oct import OctReading
    from turgor.workflow.reading.suction import SuctionReading
    from turgor.workflow.reading.ultrasound import UltrasoundReading
    from turgor.workflow.reading.wave import WaveReading

    known: tuple[type[AnyReading], ...] = (
        SuctionReading,
        UltrasoundReading,
        BarrierReading,
        WaveReading,
        OctReading,
        ElastogramReading,
        FormReading,
    )
    return next(item for item in known if item.kind == kind)


def _reading(kind: str, table: Mapping[str, object], where: str) -> AnyReading:
    made = reading_type(kind)
    here = f"{where}{kind}]"
    inner = {item.name for item in dataclasses.fields(made.options_type)}
    both = {item.name for item in dataclasses.fields(made.settings_type)} | inner
    unknown = sorted(set(table) - both)
    if unknown:
        raise StudyError(f"{here}: '{unknown[0]}' is unknown; allowed: {', '.join(sorted(both))}")
    options = {name: value for name, value in table.items() if name in inner}
    settings = {name: value for name, value in table.items() if name not in inner}
    return made(
        stated_options(made.options_type, options, here),
        stated_options(made.settings_type, settings, here),
    )


def tables_from_words(words: Sequence[str]) -> dict[str, dict[str, object]]:
    """Options and settings by kind from words such as 'suction.aperture_mm=2'.

    Errors: InputError for a word of another form, an unknown name, or a value of another kind.
    """
    tables: dict[str, dict[str, object]] = {}
    for word in words:
        place, equals, text = word.partition("=")
        kind, dot, name = place.strip().partition(".")
        if not (equals and dot and kind in READING_KINDS):
            raise InputError(
                f"--set {word}: write KIND.NAME=VALUE, for example suction.aperture_mm=2; kinds: "
                f"{', '.join(READING_KINDS)}"
            )
        made = reading_type(kind)
        types = {
            item.name: str(item.type)
            for part in (made.options_type, made.settings_type)
            for item in dataclasses.fields(part)
        }
        if name not in types:
            raise InputError(
                f"--set {word}: '{name}' is unknown; allowed: {', '.join(sorted(types))}"
            )
        tables.setdefault(kind, {})[name] = from_text(
            text.strip(), types[name], f"--set {place.strip()}"
        )
    return tables
