"""Alicona .al3d (focus variation): 52-byte tags as text, then float32 heights in metres.

The tag names carry the lateral unit themselves ('PixelSizeXMeter').
"""

import math
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from turgor.errors import FormatError
from turgor.formats.base import ReadOptions, SurfaceFormat
from turgor.formats.finishing import finished_map, header_text, printable
from turgor.formats.opening import checked_size, need_points, need_size, read_bytes
from turgor.record.height_map import HeightMap

_MAGIC = b"AliconaImaging\x00\r\n"
_TAG_BYTES = 52
_MOST_TAGS = 1000
_UM_PER_M = 1e6


def sniff(head: bytes, path: Path) -> bool:
    """True for the instrument's own magic word."""
    return head.startswith(_MAGIC)


def read(path: Path, options: ReadOptions) -> HeightMap:
    """Read the depth image; its marker value and NaN are missing points.

    Errors: FormatError for a truncated file, missing tags or absurd sizes.
    """
    size = checked_size(path)
    tags = _tags(path, size)
    rows, cols = _count(path, tags, "Rows"), _count(path, tags, "Cols")
    need_points(path, rows, cols, options.max_points)
    start = _count(path, tags, "DepthImageOffset")
    stride = (cols * 4 + 7) // 8 * 8
    if start < len(_MAGIC) + _TAG_BYTES * len(tags):
        raise FormatError(f"{path}: its depth image would start inside the header, at {start}")
    need_size(path, size, start + stride * rows, f"a depth image of {cols} x {rows}")
    stored = np.frombuffer(read_bytes(path, stride * rows, start), "<f4")
    stored = stored.reshape(rows, stride // 4)[:, :cols]
    marker = _number(path, tags, "InvalidPixelValue", math.nan)
    with np.errstate(invalid="ignore", over="ignore"):
        height_um = stored.astype(np.float64)
        if math.isfinite(marker):
            height_um[np.abs(height_um - marker) <= 1e-6 * abs(marker)] = np.nan
        height_um *= _UM_PER_M
    pitch_um = tuple(_number(path, tags, f"PixelSize{axis}Meter", 0.0) * _UM_PER_M for axis in "XY")
    return finished_map(
        path,
        height_um,
        (pitch_um[0], pitch_um[1]),
        "al3d",
        device=f"Alicona {tags.get('CreatingApplication', '')}".strip(),
        device_class="focus-variation",
        settings=tags,
    )


def _tags(path: Path, size: int) -> Mapping[str, str]:
    """Every tag of the header: version, tag count, then as many as it says."""
    head = read_bytes(path, len(_MAGIC) + 2 * _TAG_BYTES)
    need_size(path, size, len(_MAGIC) + 2 * _TAG_BYTES, "the header")
    count = _count(path, dict(_tag(path, head, n) for n in range(2)), "TagCount")
    if count > _MOST_TAGS:
        raise FormatError(f"{path}: announces {count} tags; at most {_MOST_TAGS} are read")
    need_size(path, size, len(_MAGIC) + (2 + count) * _TAG_BYTES, f"a header of {count} tags")
    head = read_bytes(path, len(_MAGIC) + (2 + count) * _TAG_BYTES)
    return dict(_tag(path, head, number) for number in range(2 + count))


def _tag(path: Path, head: bytes, number: int) -> tuple[str, str]:
    start = len(_MAGIC) + number * _TAG_BYTES
    raw = head[start : start + _TAG_BYTES]
    if raw[50:52] != b"\r\n":
        raise FormatError(f"{path}: tag {number} of its header is damaged; copy it again")
    return header_text(raw[:20]), header_text(raw[20:50])


def _count(path: Path, tags: Mapping[str, str], name: str) -> int:
    text = tags.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        raise FormatError(f"{path}: tag {name} is '{printable(text)}'; it must be a whole number")
    return int(text)


def _number(path: Path, tags: Mapping[str, str], name: str, default: float) -> float:
    try:
        return float(tags.get(name, default))
    except ValueError:
        raise FormatError(
            f"{path}: tag {name} is '{printable(tags[name])}'; it must be a number"
        ) from None


FORMAT = SurfaceFormat(
    id="al3d",
    name="Alicona depth image",
    suffixes=(".al3d",),
    sniff=sniff,
    read=read,
    write=None,
    tried_on_real_file=True,
    source="surfacetopography",
)
