"""Digital Surf .sur: a 512-byte header, then whole numbers; also its zipped variant.

Layout as described in the documentation of Gwyddion and RosettaSciIO. Spacings are in the step
units; the unit ratio repeats the quotient of axis unit and step unit and is used as a check.
"""

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from turgor.errors import FormatError
from turgor.formats.base import NEVER_TRIED, ReadOptions, SurfaceFormat
from turgor.formats.finishing import (
    finished_map,
    header_text,
    reference_remark,
    stated_reference,
    unit_factor_um,
)
from turgor.formats.opening import (
    checked_size,
    need_points,
    need_size,
    plausible_inflation,
    read_bytes,
    replace_file,
)
from turgor.record.height_map import FloatMap, HeightMap

_PLAIN, _ZIPPED = b"DIGITAL SURF", b"DSCOMPRESSED"
_LAYOUT = struct.Struct("<12s4H30s30s5H8xH4iI3f144s3f3H12x7Hf10x2H128s3f34x")
_HEADER_BYTES = 512
_SURFACE_TYPES = {1: "profile", 2: "surface", 11: "intensity surface", 13: "colour surface"}
_CLASSES = {
    1: "contact-stylus",
    2: "optical-gauge",
    5: "contact-stylus",
    6: "atomic-force",
    9: "interferometry",
    10: "structured-light",
}
_MOST_STREAMS = 10_000
_LARGEST_COUNT = 2**30


@dataclass(frozen=True, slots=True)
class _Header:
    zipped: bool
    name: str
    operator: str
    acquisition: int
    has_gaps: bool
    bits: int
    lowest: int
    cols: int
    rows: int
    step: tuple[float, float, float]
    units: tuple[str, ...]
    ratios: tuple[float, float, float]
    inversion: int
    data_start: int
    comment: str
    offset_z: float


def sniff(head: bytes, path: Path) -> bool:
    """True for either of the two magic words."""
    return head.startswith((_PLAIN, _ZIPPED))


def read(path: Path, options: ReadOptions) -> HeightMap:
    """Read the first surface of a file; points of value (lowest - 2) are missing where announced.

    Errors: FormatError for a truncated file, another kind of object or contradicting units,
    UnitError where a unit is missing.
    """
    size = checked_size(path)
    header = _header(path, size)
    need_points(path, header.rows, header.cols, options.max_points)
    counts = _counts(path, header, size)
    factors = [
        _factor_um(path, header, axis, options.lateral_unit if axis < 2 else options.height_unit)
        for axis in range(3)
    ]
    height_um = np.multiply(counts, header.step[2] * factors[2], dtype=np.float64)
    height_um += header.offset_z * factors[2]
    if header.has_gaps:
        height_um[counts == header.lowest - 2] = np.nan
    return finished_map(
        path,
        _upright(height_um, header.inversion),
        (header.step[0] * factors[0], header.step[1] * factors[1]),
        "sur",
        device=header.operator,
        device_class=_CLASSES.get(header.acquisition, "unknown"),
        height_reference=stated_reference(header.comment),
        settings=_settings(header),
        flags=(NEVER_TRIED,) if header.zipped or header.bits == 16 else (),
    )


def _header(path: Path, size: int) -> _Header:
    raw = read_bytes(path, _HEADER_BYTES)
    need_size(path, size, _HEADER_BYTES, "the header")
    f = _LAYOUT.unpack(raw)
    magic, order, objects, _, kind = f[:5]
    if order != 0:
        raise FormatError(f"{path}: is of byte order {order}; only 0 (little-endian) is read")
    if kind not in _SURFACE_TYPES or objects < 1:
        raise FormatError(
            f"{path}: holds {objects} objects of kind {kind}; only a single surface (2) is read, "
            "export the height layer alone"
        )
    bits, cols, rows, points = f[12], f[15], f[16], f[17]
    if bits not in (16, 32):
        raise FormatError(f"{path}: has {bits} bits a point; 16 or 32 are allowed")
    if cols < 1 or rows < 1 or points != cols * rows:
        raise FormatError(
            f"{path}: announces {cols} x {rows} points but {points} in all; the header is damaged"
        )
    words = tuple(header_text(f[21][i : i + 16]) for i in range(0, 144, 16))
    return _Header(
        zipped=magic == _ZIPPED,
        name=header_text(f[5]),
        operator=header_text(f[6]),
        acquisition=f[8],
        has_gaps=f[10] == 1,
        bits=bits,
        lowest=f[13],
        cols=cols,
        rows=rows,
        step=(f[18], f[19], f[20]),
        units=words[3:],
        ratios=(f[22], f[23], f[24]),
        inversion=f[26],
        data_start=_HEADER_BYTES + f[36] + f[37],
        comment=header_text(read_bytes(path, f[36], _HEADER_BYTES)),
        offset_z=f[41] if np.isfinite(f[41]) else 0.0,
    )


def _counts(path: Path, header: _Header, size: int) -> NDArray[np.int32]:
    """The (rows, cols) whole numbers as stored."""
    dtype = np.dtype("<i2" if header.bits == 16 else "<i4")
    length = header.rows * header.cols * dtype.itemsize
    if header.zipped:
        raw = _inflated(path, header, size, length)
    else:
        start = header.data_start
        if start + length > size and size == _HEADER_BYTES + length:
            start = _HEADER_BYTES
        need_size(path, size, start + length, f"a surface of {header.cols} x {header.rows}")
        raw = read_bytes(path, length, start)
    counts = np.frombuffer(raw, dtype).reshape(header.rows, header.cols)
    return counts.astype(np.int32, copy=False)


