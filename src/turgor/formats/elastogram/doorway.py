"""The doorway for elastograms: recognise a scanner's file, read it, write our own."""

from pathlib import Path

import numpy as np

from turgor.errors import FormatError, MissingExtraError, TurgorError
from turgor.formats.elastogram.dicom_file import (
    PARAMETRIC_MAP,
    PICTURES,
    REPORTS,
    looks_like_dicom,
    open_dicom,
    sop_class,
)
from turgor.formats.elastogram.options import ElastogramOptions
from turgor.formats.finishing import printable
from turgor.formats.opening import checked_size, read_bytes, replace_file
from turgor.record.elastogram import Elastogram

DEFAULT_OPTIONS = ElastogramOptions()
_PICTURE_MARKS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
#: as they stand in the bytes of a file, before anything is parsed
_CODES = (b"110830", b"130611", b"130612")
_SCANNED = 64_000_000


def is_elastogram(path: Path, options: ElastogramOptions = DEFAULT_OPTIONS) -> bool:
    """True for a DICOM report or parametric map of stiffness; never raises.

    A picture (ultrasound or secondary capture in DICOM, PNG, JPEG) is one only where the options
    state the end values and the unit of its colour bar.
    """
    path = Path(path)
    try:
        size = checked_size(path)
        if not looks_like_dicom(path):
            return options.states_bar and read_bytes(path, 8).startswith(_PICTURE_MARKS)
        head = read_bytes(path, 4096)
        if any(uid.encode() in head for uid in PICTURES) and options.states_bar:
            return sop_class(open_dicom(path, size, pixels=False)) in PICTURES
        wanted = (PARAMETRIC_MAP, *REPORTS)
        if not any(uid.encode() in head for uid in wanted):
            return False
        content = read_bytes(path, _SCANNED)
        if not any(code in content for code in (*_CODES, b"kPa")):
            return False
        return _is_of_stiffness(path, size, options)
    except MissingExtraError:
        # by its bytes it is one: reading it then says what has to be installed
        return True
    except Exception:
        return False


def _is_of_stiffness(path: Path, size: int, options: ElastogramOptions) -> bool:
    data = open_dicom(path, size, pixels=False)
    kind = sop_class(data)
    if kind in REPORTS:
        from turgor.formats.elastogram.report import holds_stiffness

        return holds_stiffness(data)
    if kind == PARAMETRIC_MAP:
        from turgor.formats.elastogram.parametric_map import maps_stiffness

        return maps_stiffness(data, options)
    return False


def read_elastogram(
    path: Path, options: ElastogramOptions = DEFAULT_OPTIONS, refused: list[str] | None = None
) -> tuple[Elastogram, ...]:
    """What a scanner states of stiffness: one record of a report, of a picture, of each map.

    refused : where given, takes one line for each number of a report that was left out.

    Errors: FormatError for other files, damage, and a picture whose colour bar is not calibrated;
    InputError where options make no sense of the file; MissingExtraError where DICOM needs the
    optional part. Nothing else, whatever the bytes.
    """
    path = Path(path)
    try:
        with np.errstate(all="ignore"):
            return _read(path, options, refused)
    except TurgorError as error:
        text = str(error)
        if not text.startswith(str(path)) and isinstance(error, FormatError):
            text = f"{path}: {text}"
        if text == str(error) and text.isprintable():
            raise
        raise type(error)(printable(text, 600)) from None
    except MemoryError:
        raise FormatError(f"{path}: needs more memory than there is; crop it first") from None
    except Exception as error:
        raise FormatError(
            f"{path}: is malformed as an elastogram ({type(error).__name__}); export it again from "
            "the scanner"
        ) from error


def _read(
    path: Path, options: ElastogramOptions, refused: list[str] | None
) -> tuple[Elastogram, ...]:
    size = checked_size(path)
    if not looks_like_dicom(path):
        if not read_bytes(path, 8).startswith(_PICTURE_MARKS):
            raise FormatError(
                f"{path}: is no elastogram; DICOM reports, parametric maps and images, and "
                "screenshots as PNG or JPEG are read"
            )
        from turgor.formats.elastogram.picture import read_screenshot

        return (read_screenshot(path, options),)
    data = open_dicom(path, size)
    kind = sop_class(data)
    if kind in REPORTS:
        from turgor.formats.elastogram.report import read_report

        return (read_report(path, data, refused),)
    if kind == PARAMETRIC_MAP:
        from turgor.formats.elastogram.parametric_map import read_map

        return read_map(path, data, size, options)
    if kind in PICTURES:
        from turgor.formats.elastogram.picture import read_ultrasound_picture

        return (read_ultrasound_picture(path, data, size, options),)
    raise FormatError(
        f"{path}: is DICOM of class '{printable(kind)}'; read are structured reports, parametric "
        "maps, and ultrasound images with a stated colour bar"
    )


def write_elastogram(elastogram: Elastogram, path: Path, report: Path | None = None) -> None:
    """Write a map as Parametric Map, numbers as Structured Report, both after DICOM.

    A record with a map goes to ``path`` as a map, and its numbers, if any, to ``report`` where
    one is given; a record without a map goes to ``path`` as a report. The same record gives the
    same bytes.

    Errors: FormatError where there is nothing to write; InputError where the disk refuses;
    MissingExtraError without pydicom.
    """
    from turgor.formats.elastogram.parametric_map_write import map_bytes
    from turgor.formats.elastogram.report_write import report_bytes

    path = Path(path)
    if elastogram.values is not None:
        replace_file(path, map_bytes(elastogram))
        if report is not None and elastogram.stated:
            replace_file(Path(report), report_bytes(elastogram))
    elif elastogram.stated:
        replace_file(path, report_bytes(elastogram))
    else:
        raise FormatError(f"{path}: the elastogram holds neither a map nor a number to write")
