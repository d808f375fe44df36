"""The doorway for ultrasound: read any recording of a file, or write one by its suffix."""

import io
from pathlib import Path

import numpy as np

from turgor.errors import FormatError
from turgor.formats.clear_errors import clear_errors
from turgor.formats.opening import HEAD_BYTES, checked_size, read_bytes, replace_file
from turgor.formats.ultrasound.options import UltrasoundOptions
from turgor.formats.ultrasound.picture import picture_kind, read_picture
from turgor.formats.ultrasound.raw_lines import Lines, read_crf, read_mat, read_npz
from turgor.formats.ultrasound.sidecar import read_sidecar, write_sidecar
from turgor.formats.ultrasound.stated import merged
from turgor.record.ultrasound import UNKNOWN, BModeImage, UltrasoundLines

DEFAULT_OPTIONS = UltrasoundOptions()
NO_SCALE = "no-scale-only-pixels-and-ratios"
Recording = BModeImage | UltrasoundLines


def read_ultrasound(
    path: Path, options: UltrasoundOptions = DEFAULT_OPTIONS, refused: list[str] | None = None
) -> tuple[Recording, ...]:
    """Read the recording of a file: one B-mode image, or raw lines.

    refused : where given, a frame or region of a DICOM file that can't be read is left out and
    this takes why; a file that gives nothing is always refused.

    Errors: FormatError for whatever is no such recording, damaged or larger than allowed;
    MissingExtraError where DICOM needs the optional part. Nothing else, whatever the bytes.
    """
    path = Path(path)
    with clear_errors(path, "an ultrasound recording", "export it again from the scanner", "crop"):
        return _read(path, options, refused)


def _read(
    path: Path, options: UltrasoundOptions, refused: list[str] | None
) -> tuple[Recording, ...]:
    size = checked_size(path)
    head = read_bytes(path, HEAD_BYTES)
    if head[128:132] == b"DICM":
        from turgor.formats.ultrasound.dicom_read import read_dicom

        return read_dicom(path, size, options, refused)
    if picture_kind(head):
        return (_picture(path, size, options),)
    if head.startswith(b"PK"):
        return (_lines(read_npz(path, size, options), "rf-npz", options),)
    if head.startswith(b"MATLAB 5.0") or path.suffix.lower() == ".mat":
        return (_lines(read_mat(path, size, options), "rf-mat", options),)
    if path.suffix.lower() == ".crf":
        return (_lines(read_crf(path, size, options), "rf-crf", options),)
    raise FormatError(
        f"{path}: is no ultrasound recording; 8-bit grey PNG, TIFF, BMP and JPEG, DICOM, and raw "
        "lines as .npz, .mat or .crf are read"
    )


def _picture(path: Path, size: int, options: UltrasoundOptions) -> BModeImage:
    echo, kind, flags = read_picture(path, size, options)
    said = merged(read_sidecar(path), options)
    axial = said.number("axial_um")
    return BModeImage(
        echo=echo,
        axial_um=axial,
        lateral_um=said.number("lateral_um"),
        sound_speed_m_s=said.number("sound_speed_m_s"),
        frequency_mhz=said.number("frequency_mhz"),
        gain_db=said.number("gain_db"),
        dynamic_range_db=said.number("dynamic_range_db"),
        time_of_day=said.text("time_of_day"),
        format_id=f"ultrasound-{kind}",
        device=said.text("device"),
        device_class=said.text("device_class", UNKNOWN),
        flags=(*flags, *said.flags, *((NO_SCALE,) if axial is None else ())),
    )


def _lines(found: Lines, format_id: str, options: UltrasoundOptions) -> UltrasoundLines:
    rf, own, flags = found
    said = merged(own, options)
    settings = {}
    if (dynamic := said.number("dynamic_range_db")) is not None:
        settings["dynamic_range_db"] = f"{dynamic:g}"
    return UltrasoundLines(
        rf=rf,
        sampling_mhz=said.number("sampling_mhz"),
        line_um=said.number("line_um"),
        sound_speed_m_s=said.number("sound_speed_m_s"),
        frequency_mhz=said.number("frequency_mhz"),
        gain_db=said.number("gain_db"),
        time_of_day=said.text("time_of_day"),
        format_id=format_id,
        device=said.text("device"),
        device_class=said.text("device_class", UNKNOWN),
        settings=settings,
        flags=(*flags, *said.flags),
    )


def write_ultrasound(record: Recording, path: Path) -> None:
    """Write a B-mode image as .png with its sidecar or as .dcm, raw lines as .npz.

    The same record gives the same bytes. Levels are rounded to 8 bits, pixels without an image
    become 0; only images of grey levels are written so.

    Errors: FormatError for another suffix or echo scale; InputError where the disk refuses;
    MissingExtraError where DICOM needs the optional part.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if isinstance(record, UltrasoundLines):
        if suffix != ".npz":
            raise FormatError(f"{path}: raw lines are written as .npz, not '{suffix}'")
        replace_file(path, _npz_bytes(record))
        return
    if suffix not in (".png", ".dcm"):
        raise FormatError(f"{path}: a B-mode image is written as .png or .dcm, not '{suffix}'")
    if record.echo_scale != "grey-level" or record.echo.ndim != 2 or record.echo.size == 0:
        raise FormatError(
            f"{path}: a B-mode image of grey levels, rows x cols, can be written, not "
            f"'{record.echo_scale}' of shape {record.echo.shape}"
        )
    levels = np.clip(np.rint(np.nan_to_num(record.echo, nan=0.0)), 0, 255).astype(np.uint8)
    if suffix == ".dcm":
        from turgor.formats.ultrasound.dicom_write import dicom_bytes

        replace_file(path, dicom_bytes(record, levels))
        write_sidecar(record, path)
        return
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(levels).save(buffer, "PNG")
    replace_file(path, buffer.getvalue())
    write_sidecar(record, path)


def _npz_bytes(lines: UltrasoundLines) -> bytes:
    told: dict[str, object] = {
        name: getattr(lines, name)
        for name in ("sampling_mhz", "line_um", "sound_speed_m_s", "frequency_mhz", "gain_db")
        if getattr(lines, name) is not None
    }
    told |= {n: getattr(lines, n) for n in ("time_of_day", "device") if getattr(lines, n)}
    if lines.device_class != UNKNOWN:
        told["device_class"] = lines.device_class
    buffer = io.BytesIO()
    arrays = {name: np.array(value) for name, value in told.items()}
    np.savez(buffer, rf=lines.rf.astype(np.float32), **arrays)  # type: ignore[arg-type]
    return buffer.getvalue()
