"""What came of a planted study: the shared exports, the faces in them, the other routes."""

import base64
import gzip
import io
import json
import shutil
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from planted_identity.person import needles
from planted_identity.scanner import Scanner
from planted_identity.study import FACE_SUBJECT, Planted


@dataclass
class FaceCheck:
    """Pixels that are not black: in all, outside the widened zones, inside the eyes."""

    pictures: int = 0
    pixels_shown: int = 0
    outside: int = 0
    in_eyes: int = 0


def shared_exports(planted: Planted, folder: Path) -> Iterator[tuple[str, Path, Any]]:
    """(name, folder, what was said) of exports with every choice that could let something out."""
    from turgor.workflow.privacy.share import share_study
    from turgor.workflow.privacy.share_choices import ShareChoices
    from turgor.workflow.study import open_study

    wide = {"photographs": "masked", "zones": ("left_cheek", "right_cheek", "chin")}
    for number, (name, choices) in enumerate(
        (
            ("defaults", ShareChoices()),
            ("masked photographs", ShareChoices(**wide)),
            ("masked, years kept, fresh codes", ShareChoices(
                **wide, dates="keep-year", fresh_codes=True, k=2, without_eyes=("cheek",))),
            ("dates dropped", ShareChoices(dates="drop", k=3)),
        )
    ):  # fmt: skip
        with open_study(planted.folder) as study:
            out = folder / f"shared-{number}"
            yield name, out, share_study(study, out, choices)


def check_faces(planted: Planted, export: Path, shared: Any) -> FaceCheck:
    """Hold each picture of the export against the zones, drawn here by another program."""
    from turgor.store import Store

    found = FaceCheck()
    with Store(planted.folder) as store:
        kept = next(z for z in store.zones.newest() if z.zones.subject == FACE_SUBJECT)
    zones = {n: kept.zones.polygons[n] for n in ("left_cheek", "right_cheek", "chin")
             if n in kept.zones.polygons}  # fmt: skip
    face = planted.pictures["face as kept"]
    allowed = _drawn(list(zones.values()), face.shape[:2])
    eyes = _drawn(_eyes(planted), face.shape[:2], widen=0)
    for path in sorted((export / "captures").glob("*.png")):
        with Image.open(path) as image:
            assert not dict(image.getexif()), path
            assert set(image.info) <= {"icc_profile", "srgb", "gamma", "dpi"}, image.info
            pixels = np.asarray(image)
        if pixels.ndim != 3:
            continue  # an ultrasound image
        found.pictures += 1
        lit = pixels.any(axis=2)
        found.pixels_shown += int(lit.sum())
        if pixels.shape == face.shape and _same(pixels, face, lit):
            found.outside += int((lit & ~allowed).sum())
            found.in_eyes += int((lit & eyes).sum())
        elif pixels.shape == face.shape:
            second = planted.pictures["second as kept"]
            assert _same(pixels, second, lit), "a picture of unknown origin left"
            found.outside += _beyond(planted, pixels, lit)
    return found


def _same(pixels: np.ndarray, original: np.ndarray, lit: np.ndarray) -> bool:
    return bool((pixels[lit] == original[lit]).all())


def _beyond(planted: Planted, pixels: np.ndarray, lit: np.ndarray) -> int:
    """Of the later picture: the zones laid on by hand points' known motion, widened generously."""
    from turgor.store import Store
    from turgor.workflow.photo_laying import restored_photo

    with Store(planted.folder) as store:
        kept = next(z for z in store.zones.newest() if z.zones.subject == FACE_SUBJECT)
        registration = next(iter(store.captures.registrations().values()))
    found = restored_photo(registration)
    zones = [np.asarray(kept.zones.polygons[n]) for n in ("left_cheek", "right_cheek", "chin")]
    allowed = _drawn([found.forward(zone) for zone in zones], pixels.shape[:2], widen=4)
    return int((lit & ~allowed).sum())


def _eyes(planted: Planted) -> list[np.ndarray]:
    """The eyes as drawn in the face: between the corners that were clicked."""
    points = planted.hand_points
    made = []
    for side in ("left", "right"):
        outer, inner = np.array(points[f"{side}_eye_outer"]), np.array(points[f"{side}_eye_inner"])
        middle, half = 0.5 * (outer + inner), 0.5 * np.hypot(*(outer - inner))
        turn = np.linspace(0, 2 * np.pi, 40)
        made.append(middle + np.stack([half * np.cos(turn), 0.45 * half * np.sin(turn)], axis=1))
    return made


def _drawn(polygons: list[Any], shape: tuple[int, int], widen: int = 2) -> np.ndarray:
    """(rows, cols) True inside any polygon, by Pillow, widened by so many pixels."""
    image = Image.new("L", (shape[1], shape[0]), 0)
    draw = ImageDraw.Draw(image)
    for polygon in polygons:
        draw.polygon([tuple(map(float, point)) for point in polygon], fill=255, outline=255)
    if widen:
        image = image.filter(ImageFilter.MaxFilter(2 * widen + 1))
    return np.asarray(image) > 0


