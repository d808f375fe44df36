"""Whatever the bytes, each reader of elasticity, structure and barrier answers or says one line.

Files of every kind are cut, changed and grown together, and handed to the reader of every kind.
"""

import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from turgor.errors import TurgorError
from turgor.formats.barrier import is_barrier, read_barrier, write_barrier
from turgor.formats.elastogram import ElastogramOptions, is_elastogram, read_elastogram
from turgor.formats.elastogram.dicom_write import described, file_bytes
from turgor.formats.oct import OctOptions, is_oct, read_oct, write_oct
from turgor.formats.suction import SuctionOptions, is_suction, read_suction, write_suction
from turgor.formats.ultrasound import (
    UltrasoundOptions,
    is_ultrasound,
    read_ultrasound,
    write_ultrasound,
)
from turgor.formats.wave import WaveOptions, is_wave, read_wave, write_wave
from turgor.phantom.barrier import BarrierSpec, barrier_series
from turgor.phantom.elastogram import ElastogramSpec, write_elastogram_files
from turgor.record.elastogram import Elastogram
from turgor.record.oct_pair import OctPair
from turgor.record.suction import SuctionProtocol, SuctionRecording
from turgor.record.ultrasound import BModeImage, UltrasoundLines
from turgor.record.wave_field import WaveField

pytest.importorskip("pydicom")
calm = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
SMALL = 20_000_000


@dataclass(frozen=True)
class Made:
    kind: str
    suffix: str
    content: bytes


def made_elastograms(folder: Path) -> tuple[list[Made], ElastogramOptions]:
    """A report, a map, and one screen as PNG, JPEG and ultrasound image in DICOM."""
    files = write_elastogram_files(ElastogramSpec(rows=24, cols=32), 1, folder)
    picture = Image.open(files.picture).convert("RGB")
    picture.load()
    jpeg = io.BytesIO()
    picture.save(jpeg, "JPEG", quality=90)
    rgb = np.asarray(picture)
    data = described("1.2.840.10008.5.1.4.1.1.6.1", "US", b"x", Elastogram("colour-bar"))
    data.Rows, data.Columns, data.SamplesPerPixel, data.PlanarConfiguration = *rgb.shape, 0
    data.PhotometricInterpretation = "RGB"
    data.BitsAllocated = data.BitsStored = 8
    data.HighBit, data.PixelRepresentation = 7, 0
    data.PixelData = rgb.tobytes()
    found = [
        Made("elastogram", ".dcm", files.report.read_bytes()),
        Made("elastogram", ".dcm", files.map.read_bytes()),
        Made("screen", ".png", files.picture.read_bytes()),
        Made("screen", ".jpg", jpeg.getvalue()),
        Made("screen", ".dcm", file_bytes(data)),
    ]
    return found, files.options


def made_others(folder: Path) -> list[Made]:
    """One small valid file of every other kind and container that can be written."""
    time = np.arange(0.0, 12.0, 0.05)
    curve = 0.3 * (time % 4.0 < 2.0) + 0.05
    protocol = SuctionProtocol(2.0, 450.0, 2.0, 2.0, 3)
    suction = SuctionRecording(time, curve, protocol)
    series, _ = barrier_series(BarrierSpec(duration_s=30.0), 2)
    rng = np.random.default_rng(0)
    axes = (np.arange(2.0), np.arange(3.0), np.arange(5.0))
    wave = WaveField(rng.normal(size=(2, 3, 5)), *axes)
    scan = np.ones((4, 4), np.complex64)
    pair = OctPair(scan, scan, 1.0, 1.0, 1300.0, 1.4)
    image = BModeImage(
        rng.uniform(0, 255, (24, 16)).astype(np.float32), axial_um=10.0, lateral_um=20.0
    )
    lines = UltrasoundLines(rng.normal(size=(4, 32)).astype(np.float32), 100.0)
    jobs: list[tuple[str, str, Callable[[Path], object]]] = [
        ("suction", ".csv", lambda p: write_suction(suction, p)),
        ("suction", ".crd", lambda p: write_suction(suction, p)),
        ("barrier", ".csv", lambda p: write_barrier(series, p)),
        ("barrier", ".xlsx", lambda p: write_barrier(series, p)),
        ("wave", ".npz", lambda p: write_wave(wave, p)),
        ("wave", ".mat", lambda p: write_wave(wave, p)),
        ("oct", ".npz", lambda p: write_oct(pair, p)),
        ("ultrasound", ".png", lambda p: write_ultrasound(image, p)),
        ("ultrasound", ".dcm", lambda p: write_ultrasound(image, p)),
        ("ultrasound", ".npz", lambda p: write_ultrasound(lines, p)),
    ]
    found = []
    for kind, suffix, write in jobs:
        path = folder / f"{kind}{suffix}"
        write(path)
        found.append(Made(kind, suffix, path.read_bytes()))
    return found


with TemporaryDirectory() as _name, warnings.catch_warnings():
    warnings.simplefilter("ignore")
    _elastograms, STATED = made_elastograms(Path(_name))
    VALID = [*_elastograms, *made_others(Path(_name))]

