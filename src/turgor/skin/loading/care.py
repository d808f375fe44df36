"""What is used day by day besides retinoids: acids, sunscreen, antioxidants, lightening, care."""

from collections.abc import Callable, Mapping

from turgor.errors import InputError
from turgor.evidence import all_parameters, parameter
from turgor.skin.stimulus.modality import SettingValue
from turgor.skin.stimulus.stated import flag, number, word

Settings = Mapping[str, SettingValue]

_UNITS = {"alpha-hydroxy-acid": "acid", "antioxidant": "antioxidant", "hydroquinone": "lightening"}
#: what is taken where a use states no agent
_USUAL_AGENT = {
    "alpha-hydroxy-acid": "glycolic",
    "antioxidant": "ascorbic",
    "hydroquinone": "hydroquinone",
}
_STEROIDS = ("mild", "moderate", "potent", "very-potent")


def care_levels(kind: str, settings: Settings) -> dict[str, float]:
    """Levels that one use holds while it lasts, under the present draw.

    Errors: InputError for an agent or potency that is unknown, a strength or a rhythm that can't
    be, or a sunscreen without a factor.
    """
    return _KINDS[kind](settings)


def agents_of(kind: str) -> tuple[str, ...]:
    """Agents that a kind of use may name."""
    start = f"loading.{_UNITS[kind]}.weight."
    return tuple(
        sorted(name.removeprefix(start) for name in all_parameters() if name.startswith(start))
    )


def _acid(settings: Settings) -> dict[str, float]:
    """Exfoliation 1 is 10 % glycolic acid daily; acids irritate, and come in a vehicle."""
    dose = _dose("alpha-hydroxy-acid", settings, "acid")
    peels = dose ** parameter("loading.acid.power")
    return {
        "exfoliation": peels,
        "irritation": peels * parameter("loading.acid.irritation"),
        "moisturiser": _daily(settings),
    }


def _antioxidant(settings: Settings) -> dict[str, float]:
    """Supply 1 is 15 % ascorbic acid daily; what inhibits melanin's making lightens besides."""
    dose = _dose("antioxidant", settings, "antioxidant")
    agent = _agent("antioxidant", settings)
    supply = dose ** parameter("loading.antioxidant.power")
    lightens = min(supply * parameter(f"loading.antioxidant.lightening.{agent}"), 1.0)
    return {"antioxidant_supply": supply, "lightening": lightens, "moisturiser": _daily(settings)}


def _lightening(settings: Settings) -> dict[str, float]:
    """Lightening 1 is hydroquinone 4 % daily, and the most."""
    dose = _dose("hydroquinone", settings, "lightening")
    lightens = min(dose ** parameter("loading.lightening.power"), 1.0)
    return {"lightening": lightens, "moisturiser": _daily(settings)}


def _sunscreen(settings: Settings) -> dict[str, float]:
    """Ultraviolet that still reaches living skin, as a factor of the person's habit.

    On a share of the exposures it is on, at a share of the amount that its factor is tested with;
    light goes through a thinner film by that power.
    """
    factor = number(settings, "spf")
    if not factor >= 1.0:
        raise InputError(f"spf is {settings.get('spf', 'not stated')}; state a factor of 1 or more")
    worn = parameter("loading.sunscreen.worn") * _daily(settings)
    passes = factor ** -parameter("loading.sunscreen.amount")
    light = 1.0 - worn * (1.0 - passes)
    if flag(settings, "iron_oxide"):
        light *= parameter("loading.sunscreen.iron_oxide")
    return {"uv": light, "moisturiser": _daily(settings)}


def _steroid(settings: Settings) -> dict[str, float]:
    potency = word({"potency": "moderate", **settings}, "potency", _STEROIDS)
    level = parameter(f"loading.steroid.{potency}") * _daily(settings)
    return {"steroid": level, "moisturiser": _daily(settings)}


def _occlusion(settings: Settings) -> dict[str, float]:
    share = number(settings, "share") if "share" in settings else 1.0
    if not 0.0 < share <= 1.0:
        raise InputError(f"share is {share:g}; it is the share of the day, above 0 to 1")
    return {"occlusion": share}


def _antiviral(settings: Settings) -> dict[str, float]:
    """Against herpes, which the virtual skin has not: nothing that it knows follows."""
    _per_day(settings)
    return {}


def _moisturiser(settings: Settings) -> dict[str, float]:
    return {"moisturiser": _daily(settings)}


_KINDS: Mapping[str, Callable[[Settings], dict[str, float]]] = {
    "alpha-hydroxy-acid": _acid,
    "antioxidant": _antioxidant,
    "hydroquinone": _lightening,
    "sunscreen": _sunscreen,
    "corticosteroid": _steroid,
    "oral-antiviral": _antiviral,
    "occlusion": _occlusion,
    "moisturiser": _moisturiser,
    "vehicle": _moisturiser,
}


def _dose(kind: str, settings: Settings, unit: str) -> float:
    """Amount a day against the unit's: strength by the agent's weight, and applications."""
    agent = _agent(kind, settings)
    percent = number(settings, "percent") if "percent" in settings else parameter(
        f"loading.{unit}.usual.{agent}"
    )  # fmt: skip
    if not 0.0 < percent <= 100.0:
        raise InputError(f"percent is {percent:g}; it lies above 0 and up to 100 %")
    weight = parameter(f"loading.{unit}.weight.{agent}")
    return weight * percent / parameter(f"loading.{unit}.unit") * _per_day(settings)


def _agent(kind: str, settings: Settings) -> str:
    return word({"agent": _USUAL_AGENT[kind], **settings}, "agent", agents_of(kind))


def _per_day(settings: Settings) -> float:
    times = number(settings, "per_day") if "per_day" in settings else 1.0
    if not 0.0 < times <= 10.0:
        raise InputError(f"per_day is {times:g}; it lies above 0 and up to 10 times a day")
    return times


def _daily(settings: Settings) -> float:
    """Level of what is put on: all of it once it is put on daily."""
    return min(_per_day(settings), 1.0)
