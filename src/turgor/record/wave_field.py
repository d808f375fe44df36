"""A shear or surface wave as a scanner recorded it: motion over depth, side and time."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

UNKNOWN = "unknown"
MOTIONS = ("displacement_um", "velocity_mm_s")
#: a bulk wave inside tissue, or one that runs along its free surface
WAVE_KINDS = ("shear", "surface", UNKNOWN)


@dataclass(frozen=True, slots=True)
class WaveField:
    """Motion of tissue while a wave runs to the side.

    motion : (depths, laterals, times) float64, in the unit that ``quantity`` names, NaN = none.
    depth_mm : (depths,) below the probe. lateral_mm : (laterals,) from the push or the shaker,
    evenly spaced, positive on one side. time_s : (times,) from the push, evenly spaced.
    quantity : one of MOTIONS. wave : one of WAVE_KINDS. stretch : the principal stretch along the
    way of the wave where it was stated, None = not stated. density_kg_m3 : None = not stated.
    """

    motion: NDArray[np.float64]
    depth_mm: NDArray[np.float64]
    lateral_mm: NDArray[np.float64]
    time_s: NDArray[np.float64]
    quantity: str = "displacement_um"
    wave: str = UNKNOWN
    stretch: float | None = None
    density_kg_m3: float | None = None
    name: str = ""
    format_id: str = "array"
    device: str = ""
    device_class: str = UNKNOWN
    settings: Mapping[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EchoEnsemble:
    """Echoes of the same lines, again and again while a wave runs, before motion is estimated.

    samples : (depths, laterals, times); complex64 base-band IQ, or float32 radio-frequency.
    centre_mhz : of the transmitted pulse, and what IQ was demodulated with.
    sound_speed_m_s : with which depths were computed. The rest as in WaveField.
    """

    samples: NDArray[np.complex64] | NDArray[np.float32]
    depth_mm: NDArray[np.float64]
    lateral_mm: NDArray[np.float64]
    time_s: NDArray[np.float64]
    centre_mhz: float
    sound_speed_m_s: float = 1540.0
    wave: str = UNKNOWN
    stretch: float | None = None
    density_kg_m3: float | None = None
    name: str = ""
    format_id: str = "array"
    device: str = ""
    device_class: str = UNKNOWN
    settings: Mapping[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
