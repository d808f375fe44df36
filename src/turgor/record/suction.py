"""A suction recording: how high skin rises into an aperture under vacuum, cycle after cycle."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

UNKNOWN = "unknown"
#: how the vacuum is led: switched on and off at one level, raised step by step or along a ramp
#: until it is let go, or raised until the skin reaches a given elevation
REGIMES = ("constant-vacuum", "ramp", "to-elevation", UNKNOWN)


@dataclass(frozen=True, slots=True)
class SuctionProtocol:
    """What the instrument was told to do; nothing is computed without it.

    aperture_mm : inner diameter of the probe. pressure_mbar : depth of the vacuum, positive.
    on_s, off_s : suction and release of one cycle. cycles : how many. preconditioning : what was
    done to the skin just before, 'none' or in the laboratory's words, 'unknown' where not stated.
    contact_force_n : force that pressed the probe on, added weight included, None = not stated.
    regime : one of REGIMES.
    """

    aperture_mm: float
    pressure_mbar: float
    on_s: float
    off_s: float
    cycles: int
    preconditioning: str = UNKNOWN
    contact_force_n: float | None = None
    regime: str = "constant-vacuum"


@dataclass(frozen=True, slots=True)
class SuctionRecording:
    """One series of suction cycles at one spot.

    time_s : (n,) float64, s, rising. elevation_mm : (n,) float64, mm of the skin's apex above
        its level before suction, NaN = not recorded.
    cycle_start_s : (cycles,) s, when the vacuum was switched on in each cycle; empty where the
        file does not say, then cycles follow one another from the first sample.
    pressure_mbar : (n,) the recorded vacuum, positive, None where none was recorded.
    first_curve : number of the first cycle within the series as the instrument counted it, from 1.
    name : the series' own label in its file. stated : numbers that the file itself states of it,
        by their heading, for example the instrument's own R2.
    """

    time_s: NDArray[np.float64]
    elevation_mm: NDArray[np.float64]
    protocol: SuctionProtocol
    cycle_start_s: tuple[float, ...] = ()
    pressure_mbar: NDArray[np.float64] | None = None
    first_curve: int = 1
    name: str = ""
    format_id: str = "array"
    device: str = ""
    device_class: str = UNKNOWN
    stated: Mapping[str, float] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
