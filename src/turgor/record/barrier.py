"""A barrier reading: water loss or capacitance of the skin over the seconds of one placement."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

UNKNOWN = "unknown"
#: transepidermal water loss in g/(m² h), and skin capacitance in the instrument's own units
QUANTITIES = ("tewl", "capacitance")
CHAMBERS = ("open", "closed", "condenser", "contact", UNKNOWN)


@dataclass(frozen=True, slots=True)
class BarrierSeries:
    """One placement of a probe.

    time_s : (n,) float64, s from contact, rising. value : (n,) float64, g/(m² h) for 'tewl',
        the instrument's units for 'capacitance'; NaN = not recorded. One point is a mere reading.
    quantity : one of QUANTITIES. chamber : one of CHAMBERS ('contact' for capacitance).
    temperature_c, relative_humidity_pct : of the room, None = not stated.
    probe_temperature_c, probe_humidity_pct : (n,) in the probe, None = not recorded.
    """

    time_s: NDArray[np.float64]
    value: NDArray[np.float64]
    quantity: str
    chamber: str = UNKNOWN
    temperature_c: float | None = None
    relative_humidity_pct: float | None = None
    probe_temperature_c: NDArray[np.float64] | None = None
    probe_humidity_pct: NDArray[np.float64] | None = None
    name: str = ""
    format_id: str = "array"
    device: str = ""
    device_class: str = UNKNOWN
    stated: Mapping[str, float] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
