"""Looks through every byte of a folder for a specimen person, in every disguise that is usual.

Independent of the code under test: it imports nothing of it. Each content is looked at as it is,
without NULs (UTF-16, UTF-32), backwards, and through whatever can be unpacked or decoded inside it:
zip, gzip, zlib and raw deflate streams, base64, base32, hexadecimal, per cent and HTML escapes,
quoted-printable, JSON escapes, parquet. Case never matters.
"""

import base64
import html
import io
import re
import struct
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from planted_identity.person import Needle, needles

_DEEPEST = 4
_LARGEST = 200_000_000
_STRINGS = re.compile(rb"[\t\n\r -~]{6,}")
_RUNS = (
    ("base64", re.compile(rb"[A-Za-z0-9+/_-]{12,}={0,2}"), lambda b: _base64(b)),
    ("hex", re.compile(rb"(?:[0-9a-fA-F]{2}[ :]?){6,}"), lambda b: _hex(b)),
    ("base32", re.compile(rb"[A-Z2-7]{16,}={0,6}"), lambda b: _base32(b)),
)


@dataclass(frozen=True)
class Hit:
    """Where something survived: the file, the way into it, what, and in which writing."""

    path: str
    view: str
    what: str
    text: str


class Scanner:
    """The needles, made ready once."""

    def __init__(self, wanted: tuple[Needle, ...] | None = None) -> None:
        wanted = needles() if wanted is None else wanted
        self._forms: list[tuple[Needle, bytes, re.Pattern[bytes] | None]] = []
        for needle in wanted:
            forms = {
                needle.text.lower().encode(c, "ignore") for c in ("utf-8", "latin-1", "cp1252")
            }
            forms |= {needle.text.upper().encode(c, "ignore").lower() for c in ("utf-8", "latin-1")}
            for form in sorted(forms):
                # a digit more may be a neighbour byte; a much longer run is another number
                run = rb"[0-9.]*" + re.escape(form) + rb"[0-9.]*"
                self._forms.append((needle, form, re.compile(run) if needle.bounded else None))
        degrees = [(48, 1), (12, 1), (3301, 100)]
        flat = [number for pair in degrees for number in pair]
        self._raw = [struct.pack(order + "6I", *flat) for order in "<>"]

    def folder(self, folder: Path) -> list[Hit]:
        """Every hit in every file and name below a folder."""
        found: list[Hit] = []
        for path in sorted(folder.rglob("*")):
            name = str(path.relative_to(folder))
            found += self.content(name.encode(), name, "file name")
            if path.is_file():
                found += self.content(path.read_bytes(), name)
        return found

    def content(self, content: bytes, path: str = "", view: str = "bytes") -> list[Hit]:
        """Every hit in one content."""
        found: dict[tuple[str, str], Hit] = {}
        for label, data in _views(content, view, 0, set()):
            low = data.lower()
            for needle, form, pattern in self._forms:
                if (needle.what, needle.text) in found or form not in low:
                    continue
                if pattern is None or _alone(pattern, low, len(form)):
                    hit = Hit(path, label, needle.what, needle.text)
                    found[needle.what, needle.text] = hit
            if any(raw in data for raw in self._raw):
                found["coordinates", "raw"] = Hit(path, label, "coordinates", "binary rationals")
        return list(found.values())


def _alone(pattern: re.Pattern[bytes], low: bytes, length: int) -> bool:
    return any(len(match.group()) <= length + 2 for match in pattern.finditer(low))


def _views(content: bytes, label: str, depth: int, seen: set[bytes]) -> Iterator[tuple[str, bytes]]:
    import hashlib

    mark = hashlib.sha256(content).digest()
    if mark in seen or not content or len(content) > _LARGEST:
        return
    seen.add(mark)
    yield label, content
    yield f"{label}>backwards", content[::-1]
    if b"\0" in content:
        yield f"{label}>no NULs", content.replace(b"\0", b"")
        yield f"{label}>no NULs>backwards", content.replace(b"\0", b"")[::-1]
    if depth >= _DEEPEST:
        return
    for inner, data in _inside(content):
        yield from _views(data, f"{label}>{inner}", depth + 1, seen)