def find_again(scanner: Scanner, export: Path, folder: Path) -> tuple[int, int]:
    """Plant every needle in every disguise into copies of the export's files; (found, planted)."""
    found = planted = 0
    shutil.rmtree(folder, ignore_errors=True)
    for number, needle in enumerate(needles()):
        for name, disguise in DISGUISES.items():
            planted += 1
            content = disguise(needle.text)
            hits = scanner.content(content, f"{number}-{name}")
            told = {hit.what for hit in hits}
            found += needle.what in told
            if needle.what not in told:
                print(f"  NOT FOUND {needle.text!r} as {name}")
    table = export / "findings.csv"
    for needle in needles():
        planted += 1
        body = table.read_text(encoding="utf-8").replace("left", f'"{needle.text}"', 1)
        found += any(h.what == needle.what for h in scanner.content(body.encode(), "findings.csv"))
    return found, planted


def _png(text: str, how: str) -> bytes:
    from PIL.PngImagePlugin import PngInfo

    info, stream = PngInfo(), io.BytesIO()
    if how == "i":
        info.add_itxt("k", text, zip=True)
    else:
        info.add_text("k", text.encode("latin-1", "replace").decode("latin-1"), zip=how == "z")
    Image.new("RGB", (4, 4)).save(stream, "PNG", pnginfo=info)
    return stream.getvalue()


def _jpeg(text: str) -> bytes:
    exif, stream = Image.Exif(), io.BytesIO()
    exif[0x9C9B] = (text + "\0").encode("utf-16-le")
    Image.new("RGB", (8, 8)).save(stream, "JPEG", exif=exif)
    return stream.getvalue()


def _zip(text: str, where: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        if where == "comment":
            archive.comment = text.encode()
        archive.writestr(text if where == "name" else "x", text if where == "member" else "nothing")
    return stream.getvalue()


def _xlsx(text: str) -> bytes:
    import openpyxl

    book, stream = openpyxl.Workbook(), io.BytesIO()
    book.properties.creator = text
    book.save(stream)
    return stream.getvalue()


def _parquet(text: str) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as parquet

    stream = io.BytesIO()
    parquet.write_table(pa.table({"a": [text]}), stream, compression="zstd")
    return stream.getvalue()


def _npz(text: str) -> bytes:
    stream = io.BytesIO()
    np.savez_compressed(stream, a=np.arange(9), b=np.array(text))
    return stream.getvalue()


_AROUND = "x = 1.0;\n"
DISGUISES = {
    "plain": lambda t: f"{_AROUND}{t}\n{_AROUND}".encode(),
    "upper case": lambda t: t.upper().encode(),
    "latin-1": lambda t: t.encode("latin-1", "replace") if t.isascii() else t.encode("utf-8"),
    "utf-16": lambda t: f"{_AROUND}{t}".encode("utf-16-le"),
    "utf-16-be": lambda t: f"{_AROUND}{t}".encode("utf-16-be"),
    "utf-32": lambda t: f"{_AROUND}{t}".encode("utf-32-le"),
    "backwards": lambda t: f"{_AROUND}{t} {_AROUND}".encode()[::-1],
    "base64": lambda t: b"data: " + base64.b64encode(f"{_AROUND}{t} {_AROUND}".encode()),
    "base64 url": lambda t: base64.urlsafe_b64encode(f"{_AROUND}{t} {_AROUND}".encode()),
    "base64 shifted": lambda t: b"\n" + base64.b64encode(f"ab{t} {_AROUND}".encode()),
    "base32": lambda t: base64.b32encode(f"{_AROUND}{t} {_AROUND}".encode()),
    "hex": lambda t: f"{_AROUND}{t} ".encode().hex().encode(),
    "per cent": lambda t: "".join(f"%{b:02X}" for b in t.encode()).encode(),
    "per cent plain": lambda t: urllib.parse.quote(f"a {t}").encode(),
    "html": lambda t: "".join(f"&#{ord(c)};" for c in t).encode(),
    "json escapes": lambda t: "".join(f"\\u{ord(c):04x}" for c in t).encode(),
    "json": lambda t: json.dumps({"a": [t]}).encode(),
    "zlib": lambda t: b"\1\2" + zlib.compress(f"{_AROUND}{t} {_AROUND}".encode()),
    "gzip": lambda t: gzip.compress(f"{_AROUND}{t} {_AROUND}".encode()),
    "deflate": lambda t: zlib.compress(f"{_AROUND}{t} {_AROUND}".encode())[2:-4],
    "base64 of gzip": lambda t: base64.b64encode(gzip.compress(f"{_AROUND}{t} ".encode())),
    "zip member": lambda t: _zip(t, "member"),
    "zip comment": lambda t: _zip(t, "comment"),
    "xlsx property": _xlsx,
    "parquet": _parquet,
    "npz": _npz,
    "PNG text": lambda t: _png(t, "t") if t.isascii() else _png(t, "i"),
    "PNG packed text": lambda t: _png(t, "z") if t.isascii() else _png(t, "i"),
    "PNG international text": lambda t: _png(t, "i"),
    "Exif in UTF-16": _jpeg,
}


def other_routes(planted: Planted, folder: Path, scanner: Scanner) -> list[tuple[str, int]]:
    """How many findings the other ways out of a study hold, so that nobody takes them for clean."""
    from turgor.workflow.export import export_study
    from turgor.workflow.study import open_study

    with open_study(folder / "plain study") as study:
        export_study(study, folder / "plain export")
    return [
        ("turgor study export", len(scanner.folder(folder / "plain export"))),
        ("the study's folder itself", len(scanner.folder(planted.folder))),
    ]
