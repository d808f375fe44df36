"""What an arm is by its name and parameters: treated or control, with what, against what."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from turgor.evidence.outcome import Comparator
from turgor.evidence.outcomes.agents import agent_in, agents_of, named_settings, of_modality
from turgor.evidence.outcomes.names import plain, word_pattern
from turgor.evidence.outcomes.words import first_of, keys_of, meant, values_of, word_lists

CONTROLS = ("vehicle", "untreated", "saline", "sham")
_PLUS = re.compile(r"_plus_|_and_")
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
    left, right = parted(arm)
    pooled = meant("contrast", left) == "both" and not right
    ours, theirs = (dict(parameters),) * 2 if pooled else split_parameters(parameters)
    if not right and against == "active-comparator":
        right = parted(first_of(parameters, "comparator"))[1]
    given = cotreatments(ours)
    control = _control_type(modality, ours, left, bool(right))
    if control == "vehicle" and meant("agents", ours.get("agent", "none")) != "vehicle":
        ours = {**ours, "agent": "none"}
        ours.pop("conc_pct", None)
    comparator = None
    if right:
        added = _added_modality(modality, left, right, given)
        comparator = _held_against(modality, theirs, left, right, given)
        ours = {**ours, **named_settings(left, ours, first_of(parameters, "comparator"))}
        given = (*given, added) if added else given
    elif against in CONTROLS:
        comparator = Comparator(against)
    elif against:
        comparator = Comparator(against, modality)
    return Arm(control, kept(ours), given, comparator)


def parted(name: str) -> tuple[str, str]:
    """An arm's name parted into itself and what it is held against; '' where it is no contrast."""
    said = plain(name)
    for between in word_lists("contrast")["between"]:
        left, sign, right = said.partition(between)
        if sign:
            return left, right
    return said, ""


def better_side(name: str) -> bool:
    """Whether an arm counts people whose treated side beats the other, untreated one."""
    return any(
        word_pattern(word).search(plain(name)) for word in word_lists("contrast")["better_side"]
    )


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
                found.extend(agents_of(value))
    return tuple(dict.fromkeys(found))


def kept(parameters: Mapping[str, str]) -> dict[str, str]:
    """The settings alone: without keys that other fields hold."""
    held = keys_of(_HELD)
    return {key: value for key, value in parameters.items() if key not in held}


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
    if contrast or _PLUS.search(arm):
        return "treated"
    return meant("control", arm) or "treated"


def _held_against(
    modality: str, parameters: Mapping[str, str], left: str, right: str, given: tuple[str, ...]
) -> Comparator:
    """What stands after 'vs': a control, the same without what was added, or another treatment."""
    ours, theirs = _PLUS.split(left), _PLUS.split(right)
    shared = [part for part in theirs if _bare(part) in map(_bare, ours)]
    core = [part for part in theirs if part not in shared]
    rest = [part for part in ours if _bare(part) not in map(_bare, shared)]
    base_shared = any(of_modality(part, modality) for part in shared)
    base_ours = any(of_modality(part, modality) for part in rest)
    own = cotreatments(parameters)
    control = meant("control", "_".join(core))
    if not core or (not shared and meant("contrast", right) == "alone"):
        if base_ours and not base_shared and shared:
            return Comparator("active-comparator", "none", {}, given)
        keeps = given if _added_modality(modality, left, right, given) else ()
        return Comparator("active-comparator", modality, kept(parameters), keeps)
    if control in CONTROLS or control == "untreated":
        if base_shared or (given and not base_ours and not shared):
            added = tuple(part for part in own if part not in given)
            liquid = ("saline",) if control == "saline" and "saline" not in added else ()
            return Comparator("active-comparator", modality, kept(parameters), (*added, *liquid))
        return Comparator(control, "", {}, given if shared else ())
    return _other(modality, parameters, "_".join(core), given if shared else ())


def _other(
    modality: str, parameters: Mapping[str, str], right: str, given: tuple[str, ...]
) -> Comparator:
    """Another treatment: another modality, or the same with other settings."""
    named = meant("comparator_modality", right)
    same = named in ("", modality) or of_modality(right, modality)
    settings = kept(parameters) if same else {}
    said = named_settings(right, settings, first_of(parameters, "comparator"), other=True)
    if said.get("agent", settings.get("agent")) != settings.get("agent"):
        settings.pop("conc_pct", None)
    return Comparator("active-comparator", modality if same else named, {**settings, **said}, given)


def _added_modality(modality: str, left: str, right: str, given: tuple[str, ...]) -> str:
    """A modality that the arm has on top of what it is held against, '' where there is none."""
    parts = _PLUS.split(left)
    if len(parts) < 2 or meant("control", right):
        return ""
    theirs = {_bare(part) for part in _PLUS.split(right)}
    for part in parts:
        named = meant("comparator_modality", part)
        new = _bare(part) not in theirs and named not in ("", modality)
        if new and not any(agent_in(part, known) for known in given):
            return named
    return ""


def _bare(part: str) -> str:
    return re.sub(r"_?(alone|only)$", "", part)
