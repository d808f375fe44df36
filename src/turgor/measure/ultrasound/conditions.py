"""The conditions under which an ultrasound value is what it is."""

from typing import Protocol

from turgor.measure.ultrasound.settings import BORDER_RULE, UltrasoundSettings
from turgor.metrics.measurand import ConditionValue
from turgor.record.ultrasound import UNKNOWN

DEFAULT_SETTINGS = UltrasoundSettings()


class Scanner(Protocol):
    """What an image, raw lines or UltrasoundOptions say of a recording."""

    @property
    def frequency_mhz(self) -> float | None:
        """Centre frequency."""

    @property
    def gain_db(self) -> float | None:
        """Gain as the scanner was set."""

    @property
    def sound_speed_m_s(self) -> float | None:
        """Speed with which depths were computed."""

    @property
    def device_class(self) -> str | None:
        """Kind of device, in the laboratory's own words."""


def ultrasound_conditions(
    stated: Scanner,
    settings: UltrasoundSettings = DEFAULT_SETTINGS,
    *,
    metric: str = "ultrasound.dermis_thickness",
    echo_scale: str = "grey-level",
) -> dict[str, ConditionValue]:
    """The conditions of one ultrasound metric.

    stated : a BModeImage, UltrasoundLines or UltrasoundOptions. What is not stated is carried as
    0 or 'unknown'. Lengths in pixels have no sound speed, and only values that depend on a
    setting carry it.
    """
    name = metric.removeprefix("ultrasound.")
    told: dict[str, ConditionValue] = {
        "frequency_mhz": _number(stated.frequency_mhz),
        "gain_db": _number(stated.gain_db),
        "dynamic_range_db": _number(getattr(stated, "dynamic_range_db", None)),
        "echo_scale": echo_scale,
        "border_rule": BORDER_RULE,
        "device_class": stated.device_class or UNKNOWN,
    }
    if name.endswith("_thickness"):
        told["sound_speed_m_s"] = _number(stated.sound_speed_m_s)
    if not name.startswith(("entry_echo", "skin_", "sleb_thickness")):
        told["upper_border"] = settings.upper_border
    if name.startswith("sleb"):
        told["sleb_least_db"] = float(settings.sleb_least_db)
    if name == "low_echo_share":
        told["low_level"] = float(settings.low_level)
    return told


def _number(value: float | None) -> float:
    return 0.0 if value is None else float(value)
