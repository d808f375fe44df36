"""MATLAB files up to -v7 as a store of named arrays: sizes checked before anything is unpacked."""

import io
import json
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from turgor.errors import FormatError, InputError
from turgor.formats.mat5 import MatArray, mat_arrays
from turgor.formats.opening import checked_size, plausible_inflation, read_bytes, replace_file

_HEADER = 128
_COMPRESSED = 15
_HDF5 = b"\x89HDF\r\n\x1a\n"
#: bytes for what stands before an array's values
_ROOM = 4096


def is_mat(path: Path) -> bool:
    """True for MATLAB's level 5 files, and for its HDF5 files, which are refused on reading."""
    head = read_bytes(path, 520)
    return _is_level_5(head) or head.startswith(b"MATLAB 7.3")


def mat_names(path: Path) -> tuple[str, ...]:
    """Names of the numeric and text variables of a file of level 5.

    Errors: FormatError for -v7.3, level 4, zip bombs and truncated files.
    """
    return tuple(name for name, _, kind in _listed(path) if kind != "other")


def mat_shape(path: Path, name: str) -> tuple[int, ...] | None:
    """Shape of one numeric variable in MATLAB's own order; None where the file does not hold it.

    Errors: FormatError as in ``mat_names``.
    """
    return next((s for n, s, kind in _listed(path) if n == name and kind != "other"), None)


def read_mat(path: Path, names: tuple[str, ...], max_bytes: int) -> dict[str, NDArray[np.generic]]:
    """Those of ``names`` that the file holds as numbers or text, in MATLAB's own shapes.

    Errors: FormatError as in ``mat_names``, and beyond ``max_bytes``.
    """
    listed = [(name, shape) for name, shape, kind in _listed(path) if kind != "other"]
    wanted = [(name, shape) for name, shape in listed if name in names]
    values = sum(int(np.prod(shape, dtype=object)) for _, shape in wanted)
    if 16 * values > max_bytes:
        raise FormatError(
            f"{path}: announces {values} values; at most {max_bytes} bytes are read, raise "
            "max_bytes if that is real"
        )
    if not wanted:
        return {}
    chosen = {name for name, _ in wanted}
    try:
        return {
            one.name: _value(one)
            for one in mat_arrays(path, checked_size(path), 16 * values + _ROOM)
            if one.name in chosen and one.kind != "other"
        }
    except (ValueError, IndexError, struct.error) as error:
        raise FormatError(
            f"{path}: is damaged as MATLAB 5 ({type(error).__name__}); save it again"
        ) from None


def _value(one: MatArray) -> NDArray[np.generic]:
    if one.kind == "text":
        return np.asarray([one.text()])
    return one.complex_values() if one.kind == "complex" else one.values()


def write_mat(path: Path, arrays: Mapping[str, object], meta: Mapping[str, object]) -> None:
    """Write named arrays and ``meta`` (as JSON text) at level 5, compressed, as -v7 does.

    Errors: InputError where the file can't be written or an array is too large for level 5.
    """
    from scipy.io import savemat

    plain: dict[str, object] = {name: np.asarray(value) for name, value in arrays.items()}
    plain["meta"] = json.dumps(meta, ensure_ascii=True, sort_keys=True)
    buffer = io.BytesIO()
    try:
        savemat(buffer, plain, do_compression=True)
    except Exception as error:
        raise InputError(
            f"{path}: can't be written as .mat ({type(error).__name__}); write .npz instead"
        ) from None
    content = bytearray(buffer.getvalue())
    title = b"MATLAB 5.0 MAT-file written by Turgor"
    content[:116] = title.ljust(116)  # without the date: the same capture, the same sum
    replace_file(path, bytes(content))


def _is_level_5(head: bytes) -> bool:
    return len(head) >= _HEADER and head[124:128] in (b"\x00\x01IM", b"\x01\x00MI")


def _listed(path: Path) -> list[tuple[str, tuple[int, ...], str]]:
    """Name, shape and kind of every variable; see MatArray."""
    size = checked_size(path)
    head = read_bytes(path, 520)
    if head.startswith((b"MATLAB 7.3", _HDF5)) or head[512:520] == _HDF5:
        raise FormatError(
            f"{path}: is MATLAB -v7.3 (HDF5), which is not read; save it in MATLAB with "
            "save(name, '-v7')"
        )
    if not _is_level_5(head):
        raise FormatError(
            f"{path}: is neither .npz nor a MATLAB file of level 5; save it as .npz, or in MATLAB "
            "with save(name, '-v7')"
        )
    _check_elements(path, size, "<" if head[126:128] == b"IM" else ">")
    return [(one.name, one.shape, one.kind) for one in mat_arrays(path, size)]


def _check_elements(path: Path, size: int, order: str) -> None:
    """Walk the elements and hold what they would unpack to against what they occupy."""
    offset, unpacked = _HEADER, 0
    while offset < size:
        tag = read_bytes(path, 8, offset)
        if len(tag) < 8:
            raise FormatError(f"{path}: is truncated; copy it again from the instrument")
        kind, length = struct.unpack(f"{order}II", tag)
        if kind >> 16 or kind == 0 or offset + 8 + length > size:
            raise FormatError(f"{path}: is truncated or damaged; copy it again")
        if kind == _COMPRESSED:
            inner = zlib.decompressobj().decompress(read_bytes(path, 256, offset + 8), 8)
            if len(inner) < 8:
                raise FormatError(f"{path}: a packed variable is damaged; copy the file again")
            announced = struct.unpack(f"{order}II", inner)[1]
            plausible_inflation(path, length, announced)
            unpacked += announced
        offset += 8 + length
    plausible_inflation(path, size, unpacked)
