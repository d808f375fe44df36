"""DICOM photographs: visible-light and secondary-capture images in colour."""

from importlib import import_module
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import Any

import numpy as np

from turgor.errors import FormatError, MissingExtraError
from turgor.formats.photo.options import PhotoOptions
from turgor.formats.photo.orientation import Photo
from turgor.formats.photo.profile import recognised_encoding
from turgor.formats.photo.settings import (
    device_name,
    exposure_text,
    signed_ev,
    with_unit,
)
from turgor.record.photograph import Photograph

#: storage classes of single visible-light pictures (PS3.4, annex B.5)
PHOTOGRAPHIC = "1.2.840.10008.5.1.4.1.1.77.1.4"
_CLASSES = {
    PHOTOGRAPHIC: "VL photographic",
    "1.2.840.10008.5.1.4.1.1.77.1.1": "VL endoscopic",
    "1.2.840.10008.5.1.4.1.1.77.1.2": "VL microscopic",
    "1.2.840.10008.5.1.4.1.1.77.1.7": "dermoscopic photography",
    "1.2.840.10008.5.1.4.1.1.7": "secondary capture",
    "1.2.840.10008.5.1.4.1.1.7.4": "multi-frame true colour secondary capture",
}
_DEFLATED = "1.2.840.10008.1.2.1.99"
_COLOURS = ("RGB", "YBR_FULL", "YBR_FULL_422", "YBR_PARTIAL_420", "YBR_ICT", "YBR_RCT")
_SPACES = {"SRGB": "srgb", "ADOBERGB": "adobe-rgb", "DISPLAYP3": "display-p3"}
_PLAIN = ("1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2")
_WHITE_BALANCE = {0: "auto", 1: "manual"}
_FLASH = {0: "not fired", 1: "fired"}
#: its parts import each other: two threads that begin at different ones would meet half of one
_IMPORTING = Lock()


def pydicom(what: str) -> ModuleType:
    """The optional library.

    Errors: MissingExtraError naming what it is needed for.
    """
    try:
        with _IMPORTING:
            library = import_module("pydicom")
            import_module("pydicom.pixels.utils")
    except ImportError:
        raise MissingExtraError(
            f"{what} needs pydicom; install it with: pip install 'turgor[photo]'"
        ) from None
    return library


def read_dicom(path: Path, size: int, options: PhotoOptions) -> Photograph:
    """Read a colour photograph in DICOM; only size, colour, scale and settings are looked at.

    Errors: FormatError for other kinds of image, several frames, damage and too many pixels;
    MissingExtraError without the optional part.
    """
    library = pydicom(f"{path}: a DICOM photograph")
    with library.config.disable_value_validation():
        try:
            meta = library.filereader.read_file_meta_info(path)
            if str(meta.get("TransferSyntaxUID", "")) == _DEFLATED:
                raise FormatError(f"{path}: is deflated DICOM; save it uncompressed or as JPEG")
            data = library.dcmread(path, defer_size=65536)
        except FormatError:
            raise
        except Exception as error:
            raise FormatError(
                f"{path}: can't be read as DICOM ({type(error).__name__}); export it again"
            ) from None
        _check(path, data, size, options)
        try:
            rgb = _pixels(path, data, library)
        except (FormatError, MissingExtraError, MemoryError):
            raise
        except Exception as error:
            raise FormatError(
                f"{path}: its pixels can't be decoded ({type(error).__name__}); it is damaged or "
                "compressed in a way that is not read, save it uncompressed or as baseline JPEG"
            ) from None
        encoding, odd = _encoding(data, options)
        pixel_um, more = _pixel_um(path, data, options)
        settings = _settings(data)
        device = device_name(data.get("Manufacturer"), data.get("ManufacturerModelName"))
    return Photograph(
        rgb=rgb,
        encoding=encoding,
        pixel_um=pixel_um,
        format_id="photo-dicom",
        device=device,
        settings=settings,
        flags=(*odd, *more),
    )


