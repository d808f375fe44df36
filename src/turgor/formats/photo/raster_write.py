"""JPEG, PNG and TIFF files of a photograph: the same pixels give the same bytes."""

import struct
import zlib
from io import BytesIO

import numpy as np

from turgor.formats.photo.kind import PNG_MAGIC
from turgor.formats.photo.orientation import Photo
from turgor.formats.photo.profile import profile_of
from turgor.record.photograph import Photograph

_JPEG_QUALITY = 95
_STRIP_BYTES = 1 << 20
_UP = 2  # PNG's row filter: each byte less the one above


def write_raster(photo: Photograph, kind: str, stream: BytesIO) -> None:
    """Write a checked photograph as 'jpeg', 'png' or 'tiff' into ``stream``."""
    profile = profile_of(photo.encoding)
    if kind == "jpeg":
        from PIL import Image

        image = Image.fromarray(np.ascontiguousarray(photo.rgb))
        image.save(stream, format="JPEG", quality=_JPEG_QUALITY, subsampling=0, icc_profile=profile)
    elif kind == "png":
        _write_png(photo.rgb, profile, stream)
    else:
        _write_tiff(photo.rgb, profile, stream)


def _write_png(rgb: Photo, profile: bytes, stream: BytesIO) -> None:
    rows, cols = rgb.shape[:2]
    depth = 8 * rgb.dtype.itemsize
    stream.write(PNG_MAGIC)
    stream.write(png_chunk(b"IHDR", struct.pack(">IIBBBBB", cols, rows, depth, 2, 0, 0, 0)))
    if profile:
        body = b"profile\0\0" + zlib.compress(profile, 9)
        stream.write(png_chunk(b"iCCP", body))
    lines = np.ascontiguousarray(rgb, dtype=rgb.dtype.newbyteorder(">")).view(np.uint8)
    lines = lines.reshape(rows, -1)
    filtered = np.empty((rows, lines.shape[1] + 1), np.uint8)
    filtered[:, 0] = _UP
    filtered[0, 1:] = lines[0]
    np.subtract(lines[1:], lines[:-1], out=filtered[1:, 1:])
    stream.write(png_chunk(b"IDAT", zlib.compress(filtered.data, 6)))
    stream.write(png_chunk(b"IEND", b""))


def png_chunk(name: bytes, body: bytes) -> bytes:
    """One chunk of a PNG with its length and checksum."""
    return (
        struct.pack(">I4s", len(body), name)
        + body
        + struct.pack(">I", zlib.crc32(body, zlib.crc32(name)))
    )


def _write_tiff(rgb: Photo, profile: bytes, stream: BytesIO) -> None:
    """Baseline TIFF 6.0, little-endian, uncompressed strips of about 1 MB."""
    rows, cols = rgb.shape[:2]
    line = cols * 3 * rgb.dtype.itemsize
    strip_rows = max(1, min(rows, _STRIP_BYTES // line))
    counts = [min(strip_rows, rows - first) * line for first in range(0, rows, strip_rows)]
    pixels = np.ascontiguousarray(rgb, dtype=rgb.dtype.newbyteorder("<"))
    bits = 8 * rgb.dtype.itemsize
    starts = [8 + sum(counts[:i]) for i in range(len(counts))]
    tags: list[tuple[int, str, list[int] | bytes]] = [
        (256, "I", [cols]),
        (257, "I", [rows]),
        (258, "H", [bits] * 3),
        (259, "H", [1]),
        (262, "H", [2]),
        (273, "I", starts),
        (277, "H", [3]),
        (278, "I", [strip_rows]),
        (279, "I", counts),
        (284, "H", [1]),
    ]
    if profile:
        tags.append((34675, "B", profile))
    end = 8 + line * rows
    end += end % 2
    stream.write(struct.pack("<2sHI", b"II", 42, end))
    stream.write(pixels.data)
    stream.write(bytes(end - 8 - line * rows))
    stream.write(tiff_page(tags, end))


def tiff_page(tags: list[tuple[int, str, list[int] | bytes]], at: int, order: str = "<") -> bytes:
    """A page of tags (number, struct letter B, H or I, values) that will lie at offset ``at``."""
    kinds = {"B": (7, 1), "H": (3, 2), "I": (4, 4)}
    extra_at = at + 2 + 12 * len(tags) + 4
    page, extra = struct.pack(order + "H", len(tags)), b""
    for tag, letter, values in tags:
        kind, width = kinds[letter]
        body = (
            values
            if isinstance(values, bytes)
            else struct.pack(f"{order}{len(values)}{letter}", *values)
        )
        count = len(body) // width
        if len(body) <= 4:
            field = body.ljust(4, b"\0")
        else:
            field = struct.pack(order + "I", extra_at + len(extra))
            extra += body + bytes(len(body) % 2)
        page += struct.pack(order + "HHI", tag, kind, count) + field
    return page + struct.pack(order + "I", 0) + extra
