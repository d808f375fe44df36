"""A JPEG without its notes: segments are copied or dropped, the coded pixels stay as they are."""

import io
import struct

from turgor.formats.photo.orientation import exif_orientation
from turgor.formats.photo.profile import wordless_profile

_START, _END, _SCAN, _JFIF, _ICC, _ADOBE = 0xD8, 0xD9, 0xDA, 0xE0, 0xE2, 0xEE
_ICC_MARK = b"ICC_PROFILE\0"
_PLAIN_JFIF = b"JFIF\0\x01\x01\x00\x00\x01\x00\x01\x00\x00"
#: frames, Huffman and arithmetic tables, quantisation, restart interval, lines, hierarchy
_CODING = frozenset({*range(0xC0, 0xD0), 0xDB, 0xDC, 0xDD, 0xDE, 0xDF} - {0xC8})
_LARGEST_PART = 65_000


def clean_jpeg(content: bytes) -> bytes:
    """The bytes of the same picture without notes.

    Errors: ValueError where the segments don't lead to the end mark.
    """
    kept: list[bytes] = []
    had_jfif, profile = False, b""
    at = 2
    while True:
        marker, at = _next_marker(content, at)
        if marker == _END:
            kept.append(b"\xff\xd9")
            break
        (length,) = struct.unpack(">H", content[at : at + 2])
        body = content[at + 2 : at + length]
        if len(body) != length - 2:
            raise ValueError("a segment is cut")
        at += length
        if marker == _SCAN:
            end = _end_of_scan(content, at)
            kept.append(_segment(marker, body) + content[at:end])
            at = end
        elif marker in _CODING or (marker == _ADOBE and body[:5] == b"Adobe"):
            kept.append(_segment(marker, body[:12] if marker == _ADOBE else body))
        elif marker == _JFIF and body[:5] == b"JFIF\0":
            had_jfif = True
        elif marker == _ICC and body.startswith(_ICC_MARK):
            profile += body[len(_ICC_MARK) + 2 :]
    head = [b"\xff\xd8"]
    if had_jfif:
        head.append(_segment(_JFIF, _PLAIN_JFIF))
    head.append(_orientation_note(content))
    head.extend(_profile_parts(wordless_profile(profile)))
    return b"".join(head + kept)


def _next_marker(content: bytes, at: int) -> tuple[int, int]:
    if content[at : at + 1] != b"\xff":
        raise ValueError("a marker is missing")
    while content[at : at + 1] == b"\xff":
        at += 1
    if at >= len(content):
        raise ValueError("the end mark is missing")
    return content[at], at + 1


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the next marker after coded pixels begins; stuffed and restart bytes belong to them."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise ValueError("the end mark is missing")
        following = content[at + 1]
        if following == 0xFF:
            at += 1
        elif following == 0 or 0xD0 <= following <= 0xD7:
            at += 2
        else:
            return at


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _orientation_note(content: bytes) -> bytes:
    from PIL.JpegImagePlugin import JpegImageFile

    value = exif_orientation(JpegImageFile(io.BytesIO(content)).getexif())
    if value == 1:
        return b""
    page = struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, 0x0112, 3, 1, value, 0, 0)
    return _segment(0xE1, b"Exif\0\0" + page)


def _profile_parts(profile: bytes) -> list[bytes]:
    parts = [profile[i : i + _LARGEST_PART] for i in range(0, len(profile), _LARGEST_PART)]
    return [
        _segment(_ICC, _ICC_MARK + bytes((number, len(parts))) + part)
        for number, part in enumerate(parts, 1)
    ]
