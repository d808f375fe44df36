"""A peel's settings as they were stated: read, and refused where they can't be."""

from collections.abc import Mapping
from dataclasses import dataclass

from turgor.errors import InputError
from turgor.evidence import parameter
from turgor.record.setting_spec import modality_settings
from turgor.record.stimulus import StimulusFlag
from turgor.skin.stimulus.acid.agents import PEELS, SELF_ENDING
from turgor.skin.stimulus.modality import SettingValue

MODALITY = "chemical-peel"


#: a recipe stronger than Jessner's own by more than this is another solution
_MOST_JESSNER = 2.0


@dataclass(frozen=True, slots=True)
class AskedPeel:
    """One peel, in the units of its settings.

    ph : None for the pH that the solution has by itself. minutes : None for as long as usual.
    second_first : the second agent primed the skin before the first, else both are one solution.
    frost : 0 to 3 as it was seen, None where it was not stated.
    """

    agent: str
    percent: float
    ph: float | None = None
    minutes: float | None = None
    coats: int = 1
    neutralised: bool = True
    second_agent: str = ""
    second_percent: float = 0.0
    second_first: bool = False
    croton_oil_pct: float = 0.0
    degreased: str = ""
    retinoid_primed: bool = False
    vehicle: str = ""
    occluded: bool = False
    frost: int | None = None


def asked_peel(
    settings: Mapping[str, SettingValue],
) -> tuple[AskedPeel, dict[str, SettingValue], tuple[StimulusFlag, ...]]:
    """Read typed settings: the peel, all settings used with defaults, and what was taken.

    Errors: InputError for an agent that is missing or without data, a word that is none of its
    setting's, and numbers that can't be.
    """
    flags: list[StimulusFlag] = []
    agent = _agent(settings, "agent")
    percent = _percent(settings, agent)
    second = _agent(settings, "second_agent") if settings.get("second_agent") else ""
    second_percent = _second_percent(settings, second)
    neutralised = settings.get("neutralised")
    minutes = _minutes(settings, agent)
    peel = AskedPeel(
        agent=agent,
        percent=percent,
        ph=_number(settings, "ph"),
        minutes=minutes,
        coats=_coats(settings),
        neutralised=neutralised is not False,
        second_agent=second,
        second_percent=second_percent,
        second_first=second != "" and _word(settings, "second_when") == "before",
        croton_oil_pct=_number(settings, "croton_oil_pct") or 0.0,
        degreased=_word(settings, "degreased"),
        retinoid_primed=settings.get("retinoid_primed") is True,
        vehicle=_word(settings, "vehicle"),
        occluded=settings.get("occluded") is True,
        frost=_frost(settings),
    )
    if peel.minutes is None:
        usual = parameter(f"peel.{agent}.usual_time") / 60.0
        flags.append(
            StimulusFlag("minutes-by-default", f"no minutes are stated; {usual:g} are usual")
        )
    if neutralised is None and agent not in SELF_ENDING:
        flags.append(StimulusFlag("neutralised-by-default", "taken to be neutralised on time"))
    if "layers" not in settings:
        flags.append(StimulusFlag("coats-by-default", "no coats are stated; one is taken"))
    used = {name: value for name, value in settings.items() if name in _known()}
    used |= {"agent": agent, "percent": percent, "layers": float(peel.coats)}
    used["neutralised"] = peel.neutralised
    if second:
        used |= {"second_agent": second, "second_percent": second_percent}
        used["second_when"] = "before" if peel.second_first else "mixed"
    return peel, used, tuple(flags)


def _known() -> tuple[str, ...]:
    return tuple(modality_settings(MODALITY).specs)


def _agent(settings: Mapping[str, SettingValue], name: str) -> str:
    said = settings.get(name)
    if not isinstance(said, str) or not said:
        raise InputError(f"a peel needs '{name}'; allowed: {', '.join(PEELS)}")
    if said == "retinoic":
        raise InputError(
            "retinoic acid peels as a retinoid, not as an acid: state the session as "
            "topical-retinoid with agent 'tretinoin'"
        )
    if said not in PEELS:
        raise InputError(
            f"{name} '{said}' is none that depths were found for; allowed: {', '.join(PEELS)}"
        )
    return said


def _number(settings: Mapping[str, SettingValue], name: str) -> float | None:
    value = settings.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InputError(f"'{name}' is '{value}', which is no number")
    spec = modality_settings(MODALITY).specs[name]
    low, high = spec.lowest, spec.highest
    number = float(value)
    if not (low is None or number >= low) or not (high is None or number <= high):
        raise InputError(f"'{name}' is {number:g}; it lies between {low:g} and {high:g}")
    return number


def _word(settings: Mapping[str, SettingValue], name: str) -> str:
    value = settings.get(name)
    if value is None:
        return ""
    words = modality_settings(MODALITY).specs[name].words
    if not isinstance(value, str) or value not in words:
        raise InputError(f"'{name}' is '{value}'; allowed: {', '.join(words)}")
    return value


def _percent(settings: Mapping[str, SettingValue], agent: str) -> float:
    percent = _number(settings, "percent")
    if agent == "jessner":
        return _of_jessner("percent", percent)
    if percent is None:
        raise InputError(f"a peel with {agent} needs 'percent', its strength in g per 100 ml")
    return percent


def _of_jessner(name: str, percent: float | None) -> float:
    """Jessner's solution is one recipe; 'full strength' isn't 100 %."""
    usual = parameter("peel.jessner.percent")
    if percent is None:
        return usual
    if percent > _MOST_JESSNER * usual:
        raise InputError(
            f"'{name}' is {percent:g} for jessner; at full strength it holds {usual:g} % of each "
            f"part: write {usual:g}, or up to {_MOST_JESSNER * usual:g} for a stronger recipe"
        )
    return percent


def _second_percent(settings: Mapping[str, SettingValue], second: str) -> float:
    percent = _number(settings, "second_percent")
    if not second:
        return 0.0
    if second == "jessner":
        return _of_jessner("second_percent", percent)
    if percent is None:
        raise InputError(f"a second agent needs 'second_percent', the strength of {second}")
    return percent


def _minutes(settings: Mapping[str, SettingValue], agent: str) -> float | None:
    minutes = _number(settings, "minutes")
    if minutes == 0.0:
        if agent not in SELF_ENDING:
            raise InputError(
                f"minutes is 0, yet {agent} acid doesn't end by itself; state how long it was on"
            )
        return None
    return minutes


def _coats(settings: Mapping[str, SettingValue]) -> int:
    coats = _number(settings, "layers")
    if coats is None:
        return 1
    if coats != int(coats) or coats < 1:
        raise InputError(f"layers is {coats:g}; coats are counted, 1 or more")
    return int(coats)


def _frost(settings: Mapping[str, SettingValue]) -> int | None:
    frost = _number(settings, "frost_level")
    if frost is None:
        return None
    if frost not in (0.0, 1.0, 2.0, 3.0):
        raise InputError(f"frost_level is {frost:g}; it is 0, 1, 2 or 3")
    return int(frost)
