"""What a modality's settings are: name, kind, unit, bounds and whether one is needed."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

SETTING_TYPES = ("number", "whole", "flag", "word", "text")

#: how a name ends -> the unit it states, as pint reads it
UNIT_ENDINGS: dict[str, str] = {
    "nm": "nm", "um": "um", "mm": "mm", "cm": "cm", "uj": "uJ", "mj": "mJ", "j": "J", "mw": "mW",
    "w": "W", "us": "us", "ms": "ms", "s": "s", "min": "min", "h": "hour", "pct": "percent",
    "fraction": "dimensionless", "ul": "ul", "ml": "ml", "mg": "mg", "g": "g",
    "hz": "Hz", "khz": "kHz", "mhz": "MHz", "ohm": "ohm", "mm_s": "mm/s",
    "cm2": "cm**2",
    "mtz_cm2": "1/cm**2", "mtz_mm2": "1/mm**2", "per_cm2": "1/cm**2", "per_mm2": "1/mm**2",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SettingSpec:
    """One setting of one modality; numbers are in ``unit`` as pint reads it, '1' for none."""

    name: str
    type: str
    meaning: str
    unit: str = ""
    lowest: float | None = None
    highest: float | None = None
    usual: tuple[float, float] | None = None
    words: tuple[str, ...] = ()
    synonyms: Mapping[str, str] = field(default_factory=dict)
    needed: bool = False
    aliases: tuple[str, ...] = ()

    @property
    def numeric(self) -> bool:
        """Its value is a number."""
        return self.type in ("number", "whole")

    @property
    def stem(self) -> str:
        """The name without the unit that it ends in."""
        return split_unit(self.name)[0]


@dataclass(frozen=True, slots=True)
class ModalitySettings:
    """The settings of one modality; of each group in ``either`` one is needed."""

    specs: Mapping[str, SettingSpec]
    either: tuple[tuple[str, ...], ...] = ()


def split_unit(name: str) -> tuple[str, str]:
    """A name's stem and the unit that its ending states, '' where it states none."""
    for ending in sorted(UNIT_ENDINGS, key=len, reverse=True):
        if name.endswith(f"_{ending}"):
            return name.removesuffix(f"_{ending}"), UNIT_ENDINGS[ending]
    return name, ""


@cache
def modality_settings(modality: str) -> ModalitySettings:
    """What is known of a modality's settings; nothing for one without typed settings."""
    entry = files("turgor.record") / "data" / "session_settings.toml"
    table = tomllib.loads(entry.read_text(encoding="utf-8")).get(modality, {})
    specs = {name: _spec(name, values) for name, values in table.get("setting", {}).items()}
    return ModalitySettings(specs, tuple(tuple(group) for group in table.get("either", ())))


def _spec(name: str, values: Mapping[str, object]) -> SettingSpec:
    def bound(key: str) -> float | None:
        value = values.get(key)
        return float(value) if isinstance(value, int | float) else None

    usual, words = values.get("usual"), values.get("words", ())
    synonyms, aliases = values.get("synonyms", {}), values.get("aliases", ())
    return SettingSpec(
        name=name,
        type=str(values["type"]),
        meaning=str(values["meaning"]),
        unit=str(values.get("unit", "")),
        lowest=bound("lowest"),
        highest=bound("highest"),
        usual=(float(usual[0]), float(usual[1])) if isinstance(usual, list) else None,
        words=tuple(str(word) for word in words) if isinstance(words, list) else (),
        synonyms={str(k): str(v) for k, v in synonyms.items()}
        if isinstance(synonyms, dict)
        else {},
        needed=bool(values.get("needed", False)),
        aliases=tuple(str(word) for word in aliases) if isinstance(aliases, list) else (),
    )
