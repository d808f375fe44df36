"""Skin seen by high-frequency ultrasound: a B-mode image, or the raw lines it is made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

UNKNOWN = "unknown"
#: what an echo value is: a grey level after the scanner's own compression, dB, or linear amplitude
ECHO_SCALES = ("grey-level", "decibel", "amplitude")


@dataclass(frozen=True, slots=True)
class BModeImage:
    """One image, the probe at the top.

    echo : (rows, cols) float32, rows along depth, NaN = no image there; see ``echo_scale``.
        Grey levels run from 0 to 255.
    axial_um, lateral_um : distance between rows and between columns, None = the file has no scale;
        then nothing is ever stated in µm.
    sound_speed_m_s : with which the axial distance was computed, None = not stated.
    frequency_mhz, gain_db, dynamic_range_db : of the scanner, None = not stated.
    time_of_day : 'HH:MM' of the recording, empty = not stated.
    """

    echo: NDArray[np.float32]
    echo_scale: str = "grey-level"
    axial_um: float | None = None
    lateral_um: float | None = None
    sound_speed_m_s: float | None = None
    frequency_mhz: float | None = None
    gain_db: float | None = None
    dynamic_range_db: float | None = None
    time_of_day: str = ""
    format_id: str = "array"
    device: str = ""
    device_class: str = UNKNOWN
    settings: Mapping[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UltrasoundLines:
    """Raw radio-frequency lines, side by side.

    rf : (lines, samples) float32, received voltage in counts around zero.
    sampling_mhz : None = not stated. line_um : distance between lines, None = not stated.
    """

    rf: NDArray[np.float32]
    sampling_mhz: float | None = None
    line_um: float | None = None
    sound_speed_m_s: float | None = None
    frequency_mhz: float | None = None
    gain_db: float | None = None
    time_of_day: str = ""
    format_id: str = "array"
    device: str = ""
    device_class: str = UNKNOWN
    settings: Mapping[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
