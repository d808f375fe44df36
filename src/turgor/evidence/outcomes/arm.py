"""What an arm is by its name and parameters: treated or control, with what, against what."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from turgor.evidence.outcome import Comparator
from turgor.evidence.outcomes.names import plain
from turgor.evidence.outcomes.words import first_of, keys_of, meant, values_of, word_lists

_PARTS = re.compile(r"_plus_|_and_|\+|\s+plus\s+")
_SHORT = re.compile(r"([A-Za-z_]+?)_?(\d+(?:\.\d+)?)(?:pct)?")
_CONTROLS = ("vehicle", "untreated", "saline", "sham")
#: keys of parameters that other fields hold
_HELD = (
    "species", "model", "indication", "cotreatments", "prime", "afterwards", "comparator",
    "days_after_last", "rater", "blinding", "threshold", "scale", "control_type", "cohort", "age",
    "sex", "phototype",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Arm:
    """What was done to an arm, and what it is held against where the row is a contrast."""

    control_type: str
    parameters: Mapping[str, str]
    cotreatments: tuple[str, ...]
    comparator: Comparator | None


def arm_of(modality: str, parameters: Mapping[str, str], arm: str, against: str = "") -> Arm:
    """Read an arm by its words.

    modality, parameters, arm : as collected. against : control type that the unit or the p value
    names as what the number is held against, '' where none is.
    """
    ours, theirs = split_parameters(parameters)
    left, right = parted(arm)
    if not right:
        left, right = parted(first_of(parameters, "comparator")) if against else (arm, "")
        left = arm
    if not right and against == "active-comparator":
        right = first_of(parameters, "comparator")
    given = cotreatments(ours)
    control = _control_type(modality, ours, left, bool(right))
    comparator = None
    if right:
        comparator = _held_against(modality, theirs, left, right, given)
        ours = {**ours, **_short(left, ours)}
    elif against in _CONTROLS:
        comparator = Comparator(against)
    elif against:
        comparator = Comparator(against, modality)
    return Arm(control, _kept(ours), given, comparator)


def parted(name: str) -> tuple[str, str]:
    """An arm's name parted into itself and what it is held against; '' where it is no contrast."""
    said = plain(name)
    for between in word_lists("contrast")["between"]:
        left, sign, right = said.partition(between)
        if sign:
            return left, right
    return said, ""


def split_parameters(parameters: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Parameters of the arm and of its comparator: 'A_vs_B' is A in one and B in the other."""
    ours, theirs = {}, {}
    for key, value in parameters.items():
        first, sign, second = value.partition("_vs_")
        ours[key], theirs[key] = first, second if sign else value
    return ours, theirs


def cotreatments(parameters: Mapping[str, str]) -> tuple[str, ...]:
    """What else every skin of the arm got, by name, with its percentage where one is stated."""
    found: list[str] = []
    for field in ("cotreatments", "prime", "afterwards"):
        for value in values_of(parameters, field):
            if plain(value) not in ("none", "no", ""):
                found.extend(agent_name(part) for part in _PARTS.split(value))
    return tuple(dict.fromkeys(found))


def agent_name(short: str) -> str:
    """An agent by its full name: 'HQ4' is 'hydroquinone-4'; a name that is not known stays."""
    match = _SHORT.fullmatch(short.strip())
    agent = meant("agent", match.group(1)) if match else ""
    if agent and match:
        return f"{agent}-{match.group(2)}"
    return meant("agent", short) or plain(short)


def _control_type(modality: str, parameters: Mapping[str, str], arm: str, contrast: bool) -> str:
    said = first_of(parameters, "control_type")
    if said:
        return said
    by_modality = meant("control_modality", modality)
    if by_modality == "untreated":
        return "sham" if meant("control", arm) == "sham" or "cooling" in parameters else "untreated"
    if by_modality:
        return by_modality
    by_agent = meant("agents", *(parameters.get(key, "") for key in ("agent", "product", "SPF")))
    if by_agent and not contrast:
        return by_agent
    if contrast or _PARTS.search(arm):
        return "treated"
    return meant("control", arm) or "treated"


def _held_against(
    modality: str, parameters: Mapping[str, str], left: str, right: str, given: tuple[str, ...]
) -> Comparator:
    """What stands after 'vs': a control, the same without what was added, or another treatment."""
    control = meant("control", right)
    same = meant("contrast", right) == "alone" or _PARTS.search(left) or given
    other = meant("comparator_modality", right)
    ours = meant("comparator_modality", left)
    if same and (control or not other or other == ours or modality in (other, ours)):
        theirs = cotreatments(parameters)
        added = theirs if theirs != given else ()
        if control == "saline" and "saline" not in added:
            added = (*added, "saline")
        return Comparator("active-comparator", modality, _kept(parameters), added)
    if control in _CONTROLS:
        return Comparator(control)
    kept = _kept(parameters) if other in ("", modality) else {}
    return Comparator("active-comparator", other or modality, {**kept, **_short(right, kept)})


def _short(name: str, parameters: Mapping[str, str]) -> dict[str, str]:
    """Agent, percentage or wavelength that a short name states and the parameters don't."""
    found: dict[str, str] = {}
    wavelength = meant("wavelength_nm", name)
    if wavelength and not _one_number(parameters.get("wavelength_nm", "")):
        found["wavelength_nm"] = wavelength
    match = _SHORT.fullmatch(name)
    agent = meant("agent", match.group(1) if match else name)
    if agent and plain(parameters.get("agent", "")) != agent:
        found["agent"] = agent
        if match:
            found["conc_pct"] = match.group(2)
    return found


def _one_number(text: str) -> bool:
    return bool(re.fullmatch(r"\d+(?:\.\d+)?", text))


def _kept(parameters: Mapping[str, str]) -> dict[str, str]:
    held = keys_of(_HELD)
    return {key: value for key, value in parameters.items() if key not in held}
