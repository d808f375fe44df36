"""What the user states of a file of waves where the file itself can't."""

import math
from dataclasses import dataclass, fields

from turgor.errors import InputError
from turgor.record.wave_field import WAVE_KINDS

QUANTITIES = ("displacement", "velocity", "iq", "rf")
AXES = ("depth", "lateral", "time")


@dataclass(frozen=True, slots=True)
class WaveOptions:
    """What the user states; what the file itself states wins, and a flag says where they differ.

    samples_variable : name of the array of motion or echoes; what it holds is ``samples_are``,
    one of QUANTITIES, in ``samples_unit`` (um, mm, m; mm_s, m_s). depth_variable and so on :
    names of the axes, with their units. depth_step_mm and so on : where the file holds no axis;
    it then starts at depth_start_mm and so on. axes : the array's axes in order.
    centre_mhz : of the transmitted pulse. sound_speed_m_s : with which depths were computed.
    wave : one of WAVE_KINDS. stretch : principal stretch along the way of the wave.

    Errors: InputError where a number is not finite, a step or property is not above zero, or a
    word is not allowed.
    """

    samples_variable: str | None = None
    samples_are: str | None = None
    samples_unit: str | None = None
    depth_variable: str | None = None
    depth_unit: str | None = None
    lateral_variable: str | None = None
    lateral_unit: str | None = None
    time_variable: str | None = None
    time_unit: str | None = None
    axes: str | None = None
    depth_step_mm: float | None = None
    lateral_step_mm: float | None = None
    time_step_s: float | None = None
    depth_start_mm: float = 0.0
    lateral_start_mm: float = 0.0
    time_start_s: float = 0.0
    centre_mhz: float | None = None
    sound_speed_m_s: float | None = None
    wave: str | None = None
    stretch: float | None = None
    density_kg_m3: float | None = None
    device: str | None = None
    device_class: str | None = None
    max_bytes: int = 4_000_000_000

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, float) and not (
                math.isfinite(value) and (value > 0 or item.name.endswith(("start_mm", "start_s")))
            ):
                raise InputError(
                    f"option {item.name} is {value:g}; it must be a finite number above zero"
                )
        _word("wave", self.wave, WAVE_KINDS)
        _word("samples_are", self.samples_are, QUANTITIES)
        if self.axes is not None and sorted(self.axis_order()) != sorted(AXES):
            raise InputError(
                f"option axes is '{self.axes}'; name depth, lateral and time once each, for "
                "example 'depth,lateral,time'"
            )

    def axis_order(self) -> tuple[str, ...]:
        """The axes of the array in its own order."""
        return tuple(part.strip() for part in (self.axes or ",".join(AXES)).split(","))


def _word(name: str, value: str | None, allowed: tuple[str, ...]) -> None:
    if value is not None and value not in allowed:
        raise InputError(f"option {name} is '{value}'; allowed: {', '.join(allowed)}")
