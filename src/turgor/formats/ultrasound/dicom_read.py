"""DICOM ultrasound: one frame, cut to its calibrated region, and nothing that tells who."""

import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from turgor.errors import FormatError, MissingExtraError
from turgor.formats.finishing import printable
from turgor.formats.photo.dicom_read import pydicom
from turgor.formats.photo.settings import device_name
from turgor.formats.ultrasound.dicom_region import Region, regions_of
from turgor.formats.ultrasound.options import UltrasoundOptions, is_time_of_day, wrong_number
from turgor.formats.ultrasound.picture import without_colour
from turgor.formats.ultrasound.sidecar import read_sidecar
from turgor.formats.ultrasound.sniff import CLASSES, is_ultrasound_dicom
from turgor.formats.ultrasound.stated import Stated, filled, merged
from turgor.record.ultrasound import UNKNOWN, BModeImage

NO_CALIBRATION = "dicom-without-calibration"
NO_SCALE = "no-scale-only-pixels-and-ratios"
BURNT_IN = "burnt-in-text-possible"
_DEFLATED = "1.2.840.10008.1.2.1.99"
_COLOURS = ("MONOCHROME1", "MONOCHROME2", "RGB", "YBR_FULL", "YBR_FULL_422", "YBR_ICT", "YBR_RCT")


def read_dicom(
    path: Path, size: int, options: UltrasoundOptions, refused: list[str] | None
) -> tuple[BModeImage, ...]:
    """One image for each calibrated two-dimensional tissue region of the frame asked for.

    Without such regions the whole frame, with the scale of Pixel Spacing where it is stated.

    Errors: FormatError for other kinds of DICOM, an open choice of frame, compression that is
    not read, damage and too many pixels; MissingExtraError without the optional part.
    """
    library = pydicom(f"{path}: DICOM ultrasound")
    with library.config.disable_value_validation():
        data = _opened(path, library)
        frame = _checked(path, data, options)
        levels, odd = _frame(path, data, frame)
        regions, more = regions_of(data, levels.shape)
        notes = _notes(path, data)
        images: list[BModeImage] = []
        for region in regions or (None,):
            flags = (*odd, *more, *(() if regions else _uncropped(data)))
            try:
                images.append(_image(path, levels, region, notes, options, flags))
            except FormatError as error:
                if refused is None or len(regions) < 2:
                    raise
                refused.append(str(error))
    if not images:
        raise FormatError(f"{path}: none of its regions can be read: {(refused or [''])[-1]}")
    return tuple(images)


def _opened(path: Path, library: Any) -> Any:
    try:
        meta = library.filereader.read_file_meta_info(path)
        if str(meta.get("TransferSyntaxUID", "")) == _DEFLATED:
            raise FormatError(f"{path}: is deflated DICOM; save it uncompressed or as JPEG")
        return library.dcmread(path, defer_size=65536)
    except FormatError:
        raise
    except Exception as error:
        raise FormatError(
            f"{path}: can't be read as DICOM ({type(error).__name__}); export it again"
        ) from None


def _checked(path: Path, data: Any, options: UltrasoundOptions) -> int:
    """The frame to read, from 0, once the header is found sound."""
    if not is_ultrasound_dicom(data):
        kind = printable(str(data.get("SOPClassUID", "")), 64)
        raise FormatError(
            f"{path}: is DICOM of class '{kind}'; read are {', '.join(CLASSES.values())}"
        )
    rows, cols = int(data.get("Rows", 0) or 0), int(data.get("Columns", 0) or 0)
    if rows < 1 or cols < 1 or rows * cols > options.max_pixels:
        raise FormatError(
            f"{path}: announces {cols} x {rows} pixels; at most {options.max_pixels} are read, "
            "raise max_pixels if that is real"
        )
    colour = str(data.get("PhotometricInterpretation", ""))
    samples = int(data.get("SamplesPerPixel", 1) or 1)
    if colour not in _COLOURS or samples != (1 if colour.startswith("MONO") else 3):
        raise FormatError(
            f"{path}: holds '{printable(colour, 32)}' pixels; grey levels, RGB or YBR are read"
        )
    if int(data.get("BitsAllocated", 0) or 0) != 8 or int(data.get("BitsStored", 8) or 8) != 8:
        raise FormatError(f"{path}: stores {data.get('BitsStored')} bits; 8-bit levels are read")
    frames = int(data.get("NumberOfFrames", 1) or 1)
    if options.frame is None and frames > 1:
        raise FormatError(
            f"{path}: holds {frames} frames; say which with the option frame, 1 to {frames}"
        )
    frame = options.frame or 1
    if frame > frames:
        raise FormatError(f"{path}: holds {frames} frames, frame {frame} is not there")
    return frame - 1


