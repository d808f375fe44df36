"""Settings of a needling session, read and checked, with what is odd about them."""

from collections.abc import Mapping
from dataclasses import dataclass

from turgor.errors import InputError
from turgor.evidence import Parameter, all_parameters, find_parameter, find_source, parameter
from turgor.physics.tissue.site import find_site
from turgor.record.stimulus import StimulusFlag
from turgor.record.tissue import TissueStack
from turgor.skin.stimulus.modality import SettingValue
from turgor.skin.stimulus.needle.count import pen_per_cm2, roller_per_cm2, stamp_per_cm2

APPLICATORS = ("roller", "pen", "stamp")
#: words in a device's name that tell how its needles go in
_TELLING = {
    "roller": ("roller", "drum"),
    "stamp": ("stamp", "patch"),
    "pen": ("pen", "exceed", "stylus", "rejuvapen"),
}


@dataclass(frozen=True, slots=True)
class NeedleSettings:
    """What the session says, and None where it says nothing."""

    depth_um: float
    passes: float
    applicator: str
    channels_per_cm2: float | None = None
    needles: float | None = None
    diameter_um: float | None = None
    pitch_um: float | None = None
    strokes_hz: float | None = None
    glide_mm_s: float | None = None

    def per_cm2(self) -> float:
        """Channels on each cm², all passes together, under the present draw."""
        if self.channels_per_cm2 is not None:
            return self.channels_per_cm2
        if self.applicator == "roller":
            return roller_per_cm2(self.passes, self.needles)
        if self.applicator == "stamp":
            return stamp_per_cm2(self.passes, self.pitch_um)
        return pen_per_cm2(self.passes, self.needles, self.strokes_hz, self.glide_mm_s)

    def needle_um(self) -> float:
        """Diameter of a needle, under the present draw."""
        if self.diameter_um is not None:
            return self.diameter_um
        return parameter(f"needle.diameter.{self.applicator}")

    def used(self) -> dict[str, SettingValue]:
        """Every setting that the model works with, defaults included."""
        return {
            "needle_depth_um": self.depth_um,
            "passes": self.passes,
            "applicator": self.applicator,
            "channels_per_cm2": self.per_cm2(),
            "needle_diameter_um": self.needle_um(),
        }


def read_settings(
    settings: Mapping[str, SettingValue], device: str, stack: TissueStack
) -> tuple[NeedleSettings, tuple[StimulusFlag, ...]]:
    """Check a session's typed settings against what needles and this tissue can be.

    Errors: InputError for a needle that is missing, too short to be one, or longer than the
    tissue; for passes, counts and diameters that can't be.
    """
    flags: list[StimulusFlag] = []
    depth = _number(settings, "needle_depth_um")
    if depth is None:
        raise InputError("needle_depth_um is not stated; say how far the needles are set to go in")
    _check_depth(depth, stack)
    applicator = _applicator(settings, device, flags)
    passes = _number(settings, "passes")
    if passes is None:
        passes = 1.0
        flags.append(StimulusFlag("passes-assumed", "passes are not stated; one is taken"))
    if passes < 1.0:
        raise InputError(f"passes is {passes:g}; allowed: from 1")
    read = NeedleSettings(
        depth_um=depth,
        passes=passes,
        applicator=applicator,
        channels_per_cm2=_above_zero(settings, "channels_per_cm2"),
        needles=_above_zero(settings, "needles"),
        diameter_um=_above_zero(settings, "needle_diameter_um"),
        pitch_um=_above_zero(settings, "needle_pitch_um"),
        strokes_hz=_above_zero(settings, "strokes_hz"),
        glide_mm_s=_number(settings, "glide_mm_s"),
    )
    flags += _unusual(read)
    return read, tuple(flags)


def tissue_source(stack: TissueStack) -> str:
    """Whose measurement says how much tissue lies under the skin of a site."""
    try:
        name = f"tissue.subcutis.{find_site(stack.site).subcutis}"
    except InputError:
        return "the stack of layers that was given"
    record = all_parameters().get(name)
    return name if record is None or not record.source else find_source(record.source).citation()


def _check_depth(depth_um: float, stack: TissueStack) -> None:
    least = find_parameter("needle.setting.least").value
    if depth_um < least:
        raise InputError(
            f"needle_depth_um is {depth_um:g} µm; needles are at least {least:g} µm long "
            f"(needle.setting.least); a length in mm is written as needle_depth_mm"
        )
    tissue = sum(stack.thickness_um)
    if depth_um > tissue:
        raise InputError(
            f"needle_depth_um is {depth_um:g} µm; skin and what lies over bone or muscle at "
            f"'{stack.site}' are {tissue:.0f} µm deep ({tissue_source(stack)}); shorten the needle"
        )


def _applicator(
    settings: Mapping[str, SettingValue], device: str, flags: list[StimulusFlag]
) -> str:
    given = settings.get("applicator")
    if given is not None:
        if given not in APPLICATORS:
            raise InputError(f"applicator is '{given}'; allowed: {', '.join(APPLICATORS)}")
        return str(given)
    text = f"{device} {settings.get('cartridge', '')}".lower()
    for applicator, words in _TELLING.items():
        if any(word in text for word in words):
            return applicator
    flags.append(
        StimulusFlag(
            "applicator-assumed",
            f"'{device}' doesn't tell how its needles go in; a pen is taken",
            find_parameter("needle.depth-ratio.pen").source,
        )
    )
    return "pen"


def _unusual(read: NeedleSettings) -> list[StimulusFlag]:
    flags = []
    length = find_parameter("needle.studied.length")
    if not _within(read.depth_um, length):
        flags.append(_outside("needle_depth_um", read.depth_um, "µm", length))
    if read.channels_per_cm2 is None:
        flags.append(
            StimulusFlag(
                "channels-assumed",
                f"holes in each cm² follow from how a {read.applicator} is mostly built and moved",
                find_parameter(_count_rests_on(read.applicator)).source,
            )
        )
    density, many = read.per_cm2(), find_parameter("needle.studied.channels")
    if density > (many.high or density):
        flags.append(_outside("channels_per_cm2", density, "1/cm²", many))
    return flags


def _count_rests_on(applicator: str) -> str:
    return {"roller": "needle.roller.needles", "stamp": "needle.stamp.pitch"}.get(
        applicator, "needle.pen.strokes"
    )


def _within(value: float, studied: Parameter) -> bool:
    low, high = studied.low, studied.high
    return (low is None or value >= low) and (high is None or value <= high)


def _outside(name: str, value: float, unit: str, studied: Parameter) -> StimulusFlag:
    text = f"{name} is {value:.6g} {unit}; studies used {studied.low:g} to {studied.high:g} {unit}"
    return StimulusFlag("outside-studied-range", text, studied.source)


def _number(settings: Mapping[str, SettingValue], name: str) -> float | None:
    value = settings.get(name)
    if value is None:
        return None
    if isinstance(value, bool | str):
        raise InputError(f"{name} is '{value}'; a number is needed")
    return float(value)


def _above_zero(settings: Mapping[str, SettingValue], name: str) -> float | None:
    value = _number(settings, name)
    if value is not None and not value > 0.0:
        raise InputError(f"{name} is {value:g}; it lies above 0")
    return value
