"""Suction, ultrasound, barrier, waves, OCT and elastograms of each place, ready to be drawn."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.record.suction import SuctionProtocol

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SplitMark:
    """Where one rule parts the first sound curve, under suction (and after it, ``release``)."""

    rule: str
    time_s: float
    elevation_mm: float
    release: bool = False


@dataclass(frozen=True, slots=True)
class SuctionDrawing:
    """A series of suction, from its first suction on.

    time_s : (n,) s from the start of the first cycle. elevation_mm : (n,) mm above the level of
    the skin before the series. on_s : (from, to) of each suction. broken : why cycles are not used.
    """

    time_s: Floats
    elevation_mm: Floats
    on_s: tuple[tuple[float, float], ...]
    splits: tuple[SplitMark, ...]
    protocol: SuctionProtocol
    device_class: str
    broken: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UltrasoundDrawing:
    """An image with its borders drawn in.

    rgb : (rows, cols, 3) uint8. axial_um, lateral_um : of these pixels, None = no scale.
    time_of_day, gain_db, frequency_mhz : as recorded, '' or None where not stated.
    """

    rgb: NDArray[np.uint8]
    axial_um: float | None
    lateral_um: float | None
    gain_db: float | None
    frequency_mhz: float | None
    time_of_day: str
    device_class: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BarrierDrawing:
    """One placement of a probe.

    steady_s : (from, to) of the steady part and steady_value its mean, None where none was found;
    of capacitance the moment of reading. unsteady : why there is none.
    """

    quantity: str
    time_s: Floats
    value: Floats
    steady_s: tuple[float, float] | None
    steady_value: float | None
    unsteady: str
    temperature_c: float | None
    relative_humidity_pct: float | None
    chamber: str
    device_class: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WaveDrawing:
    """Phase speed over frequency with its model; all arrays (frequencies,), NaN = refused.

    fit_hz, fit_m_s : of the model, empty where none was fitted. fit_text : its parameters.
    stretch : along the wave's way where stated. refused : what is missing and why.
    """

    frequency_hz: Floats
    speed_m_s: Floats
    u_m_s: Floats
    fit_hz: Floats
    fit_m_s: Floats
    fit_text: str
    wave: str
    stretch: float | None
    device_class: str
    refused: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StrainLayer:
    """A layer of an OCT pair: from and to in µm below the first row, strain and u (NaN = none)."""

    name: str
    from_um: float
    to_um: float
    strain: float
    u: float


@dataclass(frozen=True, slots=True)
class OctDrawing:
    """Strain over depth. depth_um, strain : (rows,), NaN at the ends. load : as stated."""

    depth_um: Floats
    strain: Floats
    layers: tuple[StrainLayer, ...]
    load: str
    device_class: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ElastogramDrawing:
    """A scanner's map of its own numbers, (rows, cols), None where it reported numbers only."""

    values: Floats | None
    quantity: str
    half_width: float | None
    device_class: str
    flags: tuple[str, ...] = ()


Drawing = (
    SuctionDrawing
    | UltrasoundDrawing
    | BarrierDrawing
    | WaveDrawing
    | OctDrawing
    | ElastogramDrawing
)


@dataclass(frozen=True, slots=True)
class LaxityCapture:
    """One capture; drawing is None where it can't be drawn, ``reason`` then says why."""

    visit: str
    replicate: int
    sha256: str
    drawing: Drawing | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LaxityPlace:
    """One kind and setup at one patch of skin; captures by day of visit, then replicate."""

    subject: str
    site: str
    side: str
    region: str
    kind: str
    setup: str
    captures: tuple[LaxityCapture, ...]
