"""Raw radio-frequency lines: .npz, .mat of version 5, and headerless .crf with a stated layout.

The manual of the DermaLab instruments names '_L.crf' and '_R.crf' as the raw data of the left and
right ultrasound image and does not say how they are laid out, so a .crf is read only with the
number of lines and samples and the type of a sample stated, and is always flagged.
"""

import struct
import zipfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from turgor.errors import FormatError
from turgor.formats.base import NEVER_TRIED
from turgor.formats.mat5 import mat_arrays
from turgor.formats.opening import plausible_inflation, read_bytes
from turgor.formats.ultrasound.options import LIMITS, SAMPLE_TYPES, UltrasoundOptions
from turgor.formats.ultrasound.stated import TEXTS, Stated, from_file

_DTYPES = dict(zip(SAMPLE_TYPES, ("i1", "u1", "<i2", ">i2", "<u2", ">u2", "<f4"), strict=True))
_MAT_ROOM = 4096
_HDF5 = b"\x89HDF\r\n\x1a\n"
Lines = tuple[NDArray[np.float32], Stated, tuple[str, ...]]


def read_crf(path: Path, size: int, options: UltrasoundOptions) -> Lines:
    """Read a headerless raw file by the layout that the user states.

    Errors: FormatError where the layout is not stated or doesn't fit the file's size.
    """
    if options.lines is None or options.samples is None or options.sample_type is None:
        raise FormatError(
            f"{path}: has no published layout; state lines, samples and sample_type (and "
            f"header_bytes), {size} bytes are there"
        )
    kind = np.dtype(_DTYPES[options.sample_type])
    count = options.lines * options.samples
    _need_few(path, options.lines, options.samples, options)
    needed = options.header_bytes + count * kind.itemsize
    if needed != size:
        raise FormatError(
            f"{path}: has {size} bytes, {options.lines} lines of {options.samples} "
            f"{options.sample_type} after {options.header_bytes} bytes are {needed}; state the "
            "layout that fits"
        )
    raw = np.frombuffer(read_bytes(path, count * kind.itemsize, options.header_bytes), kind)
    rf = raw.reshape(options.lines, options.samples).astype(np.float32)
    if kind.kind == "u":
        rf -= np.float32(2 ** (8 * kind.itemsize - 1))
    return rf, Stated(), (NEVER_TRIED,)


def npz_headers(path: Path) -> dict[str, tuple[tuple[int, ...], "np.dtype[np.generic]"]]:
    """Shape and type of every array in a .npz, from its headers alone; {} where it is none."""
    found: dict[str, tuple[tuple[int, ...], np.dtype[np.generic]]] = {}
    try:
        with zipfile.ZipFile(path) as book:
            for item in book.infolist()[:64]:
                if not item.filename.endswith(".npy"):
                    continue
                with book.open(item) as stream:
                    version = np.lib.format.read_magic(stream)
                    reader = (
                        np.lib.format.read_array_header_1_0
                        if version == (1, 0)
                        else np.lib.format.read_array_header_2_0
                    )
                    shape, _, kind = reader(stream)
                found[item.filename.removesuffix(".npy")] = (shape, kind)
    except Exception:  # whatever is wrong with it, it is not one of ours
        return {}
    return found


def read_npz(path: Path, size: int, options: UltrasoundOptions) -> Lines:
    """Read the array ``options.variable``, (lines, samples), and scalars named like options.

    Errors: FormatError where the array is missing, of another shape or type, or too large.
    """
    headers = npz_headers(path)
    wanted = options.variable
    if wanted not in headers:
        raise FormatError(
            f"{path}: holds no array '{wanted}' of raw lines but {', '.join(headers) or 'none'}; "
            "name it with the option variable"
        )
    shape, kind = headers[wanted]
    _need_lines(path, wanted, shape, kind.kind, options)
    plausible_inflation(path, size, int(np.prod(shape)) * kind.itemsize)
    entries: dict[str, object] = {}
    with np.load(path, allow_pickle=False) as book:
        rf = np.asarray(book[wanted], np.float32)
        for name in (*LIMITS, *TEXTS):
            if name in headers and int(np.prod(headers[name][0])) == 1:
                entries[name] = book[name].reshape(-1)[0].item()
    return rf, from_file(path, entries, "the file"), ()


def read_mat(path: Path, size: int, options: UltrasoundOptions) -> Lines:
    """Read a MATLAB file of version 5 as ``read_npz`` reads a .npz.

    Errors: FormatError as there, and for version 7.3, which is another container.
    """
    if read_bytes(path, 600)[512:].startswith(_HDF5) or read_bytes(path, 8) == _HDF5:
        raise FormatError(f"{path}: is MATLAB 7.3; save it with '-v7' or as .npz")
    listed = {one.name: one for one in mat_arrays(path, size)}
    wanted = options.variable
    if wanted not in listed:
        raise FormatError(
            f"{path}: holds no array '{wanted}' of raw lines but {', '.join(listed) or 'none'}; "
            "name it with the option variable"
        )
    shape = listed[wanted].shape
    _need_lines(path, wanted, shape, "f" if listed[wanted].kind == "number" else "O", options)
    needed = 8 * int(np.prod(shape)) + _MAT_ROOM
    plausible_inflation(path, size, needed)
    entries: dict[str, object] = {}
    try:
        found = {one.name: one for one in mat_arrays(path, size, needed)}
        rf = found[wanted].values().astype(np.float32)
        for name in (*LIMITS, *TEXTS):
            if name in found and found[name].kind == "text":
                entries[name] = found[name].text()
            elif name in found and found[name].kind == "number":
                entries[name] = float(found[name].values().reshape(-1)[0])
    except (ValueError, IndexError, KeyError, struct.error) as error:
        raise FormatError(
            f"{path}: is damaged as MATLAB 5 ({type(error).__name__}); save it again"
        ) from None
    return rf, from_file(path, entries, "the file"), ()


def _need_lines(
    path: Path, name: str, shape: tuple[int, ...], letter: str, options: UltrasoundOptions
) -> None:
    if len(shape) != 2 or letter not in "fiu":
        raise FormatError(
            f"{path}: '{name}' is of shape {shape}; raw lines are numbers, lines x samples"
        )
    _need_few(path, shape[0], shape[1], options)


def _need_few(path: Path, lines: int, samples: int, options: UltrasoundOptions) -> None:
    if lines < 1 or samples < 2 or lines * samples > options.max_pixels:
        raise FormatError(
            f"{path}: announces {lines} lines of {samples} samples; at most "
            f"{options.max_pixels} samples are read, raise max_pixels if that is real"
        )
