"""The doorway: read any photograph, or write one by its suffix."""

import io
from pathlib import Path

import numpy as np

from turgor.errors import FormatError
from turgor.formats.clear_errors import clear_errors
from turgor.formats.opening import HEAD_BYTES, checked_size, read_bytes, replace_file
from turgor.formats.photo.kind import (
    other_picture,
    picture_kind,
    png_is_grey,
    tiff_is_grey,
    tiff_is_raw,
)
from turgor.formats.photo.options import PhotoOptions
from turgor.record.photograph import Photograph

DEFAULT_OPTIONS = PhotoOptions()
_SUFFIXES = {
    ".jpg": "jpeg",
    ".jpeg": "jpeg",
    ".png": "png",
    ".tif": "tiff",
    ".tiff": "tiff",
    ".dcm": "dicom",
}


def is_photograph(path: Path) -> bool:
    """True for a file that the photograph reader answers for, be it with a refusal.

    Grey PNG and TIFF are height maps and stay with the surface formats; camera raw, HEIF, WebP
    and the like are True, since their refusal says what to export instead.

    Errors: FormatError where the path is no readable regular file.
    """
    path = Path(path)
    checked_size(path)
    head = read_bytes(path, HEAD_BYTES)
    kind = picture_kind(head, path)
    if kind == "png":
        return not png_is_grey(head)
    return kind != "" and not (kind == "tiff" and tiff_is_grey(path))


def read_photograph(path: Path, options: PhotoOptions = DEFAULT_OPTIONS) -> Photograph:
    """Read a JPEG, PNG, TIFF or DICOM photograph in colour, upright, 8 or 16 bit.

    Of what the file says beside its pixels only the colour profile, the scale of a DICOM image,
    the device's make and model and a list of camera settings are kept.

    Errors: FormatError for whatever is no such photograph, damaged or larger than allowed;
    MissingExtraError where 16-bit files or DICOM need the optional part. Nothing else, whatever
    the bytes.
    """
    path = Path(path)
    with clear_errors(path, "a photograph", "copy it again from the camera", "crop"):
        size = checked_size(path)
        head = read_bytes(path, HEAD_BYTES)
        kind = picture_kind(head, path)
        if kind == "dicom":
            from turgor.formats.photo.dicom_read import read_dicom

            return read_dicom(path, size, options)
        if kind in ("jpeg", "png", "tiff") and not (kind == "tiff" and tiff_is_raw(path)):
            from turgor.formats.photo.raster import read_raster

            return read_raster(path, kind, size, options)
        raise _unread(path, kind, head)


def _unread(path: Path, kind: str, head: bytes) -> FormatError:
    if kind in ("raw", "tiff"):
        return FormatError(
            f"{path}: is a camera raw file; develop it without picture style or automatic white "
            "balance and save it as 16-bit TIFF"
        )
    if kind == "other":
        return FormatError(
            f"{path}: is {other_picture(head)}, which is not read; save it as JPEG, PNG or TIFF"
        )
    return FormatError(f"{path}: is no photograph; JPEG, PNG, TIFF and DICOM are read")


def write_photograph(photo: Photograph, path: Path) -> None:
    """Write a photograph as .jpg, .png, .tif or .dcm: pixels, colour profile, nothing else.

    The same photograph gives the same bytes; DICOM identifiers are made from the content. Only
    DICOM holds ``pixel_um``; JPEG holds 8 bits and is lossy (quality 95, no chroma subsampling).

    Errors: FormatError for another suffix, 16 bits as JPEG or an array that is no photograph;
    InputError where the disk refuses; MissingExtraError where DICOM needs the optional part.
    """
    path = Path(path)
    kind = _SUFFIXES.get(path.suffix.lower())
    if kind is None:
        raise FormatError(
            f"{path}: no photograph is written with the suffix '{path.suffix}'; use one of "
            f"{', '.join(_SUFFIXES)}"
        )
    rgb = photo.rgb
    if (
        rgb.ndim != 3
        or rgb.shape[2] != 3
        or rgb.size == 0
        or rgb.dtype not in (np.uint8, np.uint16)
    ):
        raise FormatError(
            f"{path}: a photograph is (rows, cols, 3) of uint8 or uint16, not {rgb.shape} of "
            f"{rgb.dtype}"
        )
    if kind == "jpeg" and rgb.dtype != np.uint8:
        raise FormatError(f"{path}: JPEG holds 8 bits, the photograph has 16; use .png or .tif")
    if kind == "dicom":
        from turgor.formats.photo.dicom_write import dicom_bytes

        replace_file(path, dicom_bytes(photo))
        return
    from turgor.formats.photo.raster_write import write_raster

    buffer = io.BytesIO()
    write_raster(photo, kind, buffer)
    replace_file(path, buffer.getvalue())
