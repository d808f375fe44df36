"""A file of every kind of capture with the specimen person in its header, names and comments."""

import io
import json
import zipfile
from pathlib import Path

import numpy as np

from planted_identity.person import FAMILY, GIVEN, MAIL, SERIAL, TEXTS, text
from planted_identity.pictures import fill_dicom

_WHOLE = " ".join(TEXTS)
_SETTINGS = {f"{FAMILY} {n}": text(n) for n in range(len(TEXTS))} | {"name": _WHOLE, MAIL: GIVEN}


def write_captures(folder: Path) -> list[tuple[Path, str]]:
    """(file, kind) of everything that was written; names of files tell the person too."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(1)
    made: list[tuple[Path, str]] = []

    def path(suffix: str, kind: str) -> Path:
        made.append((folder / f"{GIVEN}_{FAMILY}_1984-03-17_{len(made)}{suffix}", kind))
        return made[-1][0]

    _surfaces(path, rng)
    _spectra(path, rng)
    _suction(path)
    _barrier(path)
    _waves(path, rng)
    _ultrasound(path, rng)
    _elastograms(path, rng)
    return made


def _surfaces(path, rng) -> None:
    from turgor.formats import write_surface
    from turgor.record.height_map import HeightMap

    heights = rng.normal(0.0, 20.0, (48, 60))
    height_map = HeightMap(heights, 20.0, 20.0, device=f"{FAMILY} {SERIAL}")
    x3p = path(".x3p", "surface")
    write_surface(height_map, x3p)
    _into_x3p(x3p)
    sur = path(".sur", "surface")
    write_surface(height_map, sur)
    content = bytearray(sur.read_bytes())
    content[20:50] = text(0).encode().ljust(30)[:30]  # name of the object
    content[50:80] = f"{GIVEN} {SERIAL}".encode().ljust(30)[:30]  # operator
    sur.write_bytes(bytes(content) + _WHOLE.encode())


def _into_x3p(path: Path) -> None:
    """Words into the document, further members and the archive's own comment."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    document = members["main.xml"].decode()
    document = document.replace("<Comment>", f"<Comment>{_WHOLE} ")
    document = document.replace(
        "<Date>2000-01-01", "<Creator>" + text(0) + "</Creator><Date>1984-03-17"
    )
    document = document.replace("not available", text(0))
    members["main.xml"] = document.encode()
    members.pop("md5checksum.hex", None)
    members[f"{FAMILY}.txt"] = _WHOLE.encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.comment = _WHOLE.encode()
        for name, body in members.items():
            archive.writestr(name, body)
    path.write_bytes(stream.getvalue())


def _spectra(path, rng) -> None:
    bands = np.arange(400, 710, 10)
    values = np.clip(0.3 + 0.0007 * (bands - 400) + rng.normal(0, 0.001, len(bands)), 0, 1)
    for suffix in (".csv", ".xlsx", ".txt"):
        out = path(suffix, "spectrum")
        head = ["name", "device", "operator", "remark", *(f"R[{nm}]" for nm in bands)]
        row = [text(0), f"{FAMILY} {SERIAL}", text(1), text(3), *(f"{v:.5f}" for v in values)]
        above = [["operator", text(0)], ["remark", text(2)], ["scale", "fraction"]]
        if suffix == ".csv":
            lines = [",".join(f'"{c}"' for c in cells) for cells in (*above, head, row)]
            out.write_text("\n".join(lines) + "\n", encoding="utf-8")
        elif suffix == ".xlsx":
            _book(out, [*above, head, [*row[:4], *(float(v) for v in values)]])
        else:
            fields = ["SAMPLE_NAME", "REMARK", *(f"SPECTRAL_NM{nm}" for nm in bands)]
            cells = [f'"{text(0)}"', f'"{text(3)}"', *(f"{v:.5f}" for v in values)]
            lines = [
                "CGATS.17", f'ORIGINATOR "{text(0)}"', f'DESCRIPTOR "{_WHOLE}"',
                'CREATED "17.03.1984"', f'SERIAL "{SERIAL}"', "SCALE fraction",
                f"NUMBER_OF_FIELDS {len(fields)}", "BEGIN_DATA_FORMAT", "\t".join(fields),
                "END_DATA_FORMAT", "NUMBER_OF_SETS 1", "BEGIN_DATA", "\t".join(cells), "END_DATA",
            ]  # fmt: skip
            out.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _book(path: Path, rows: list[list[object]]) -> None:
    """A workbook with the person in its properties, a comment, a hidden sheet and a name."""
    import openpyxl
    from openpyxl.comments import Comment

    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.active["A1"].comment = Comment(_WHOLE, text(0))
    for name in ("creator", "lastModifiedBy", "title", "subject", "description", "keywords",
                 "category"):  # fmt: skip
        setattr(book.properties, name, _WHOLE)
    book.active.oddHeader.center.text = text(0)
    book.save(path)


