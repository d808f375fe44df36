"""What a scanner itself states of stiffness: numbers of a report, a map, a picture with a bar."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

UNKNOWN = "unknown"
#: what a scanner states: modulus in kPa, wave speed in m/s, slope of speed over frequency
STATED_QUANTITIES = ("modulus_kpa", "speed_m_s", "dispersion_slope_m_s_khz")
ORIGINS = ("structured-report", "parametric-map", "colour-bar")


@dataclass(frozen=True, slots=True)
class StatedStiffness:
    """One number of a scanner's report, in canonical units.

    quantity : one of STATED_QUANTITIES. statistic : 'mean', 'median', 'sd', ... in DICOM's own
    meaning; empty where none was coded. site : finding site in the report's words.
    technique : point or two-dimensional shear wave, in the report's words.
    """

    quantity: str
    value: float
    statistic: str = ""
    site: str = ""
    technique: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Elastogram:
    """One file of a scanner.

    stated : the numbers of a report. values : (rows, cols) float64 of ``quantity``, NaN = none,
    None where there is no map. u : half-width in the same unit within which a value read from a
    burnt-in colour bar lies, None for numbers that were stored as numbers.
    pixel_um : (row, column) distance, None = no scale.
    """

    origin: str
    stated: tuple[StatedStiffness, ...] = ()
    values: NDArray[np.float64] | None = None
    quantity: str = "modulus_kpa"
    u: float | None = None
    pixel_um: tuple[float, float] | None = None
    format_id: str = "dicom"
    device: str = ""
    device_class: str = UNKNOWN
    settings: Mapping[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
