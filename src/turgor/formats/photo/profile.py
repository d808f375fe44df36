"""Colour profiles (ICC): which encoding one is, one of our own making, and one without words.

A profile is recognised by its numbers, never by its name: the three colorants adapted to D50
and the tone curve at a few points. Layout: ICC.1:2010, clauses 7 to 10.
"""

import struct
from collections.abc import Mapping
from functools import cache

_Colorants = tuple[tuple[float, float, float], ...]
#: colorants of red, green and blue adapted to D50 (Bradford), as those profiles hold them
_COLORANTS: Mapping[str, _Colorants] = {
    "srgb": ((0.4361, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7141)),
    "display-p3": ((0.5151, 0.2412, -0.0011), (0.2920, 0.6922, 0.0419), (0.1571, 0.0666, 0.7841)),
    "adobe-rgb": ((0.6097, 0.3111, 0.0195), (0.2053, 0.6257, 0.0609), (0.1492, 0.0632, 0.7446)),
}
_ADOBE_GAMMA = 563 / 256
_D65_TO_D50 = (1.04788, 0.02292, -0.0502, 0.02959, 0.99048, -0.01707, -0.00925, 0.01508, 0.75168)
_D50 = (0.9642, 1.0, 0.8249)
_COLORANT_TOLERANCE = 0.003
_CURVE_TOLERANCE = 0.004
_CURVE_POINTS = (0.02, 0.1, 0.3, 0.5, 0.8)
_COLOUR_TAGS = frozenset(
    b"rXYZ gXYZ bXYZ rTRC gTRC bTRC kTRC wtpt bkpt chad A2B0 A2B1 A2B2 B2A0 B2A1 B2A2".split()
)
_MOST_TAGS = 100


def recognised_encoding(profile: bytes) -> str:
    """'srgb', 'display-p3', 'adobe-rgb', 'linear' (sRGB colorants, no curve) or 'unknown'."""
    tags = _tags(profile)
    try:
        colorants = [_xyz(tags[name]) for name in (b"rXYZ", b"gXYZ", b"bXYZ")]
        curves = [_samples(tags[name]) for name in (b"rTRC", b"gTRC", b"bTRC")]
    except (KeyError, struct.error, IndexError, ValueError, OverflowError):
        return "unknown"
    for encoding, known in _COLORANTS.items():
        off = [
            abs(a - b)
            for got, want in zip(colorants, known, strict=True)
            for a, b in zip(got, want, strict=True)
        ]
        if max(off) <= _COLORANT_TOLERANCE:
            if encoding == "srgb" and _all_near(curves, _CURVE_POINTS):
                return "linear"
            wanted = tuple(_decoded(encoding, x) for x in _CURVE_POINTS)
            return encoding if _all_near(curves, wanted) else "unknown"
    return "unknown"


@cache
def profile_of(encoding: str) -> bytes:
    """A small matrix profile of an encoding, without a date; b'' for 'unknown'."""
    if encoding == "unknown":
        return b""
    colorants = _COLORANTS["srgb" if encoding == "linear" else encoding]
    if encoding == "adobe-rgb":
        curve = struct.pack(">4sIIH2x", b"curv", 0, 1, 563)
    elif encoding == "linear":
        curve = struct.pack(">4sII", b"curv", 0, 0)
    else:
        numbers = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
        curve = struct.pack(">4sIHH", b"para", 0, 3, 0) + b"".join(map(_fixed, numbers))
    tags = {b"wtpt": _xyz_tag(_D50), b"chad": struct.pack(">4sI", b"sf32", 0)}
    tags[b"chad"] += b"".join(map(_fixed, _D65_TO_D50))
    for letter, colorant in zip((b"r", b"g", b"b"), colorants, strict=True):
        tags[letter + b"XYZ"] = _xyz_tag(colorant)
        tags[letter + b"TRC"] = curve
    header = struct.pack(
        ">I4sI4s4s4s12x4s4xI8x8xI12s48x",
        0, b"\0\0\0\0", 0x04300000, b"mntr", b"RGB ", b"XYZ ", b"acsp", 0, 0,
        b"".join(map(_fixed, _D50)),
    )  # fmt: skip
    return _assembled(header, tags, encoding)


