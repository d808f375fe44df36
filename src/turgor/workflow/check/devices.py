"""Devices that sessions name: known by name, or stated in the case as the clinic's own."""

import tomllib
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from turgor.errors import StudyError
from turgor.exchange.slips import Slips
from turgor.record.case import Case
from turgor.workflow.forecast.typed_case import placed

_MOST_LISTED = 12


def hold_devices(case: Case, where: str, treatments: Collection[str], slips: Slips) -> None:
    """Note each session whose device is unknown, or does something else.

    treatments : what there is; a session of anything else is refused for that alone.

    What is noted has the line, the nearest name, and what is allowed.
    """
    known = {name: set(modalities) for name, modalities in _known().items()}
    names = dict(_names())
    for own in case.devices:
        known.setdefault(own.name.casefold(), set()).add(own.modality)
        names.setdefault(own.name.casefold(), own.name)
    for number, course in enumerate(case.courses, 1):
        told: set[tuple[str, str]] = set()
        for at, session in enumerate(course.sessions, 1):
            name = session.device.strip().casefold()
            if not name or session.modality in known.get(name, ()):
                continue
            if (name, session.modality) in told or session.modality not in treatments:
                continue
            told.add((name, session.modality))
            said = f"{where}: course '{course.name}', session of day {session.day:g}"
            place = placed(said, f"course.{number}.sessions.{at}", "device", case)
            if name in known:
                what = ", ".join(sorted(known[name]))
                slips.note(
                    StudyError(
                        f"{place}: device '{session.device}' is one of {what}, not "
                        f"{session.modality}; name another, or leave it out"
                    )
                )
                continue
            fit = [names[one] for one in names if session.modality in known[one]]
            near = get_close_matches(name, known, n=1, cutoff=0.6)
            hint = f"did you mean '{names[near[0]]}'? " if near else ""
            listed = ", ".join(fit[:_MOST_LISTED]) + (" …" if len(fit) > _MOST_LISTED else "")
            slips.note(
                StudyError(
                    f"{place}: device '{session.device}' is unknown; {hint}"
                    f"known for {session.modality}: {listed or 'none'}; state one of your own as "
                    "[[device]] with name and modality, or leave it out"
                )
            )


@cache
def _known() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for modality, names in _modalities().items():
        for name in names:
            found.setdefault(name.casefold(), []).append(modality)
    return {name: tuple(modalities) for name, modalities in found.items()}


@cache
def _names() -> Mapping[str, str]:
    return {name.casefold(): name for names in _modalities().values() for name in names}


@cache
def _modalities() -> Mapping[str, list[str]]:
    entry = files("turgor.workflow.check") / "data" / "devices.toml"
    table = tomllib.loads(entry.read_text(encoding="utf-8"))["modality"]
    return {str(name): [str(one) for one in names] for name, names in table.items()}
