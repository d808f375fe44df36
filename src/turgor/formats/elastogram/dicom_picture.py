"""The pixels of an ultrasound image in DICOM as sRGB codes."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from turgor.errors import FormatError
from turgor.formats.elastogram.bar import Picture
from turgor.formats.elastogram.options import ElastogramOptions
from turgor.formats.finishing import printable
from turgor.formats.opening import need_size

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

_COLOURS = ("RGB", "YBR_FULL", "YBR_FULL_422", "YBR_PARTIAL_420", "YBR_ICT", "YBR_RCT")
_PLAIN = ("1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2")


def picture_pixels(path: Path, data: "Dataset", size: int, options: ElastogramOptions) -> Picture:
    """(rows, cols, 3) uint8 of one frame, palettes and YBR turned into RGB.

    Errors: FormatError for grey images, several frames, other depths, damage and too many pixels.
    """
    colour = str(data.get("PhotometricInterpretation") or "")
    palette = colour == "PALETTE COLOR"
    if colour not in _COLOURS and not palette:
        raise FormatError(
            f"{path}: holds '{printable(colour)}' pixels; a map under a colour bar is in colour"
        )
    if int(data.get("NumberOfFrames") or 1) != 1:
        raise FormatError(
            f"{path}: holds {data.NumberOfFrames} frames; save the one with the map by itself"
        )
    rows, cols = int(data.get("Rows") or 0), int(data.get("Columns") or 0)
    if rows < 1 or cols < 1 or rows * cols > options.max_pixels:
        raise FormatError(
            f"{path}: announces {cols} x {rows} pixels; at most {options.max_pixels} are read, "
            "raise max_pixels if that is real"
        )
    if int(data.get("BitsAllocated") or 0) != 8 or "PixelData" not in data:
        raise FormatError(f"{path}: holds no picture of 8 bits; export it again")
    if str(data.file_meta.TransferSyntaxUID) in _PLAIN and colour == "RGB":
        need_size(path, size, rows * cols * 3, f"{cols} x {rows} pixels in colour")
    from pydicom.pixels.processing import apply_color_lut
    from pydicom.pixels.utils import pixel_array

    values = np.asarray(pixel_array(data))
    if palette:
        wide = np.asarray(apply_color_lut(values, data))
        values = wide if wide.dtype == np.uint8 else wide >> 8
    if values.shape != (rows, cols, 3):
        raise FormatError(f"{path}: its pixels are {values.shape}, not rows x cols x 3")
    return np.ascontiguousarray(values, np.uint8)
