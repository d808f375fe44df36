"""A TIFF without its notes: the first page is written anew around the same coded pixels."""

import struct

from turgor.formats.photo.kind import TIFF_WIDTHS
from turgor.formats.photo.profile import wordless_profile
from turgor.formats.photo.raster_write import tiff_page

#: size, coding, colour model, layout and way up (TIFF 6.0); all other tags are dropped
_KEPT = frozenset(
    {254, 256, 257, 258, 259, 262, 266, 274, 277, 278, 284, 292, 293, 317, 320, 322, 323, 332,
     338, 339, 347, 512, 529, 530, 531, 532}
)  # fmt: skip
_STRIPS, _TILES, _PROFILE = (273, 279), (324, 325), 34675


def clean_tiff(content: bytes) -> bytes:
    """The bytes of the same first page without notes.

    Errors: ValueError for BigTIFF, several pages and offsets beyond the file.
    """
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(content[:4])
    if order is None:
        raise ValueError("no classic TIFF")
    fields, following = _page(content, order)
    if following:
        raise ValueError("it holds several pages")
    at_tag, count_tag = _TILES if _TILES[0] in fields else _STRIPS
    starts = _integers(fields[at_tag], order)
    counts = _integers(fields[count_tag], order)
    pieces = [content[a : a + n] for a, n in zip(starts, counts, strict=True)]
    if any(len(piece) != n for piece, n in zip(pieces, counts, strict=True)):
        raise ValueError("its pixels are cut")
    out, places = bytearray(content[:4] + bytes(4)), []
    for piece in pieces:
        places.append(len(out))
        out += piece + bytes(len(piece) % 2)
    kept: list[tuple[int, str, list[int] | bytes]] = []
    for tag, (kind, body) in sorted(fields.items()):
        if tag == at_tag:
            kept.append((tag, "I", places))
        elif tag == count_tag:
            kept.append((tag, "I", counts))
        elif tag == _PROFILE and (profile := wordless_profile(body)):
            kept.append((tag, "B", profile))
        elif tag in _KEPT:
            letter = {3: "H", 4: "I"}.get(kind)
            kept.append(
                (tag, letter, _integers((kind, body), order)) if letter else (tag, "B", body)
            )
    out[4:8] = struct.pack(order + "I", len(out))
    return bytes(out) + tiff_page(kept, len(out), order)


def _page(content: bytes, order: str) -> tuple[dict[int, tuple[int, bytes]], int]:
    (start,) = struct.unpack(order + "I", content[4:8])
    (count,) = struct.unpack(order + "H", content[start : start + 2])
    found: dict[int, tuple[int, bytes]] = {}
    for at in range(start + 2, start + 2 + 12 * count, 12):
        tag, kind, number = struct.unpack(order + "HHI", content[at : at + 8])
        length = TIFF_WIDTHS.get(kind, 1) * number
        where = at + 8
        if length > 4:
            (where,) = struct.unpack(order + "I", content[at + 8 : at + 12])
        body = content[where : where + length]
        if len(body) == length:
            found[tag] = (kind, body)
    end = start + 2 + 12 * count
    (following,) = struct.unpack(order + "I", content[end : end + 4])
    return found, int(following)


def _integers(field: tuple[int, bytes], order: str) -> list[int]:
    kind, body = field
    letter = {3: "H", 4: "I"}.get(kind)
    if letter is None:
        raise ValueError("an offset is of an unknown kind")
    return list(struct.unpack(f"{order}{len(body) // TIFF_WIDTHS[kind]}{letter}", body))
