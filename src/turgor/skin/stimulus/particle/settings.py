"""An injection as its settings state it, read, checked and completed."""

from collections.abc import Mapping
from dataclasses import dataclass

from turgor.errors import InputError
from turgor.record.stimulus import StimulusFlag
from turgor.skin.stimulus.modality import SettingValue
from turgor.skin.stimulus.particle.contents import (
    AGENTS,
    POWDERS,
    Contents,
    contents,
)
from turgor.skin.stimulus.particle.placing import PLANES
from turgor.skin.stimulus.stated import word

#: planes that studies used, and where one of them says so
_STUDIED: Mapping[str, tuple[tuple[str, ...], str]] = {
    "plla": (("intradermal", "subdermal", "subcutaneous", "supraperiosteal"), "plla-label"),
    "pdlla": (("subdermal", "subcutaneous"), "pdlla-consensus-2024"),
    "caha": (("subdermal", "subcutaneous", "supraperiosteal"), "caha-histology-2014"),
    "pcl": (("intradermal", "subdermal", "subcutaneous"), "pcl-thickness"),
    "hyaluronic": (PLANES, "ha-mri-2015"),
    "polynucleotide": (("intradermal", "subdermal"), "pn-filler-2014"),
}
#: plane where none is stated
_USUAL_PLANE = {"polynucleotide": "intradermal"}
#: diluent per vial or syringe that studies used, ml
_DILUTIONS: Mapping[str, tuple[float, float, str]] = {
    "plla": (5.0, 16.0, "plla-dilution-review"),
    "pdlla": (5.0, 16.0, "pdlla-consensus-2024"),
    "caha": (0.0, 9.0, "caha-dilution-consensus"),
    "pcl": (0.0, 2.0, "pcl-thickness"),
    "hyaluronic": (0.0, 1.0, "ha-mri-2015"),
    "polynucleotide": (0.0, 1.0, "pn-filler-2014"),
}
#: a volume may pass what was made up by this share: hubs, and reading of a scale
_READING = 0.1
#: volume under 1 cm²: above the first nothing was studied, the second lifts skin by 10 mm
_USUAL_UL_CM2, _MOST_UL_CM2 = 200.0, 1000.0


@dataclass(frozen=True, slots=True)
class Injection:
    """One site's injection. None is what was not stated.

    contents : of one vial or syringe. injected_share : of all that was made up.
    """

    agent: str
    contents: Contents
    vials: float
    dilution_ml: float
    injected_share: float
    area_cm2: float | None
    plane: str
    depth_um: float | None
    grade: str
    crosslinked: bool

    @property
    def volume_ml(self) -> float:
        """Volume injected."""
        made = self.contents.volume_ml + self.dilution_ml
        return self.injected_share * self.vials * made


def read_injection(
    settings: Mapping[str, SettingValue],
) -> tuple[Injection, tuple[StimulusFlag, ...]]:
    """The injection that settings state, and what is to be known of it.

    Errors: InputError for an unknown agent or plane, a vial that can't be, a powder without
    diluent, more volume than was made up, or more than skin can take.
    """
    agent = word(settings, "agent", AGENTS)
    flags: list[StimulusFlag] = []
    held, more = contents(agent, settings)
    flags += more
    vials = _needed(settings, "vials", "vials or syringes used")
    if not vials > 0.0:
        raise InputError("vials is 0; something is injected, or the session is left out")
    dilution = _dilution(settings, agent, held.volume_ml)
    if agent in POWDERS and not dilution > 0.0:
        raise InputError(f"dilution_ml is 0; {agent} is a powder and can't be injected dry")
    share = _injected_share(settings, vials * (held.volume_ml + dilution))
    injection = Injection(
        agent,
        held,
        vials,
        dilution,
        share,
        _area(settings, flags),
        _plane(settings, agent, flags),
        _stated(settings, "depth_um"),
        _grade(settings, agent, flags),
        _crosslinked(settings, agent, flags),
    )
    flags += _studied_flags(injection)
    return injection, tuple(flags)


def check_thickness(volume_ul_cm2: float) -> tuple[StimulusFlag, ...]:
    """What is to be known of a volume under 1 cm².

    Errors: InputError where it lifts the skin by more than 10 mm.
    """
    if volume_ul_cm2 > _MOST_UL_CM2:
        raise InputError(
            f"{volume_ul_cm2:.0f} µl lie under each cm², which lifts the skin by "
            f"{volume_ul_cm2 / 100.0:.0f} mm; at most {_MOST_UL_CM2:.0f} are worked out; check "
            "volume_ml and area_cm2"
        )
    if volume_ul_cm2 <= _USUAL_UL_CM2:
        return ()
    text = f"{volume_ul_cm2:.0f} µl under each cm² is more than a layer; it is a depot"
    return (StimulusFlag("outside-studied-range", text),)