def _frame(path: Path, data: Any, frame: int) -> tuple[NDArray[np.float32], tuple[str, ...]]:
    from pydicom.pixels.utils import pixel_array

    if "PixelData" not in data:
        raise FormatError(f"{path}: holds no pixels; export it again with its image")
    try:
        many = int(data.get("NumberOfFrames", 1) or 1) > 1
        values = np.asarray(pixel_array(data, index=frame) if many else pixel_array(data))
    except (FormatError, MissingExtraError, MemoryError):
        raise
    except Exception as error:
        name = printable(str(getattr(data.file_meta.TransferSyntaxUID, "name", "unknown")), 80)
        raise FormatError(
            f"{path}: its pixels can't be decoded ({type(error).__name__}); its transfer syntax "
            f"is '{name}', save it uncompressed, or copy it again if it is cut short"
        ) from None
    if values.shape[:2] != (int(data.Rows), int(data.Columns)) or values.ndim not in (2, 3):
        raise FormatError(f"{path}: its pixels are {values.shape}, not rows x cols")
    if values.ndim == 2:
        grey = values.astype(np.float32)
        inverted = data.PhotometricInterpretation == "MONOCHROME1"
        return (255.0 - grey if inverted else grey), ()
    grey, _, flags = without_colour(path, values.astype(np.uint8), "dicom")
    return grey, flags


def _uncropped(data: Any) -> tuple[str, ...]:
    told = str(data.get("BurnedInAnnotation", "")).strip().upper()
    return (NO_CALIBRATION, *(() if told == "NO" else (BURNT_IN,)))


def _notes(path: Path, data: Any) -> Stated:
    """Time of day and make: the only words that are kept."""
    texts = {"device": device_name(data.get("Manufacturer"), data.get("ManufacturerModelName"))}
    clock = str(data.get("ContentTime", "") or data.get("AcquisitionTime", "") or "")
    hour = f"{clock[:2]}:{clock[2:4]}"
    if is_time_of_day(hour):
        texts["time_of_day"] = hour
    numbers: dict[str, float] = {}
    try:
        down, across = (1000.0 * float(value) for value in data.get("PixelSpacing") or ())
    except (TypeError, ValueError):
        pass
    else:
        if not wrong_number("axial_um", down) and not wrong_number("lateral_um", across):
            numbers = {"axial_um": down, "lateral_um": across}
    return Stated(numbers, {name: text for name, text in texts.items() if text})


def _image(
    path: Path,
    levels: NDArray[np.float32],
    region: Region | None,
    notes: Stated,
    options: UltrasoundOptions,
    flags: tuple[str, ...],
) -> BModeImage:
    numbers = dict(notes.numbers)
    echo = levels
    if region is not None:
        numbers = {"axial_um": region.axial_um, "lateral_um": region.lateral_um}
        if math.isfinite(region.frequency_mhz):
            numbers["frequency_mhz"] = region.frequency_mhz
        echo = np.ascontiguousarray(
            levels[region.top : region.bottom + 1, region.left : region.right + 1]
        )
    own = filled(Stated(numbers, notes.texts, notes.flags), read_sidecar(path))
    said = merged(own, options)
    axial = said.number("axial_um")
    if axial is not None:
        flags = tuple(f for f in flags if f != NO_CALIBRATION or "axial_um" not in numbers)
    return BModeImage(
        echo=echo,
        axial_um=axial,
        lateral_um=said.number("lateral_um"),
        sound_speed_m_s=said.number("sound_speed_m_s"),
        frequency_mhz=said.number("frequency_mhz"),
        gain_db=said.number("gain_db"),
        dynamic_range_db=said.number("dynamic_range_db"),
        time_of_day=said.text("time_of_day"),
        format_id="ultrasound-dicom",
        device=said.text("device"),
        device_class=said.text("device_class", UNKNOWN),
        settings={"region": region.text} if region is not None else {},
        flags=tuple(dict.fromkeys((*flags, *said.flags, *((NO_SCALE,) if axial is None else ())))),
    )