def _suction(path) -> None:
    from turgor.formats.suction import write_suction
    from turgor.record.suction import SuctionProtocol, SuctionRecording

    time = np.arange(0.0, 20.0, 0.05)
    within = time % 10.0
    rise = np.where(
        within < 5.0, 0.3 * (1 - np.exp(-within / 0.5)), 0.3 * np.exp(-(within - 5) / 0.5)
    )
    write_suction(
        SuctionRecording(
            time, rise, SuctionProtocol(2.0, 450.0, 5.0, 5.0, 2, preconditioning=text(0)),
            name=text(0), device=f"{FAMILY} {SERIAL}", device_class=text(5),
            stated={FAMILY: 1.0, "R2": 0.8}, settings=_SETTINGS,
            flags=(f"{GIVEN}-{FAMILY}".lower(),),
        ),
        path(".csv", "suction"),
    )  # fmt: skip


def _barrier(path) -> None:
    rows = [
        ["Time [s]", "TEWL [g/(m²·h)]"],
        *([float(t), 12.0 + 8.0 * np.exp(-t / 8.0)] for t in range(60)),
    ]
    above = ["quantity = tewl", "chamber = open", f"device = {FAMILY} {SERIAL}",
             f"operator = {text(0)}", f"remark = {_WHOLE}", "measured = 17.03.1984",
             f"device_class = {text(5)}"]  # fmt: skip
    out = path(".csv", "barrier")
    lines = [f"# {line}" for line in above] + [",".join(map(str, row)) for row in rows]
    out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    _book(path(".xlsx", "barrier"), [*([f"# {line}"] for line in above), *rows])


def _waves(path, rng) -> None:
    from turgor.formats.oct import write_oct
    from turgor.formats.wave import write_wave
    from turgor.record.oct_pair import OctPair
    from turgor.record.wave_field import WaveField

    depth, lateral, time = np.arange(8) * 0.2, np.arange(24) * 0.3, np.arange(60) * 1e-4
    motion = np.exp(-(((time[None, None] - lateral[None, :, None] * 3e-4) / 3e-4) ** 2))
    motion = motion + rng.normal(0.0, 1e-3, (8, 24, 60))
    wave = WaveField(
        motion, depth, lateral, time, wave="shear", density_kg_m3=1000.0, name=text(0),
        device=f"{FAMILY} {SERIAL}", device_class=text(5), settings=_SETTINGS,
        flags=(f"{GIVEN}-{FAMILY}".lower(),),
    )  # fmt: skip
    npz = path(".npz", "wave")
    write_wave(wave, npz)
    _more_arrays(npz)
    mat = path(".mat", "wave")
    write_wave(wave, mat)
    content = bytearray(mat.read_bytes())
    content[:116] = b"MATLAB 5.0 MAT-file, " + _WHOLE.encode()[:95]
    mat.write_bytes(bytes(content))
    scan = (rng.normal(size=(40, 30)) + 1j * rng.normal(size=(40, 30))).astype(np.complex64)
    pair = OctPair(
        scan, (scan * np.exp(0.1j)).astype(np.complex64), 2.0, 4.0, 1300.0, 1.4, load=text(0),
        name=text(1), device=f"{FAMILY} {SERIAL}", device_class=text(5), settings=_SETTINGS,
    )  # fmt: skip
    oct_file = path(".npz", "oct")
    write_oct(pair, oct_file)
    _more_arrays(oct_file)