def _check(path: Path, data: Any, size: int, options: PhotoOptions) -> None:
    kind = str(data.get("SOPClassUID", ""))
    if kind not in _CLASSES:
        raise FormatError(
            f"{path}: is DICOM of class '{kind[:64]}'; read are {', '.join(_CLASSES.values())}, "
            "ultrasound images, and whole reports and parametric maps of stiffness"
        )
    if int(data.get("NumberOfFrames", 1) or 1) != 1:
        raise FormatError(
            f"{path}: holds {data.NumberOfFrames} frames; save the one photograph by itself"
        )
    colour = str(data.get("PhotometricInterpretation", ""))
    if colour not in _COLOURS or int(data.get("SamplesPerPixel", 1)) != 3:
        raise FormatError(
            f"{path}: holds '{colour[:32]}' pixels; a photograph in colour (RGB or YBR) is needed"
        )
    rows, cols = int(data.get("Rows", 0)), int(data.get("Columns", 0))
    if rows < 1 or cols < 1 or rows * cols > options.max_pixels:
        raise FormatError(
            f"{path}: announces {cols} x {rows} pixels; at most {options.max_pixels} are read, "
            "raise max_pixels if that is real"
        )
    allocated, stored = int(data.get("BitsAllocated", 0)), int(data.get("BitsStored", 0))
    if allocated not in (8, 16) or stored != allocated or int(data.get("PixelRepresentation", 0)):
        raise FormatError(
            f"{path}: stores {stored} of {allocated} bits; unsigned 8 of 8 or 16 of 16 are read"
        )
    if str(data.file_meta.TransferSyntaxUID) in _PLAIN and colour != "YBR_FULL_422":
        needed = rows * cols * 3 * (allocated // 8)
        if size < needed:
            raise FormatError(
                f"{path}: is truncated, its pixels need {needed} bytes and the file has {size}; "
                "copy it again"
            )


def _pixels(path: Path, data: Any, library: Any) -> Photo:
    from pydicom.pixels.utils import pixel_array

    if "PixelData" not in data:
        raise FormatError(f"{path}: holds no pixels; export it again with its image")
    values = np.asarray(pixel_array(data))
    if values.ndim != 3 or values.shape != (int(data.Rows), int(data.Columns), 3):
        raise FormatError(f"{path}: its pixels are {values.shape}, not rows x cols x 3")
    if int(data.BitsAllocated) == 8:
        return np.ascontiguousarray(values, np.uint8)
    return np.ascontiguousarray(values, np.uint16)


def _encoding(data: Any, options: PhotoOptions) -> tuple[str, list[str]]:
    from turgor.formats.photo.raster import NOT_STATED, OVERRULED, UNKNOWN_PROFILE

    if options.encoding is not None:
        return options.encoding, [OVERRULED]
    if profile := data.get("ICCProfile"):
        found = recognised_encoding(bytes(profile))
        return found, [UNKNOWN_PROFILE] if found == "unknown" else []
    found = _SPACES.get(str(data.get("ColorSpace", "")).strip().upper(), "unknown")
    return found, [NOT_STATED] if found == "unknown" else []


def _pixel_um(path: Path, data: Any, options: PhotoOptions) -> tuple[float | None, list[str]]:
    """The stated scale: Pixel Spacing in mm between rows, then between columns."""
    spacing = data.get("PixelSpacing")
    try:
        down, across = (1000.0 * float(value) for value in spacing or ())
    except (TypeError, ValueError):
        return options.pixel_um, []
    if not (0.01 < down < 1e5 and 0.01 < across < 1e5):
        return options.pixel_um, ["pixel-spacing-absurd-ignored"]
    if abs(down - across) > 1e-3 * max(down, across):
        raise FormatError(
            f"{path}: states pixels of {across:g} x {down:g} µm; square pixels are needed, "
            "resample it"
        )
    stated = options.pixel_um is not None
    return 0.5 * (down + across), ["stated-pixel-ignored-the-file-has-its-own"] if stated else []


def _settings(data: Any) -> dict[str, str]:
    def integer(name: str) -> int | None:
        try:
            return int(data.get(name))
        except (TypeError, ValueError):
            return None

    found = {
        "exposure_time": exposure_text(data.get("ExposureTimeInSeconds")),
        "aperture": with_unit("", "f/")(data.get("FNumber")),
        "sensitivity": with_unit("", "ISO ")(
            data.get("PhotographicSensitivity") or data.get("ISOSpeed")
        ),
        "exposure_bias": signed_ev(data.get("ExposureBiasValue")),
        "focal_length": with_unit(" mm")(data.get("FocalLength")),
        "focal_length_35mm": with_unit(" mm")(data.get("FocalLengthIn35mmFilm")),
        "white_balance": _WHITE_BALANCE.get(integer("WhiteBalance") or 0, "")
        if data.get("WhiteBalance") is not None
        else "",
        "flash": _FLASH.get(integer("FlashFiringStatus") or 0, "")
        if data.get("FlashFiringStatus") is not None
        else "",
    }
    return {name: value for name, value in found.items() if value}