SUCTION = SuctionOptions(
    aperture_mm=2.0,
    pressure_mbar=450.0,
    on_s=2.0,
    off_s=2.0,
    cycles=3,
    first_curve=1,
    max_samples=100_000,
)
ULTRASOUND = UltrasoundOptions(lines=4, samples=8, sample_type="int16-le", max_pixels=SMALL)
READERS = {
    "elastogram": (is_elastogram, lambda p: read_elastogram(p, STATED)),
    "suction": (is_suction, lambda p: read_suction(p, SUCTION)),
    "barrier": (is_barrier, read_barrier),
    "wave": (is_wave, lambda p: read_wave(p, WaveOptions(max_bytes=SMALL))),
    "oct": (is_oct, lambda p: read_oct(p, OctOptions(max_bytes=SMALL))),
    "ultrasound": (is_ultrasound, lambda p: read_ultrasound(p, ULTRASOUND)),
}


def answers(suffix: str, content: bytes, kinds: tuple[str, ...] = tuple(READERS)) -> set[str]:
    """Which of the readers take the file; the others must have said one printable line."""
    taken = set()
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"any{suffix}"
        path.write_bytes(content)
        for kind in kinds:
            sniff, read = READERS[kind]
            assert sniff(path) in (True, False)
            try:
                found = read(path)
            except TurgorError as error:
                assert str(error).isprintable(), kind
                continue
            assert found, kind
            taken.add(kind)
            for one in found:
                assert one.device.isprintable(), kind
                if isinstance(one, Elastogram):
                    assert one.stated or one.values is not None
                    assert all(np.isfinite(item.value) for item in one.stated)
                    assert one.u is None or one.u > 0
    return taken


#: lines and an ensemble are both named 'rf' in .npz; lines have two axes, so ultrasound asks first
ALSO = {("ultrasound", ".npz"): {"wave"}}


def _own(made: Made) -> tuple[str, ...]:
    return ("elastogram", "ultrasound") if made.kind == "screen" else (made.kind,)


@pytest.mark.parametrize("made", VALID, ids=lambda m: f"{m.kind}{m.suffix}")
def test_valid_files_are_claimed_by_their_own_kind_alone(made: Made, tmp_path: Path) -> None:
    path = tmp_path / f"any{made.suffix}"
    path.write_bytes(made.content)
    claimed = {kind for kind, (sniff, _) in READERS.items() if sniff(path)}
    if made.kind == "screen":
        # a screen is an ultrasound image or a photograph until somebody states its colour bar
        assert claimed == ({"ultrasound"} if made.suffix == ".dcm" else set())
        assert is_elastogram(path, STATED)
        assert answers(made.suffix, made.content, ("elastogram",)) == {"elastogram"}
        return
    assert made.kind in claimed
    assert claimed - {made.kind} <= ALSO.get((made.kind, made.suffix), set())
    assert answers(made.suffix, made.content, (made.kind,)) == {made.kind}


SUFFIXES = sorted({made.suffix for made in VALID} | {".cmf", ".crf", ".txt", ""})
STARTS = [b"", bytes(128) + b"DICM", b"PK\x03\x04", b"MATLAB 5.0", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"]  # noqa: E501  # fmt: skip


@calm
@given(st.sampled_from(SUFFIXES), st.sampled_from(STARTS), st.binary(max_size=2000))
def test_random_bytes(suffix: str, start: bytes, content: bytes) -> None:
    answers(suffix, start + content)


@calm
@given(st.sampled_from(VALID), st.floats(0.0, 1.0))
def test_cut_short(made: Made, share: float) -> None:
    answers(made.suffix, made.content[: int(share * len(made.content))], _own(made))


CHANGES = st.lists(st.tuples(st.floats(0.0, 0.999999), st.integers(0, 255)), min_size=1, max_size=6)


@calm
@given(st.sampled_from(VALID), CHANGES, st.booleans())
def test_bytes_changed(made: Made, changes: list[tuple[float, int]], early: bool) -> None:
    content = bytearray(made.content)
    within = min(len(content), 3000) if early else len(content)
    for place, value in changes:
        content[int(place * within)] = value
    answers(made.suffix, bytes(content), _own(made))


@calm
@given(st.sampled_from(VALID), st.sampled_from(VALID), st.floats(0, 1), st.floats(0, 1))
def test_files_grown_together(first: Made, second: Made, a: float, b: float) -> None:
    head, tail = first.content, second.content
    grown = head[: int(a * len(head))] + tail[int(b * len(tail)) :]
    answers(first.suffix, grown, tuple({*_own(first), *_own(second)} & set(READERS)))


@calm
@given(st.sampled_from(VALID), st.sampled_from(SUFFIXES))
def test_under_another_name(made: Made, suffix: str) -> None:
    answers(suffix, made.content)


@pytest.mark.parametrize("damage", ["version", "sheet"])
def test_a_damaged_workbook_is_refused_and_not_claimed(damage: str, tmp_path: Path) -> None:
    """A sheet's rows are unpacked late: their damage must not escape from a sniff either."""
    import zipfile

    content = next(made.content for made in VALID if made.suffix == ".xlsx")
    path = tmp_path / "a.xlsx"
    if damage == "version":
        broken = bytearray(content)
        broken[content.rindex(b"PK\x01\x02") + 6] = 128
        path.write_bytes(broken)
    else:
        with zipfile.ZipFile(io.BytesIO(content)) as book, zipfile.ZipFile(path, "w") as out:
            for name in book.namelist():
                data = book.read(name)
                out.writestr(name, data[:-40] if "sheet1" in name else data)
    for kind in ("barrier", "suction"):
        sniff, read = READERS[kind]
        assert sniff(path) is False
        with pytest.raises(TurgorError):
            read(path)