def _more_arrays(path: Path) -> None:
    """Further arrays of text, named by the person, and comments in the archive."""
    for name in (FAMILY, "remark"):
        stream = io.BytesIO()
        np.save(stream, np.array(_WHOLE))
        with zipfile.ZipFile(path, "a") as archive:
            archive.comment = _WHOLE.encode()
            archive.writestr(f"{name}.npy", stream.getvalue())


def _ultrasound(path, rng) -> None:
    from turgor.formats.ultrasound import write_ultrasound
    from turgor.record.ultrasound import BModeImage, UltrasoundLines

    echo = np.clip(rng.normal(90.0, 20.0, (80, 96)), 0, 255).astype(np.float32)
    image = BModeImage(echo, axial_um=10.0, lateral_um=75.0, frequency_mhz=20.0,
                       device=f"{FAMILY} {SERIAL}", time_of_day="09:30")  # fmt: skip
    plain = path(".png", "ultrasound")
    write_ultrasound(image, plain)
    framed = path(".dcm", "ultrasound")
    framed.write_bytes(framed_ultrasound(echo))
    fill_dicom(framed)
    lines = UltrasoundLines(rng.normal(size=(32, 400)).astype(np.float32), 100.0, 75.0,
                            device=f"{FAMILY} {SERIAL}", device_class=text(5))  # fmt: skip
    raw = path(".npz", "ultrasound")
    write_ultrasound(lines, raw)
    _more_arrays(raw)


def framed_ultrasound(echo: np.ndarray) -> bytes:
    """A DICOM image whose calibrated region is the echo, with a name drawn beside it."""
    import pydicom
    from PIL import Image, ImageDraw

    from turgor.formats.ultrasound.dicom_write import dicom_bytes
    from turgor.record.ultrasound import BModeImage

    rows, cols = echo.shape
    whole = Image.new("L", (cols + 60, rows + 40), 0)
    whole.paste(Image.fromarray(echo.astype(np.uint8)), (30, 30))
    ImageDraw.Draw(whole).text((4, 4), f"{FAMILY} 17.03.1984", fill=255)
    levels = np.asarray(whole)
    image = BModeImage(
        levels.astype(np.float32), axial_um=10.0, lateral_um=75.0, frequency_mhz=20.0
    )
    data = pydicom.dcmread(io.BytesIO(dicom_bytes(image, levels)))
    region = data.SequenceOfUltrasoundRegions[0]
    region.RegionLocationMinX0, region.RegionLocationMinY0 = 30, 30
    region.RegionLocationMaxX1, region.RegionLocationMaxY1 = 30 + cols - 1, 30 + rows - 1
    stream = io.BytesIO()
    pydicom.dcmwrite(stream, data)
    return stream.getvalue()


def _elastograms(path, rng) -> None:
    from turgor.formats.elastogram import write_elastogram
    from turgor.record.elastogram import Elastogram, StatedStiffness

    stated = (StatedStiffness("modulus_kpa", 21.0, "mean", text(0), text(1), text(2)),)
    settings = {"device_model": f"{FAMILY} {SERIAL}", "software_version": text(0)}
    report = Elastogram("structured-report", stated, device=f"{GIVEN} {SERIAL}", settings=settings)
    sheet = path(".dcm", "elastogram")
    write_elastogram(report, sheet)
    fill_dicom(sheet)
    stored = Elastogram("parametric-map", (), rng.uniform(5, 30, (20, 24)), pixel_um=(50.0, 50.0),
                        device=f"{GIVEN} {SERIAL}", settings=settings)  # fmt: skip
    chart = path(".dcm", "elastogram")
    write_elastogram(stored, chart)
    fill_dicom(chart)


def form_bytes() -> bytes:
    """A filled questionnaire with free answers."""
    items = [{"linkId": str(n), "answer": [{"valueString": text(n)}]} for n in range(len(TEXTS))]
    subject = {"reference": f"Patient/{FAMILY}"}
    document = {"resourceType": "QuestionnaireResponse", "subject": subject, "item": items}
    return json.dumps(document).encode()
