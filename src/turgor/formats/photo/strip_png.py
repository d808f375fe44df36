"""A PNG without its notes: chunks are copied or dropped."""

import io
import struct
import zlib

from turgor.formats.photo.kind import PNG_MAGIC
from turgor.formats.photo.orientation import exif_orientation
from turgor.formats.photo.profile import wordless_profile
from turgor.formats.photo.raster_write import png_chunk

_KEPT = frozenset(b"IHDR PLTE IDAT tRNS gAMA cHRM sRGB cICP sBIT".split())
_LARGEST_PROFILE = 16_000_000


def clean_png(content: bytes) -> bytes:
    """The bytes of the same picture without notes.

    Errors: ValueError where the chunks don't lead to the end mark or one is damaged.
    """
    kept = [PNG_MAGIC]
    at = len(PNG_MAGIC)
    note = _orientation_note(content)
    while True:
        if at + 12 > len(content):
            raise ValueError("the end mark is missing")
        length, name = struct.unpack(">I4s", content[at : at + 8])
        body = content[at + 8 : at + 8 + length]
        whole = content[at : at + 12 + length]
        if len(whole) != 12 + length or png_chunk(name, body) != whole:
            raise ValueError("a part is damaged")
        at += 12 + length
        if name == b"IEND":
            return b"".join([*kept, whole])
        if name == b"iCCP":
            kept.append(_profile_chunk(body))
        elif name in _KEPT:
            if name == b"IDAT" and note:
                kept.append(note)
                note = b""
            kept.append(whole)


def _profile_chunk(body: bytes) -> bytes:
    _, _, packed = body.partition(b"\0")
    unpacker = zlib.decompressobj()
    profile = wordless_profile(unpacker.decompress(packed[1:], _LARGEST_PROFILE))
    return png_chunk(b"iCCP", b"profile\0\0" + zlib.compress(profile, 9)) if profile else b""


def _orientation_note(content: bytes) -> bytes:
    from PIL.PngImagePlugin import PngImageFile

    image = PngImageFile(io.BytesIO(content))
    value = exif_orientation(image.getexif())
    if value == 1:
        return b""
    page = struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, 0x0112, 3, 1, value, 0, 0)
    return png_chunk(b"eXIf", page)
