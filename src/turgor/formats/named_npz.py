"""NumPy's .npz as a store of named arrays: sizes checked before anything is unpacked."""

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from turgor.errors import FormatError
from turgor.formats.finishing import printable
from turgor.formats.opening import checked_size, plausible_inflation, replace_file

MAGIC = b"PK\x03\x04"
_MOST_ENTRIES = 200


def npz_names(path: Path) -> tuple[str, ...]:
    """Names of the arrays that a zip file announces, in its order.

    Errors: FormatError where it is no zip file or holds more entries than arrays of a capture.
    """
    with _opened(path) as archive:
        return tuple(
            item.filename[:-4] for item in archive.infolist() if item.filename.endswith(".npy")
        )


def npz_shape(path: Path, name: str) -> tuple[int, ...] | None:
    """Shape of one array by its own header; None where the file does not hold it.

    Errors: FormatError where it is no zip file, ValueError where the header is damaged.
    """
    with _opened(path) as archive:
        for item in archive.infolist():
            if item.filename == f"{name}.npy":
                return _header(archive, item)[0]
    return None


def read_npz(path: Path, names: tuple[str, ...], max_bytes: int) -> dict[str, NDArray[np.generic]]:
    """Those of ``names`` that the file holds; objects are never unpickled.

    Errors: FormatError for a zip bomb, objects, or an array that its own header belies.
    """
    packed = checked_size(path)
    with _opened(path) as archive:
        infos = {i.filename[:-4]: i for i in archive.infolist() if i.filename.endswith(".npy")}
        wanted = [infos[name] for name in names if name in infos]
        unpacked = sum(item.file_size for item in wanted)
        plausible_inflation(path, packed, unpacked)
        if unpacked > max_bytes:
            raise FormatError(
                f"{path}: would unpack to {unpacked} bytes; at most {max_bytes} are read, raise "
                "max_bytes if that is real"
            )
        return {item.filename[:-4]: _array(path, archive, item) for item in wanted}


def write_npz(path: Path, arrays: Mapping[str, object], meta: Mapping[str, object]) -> None:
    """Write named arrays and ``meta`` (as JSON text) without pickling anything.

    Errors: InputError where the file can't be written.
    """
    buffer = io.BytesIO()
    plain = {name: np.asarray(value) for name, value in arrays.items()}
    plain["meta"] = np.array(json.dumps(meta, ensure_ascii=True, sort_keys=True))
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, value in plain.items():
            entry = io.BytesIO()
            np.save(entry, value, allow_pickle=False)
            stamp = zipfile.ZipInfo(f"{name}.npy")  # a fixed date: the same capture, the same sum
            stamp.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(stamp, entry.getvalue())
    replace_file(path, buffer.getvalue())


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise FormatError(
            f"{path}: is no whole .npz file ({type(error).__name__}); copy it again"
        ) from None
    if len(archive.infolist()) > _MOST_ENTRIES:
        archive.close()
        raise FormatError(f"{path}: holds more than {_MOST_ENTRIES} entries; that is no capture")
    return archive


def _array(path: Path, archive: zipfile.ZipFile, item: zipfile.ZipInfo) -> NDArray[np.generic]:
    name = printable(item.filename[:-4])
    shape, dtype = _header(archive, item)
    if dtype.hasobject or dtype.names:
        raise FormatError(
            f"{path}: '{name}' holds Python objects or records; only plain numbers and text "
            "are read"
        )
    if dtype.itemsize * int(np.prod(shape, dtype=object)) > item.file_size:
        raise FormatError(
            f"{path}: '{name}' announces {shape} values of {dtype.itemsize} bytes in an entry "
            f"of {item.file_size} bytes; copy the file again"
        )
    with archive.open(item) as stream:
        array: NDArray[np.generic] = np.lib.format.read_array(stream, allow_pickle=False)
    return array


def _header(
    archive: zipfile.ZipFile, item: zipfile.ZipInfo
) -> tuple[tuple[int, ...], np.dtype[np.generic]]:
    """Shape and type of one entry, before any of its numbers."""
    with archive.open(item) as stream:
        version = np.lib.format.read_magic(stream)
        read = (
            np.lib.format.read_array_header_1_0
            if version == (1, 0)
            else np.lib.format.read_array_header_2_0
        )
        shape, _, dtype = read(stream)
    return tuple(shape), dtype
