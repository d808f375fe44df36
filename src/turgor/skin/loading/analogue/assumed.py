"""What assumed loads share: a dose against the one they are stated at, and their flag."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from turgor.errors import InputError
from turgor.evidence import parameter
from turgor.record.stimulus import StimulusFlag
from turgor.record.tissue import TissueStack
from turgor.skin.loading.what import SessionLoads
from turgor.skin.stimulus.modality import SettingValue
from turgor.skin.stimulus.stated import positive

#: beyond this many times the dose that loads are stated at, a slip of unit is likelier
_MOST_TIMES = 30.0


@dataclass(frozen=True, slots=True)
class AssumedLoads:
    """A session whose loads stand in the evidence base as assumed; the protocol of LoadModel."""

    flags: tuple[StimulusFlag, ...]
    drawn: Callable[[], Mapping[str, float]]

    def loads(self, stack: TissueStack) -> SessionLoads:
        """The loads under the present draw; they are effective ones, the same in any tissue."""
        return SessionLoads(self.drawn())


def shares(start: str, loads: tuple[str, ...], times: float) -> dict[str, float]:
    """Loads whose records begin with ``start``, at so many times the dose they are stated at.

    Each place is hit by chance, so shares grow as 1 - (1 - share)^times and stay below 1.
    """
    return {
        name: -math.expm1(times * math.log1p(-min(parameter(f"{start}.{name}"), 0.999)))
        for name in loads
    }


def dose_times(
    settings: Mapping[str, SettingValue], name: str, unit: str, record: str
) -> tuple[float, bool]:
    """A stated dose over the one of a record, and whether it was stated; 1 where it wasn't.

    Errors: InputError for a dose that isn't above 0, or is a slip of unit.
    """
    if name not in settings:
        return 1.0, False
    times = positive(settings, name, unit) / parameter(record)
    if not 1.0 / _MOST_TIMES <= times <= _MOST_TIMES:
        raise InputError(
            f"{name} is {settings[name]} {unit}; allowed: {_MOST_TIMES:g} times above and below "
            f"{parameter(record):g} {unit} ({record}); check the unit"
        )
    return times, True


def assumed_flag(modality: str, start: str) -> StimulusFlag:
    """Says that loads are assumed."""
    text = f"what {modality} does by layer is assumed, with a wide spread, not worked out"
    return StimulusFlag("assumed-loads", text, start)


def default_flag(modality: str, name: str, record: str) -> StimulusFlag:
    """Says that a dose was not stated."""
    text = f"{name} of {modality} is not stated; what is usual is taken"
    return StimulusFlag("taken-by-default", text, record)
