"""What an arm was given, and how settings that it doesn't state are filled in."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from turgor.evidence import find_parameter
from turgor.evidence.outcome import Outcome
from turgor.evidence.outcomes.numbers import stated
from turgor.record.course import SettingValue
from turgor.record.stimulus import StimulusFlag
from turgor.skin.loading.usual import in_the_middle

_RATIO = re.compile(r"1\s*:\s*(\d+(?:\.\d+)?)")
_GRID = re.compile(r"(\d+)\s*x\s*(\d+)")


@dataclass(frozen=True, slots=True)
class Done:
    """One treatment of each session: modality, settings, device, and settings that are drawn."""

    modality: str
    settings: Mapping[str, SettingValue] = field(default_factory=dict)
    device: str = ""
    usual: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Used:
    """Something used from day to day: kind of use, settings, and settings that are drawn.

    every_session : it is put on at each session, for a day, and not in between.
    """

    kind: str
    settings: Mapping[str, SettingValue] = field(default_factory=dict)
    usual: Mapping[str, str] = field(default_factory=dict)
    every_session: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """What an arm was given. flags : what was taken by default, read as something else, and so on.

    kind : of treatment, as ``protocol.toml`` has it, for what is usual of it.
    """

    kind: str
    done: tuple[Done, ...] = ()
    used: tuple[Used, ...] = ()
    flags: tuple[StimulusFlag, ...] = ()


@dataclass(slots=True)
class Stated:
    """What an arm's parameters state, and the settings that are gathered from them."""

    outcome: Outcome
    settings: dict[str, SettingValue] = field(default_factory=dict)
    usual: dict[str, str] = field(default_factory=dict)
    flags: list[StimulusFlag] = field(default_factory=list)

    def text(self, *keys: str) -> str:
        """The first parameter that is stated under one of these keys; '' without any."""
        held = self.outcome.parameters
        return next((held[key] for key in keys if held.get(key)), "")

    def number(self, *keys: str) -> float | None:
        """The first number under one of these keys: a range's middle, a bound; None without."""
        for key in keys:
            value = number_of(self.outcome.parameters.get(key, ""))
            if value is not None:
                return value
        return None

    def put(
        self,
        setting: str,
        value: float | None,
        record: str = "",
        *,
        low: float = 0.0,
        high: float = float("inf"),
    ) -> None:
        """A setting as stated, brought into what is accepted; else the record of what is usual.

        Without value and record the setting stays open.
        """
        if value is not None and value > 0.0:
            within = min(max(value, low), high)
            if within != value:
                text = f"{setting} {value:g} can't be worked out; the nearest, {within:g}, is taken"
                self.flags.append(StimulusFlag("brought-into-range", text))
            self.settings[setting] = within
        elif record:
            find_parameter(record)
            self.usual[setting] = record
            middle = in_the_middle({setting: record})[setting]
            self.settings[setting] = middle
            text = f"{setting} is not stated; what is usual is drawn, {middle:g} in the middle"
            self.flags.append(StimulusFlag("taken-by-default", text, record))

    def flag(self, code: str, text: str) -> None:
        """Say something of how the arm was read."""
        self.flags.append(StimulusFlag(code, text))

    def done(self, modality: str, device: str = "") -> Done:
        """The treatment with what was gathered."""
        return Done(modality, dict(self.settings), device, dict(self.usual))

    def used(self, kind: str, *, every_session: bool = False) -> Used:
        """The use with what was gathered."""
        return Used(kind, dict(self.settings), dict(self.usual), every_session)


def number_of(text: str) -> float | None:
    """A number in words: '20-30' is 25, '8_and_16' 12, '15+' 15, '6x6' 36; None without any.

    What is held against something else ('10_vs_20') is its first part.
    """
    said = text.partition("_vs_")[0].replace("_", " ").strip()
    grid = _GRID.search(said)
    if grid:
        return float(grid.group(1)) * float(grid.group(2))
    value = stated(said).value
    return value if value is not None and math.isfinite(value) else None


def ratio_of(text: str) -> float | None:
    """Parts of diluent to one of product: '1:4' is 4, of several their mean; None without any."""
    found = [float(part) for part in _RATIO.findall(text)]
    return sum(found) / len(found) if found else None
