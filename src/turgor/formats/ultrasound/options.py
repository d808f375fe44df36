"""What the user states of an ultrasound recording where its file can't."""

import math
import re
from dataclasses import dataclass, fields

from turgor.errors import InputError

#: how the samples of a headerless raw file are stored, as NumPy writes it
SAMPLE_TYPES = ("int8", "uint8", "int16-le", "int16-be", "uint16-le", "uint16-be", "float32-le")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
#: number of an option -> least and most that skin ultrasound can have
LIMITS: dict[str, tuple[float, float]] = {
    "axial_um": (0.1, 2000.0),
    "lateral_um": (0.1, 5000.0),
    "line_um": (0.1, 5000.0),
    "frequency_mhz": (0.5, 200.0),
    "sampling_mhz": (1.0, 5000.0),
    "sound_speed_m_s": (1000.0, 2500.0),
    "gain_db": (-200.0, 200.0),
    "dynamic_range_db": (10.0, 200.0),
}


@dataclass(frozen=True, slots=True)
class UltrasoundOptions:
    """Statements about a recording; what its file or sidecar states always wins.

    axial_um, lateral_um : µm between rows and between columns of a picture.
    frequency_mhz, gain_db, dynamic_range_db, sound_speed_m_s : as the scanner was set.
    sampling_mhz, line_um : sampling of raw lines, and the distance between them.
    lines, samples, sample_type, header_bytes : layout of a headerless raw file (.crf).
    frame : which frame of a multi-frame DICOM, from 1. variable : the array in a .npz or .mat.
    time_of_day : 'HH:MM'. max_pixels : a file that announces more is refused before it is read.

    Errors: InputError where a number is outside what such a recording can have.
    """

    axial_um: float | None = None
    lateral_um: float | None = None
    frequency_mhz: float | None = None
    gain_db: float | None = None
    dynamic_range_db: float | None = None
    sound_speed_m_s: float | None = None
    sampling_mhz: float | None = None
    line_um: float | None = None
    lines: int | None = None
    samples: int | None = None
    sample_type: str | None = None
    header_bytes: int = 0
    frame: int | None = None
    variable: str = "rf"
    time_of_day: str | None = None
    device: str | None = None
    device_class: str | None = None
    max_pixels: int = 50_000_000

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            if (
                item.name in LIMITS
                and value is not None
                and (why := wrong_number(item.name, value))
            ):
                raise InputError(f"option {item.name} {why}")
            if item.name in ("lines", "samples", "frame") and value is not None and value < 1:
                raise InputError(f"option {item.name} is {value}; it must be at least 1")
        if self.max_pixels < 1 or self.header_bytes < 0:
            raise InputError("options max_pixels and header_bytes must not be negative")
        if self.sample_type is not None and self.sample_type not in SAMPLE_TYPES:
            raise InputError(
                f"option sample_type is '{self.sample_type}'; allowed: {', '.join(SAMPLE_TYPES)}"
            )
        if self.time_of_day and not is_time_of_day(self.time_of_day):
            raise InputError(
                f"option time_of_day is '{self.time_of_day}'; give hours and minutes as 'HH:MM'"
            )


def wrong_number(name: str, value: float) -> str:
    """Why ``value`` can't be this number of a recording, '' where it can."""
    least, most = LIMITS[name]
    if math.isfinite(value) and least <= value <= most:
        return ""
    return f"is {value:g}; skin ultrasound has {least:g} to {most:g}"


def is_time_of_day(text: str) -> bool:
    """True for 'HH:MM'."""
    return _TIME.fullmatch(text) is not None
