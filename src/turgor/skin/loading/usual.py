"""Settings that nobody states: drawn from what is usual, by name of a literature value."""

from collections.abc import Mapping

from turgor.evidence import find_parameter, parameter
from turgor.skin.stimulus.modality import SettingValue

#: setting -> id of the record that stands for it
Usual = Mapping[str, str]

#: settings that are counted, so that a draw of them is rounded
_COUNTED = ("passes", "stacked_pulses", "needles", "layers")
#: from a record's canonical unit to a setting's, where they differ, by end of the setting's name
_FROM_CANONICAL = {
    "_ms": 1e3,  # s
    "minutes": 1.0 / 60.0,  # s
    "_cm2": 1e-2,  # mm²
    "_mhz": 1e-6,  # Hz
}
#: settings in 1/cm² or J/cm², whose records are so too
_AS_STATED = ("density_mtz_cm2", "channels_per_cm2", "fluence_j_cm2")


def treatment_name(modality: str, settings: Mapping[str, SettingValue]) -> str:
    """How a treatment is told from others of its modality or kind: with its agent, if it has one.

    'fractional-laser', 'chemical-peel/glycolic'.
    """
    agent = settings.get("agent")
    return modality if agent is None else f"{modality}/{agent}"


def in_this_draw(settings: Mapping[str, SettingValue], usual: Usual) -> dict[str, SettingValue]:
    """The settings, those of ``usual`` under the present draw."""
    return {**settings, **{name: _setting(name, parameter(i)) for name, i in usual.items()}}


def in_the_middle(usual: Usual) -> dict[str, SettingValue]:
    """Each setting of ``usual`` at its record's own value."""
    return {name: _setting(name, find_parameter(i).value) for name, i in usual.items()}


def _setting(name: str, value: float) -> float:
    if name in _COUNTED:
        return float(max(round(value), 1))
    if name in _AS_STATED:
        return value
    scale = next((s for end, s in _FROM_CANONICAL.items() if name.endswith(end)), 1.0)
    return value * scale
