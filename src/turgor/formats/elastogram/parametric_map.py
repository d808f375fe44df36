"""DICOM parametric maps of stiffness: stored numbers through their real-world mapping."""

import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from turgor.errors import FormatError
from turgor.formats.elastogram.codes import CONCEPTS, unit_factor
from turgor.formats.elastogram.dicom_file import device_facts, items_of
from turgor.formats.elastogram.options import ElastogramOptions
from turgor.formats.finishing import printable
from turgor.formats.opening import need_size
from turgor.record.elastogram import Elastogram

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

F = NDArray[np.float64]
BY_UNIT = "quantity-taken-from-its-unit"
STATED_BY_USER = "quantity-stated-by-user"
FROM_A_PICTURE = "map-was-read-from-a-colour-bar"
#: how our own writer notes the half-width of a map that came from a picture
U_NOTE = re.compile(r"colour bar, half-width ([0-9.eE+-]+)")
_QUANTITY = {("SCT", "246205007"), ("SRT", "G-C1C6")}
_MOST_FRAMES = 10_000
_PLAIN = ("1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2")
_FLOATS = {"FloatPixelData": "f4", "DoubleFloatPixelData": "f8"}


def read_map(
    path: Path, data: "Dataset", size: int, options: ElastogramOptions
) -> tuple[Elastogram, ...]:
    """Every frame whose mapping is to modulus, speed or dispersion slope.

    Errors: FormatError without such a mapping, for more pixels than allowed and for damage.
    """
    frames = _stored(path, data, size, options)
    device, settings = device_facts(data)
    found: list[Elastogram] = []
    reasons: list[str] = []
    for index in range(frames.shape[0]):
        try:
            mapping, quantity, factor, flags = _mapping(
                _group(data, index, "RealWorldValueMappingSequence"), options
            )
        except FormatError as error:
            reasons.append(str(error))
            continue
        values = _real(frames[index], mapping) * factor
        if not np.isfinite(values).any():
            reasons.append("no pixel lies within the range of its mapping")
            continue
        u = _noted_u(data)
        found.append(
            Elastogram(
                origin="parametric-map",
                values=values,
                quantity=quantity,
                u=u,
                pixel_um=_pixel_um(data, index),
                device=device,
                settings={**settings, "frame": str(index + 1)},
                flags=(*flags, FROM_A_PICTURE) if u is not None else flags,
            )
        )
    if not found:
        raise FormatError(f"{path}: holds no map of stiffness: {reasons[0]}")
    return tuple(found)


def maps_stiffness(data: "Dataset", options: ElastogramOptions) -> bool:
    """True where the first frame's mapping is to a quantity of stiffness."""
    try:
        _mapping(_group(data, 0, "RealWorldValueMappingSequence"), options)
    except FormatError:
        return False
    return True


def _stored(
    path: Path, data: "Dataset", size: int, options: ElastogramOptions
) -> NDArray[np.generic]:
    """(frames, rows, cols) of the numbers as stored."""
    rows, cols = int(data.get("Rows") or 0), int(data.get("Columns") or 0)
    frames = int(data.get("NumberOfFrames") or 1)
    if frames > _MOST_FRAMES:
        raise FormatError(f"{path}: announces {frames} frames; at most {_MOST_FRAMES} are read")
    if rows < 1 or cols < 1 or frames < 1 or rows * cols * frames > options.max_pixels:
        raise FormatError(
            f"{path}: announces {frames} frames of {cols} x {rows} pixels; at most "
            f"{options.max_pixels} are read, raise max_pixels if that is real"
        )
    for name, kind in _FLOATS.items():
        if name in data:
            count = rows * cols * frames
            need_size(path, size, count * int(kind[1]), f"{frames} x {cols} x {rows} {name}")
            order = ">" if not data.original_encoding[1] else "<"
            raw = bytes(data.get(name) or b"")
            if len(raw) < count * int(kind[1]):
                raise FormatError(f"{path}: its {name} is cut short; copy it again")
            return np.frombuffer(raw, order + kind, count).reshape(frames, rows, cols)
    if "PixelData" not in data:
        raise FormatError(f"{path}: holds no pixels; export it again with its map")
    if int(data.get("SamplesPerPixel") or 1) != 1:
        raise FormatError(f"{path}: holds colours where a map holds numbers")
    bits = int(data.get("BitsAllocated") or 0)
    if str(data.file_meta.TransferSyntaxUID) in _PLAIN:
        need_size(
            path, size, rows * cols * frames * bits // 8, f"{frames} x {cols} x {rows} pixels"
        )
    from pydicom.pixels.utils import pixel_array

    return np.asarray(pixel_array(data)).reshape(frames, rows, cols)