def _inside(content: bytes) -> Iterator[tuple[str, bytes]]:
    yield from _archives(content)
    yield from _deflated(content)
    if content[:4] == b"PAR1":
        yield "parquet", _parquet(content)
    for name, pattern, decode in _RUNS:
        whole = b"\n".join(filter(None, (decode(m.group()) for m in pattern.finditer(content))))
        if whole:
            yield name, whole
    # escapes are written in plain letters, so pixels and packed numbers need no look
    strings = b"\n".join(_STRINGS.findall(content))
    for name, decode in (("url", _url), ("html", _html), ("json", _json), ("qp", _quoted)):
        made = decode(strings)
        if made and made != strings:
            yield name, made


def _archives(content: bytes) -> Iterator[tuple[str, bytes]]:
    if b"PK\x03\x04" in content or b"PK\x05\x06" in content:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                yield "zip comment", archive.comment
                for item in archive.infolist():
                    yield "zip name", item.filename.encode() + b" " + item.comment + item.extra
                    try:
                        yield f"zip {item.filename}", archive.read(item)
                    except Exception:
                        continue
        except (zipfile.BadZipFile, OSError):
            pass
    at = content.find(b"\x1f\x8b")
    while at >= 0:
        made = _inflate(memoryview(content)[at:], 31)
        if made:
            yield "gzip", made
        at = content.find(b"\x1f\x8b", at + 1)


def _deflated(content: bytes) -> Iterator[tuple[str, bytes]]:
    for second in (0x01, 0x5E, 0x9C, 0xDA):
        start = bytes((0x78, second))
        at = content.find(start)
        while at >= 0:
            made = _inflate(memoryview(content)[at:], 15)
            if made:
                yield "zlib", made
            at = content.find(start, at + 1)
    if b"IDAT" in content:
        parts, at = [], content.find(b"IDAT")
        while at >= 4:
            (length,) = struct.unpack(">I", content[at - 4 : at])
            parts.append(content[at + 4 : at + 4 + length])
            at = content.find(b"IDAT", at + 4 + length)
        made = _inflate(b"".join(parts), 15)
        if made:
            yield "PNG pixels", made
    made = _inflate(content, -15)
    if made:
        yield "raw deflate", made


def _inflate(data: bytes | memoryview, bits: int) -> bytes:
    unpacker = zlib.decompressobj(bits)
    made = b""
    try:
        made = unpacker.decompress(data, _LARGEST)
    except zlib.error:
        return b""
    return made if len(made) >= 5 else b""


def _parquet(content: bytes) -> bytes:
    import pyarrow.parquet as parquet

    table = parquet.read_table(io.BytesIO(content))
    return repr((table.schema, table.schema.metadata, table.to_pydict())).encode()


def _base64(run: bytes) -> bytes:
    found = []
    plain = run.replace(b"-", b"+").replace(b"_", b"/").rstrip(b"=")
    for shift in range(4):
        cut = plain[shift:]
        cut = cut[: len(cut) - len(cut) % 4] if len(cut) % 4 == 1 else cut
        try:
            found.append(base64.b64decode(cut + b"=" * (-len(cut) % 4)))
        except ValueError:
            continue
    return b"\n".join(found)


def _base32(run: bytes) -> bytes:
    plain = run.rstrip(b"=")
    try:
        return base64.b32decode(plain + b"=" * (-len(plain) % 8))
    except ValueError:
        return b""


def _hex(run: bytes) -> bytes:
    digits = re.sub(rb"[ :]", b"", run)
    found = []
    for shift in (0, 1):
        cut = digits[shift:]
        found.append(bytes.fromhex(cut[: len(cut) - len(cut) % 2].decode("ascii")))
    return b"\n".join(found)


def _url(content: bytes) -> bytes:
    return urllib.parse.unquote_to_bytes(content) if b"%" in content else b""


def _html(content: bytes) -> bytes:
    return html.unescape(content.decode("utf-8", "ignore")).encode() if b"&" in content else b""


def _json(content: bytes) -> bytes:
    if b"\\u" not in content and b"\\x" not in content:
        return b""
    text = content.decode("latin-1")
    return re.sub(
        r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2}))",
        lambda m: chr(int(m.group(1) or m.group(2), 16)),
        text,
    ).encode("utf-8", "ignore")


def _quoted(content: bytes) -> bytes:
    import quopri

    return quopri.decodestring(content) if re.search(rb"=[0-9A-F]{2}", content) else b""