def wordless_profile(profile: bytes) -> bytes:
    """The same colours without names, dates, makers and device data; b'' where it is damaged."""
    encoding = recognised_encoding(profile)
    if encoding != "unknown":
        return profile_of(encoding)
    tags = {name: body for name, body in _tags(profile).items() if name in _COLOUR_TAGS}
    if not tags:
        return b""
    header = bytearray(profile[:128])
    for first, end in ((4, 8), (24, 36), (40, 44), (48, 56), (80, 128)):
        header[first:end] = bytes(end - first)
    return _assembled(bytes(header), tags, "unnamed")


def _assembled(header: bytes, tags: Mapping[bytes, bytes], name: str) -> bytes:
    words = "Turgor " + name
    tags = {b"desc": _words_tag(words), b"cprt": _words_tag("CC0"), **tags}
    offset = 128 + 4 + 12 * len(tags)
    table, bodies = struct.pack(">I", len(tags)), b""
    placed: dict[bytes, int] = {}
    for tag, body in tags.items():
        if body not in placed:
            placed[body] = offset + len(bodies)
            bodies += body + bytes(-len(body) % 4)
        table += struct.pack(">4sII", tag, placed[body], len(body))
    whole = header[4:] + table + bodies
    return struct.pack(">I", len(whole) + 4) + whole


def _tags(profile: bytes) -> dict[bytes, bytes]:
    if len(profile) < 132 or profile[36:40] != b"acsp":
        return {}
    (count,) = struct.unpack(">I", profile[128:132])
    found: dict[bytes, bytes] = {}
    for i in range(min(count, _MOST_TAGS)):
        entry = profile[132 + 12 * i : 144 + 12 * i]
        if len(entry) < 12:
            break
        tag, offset, length = struct.unpack(">4sII", entry)
        if offset + length <= len(profile):
            found[tag] = profile[offset : offset + length]
    return found


def _xyz(body: bytes) -> tuple[float, ...]:
    return tuple(v / 65536 for v in struct.unpack(">3i", body[8:20]))


def _samples(body: bytes) -> tuple[float, ...]:
    """The tone curve at ``_CURVE_POINTS``."""
    if body[:4] == b"curv":
        (count,) = struct.unpack(">I", body[8:12])
        if count == 0:
            return _CURVE_POINTS
        values = struct.unpack(f">{count}H", body[12 : 12 + 2 * count])
        if count == 1:
            return tuple(x ** (values[0] / 256) for x in _CURVE_POINTS)
        return tuple(_interpolated(values, x) for x in _CURVE_POINTS)
    if body[:4] != b"para":
        raise ValueError("no tone curve")
    (kind,) = struct.unpack(">H", body[8:10])
    count = (1, 3, 4, 5, 7)[kind]
    numbers = [v / 65536 for v in struct.unpack(f">{count}i", body[12 : 12 + 4 * count])]
    return tuple(_parametric(kind, numbers, x) for x in _CURVE_POINTS)


def _interpolated(values: tuple[int, ...], x: float) -> float:
    at = x * (len(values) - 1)
    low = min(int(at), len(values) - 2)
    return (values[low] + (at - low) * (values[low + 1] - values[low])) / 65535


def _parametric(kind: int, numbers: list[float], x: float) -> float:
    g, a, b, c, d, e, f = (numbers + [0.0] * 7)[:7]
    if kind == 0:
        return float(x**g)
    if kind in (1, 2):
        offset = c if kind == 2 else 0.0
        return float((a * x + b) ** g + offset) if x >= -b / a else offset
    return float((a * x + b) ** g + e) if x >= d else c * x + f


def _decoded(encoding: str, x: float) -> float:
    if encoding == "adobe-rgb":
        return float(x**_ADOBE_GAMMA)
    return x / 12.92 if x <= 0.04045 else float(((x + 0.055) / 1.055) ** 2.4)


def _all_near(curves: list[tuple[float, ...]], wanted: tuple[float, ...]) -> bool:
    return all(
        abs(a - b) <= _CURVE_TOLERANCE
        for curve in curves
        for a, b in zip(curve, wanted, strict=True)
    )


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))


def _xyz_tag(xyz: tuple[float, ...]) -> bytes:
    return struct.pack(">4sI", b"XYZ ", 0) + b"".join(map(_fixed, xyz))


def _words_tag(words: str) -> bytes:
    text = words.encode("utf-16-be")
    return struct.pack(">4sIII2s2sII", b"mluc", 0, 1, 12, b"en", b"US", len(text), 28) + text