def _group(data: "Dataset", index: int, keyword: str) -> Sequence["Dataset"]:
    """The items of a frame's own functional group, else of the one shared by all frames."""
    own = items_of(data, "PerFrameFunctionalGroupsSequence")
    groups = [own[index]] if index < len(own) else []
    groups += items_of(data, "SharedFunctionalGroupsSequence")[:1]
    for group in groups:
        if items := items_of(group, keyword):
            return items
    return items_of(data, keyword)


def _mapping(
    items: Sequence["Dataset"], options: ElastogramOptions
) -> tuple["Dataset", str, float, tuple[str, ...]]:
    """(mapping, quantity, factor to its canonical unit, flags) of the first mapping of ours."""
    seen: list[str] = []
    for item in items:
        coded = _coded_quantity(item)
        units = items_of(item, "MeasurementUnitsCodeSequence")
        unit = str(units[0].get("CodeValue") or "") if units else ""
        quantity = coded
        flags: tuple[str, ...] = ()
        if not coded and options.quantity is not None:
            quantity, flags = options.quantity, (STATED_BY_USER,)
        elif not coded and unit_factor(unit, "modulus_kpa") is not None:
            quantity, flags = "modulus_kpa", (BY_UNIT,)
        factor = unit_factor(unit, quantity) if quantity else None
        if factor is not None:
            return item, quantity, factor, flags
        seen.append(f"'{printable(unit) or 'no unit'}'" + (f" of {quantity}" if quantity else ""))
    raise FormatError(
        f"its values are in {', '.join(seen) or 'no stated unit'}, without a quantity and a unit "
        "of stiffness that are read; state quantity where you know it"
    )


def _coded_quantity(item: "Dataset") -> str:
    for entry in items_of(item, "QuantityDefinitionSequence"):
        names = items_of(entry, "ConceptNameCodeSequence")
        codes = items_of(entry, "ConceptCodeSequence")
        if not names or not codes:
            continue
        name = (str(names[0].get("CodingSchemeDesignator")), str(names[0].get("CodeValue")))
        value = str(codes[0].get("CodeValue"))
        scheme = codes[0].get("CodingSchemeDesignator")
        if name in _QUANTITY and scheme == "DCM" and value in CONCEPTS:
            return CONCEPTS[value][0]
    return ""


def _real(stored: NDArray[np.generic], mapping: "Dataset") -> F:
    """(rows, cols) float64 in the mapping's unit; NaN outside its range."""
    values = stored.astype(np.float64)
    low = _first(
        mapping, "DoubleFloatRealWorldValueFirstValueMapped", "RealWorldValueFirstValueMapped"
    )
    high = _first(
        mapping, "DoubleFloatRealWorldValueLastValueMapped", "RealWorldValueLastValueMapped"
    )
    if low is not None and high is not None:
        values[(values < low) | (values > high)] = np.nan
    table = mapping.get("RealWorldValueLUTData")
    if table is not None:
        entries = np.atleast_1d(np.asarray(table, np.float64))
        if low is None:
            raise FormatError("its table of values does not say where it begins")
        finite = np.isfinite(values)
        place = np.where(finite, values - low, 0.0).astype(np.int64)
        inside = finite & (place >= 0) & (place < entries.size)
        out: F = np.full(values.shape, np.nan)
        out[inside] = entries[place[inside]]
        return out
    slope = _first(mapping, "RealWorldValueSlope")
    intercept = _first(mapping, "RealWorldValueIntercept")
    if slope is None or intercept is None or slope == 0:
        raise FormatError("its mapping has neither slope and intercept nor a table")
    values *= slope
    values += intercept
    values[~np.isfinite(values)] = np.nan
    return values


def _first(item: "Dataset", *keywords: str) -> float | None:
    for keyword in keywords:
        value = item.get(keyword)
        if value is not None:
            number = float(value)
            return number if not math.isnan(number) else None
    return None


def _pixel_um(data: "Dataset", index: int) -> tuple[float, float] | None:
    """(row, column) distance in µm; DICOM gives mm between rows, then between columns."""
    items = _group(data, index, "PixelMeasuresSequence")
    spacing = items[0].get("PixelSpacing") if items else data.get("PixelSpacing")
    try:
        down, across = (1000.0 * float(value) for value in spacing or ())
    except (TypeError, ValueError):
        return None
    if not (0.01 < down < 1e5 and 0.01 < across < 1e5):
        return None
    return down, across


def _noted_u(data: "Dataset") -> float | None:
    match = U_NOTE.search(str(data.get("ContentDescription") or ""))
    if match is None:
        return None
    try:
        u = float(match[1])
    except ValueError:
        return None
    return u if math.isfinite(u) and u > 0 else None
