"""Short names of agents and devices in arms: 'HQ4' is hydroquinone of 4 %, 'GA70' glycolic acid."""

import re
from collections.abc import Mapping

from turgor.evidence.outcomes.names import plain
from turgor.evidence.outcomes.words import meant

_PARTS = re.compile(r"_plus_|\+|\s+plus\s+")
_SHORT = re.compile(r"([A-Za-z_]+?)_?(\d+(?:\.\d+)?)(?:_?pct)?")
_SIDE = re.compile(r"_(?:split_?face|other_side|other_fold)$")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def agents_of(value: str) -> tuple[str, ...]:
    """The agents of a cell, by their full names: 'HQ5_tret0.05' are two."""
    found: list[str] = []
    for part in _PARTS.split(value.strip()):
        words = part.split("_")
        if len(words) > 1 and all(_known(word) for word in words):
            found.extend(agent_name(word) for word in words)
        else:
            found.append(agent_name(_SIDE.sub("", part)))
    return tuple(found)


def agent_name(short: str) -> str:
    """An agent by its full name: 'HQ4' is 'hydroquinone-4'; a name that is not known stays."""
    match = _SHORT.fullmatch(short.strip())
    agent = meant("agent", match.group(1)) if match else ""
    if agent and match:
        return f"{agent}-{match.group(2)}"
    return meant("agent", short) or plain(short)


def named_settings(
    name: str, settings: Mapping[str, str], key: str = "", *, other: bool = False
) -> dict[str, str]:
    """Agent, percentage or wavelength that a short name states and the settings don't.

    key : what the row's 'vs' says; it names the other side in more detail. other : whether the
    name is the other side's, so that an agent of its own takes the place of the settings'.
    """
    found: dict[str, str] = {}
    wavelength = meant("wavelength_nm", name)
    if wavelength and not _NUMBER.fullmatch(settings.get("wavelength_nm", "")):
        found["wavelength_nm"] = wavelength
    agent, percent = _agent(name)
    if not agent:
        return found
    key_agent, key_percent = _agent(key)
    several = "_then_" in settings.get("agent", "") or "_then_" in key
    if other and several:
        return {**found, "agent": key} if key else found
    stated = settings.get("agent", "")
    if other or not stated or (key_agent == agent and not agent_in(agent, stated)):
        if not agent_in(agent, stated) or plain(stated) != plain(agent):
            found["agent"] = agent if not agent_in(agent, stated) else stated
        percent = percent or (key_percent if key_agent == agent else "")
        if percent:
            found["conc_pct"] = percent
    return found


def agent_in(name: str, stated: str) -> bool:
    """Whether a stated agent is the named one, by any word of theirs."""
    words = {_full(word) for word in plain(name).split("_")}
    return bool(words & {_full(word) for word in re.split(r"[_-]", plain(stated))})


def of_modality(name: str, modality: str) -> bool:
    """Whether a short name is a modality's: by its table or by a word that they share."""
    if meant("comparator_modality", name) == modality:
        return True
    return bool(set(plain(name).split("_")) & set(plain(modality).split("_")))


def _agent(name: str) -> tuple[str, str]:
    match = _SHORT.fullmatch(name.strip())
    agent = meant("agent", match.group(1) if match else name)
    return agent, match.group(2) if agent and match else ""


def _full(word: str) -> str:
    match = _SHORT.fullmatch(word)
    return plain(meant("agent", match.group(1) if match else word) or word)


def _known(word: str) -> bool:
    match = _SHORT.fullmatch(word)
    return bool(meant("agent", match.group(1) if match else word))
