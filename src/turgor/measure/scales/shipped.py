"""Instruments that come with Turgor: arithmetic, generic forms and our own words."""

from functools import cache
from importlib.resources import as_file, files

from turgor.errors import InputError
from turgor.formats.questionnaire import read_questionnaire
from turgor.record.questionnaire import Instrument


@cache
def shipped_names() -> tuple[str, ...]:
    """Names of the shipped instruments, sorted."""
    folder = files("turgor.measure.scales") / "data"
    return tuple(
        sorted(
            entry.name.removesuffix(".json")
            for entry in folder.iterdir()
            if entry.name.endswith(".json")
        )
    )


@cache
def shipped_instrument(name: str) -> Instrument:
    """One shipped instrument, such as 'masi'.

    Errors: InputError that lists the names.
    """
    if name not in shipped_names():
        raise InputError(f"no instrument '{name}' is shipped; there are {shipped_names()}")
    with as_file(files("turgor.measure.scales") / "data") as folder:
        return read_questionnaire(folder / f"{name}.json")
