"""MATLAB files of version 5: numeric arrays and texts at the top level, by our own small reader.

SciPy's reader is compiled and ends the whole program on some damaged files, so it is not used.
Layout: header of 128 bytes, then elements of (type, bytes), padded to 8; an array's element holds
flags, dimensions, name and values, and may lie deflated in an element of its own.
"""

import math
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from turgor.errors import FormatError
from turgor.formats.finishing import printable
from turgor.formats.opening import read_bytes

_MATRIX, _DEFLATED, _HEADER = 14, 15, 128
_TYPES = {
    1: "i1", 2: "u1", 3: "i2", 4: "u2", 5: "i4", 6: "u4", 7: "f4", 9: "f8", 12: "i8", 13: "u8",
    16: "u1", 17: "u2",
}  # fmt: skip
_CHAR, _NUMBERS = 4, range(6, 16)
_COMPLEX = 0x0800
_PREVIEW, _MOST_ELEMENTS, _MOST_DIMS = 4096, 1000, 8


@dataclass(frozen=True, slots=True)
class MatArray:
    """An array of a file: its name and shape, ``kind`` 'number', 'complex', 'text' or 'other'.

    content : what follows the name, the values' own element, deflated content already inflated
    as far as asked for. order : '<' or '>'.
    """

    name: str
    shape: tuple[int, ...]
    kind: str
    content: bytes
    order: str

    def values(self) -> NDArray[np.float64]:
        """The numbers, (shape); of complex ones the real part.

        Errors: ValueError where they are cut short or of an unknown type.
        """
        return self._part(0)[0]

    def complex_values(self) -> NDArray[np.complex128]:
        """The complex numbers, (shape); errors as for ``values``."""
        real, after = self._part(0)
        return np.asarray(real + 1j * self._part(after)[0], dtype=np.complex128)

    def _part(self, at: int) -> tuple[NDArray[np.float64], int]:
        """The numbers of the element at ``at``, and where the next one begins."""
        kind, data, after = _element(self.content, at, self.order)
        raw = np.frombuffer(data, np.dtype(self.order + _TYPES.get(kind, "V0")))
        count = math.prod(self.shape)
        if kind not in _TYPES or raw.size < count:
            raise ValueError("values are cut short")
        return raw[:count].astype(np.float64).reshape(self.shape, order="F"), after

    def text(self) -> str:
        """The characters as one line."""
        kind, data, _ = _element(self.content, 0, self.order)
        if kind in (4, 17):
            return data.decode("utf-16-le" if self.order == "<" else "utf-16-be", "replace")
        return data.decode("utf-8", "replace")


def mat_arrays(path: Path, size: int, most_bytes: int = _PREVIEW) -> Iterator[MatArray]:
    """Every array at the top level; of a deflated one at most ``most_bytes`` are inflated.

    Errors: FormatError where the file is no MATLAB 5, or is damaged.
    """
    head = read_bytes(path, _HEADER)
    order = {b"IM": "<", b"MI": ">"}.get(head[126:128])
    if order is None or len(head) < _HEADER:
        raise FormatError(f"{path}: is no MATLAB file of version 5; save it with '-v7' or as .npz")
    at = _HEADER
    try:
        for _ in range(_MOST_ELEMENTS):
            tag = read_bytes(path, 8, at)
            if len(tag) < 8:
                return
            kind, length = struct.unpack(order + "II", tag)
            if length > size - at - 8:
                raise ValueError("an element is longer than the file")
            body = read_bytes(path, min(length, most_bytes), at + 8)
            if kind == _DEFLATED:
                whole = zlib.decompressobj().decompress(body, most_bytes)
                kind, body = struct.unpack(order + "I", whole[:4])[0], whole[8:]
            if kind == _MATRIX:
                yield _array(body, order)
            at += 8 + length
    except (ValueError, struct.error, zlib.error, OverflowError) as error:
        raise FormatError(
            f"{path}: is damaged as MATLAB 5 ({type(error).__name__}); save it again"
        ) from None


def _array(body: bytes, order: str) -> MatArray:
    _, flags, at = _element(body, 0, order)
    (word,) = struct.unpack(order + "I", flags[:4])
    _, dims, at = _element(body, at, order)
    shape = struct.unpack(f"{order}{len(dims) // 4}i", dims[: len(dims) // 4 * 4])
    if not 1 <= len(shape) <= _MOST_DIMS or min(shape) < 0:
        raise ValueError("dimensions can't be")
    _, name, at = _element(body, at, order)
    kind = "text" if (word & 0xFF) == _CHAR else "other"
    if (word & 0xFF) in _NUMBERS:
        kind = "complex" if word & _COMPLEX else "number"
    return MatArray(printable(name.decode("latin-1")), shape, kind, body[at:], order)


def _element(body: bytes, at: int, order: str) -> tuple[int, bytes, int]:
    """Type and bytes of the element at ``at``, and where the next one begins."""
    (word,) = struct.unpack(order + "I", body[at : at + 4])
    if word >> 16:  # a small one: type and length share a word, four bytes follow
        return word & 0xFFFF, body[at + 4 : at + 4 + min(word >> 16, 4)], at + 8
    (length,) = struct.unpack(order + "I", body[at + 4 : at + 8])
    return word, body[at + 8 : at + 8 + length], at + 8 + -(-length // 8) * 8
