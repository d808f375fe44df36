"""What an ultrasound image says of its own regions: a calibrated colour bar, the tissue's scale."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from turgor.formats.elastogram.dicom_file import items_of
from turgor.formats.elastogram.options import Rectangle

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

#: region data types and physical units of the US Region Calibration module (PS3.3, C.8.5.5)
_TISSUE, _COLOUR_BAR = 1, 14
_CENTIMETRES, _CM_PER_S = 3, 7


@dataclass(frozen=True, slots=True)
class BarCalibration:
    """A bar's place and end values as the file states them, in the record's canonical unit."""

    place: Rectangle
    quantity: str
    low: float
    high: float


def bar_calibration(data: "Dataset") -> BarCalibration | None:
    """The first colour bar whose long side the file calibrates in cm/s; None without one.

    DICOM's physical units know no modulus, so a bar in kPa has to be stated.
    """
    for item in items_of(data, "SequenceOfUltrasoundRegions"):
        if _number(item, "RegionDataType") != _COLOUR_BAR:
            continue
        place = _place(item)
        if place is None:
            continue
        x0, y0, x1, y1 = place
        axis = "Y" if y1 - y0 >= x1 - x0 else "X"
        if _number(item, f"PhysicalUnits{axis}Direction") != _CM_PER_S:
            continue
        ends = _ends(item, axis, y1 - y0 if axis == "Y" else x1 - x0)
        if ends is not None:
            return BarCalibration(place, "speed_m_s", *ends)
    return None


def tissue_pixel_um(data: "Dataset") -> tuple[float, float] | None:
    """(row, column) distance in the first tissue region that is scaled in centimetres."""
    for item in items_of(data, "SequenceOfUltrasoundRegions"):
        if _number(item, "RegionDataType") != _TISSUE:
            continue
        if {_number(item, f"PhysicalUnits{a}Direction") for a in "XY"} != {float(_CENTIMETRES)}:
            continue
        down, across = (abs(1e4 * _number(item, f"PhysicalDelta{a}")) for a in "YX")
        if 0.01 < down < 1e5 and 0.01 < across < 1e5:
            return down, across
    return None


def _ends(item: "Dataset", axis: str, length: int) -> tuple[float, float] | None:
    """Values in m/s at the bottom and the top of the bar, or at its left and its right."""
    delta = _number(item, f"PhysicalDelta{axis}")
    reference = _number(item, f"ReferencePixel{axis}0")
    value = _number(item, f"ReferencePixelPhysicalValue{axis}")
    reference, value = (0.0 if math.isnan(x) else x for x in (reference, value))
    if math.isnan(delta) or delta == 0:
        return None
    first = 0.01 * (value + (-0.5 - reference) * delta)
    last = 0.01 * (value + (length - 0.5 - reference) * delta)
    low, high = (last, first) if axis == "Y" else (first, last)
    # half a step below zero is the first pixel's own outer edge
    low, high = (0.0 if abs(x) <= 0.0051 * abs(delta) else x for x in (low, high))
    return (low, high) if low >= 0 and high >= 0 and low != high else None


def _place(item: "Dataset") -> Rectangle | None:
    names = ("MinX0", "MinY0", "MaxX1", "MaxY1")
    corners = [_number(item, f"RegionLocation{name}") for name in names]
    if any(math.isnan(x) or x < 0 for x in corners):
        return None
    x0, y0, x1, y1 = (int(x) for x in corners)
    return (x0, y0, x1 + 1, y1 + 1) if x1 > x0 and y1 > y0 else None


def _number(item: "Dataset", keyword: str) -> float:
    try:
        return float(item.get(keyword))
    except (TypeError, ValueError):
        return math.nan
