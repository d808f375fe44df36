"""The calibrated regions of a DICOM ultrasound image (PS3.3, C.8.5.5)."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from turgor.formats.ultrasound.options import wrong_number

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

OTHERS_SKIPPED = "regions-of-other-kind-skipped"
ABSURD = "region-calibration-absurd-ignored"
TWO_D, TISSUE, CENTIMETRE = 1, 1, 3
_LEAST_SIDE = 16


@dataclass(frozen=True, slots=True)
class Region:
    """One region in pixels of the whole frame, both ends within, and its scale."""

    top: int
    bottom: int
    left: int
    right: int
    axial_um: float
    lateral_um: float
    frequency_mhz: float

    @property
    def text(self) -> str:
        """Where it lies, in words."""
        return f"rows {self.top} to {self.bottom}, columns {self.left} to {self.right}"


def regions_of(
    data: "Dataset", shape: tuple[int, ...]
) -> tuple[tuple[Region, ...], tuple[str, ...]]:
    """Two-dimensional tissue regions with a scale in cm, and flags on what was left out.

    Regions of other kinds (spectra, motion, curves) and those with an absurd place or scale are
    skipped.
    """
    found: list[Region] = []
    flags: list[str] = []
    for item in data.get("SequenceOfUltrasoundRegions") or ():
        if (_integer(item, "RegionSpatialFormat"), _integer(item, "RegionDataType")) != (
            TWO_D,
            TISSUE,
        ):
            flags.append(OTHERS_SKIPPED)
            continue
        region = _region(item, shape)
        if region is None:
            flags.append(ABSURD)
        else:
            found.append(region)
    return tuple(dict.fromkeys(found)), tuple(dict.fromkeys(flags))


def _region(item: Any, shape: tuple[int, ...]) -> Region | None:
    units = {_integer(item, f"PhysicalUnits{axis}Direction") for axis in "XY"}
    top, bottom = _integer(item, "RegionLocationMinY0"), _integer(item, "RegionLocationMaxY1")
    left, right = _integer(item, "RegionLocationMinX0"), _integer(item, "RegionLocationMaxX1")
    axial, lateral = (1e4 * _number(item, f"PhysicalDelta{axis}") for axis in "YX")
    if units != {CENTIMETRE} or wrong_number("axial_um", axial):
        return None
    if wrong_number("lateral_um", lateral) or min(top, left) < 0:
        return None
    # some scanners state the first pixel beyond the region as its last
    bottom, right = min(bottom, shape[0] - 1), min(right, shape[1] - 1)
    if bottom - top + 1 < _LEAST_SIDE or right - left + 1 < _LEAST_SIDE:
        return None
    frequency = _number(item, "TransducerFrequency") / 1000.0
    good = not wrong_number("frequency_mhz", frequency)
    return Region(top, bottom, left, right, axial, lateral, frequency if good else math.nan)


def _integer(item: Any, name: str) -> int:
    try:
        return int(item.get(name))
    except (TypeError, ValueError, OverflowError):
        return -1


def _number(item: Any, name: str) -> float:
    try:
        return float(item.get(name))
    except (TypeError, ValueError, OverflowError):
        return math.nan