def _dilution(settings: Mapping[str, SettingValue], agent: str, product_ml: float) -> float:
    """Diluent added to each vial or syringe: stated, or as parts to one of product."""
    ratio = _stated(settings, "dilution_ratio")
    if ratio is None:
        return _needed(settings, "dilution_ml", "diluent added to each; 0 for none")
    if agent in POWDERS:
        raise InputError(
            f"dilution_ratio is {ratio:g}; {agent} is a powder, state dilution_ml for each vial"
        )
    told, dilution = _stated(settings, "dilution_ml"), ratio * product_ml
    if told is not None and abs(told - dilution) > _READING * max(told, dilution):
        raise InputError(
            f"dilution_ratio is {ratio:g}, which is {dilution:.3g} ml to {product_ml:.3g} ml of "
            f"product, and dilution_ml is {told:g}; state one of them"
        )
    return dilution


def _injected_share(settings: Mapping[str, SettingValue], made_ml: float) -> float:
    volume = _stated(settings, "volume_ml")
    if volume is None:
        return 1.0
    if not volume > 0.0:
        raise InputError("volume_ml is 0; leave it out where all that was made up was injected")
    if volume > (1.0 + _READING) * made_ml:
        raise InputError(
            f"volume_ml is {volume:g}, but vials with their diluent make up {made_ml:.3g} ml; "
            "state dilution_ml for each vial, and volume_ml as what was injected"
        )
    return min(volume / made_ml, 1.0)


def _area(settings: Mapping[str, SettingValue], flags: list[StimulusFlag]) -> float | None:
    area = _stated(settings, "area_cm2")
    if area is None:
        text = "the area is not stated; one side of the site was taken, to within half of it"
        flags.append(StimulusFlag("taken-by-default", text))
    elif not area > 0.0:
        raise InputError("area_cm2 is 0; it lies above 0; leave it out where it is not known")
    return area


def _plane(settings: Mapping[str, SettingValue], agent: str, flags: list[StimulusFlag]) -> str:
    if "plane" in settings:
        return word(settings, "plane", PLANES)
    plane = _USUAL_PLANE.get(agent, "subdermal")
    if "depth_um" not in settings:
        flags.append(StimulusFlag("taken-by-default", f"plane is not stated; {plane} was taken"))
    return plane


def _grade(settings: Mapping[str, SettingValue], agent: str, flags: list[StimulusFlag]) -> str:
    if agent != "pcl":
        return "m"
    if "grade" in settings:
        return word(settings, "grade", ("s", "m", "l", "e"))
    text = "grade is not stated; m was taken, the one whose sizes were followed"
    flags.append(StimulusFlag("taken-by-default", text, "pcl-size-2020"))
    return "m"


def _crosslinked(
    settings: Mapping[str, SettingValue], agent: str, flags: list[StimulusFlag]
) -> bool:
    if agent == "hyaluronic" and "crosslinked" not in settings:
        text = "whether the hyaluronan is cross-linked is not stated; yes was taken"
        flags.append(StimulusFlag("taken-by-default", text))
    return settings.get("crosslinked", True) is True


def _studied_flags(injection: Injection) -> list[StimulusFlag]:
    flags = []
    planes, source = _STUDIED[injection.agent]
    if injection.plane not in planes:
        text = f"{injection.agent} {injection.plane}: studies put it {', '.join(planes)}"
        flags.append(StimulusFlag("outside-studied-range", text, source))
    low, high, source = _DILUTIONS[injection.agent]
    if not low <= injection.dilution_ml <= high:
        text = (
            f"{injection.dilution_ml:g} ml were added to each; studies of {injection.agent} "
            f"added {low:g} to {high:g}"
        )
        flags.append(StimulusFlag("outside-studied-range", text, source))
    return flags


def _needed(settings: Mapping[str, SettingValue], name: str, meaning: str) -> float:
    value = _stated(settings, name)
    if value is None:
        raise InputError(f"'{name}' is not stated: {meaning}")
    return value


def _stated(settings: Mapping[str, SettingValue], name: str) -> float | None:
    value = settings.get(name)
    if value is None:
        return None
    if not isinstance(value, int | float) or isinstance(value, bool) or not value >= 0.0:
        raise InputError(f"'{name}' is '{value}'; it is a number of 0 or more")
    return float(value)