def _inflated(path: Path, header: _Header, size: int, length: int) -> bytes:
    """The joined zlib streams that a table of (raw, zipped) lengths announces."""
    start = header.data_start
    need_size(path, size, start + 4, "the table of streams")
    count = struct.unpack("<I", read_bytes(path, 4, start))[0]
    if not 1 <= count <= _MOST_STREAMS:
        raise FormatError(f"{path}: announces {count} zipped streams; 1 to {_MOST_STREAMS} allowed")
    need_size(path, size, start + 4 + 8 * count, "the table of streams")
    table = struct.unpack(f"<{2 * count}I", read_bytes(path, 8 * count, start + 4))
    raw_lengths, zipped_lengths = table[0::2], table[1::2]
    if sum(raw_lengths) < length:
        raise FormatError(
            f"{path}: its streams hold {sum(raw_lengths)} bytes, its surface needs {length}"
        )
    begin = start + 4 + 8 * count
    need_size(path, size, begin + sum(zipped_lengths), "the zipped surface")
    plausible_inflation(path, sum(zipped_lengths), sum(raw_lengths))
    pieces: list[bytes] = []
    for raw_length, zipped_length in zip(raw_lengths, zipped_lengths, strict=True):
        inflater = zlib.decompressobj()
        try:
            piece = inflater.decompress(read_bytes(path, zipped_length, begin), raw_length or 1)
        except zlib.error:
            raise FormatError(f"{path}: a zipped stream is damaged; copy it again") from None
        if len(piece) != raw_length:
            raise FormatError(f"{path}: a zipped stream is shorter than announced; copy it again")
        pieces.append(piece)
        begin += zipped_length
    return b"".join(pieces)[:length]


def _factor_um(path: Path, header: _Header, axis: int, stated: str | None) -> float:
    """µm per step unit of an axis, checked against the axis unit and the header's own ratio."""
    name = "xyz"[axis]
    option = "height_unit" if axis == 2 else "lateral_unit"
    step_unit, axis_unit = header.units[axis], header.units[axis + 3]
    factor = unit_factor_um(path, step_unit or axis_unit or stated, option, f"the {name} step")
    if step_unit and axis_unit and step_unit != axis_unit:
        quotient = unit_factor_um(path, axis_unit, option, f"the {name} axis") / factor
        ratio = header.ratios[axis]
        if np.isfinite(ratio) and ratio not in (0.0, 1.0) and abs(ratio / quotient - 1) > 1e-3:
            raise FormatError(
                f"{path}: contradicts itself: {name} is in '{step_unit}' and '{axis_unit}', yet "
                f"their ratio is given as {ratio:g}; export it again"
            )
    return factor


def _upright(height_um: FloatMap, inversion: int) -> FloatMap:
    """Undo the inversion that the header announces: heights, then left-right or up-down."""
    if inversion not in (1, 2, 3):
        return height_um
    turned = {1: height_um, 2: height_um[:, ::-1], 3: height_um[::-1]}[inversion]
    return np.ascontiguousarray(-turned)


def _settings(header: _Header) -> dict[str, str]:
    return {
        "object_name": header.name,
        "operator_name": header.operator,
        "acquisition": str(header.acquisition),
        "bits": str(header.bits),
        "step": " ".join(f"{value:g}" for value in header.step),
        "units": " ".join(header.units),
        "inversion": str(header.inversion),
        "comment": header.comment,
        "zipped": str(header.zipped).lower(),
    }


def write(height_map: HeightMap, path: Path) -> None:
    """Write 32-bit counts of a step of at most 2**-30 of the largest height, in µm.

    Errors: InputError where the file can't be written.
    """
    rows, cols = height_map.shape
    valid = height_map.valid
    largest = float(np.abs(height_map.height_um[valid]).max())
    step_z = float(np.float32(largest / _LARGEST_COUNT)) or 1e-6
    counts = np.rint(np.where(valid, height_map.height_um, 0.0) / step_z)
    lowest, highest = int(counts[valid].min()), int(counts[valid].max())
    counts[~valid] = lowest - 2
    comment = reference_remark(height_map).encode()
    words = b"".join(word.encode("latin-1").ljust(16) for word in ("X", "Y", "Z", *("µm",) * 6))
    header = _LAYOUT.pack(
        _PLAIN, 0, 1, 1, 2, b"".ljust(30), height_map.device.encode("latin-1", "replace")[:30],
        0, 0, 0, 0 if valid.all() else 1, 1 if height_map.height_reference == "absolute" else 0,
        32, lowest, highest, cols, rows, rows * cols,
        height_map.pitch_x_um, height_map.pitch_y_um, step_z, words,
        1.0, 1.0, 1.0, 0, 0, 0, 0, 0, 0, 1, 1, 2000, 0, 0.0, len(comment), 0, b"",
        0.0, 0.0, 0.0,
    )  # fmt: skip
    replace_file(path, header + comment + counts.astype("<i4").tobytes())


FORMAT = SurfaceFormat(
    id="sur",
    name="Digital Surf surface",
    suffixes=(".sur",),
    sniff=sniff,
    read=read,
    write=write,
    tried_on_real_file=True,
    source="gwyddion-surffile",
)
