"""What the user states of a barrier reading where its file can't."""

import math
from dataclasses import dataclass

from turgor.errors import InputError
from turgor.formats.barrier.unit import TIME_UNITS, VALUE_UNITS
from turgor.record.barrier import CHAMBERS, QUANTITIES

#: number of an option -> least and most that a reading of skin can have
LIMITS: dict[str, tuple[float, float]] = {
    "temperature_c": (-10.0, 60.0),
    "relative_humidity_pct": (0.0, 100.0),
    "chamber_depth_mm": (0.5, 200.0),
}


@dataclass(frozen=True, slots=True)
class BarrierOptions:
    """Statements about a reading; what its file states always wins, and a flag says if they differ.

    quantity : one of QUANTITIES, for a column headed 'value' or 'reading'. chamber : one of
        CHAMBERS. time_unit : one of TIME_UNITS. value_unit : one of VALUE_UNITS.
    temperature_c, relative_humidity_pct : of the room.
    chamber_depth_mm : volume over opening of a closed chamber; without it a rise of humidity is no
        water loss.
    profile : a saved mapping of headings by its name, or the path of an own one (TOML).

    Errors: InputError where a word is unknown or a number is outside what such a reading can have.
    """

    quantity: str | None = None
    chamber: str | None = None
    time_unit: str | None = None
    value_unit: str | None = None
    temperature_c: float | None = None
    relative_humidity_pct: float | None = None
    chamber_depth_mm: float | None = None
    device: str | None = None
    device_class: str | None = None
    profile: str | None = None

    def __post_init__(self) -> None:
        """Refuse what no barrier reading has."""
        words = (
            ("quantity", QUANTITIES),
            ("chamber", CHAMBERS),
            ("time_unit", TIME_UNITS),
            ("value_unit", VALUE_UNITS),
        )
        for name, allowed in words:
            value = getattr(self, name)
            if value is not None and value not in allowed:
                raise InputError(f"option {name} is '{value}'; allowed: {', '.join(allowed)}")
        for name, (least, most) in LIMITS.items():
            number = getattr(self, name)
            if number is not None and not (math.isfinite(number) and least <= number <= most):
                raise InputError(f"option {name} is {number:g}; allowed: {least:g} to {most:g}")
