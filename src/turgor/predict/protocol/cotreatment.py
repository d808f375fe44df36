"""What else an arm got: done as well, left out as of no weight, or without a model."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from turgor.evidence.outcome import Outcome
from turgor.evidence.outcomes.names import plain
from turgor.predict.protocol.given import Done, Given, Stated, Used
from turgor.predict.protocol.injectable import gel, plasma, saline
from turgor.predict.protocol.needling import bulk_current, focused_sound
from turgor.predict.protocol.topical import by_agent, sunscreen, vehicle
from turgor.predict.protocol.words import meaning
from turgor.record.stimulus import StimulusFlag

_PART = re.compile(r"([a-z_.]*?[a-z])[-_]?(\d+(?:\.\d+)?)?(?:_|$)")
_DAILY = {"freq": "daily"}
#: kinds of treatment that are themselves injected, so that what is injected besides is no more
_BY_NEEDLE = ("needling", "plla", "pdlla", "caha", "pcl", "polynucleotide", "gel", "plasma")


def with_cotreatments(given: Given, outcome: Outcome, shared: frozenset[str]) -> Given | str:
    """The arm with all that it got besides, or why that can't be told.

    shared : cotreatments that the arm it is held against got as well; without a model they are
    left out of both.
    """
    done, used, flags = list(given.done), list(given.used), list(given.flags)
    for name in outcome.cotreatments:
        added = _added(name, outcome, given.kind)
        if isinstance(added, str):
            if name not in shared:
                return added
            text = f"'{name}' has no model, and both arms got it: left out of both"
            flags.append(StimulusFlag("cotreatment-left-out", text))
            continue
        done += added.done
        used += added.used
        flags += added.flags
    return replace(given, done=tuple(done), used=tuple(used), flags=tuple(flags))


def _added(name: str, outcome: Outcome, kind: str) -> Given | str:
    """What one cotreatment adds."""
    said = meaning("cotreatment", name)
    bare = Stated(replace(outcome, parameters={}, interval_days=1.0))
    if said in ("cells", "growth-factor", "compound"):
        return f"no model of what '{name}' adds"
    wordless = not any(letter.isalpha() for letter in name)
    if wordless or said == "nothing" or (said == "saline" and kind not in _BY_NEEDLE):
        text = f"'{name}' is taken to add nothing"
        return Given(kind, flags=(StimulusFlag("cotreatment-left-out", text),))
    if said in _SESSIONS:
        return Given(kind, done=(_SESSIONS[said](bare),))
    if said == "sunscreen":
        return Given(kind, used=(sunscreen(_with(outcome, {"SPF": name})),))
    if said == "vehicle":
        return Given(kind, used=(vehicle(bare),))
    return _creams(name, outcome, kind)


def _creams(name: str, outcome: Outcome, kind: str) -> Given | str:
    """Agents with their percentages, such as 'hydroquinone-4' or 'hq5_tret0.05_hc1'."""
    used: list[Used] = []
    flags: list[StimulusFlag] = []
    for word, percent in _PART.findall(plain(name).replace("-", "_")):
        agent = meaning("agent", word)
        if not agent:
            continue
        parameters = {"agent": agent, **_DAILY, **({"conc_pct": percent} if percent else {})}
        stated = _with(outcome, parameters)
        found = by_agent(stated, agent)
        if isinstance(found, Used):
            used.append(found)
            flags += stated.flags
    if not used:
        return f"no model of what '{name}' adds"
    return Given(kind, used=tuple(used), flags=tuple(flags))


def _with(outcome: Outcome, parameters: Mapping[str, str]) -> Stated:
    return Stated(replace(outcome, parameters=parameters, interval_days=1.0))


_SESSIONS: Mapping[str, Callable[[Stated], Done]] = {
    "saline-injection": saline,
    "saline": saline,
    "plasma-injection": plasma,
    "plasma": plasma,
    "ultrasound": focused_sound,
    "bulk-rf": bulk_current,
    "polynucleotide": lambda stated: gel(stated, "polynucleotide"),
    "gel": gel,
}
