"""Digital Surf: counts, units, inversions, the zipped variant, and what is refused."""

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest

from turgor.errors import FormatError, UnitError
from turgor.formats import read_surface
from turgor.formats.base import NEVER_TRIED
from turgor.record.height_map import HeightMap

COUNTS = np.arange(12, dtype=np.int32).reshape(3, 4) * 10 - 30


def sur_bytes(
    counts: np.ndarray = COUNTS,
    bits: int = 32,
    units: tuple[str, ...] = ("mm", "mm", "nm", "mm", "mm", "nm"),
    ratios: tuple[float, ...] = (1.0, 1.0, 1.0),
    step: tuple[float, ...] = (0.01, 0.02, 5.0),
    **words: int,
) -> bytes:
    """A file built here field by field at its published offsets, apart from the writer."""
    rows, cols = counts.shape
    head = bytearray(512)
    head[0:12] = b"DIGITAL SURF"
    short = {
        12: words.get("order", 0), 14: words.get("objects", 1), 16: 1, 18: words.get("kind", 2),
        82: words.get("acquisition", 0), 86: words.get("gaps", 0), 98: bits,
        290: words.get("inversion", 0), 334: words.get("comment", 0), 336: 0,
    }  # fmt: skip
    for offset, value in short.items():
        struct.pack_into("<H", head, offset, value)
    struct.pack_into(
        "<iiiiI", head, 100, int(counts.min()), int(counts.max()), cols, rows, rows * cols
    )
    struct.pack_into("<3f", head, 120, *step)
    for number, unit in enumerate(units):
        head[180 + 16 * number : 196 + 16 * number] = unit.encode("latin-1").ljust(16)
    struct.pack_into("<3f", head, 276, *ratios)
    struct.pack_into("<3f", head, 466, 0.0, 0.0, words.get("offset_z", 0))
    body = counts.astype("<i2" if bits == 16 else "<i4").tobytes()
    return bytes(head) + bytes(words.get("comment", 0)) + body


def read(tmp_path: Path, content: bytes) -> HeightMap:
    path = tmp_path / "made.sur"
    path.write_bytes(content)
    return read_surface(path)


def test_counts_steps_and_units(tmp_path: Path) -> None:
    height_map = read(tmp_path, sur_bytes())
    assert height_map.height_um == pytest.approx(COUNTS * 5.0 * 1e-3)
    assert height_map.pitch_x_um == pytest.approx(10.0)
    assert height_map.pitch_y_um == pytest.approx(20.0)


def test_16_bits_and_a_comment_before_the_data(tmp_path: Path) -> None:
    height_map = read(tmp_path, sur_bytes(bits=16, comment=40))
    assert height_map.height_um == pytest.approx(COUNTS * 5.0 * 1e-3)
    assert NEVER_TRIED in height_map.flags


def test_a_surface_called_a_profile_is_read(tmp_path: Path) -> None:
    """Gwyddion marks the surfaces that it writes as profiles (kind 1)."""
    assert read(tmp_path, sur_bytes(kind=1)).height_um == pytest.approx(COUNTS * 5e-3)


def test_missing_points_are_two_below_the_lowest(tmp_path: Path) -> None:
    content = bytearray(sur_bytes(gaps=1))
    struct.pack_into("<i", content, 512 + 4 * 5, int(COUNTS.min()) - 2)
    height_map = read(tmp_path, bytes(content))
    assert np.isnan(height_map.height_um[1, 1])
    assert np.isnan(height_map.height_um).sum() == 1


def test_offset_of_heights_is_added(tmp_path: Path) -> None:
    plain, moved = read(tmp_path, sur_bytes()), read(tmp_path, sur_bytes(offset_z=2000))
    assert moved.height_um - plain.height_um == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("inversion", "truth"), [(1, -COUNTS), (2, -COUNTS[:, ::-1]), (3, -COUNTS[::-1])]
)
def test_inversion_is_undone(tmp_path: Path, inversion: int, truth: np.ndarray) -> None:
    assert read(tmp_path, sur_bytes(inversion=inversion)).height_um == pytest.approx(truth * 5e-3)


