"""What the user states of a file of suction curves where the file itself can't."""

import math
from dataclasses import dataclass, fields

from turgor.errors import InputError
from turgor.record.suction import REGIMES

TIME_UNITS = ("s", "ms", "min")
ELEVATION_UNITS = ("mm", "µm", "um")
_FROM_ONE = ("cycles", "first_curve")


@dataclass(frozen=True, slots=True)
class SuctionOptions:
    """What the user states; what the file itself states wins, and a flag says where they differ.

    aperture_mm : inner diameter of the probe. pressure_mbar : depth of the vacuum, positive.
    on_s, off_s : suction and release of one cycle. cycles : how many the whole series has.
    first_curve : number of the first cycle that the file holds, from 1.
    preconditioning : what was done to the skin just before. contact_force_n : force on the probe.
    regime : one of REGIMES. time_unit, elevation_unit : of numbers that name none.
    profile : a saved mapping profile's name or the path of one's own.
    device, device_class : the instrument, and its kind in the laboratory's own words.
    max_samples : a file that holds more is refused.

    Errors: InputError where a number is not finite and positive or a word is not allowed.
    """

    aperture_mm: float | None = None
    pressure_mbar: float | None = None
    on_s: float | None = None
    off_s: float | None = None
    cycles: int | None = None
    first_curve: int | None = None
    preconditioning: str | None = None
    contact_force_n: float | None = None
    regime: str | None = None
    time_unit: str | None = None
    elevation_unit: str | None = None
    profile: str | None = None
    device: str | None = None
    device_class: str | None = None
    max_samples: int = 5_000_000

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            number = isinstance(value, int | float) and item.name not in (*_FROM_ONE, "max_samples")
            if number and not (math.isfinite(value) and value > 0):
                raise InputError(
                    f"option {item.name} is {value:g}; it must be a finite number above zero"
                )
        for name in (*_FROM_ONE, "max_samples"):
            count = getattr(self, name)
            if count is not None and count < 1:
                raise InputError(f"option {name} is {count}; it must be at least 1")
        self._word("regime", REGIMES)
        self._word("time_unit", TIME_UNITS)
        self._word("elevation_unit", ELEVATION_UNITS)

    def _word(self, name: str, allowed: tuple[str, ...]) -> None:
        value = getattr(self, name)
        if value is not None and value not in allowed:
            raise InputError(f"option {name} is '{value}'; allowed: {', '.join(allowed)}")