@pytest.mark.parametrize(
    ("acquisition", "expected"),
    [(1, "contact-stylus"), (9, "interferometry"), (10, "structured-light"), (77, "unknown")],
)
def test_device_class(tmp_path: Path, acquisition: int, expected: str) -> None:
    assert read(tmp_path, sur_bytes(acquisition=acquisition)).device_class == expected


def test_axis_unit_must_agree_with_step_unit_by_the_ratio(tmp_path: Path) -> None:
    units = ("nm", "nm", "nm", "µm", "µm", "nm")
    step = (295546.0, 295546.0, 5.0)
    good = read(tmp_path, sur_bytes(units=units, step=step, ratios=(1000.0, 1000.0, 1.0)))
    assert good.pitch_x_um == pytest.approx(295.546)
    with pytest.raises(FormatError, match="contradicts itself"):
        read(tmp_path, sur_bytes(units=units, step=step, ratios=(8.0, 1000.0, 1.0)))


def test_zipped_variant(tmp_path: Path) -> None:
    plain = sur_bytes()
    body = plain[512:]
    parts = [zlib.compress(body[:20]), zlib.compress(body[20:])]
    table = struct.pack("<5I", 2, 20, len(parts[0]), len(body) - 20, len(parts[1]))
    content = b"DSCOMPRESSED" + plain[12:512] + table + b"".join(parts)
    height_map = read(tmp_path, content)
    assert height_map.height_um == pytest.approx(COUNTS * 5e-3)
    assert NEVER_TRIED in height_map.flags
    with pytest.raises(FormatError):
        read(tmp_path, content[:-5])


def test_zip_bomb_is_refused_before_unpacking(tmp_path: Path) -> None:
    packed = zlib.compress(bytes(100_000_000), 9)
    plain = bytearray(sur_bytes()[:512])
    struct.pack_into("<iiI", plain, 108, 5000, 5000, 25_000_000)
    table = struct.pack("<3I", 1, 100_000_000, len(packed))
    with pytest.raises(FormatError, match="zip bomb"):
        read(tmp_path, b"DSCOMPRESSED" + bytes(plain[12:]) + table + packed)


@pytest.mark.parametrize(
    ("words", "match"),
    [
        ({"order": 257}, "byte order"),
        ({"kind": 21}, "kind 21"),
        ({"bits": 24}, "24 bits"),
    ],
)
def test_other_kinds_are_named_and_refused(
    tmp_path: Path, words: dict[str, int], match: str
) -> None:
    with pytest.raises(FormatError, match=match):
        read(tmp_path, sur_bytes(**words))  # type: ignore[arg-type]


@pytest.mark.parametrize("step", [(0.0, 1.0, 1.0), (-1.0, 1.0, 1.0), (1.0, float("nan"), 1.0)])
def test_impossible_pitch_is_refused(tmp_path: Path, step: tuple[float, ...]) -> None:
    with pytest.raises(FormatError, match="pitch"):
        read(tmp_path, sur_bytes(step=step))


def test_absurd_size_is_refused_before_memory_is_taken(tmp_path: Path) -> None:
    content = bytearray(sur_bytes())
    struct.pack_into("<iiI", content, 108, 60_000, 60_000, 3_600_000_000)
    with pytest.raises(FormatError, match="at most"):
        read(tmp_path, bytes(content))
    struct.pack_into("<iiI", content, 108, 15_000, 15_000, 225_000_000)
    with pytest.raises(FormatError, match="truncated"):
        read(tmp_path, bytes(content))


def test_missing_and_strange_units_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnitError, match="lateral_unit"):
        read(tmp_path, sur_bytes(units=("", "mm", "nm", "", "mm", "nm")))
    with pytest.raises(UnitError, match="z step"):
        read(tmp_path, sur_bytes(units=("mm", "mm", "V", "mm", "mm", "V")))
    with pytest.raises(UnitError):
        read(tmp_path, sur_bytes(units=("mm", "mm", "9**9**9", "mm", "mm", "9**9**9")))
