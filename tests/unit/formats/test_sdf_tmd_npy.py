"""SDF in both variants, TrueMap comments, and arrays that are no plain numbers."""

import struct
from pathlib import Path

import numpy as np
import pytest

from turgor.errors import FormatError, InputError, UnitError
from turgor.formats import ReadOptions, read_surface
from turgor.formats.base import NEVER_TRIED

COUNTS = np.array([[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]])
STATED = ReadOptions(pitch_x_um=2.0, height_unit="mm")
CODES = ("<u1", "<u2", "<u4", "<f4", "<i1", "<i2", "<i4", "<f8")


def binary_sdf(data_type: int, counts: np.ndarray, compression: int = 0) -> bytes:
    rows, cols = counts.shape
    head = b"bISO-1.0" + b"maker".ljust(10) + b"0" * 24 + struct.pack("<HH", cols, rows)
    head += struct.pack("<4d3b", 1e-5, 2e-5, 1e-6, 0.0, compression, data_type, 0)
    assert len(head) == 81
    return head + counts.astype(CODES[data_type]).tobytes()


@pytest.mark.parametrize("data_type", range(8))
def test_every_binary_type(tmp_path: Path, data_type: int) -> None:
    path = tmp_path / "made.sdf"
    path.write_bytes(binary_sdf(data_type, COUNTS))
    height_map = read_surface(path)
    assert height_map.height_um == pytest.approx(COUNTS)
    assert (height_map.pitch_x_um, height_map.pitch_y_um) == pytest.approx((10.0, 20.0))
    assert height_map.device == "maker"
    assert NEVER_TRIED in height_map.flags


@pytest.mark.parametrize(
    ("data_type", "marker"), [(1, 65535), (2, 2**32 - 1), (5, -(2**15)), (6, -(2**31)), (7, np.nan)]
)
def test_reserved_counts_are_missing(tmp_path: Path, data_type: int, marker: float) -> None:
    counts = COUNTS.astype(float)
    counts[1, 2] = marker
    path = tmp_path / "made.sdf"
    path.write_bytes(binary_sdf(data_type, counts))
    assert np.flatnonzero(np.isnan(read_surface(path).height_um)).tolist() == [6]


def test_text_variant_with_bad_points(tmp_path: Path) -> None:
    text = (
        "aISO-1.0\nManufacID = me\nNumPoints = 3\nNumProfiles = 2\nXscale = 1e-5\nYscale = 2e-5\n"
        "Zscale = 1e-6\nDataType = 7\n*\n1 2 BAD\n4 5 6\n*\n"
    )
    path = tmp_path / "made.sdf"
    path.write_text(text)
    height_map = read_surface(path)
    assert np.array_equal(height_map.height_um, [[1, 2, np.nan], [4, 5, 6]], equal_nan=True)
    for wrong, match in (
        (text.replace("5 6", "5"), "holds 5 values"),
        (text.replace("= 1e-6", "= 0"), "Zscale"),
        (text.replace("= 2e-5", "= -2e-5"), "Yscale"),
        (text.replace("DataType = 7\n", ""), "DataType"),
        (text.replace("NumPoints = 3", "NumPoints = 3e9"), "whole number"),
        (text.replace("NumPoints = 3", "NumPoints = 30000"), "truncated"),
        (text.replace("4 5", "4 five"), "no number"),
    ):
        path.write_text(wrong)
        with pytest.raises(FormatError, match=match):
            read_surface(path)


def test_compressed_sdf_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "made.sdf"
    path.write_bytes(binary_sdf(7, COUNTS, compression=1))
    with pytest.raises(FormatError, match="compressed"):
        read_surface(path)


@pytest.mark.parametrize("comment", [b"", b"x", b"Created by TrueMap v6\r\n", b"y" * 300])
def test_tmd_comment_ends_at_its_nul(tmp_path: Path, comment: bytes) -> None:
    head = b"Binary TrueMap Data File v2.0\r\n\x00" + comment + b"\x00"
    body = struct.pack("<2I4f", 4, 3, 0.08, 0.03, 0.0, 0.0) + COUNTS.astype("<f4").tobytes()
    path = tmp_path / "made.tmd"
    path.write_bytes(head + body)
    height_map = read_surface(path)
    assert height_map.height_um == pytest.approx(COUNTS * 1000.0)
    assert (height_map.pitch_x_um, height_map.pitch_y_um) == pytest.approx((20.0, 10.0))
    path.write_bytes(head + body[:-1])
    with pytest.raises(FormatError, match="truncated"):
        read_surface(path)


def test_other_tmd_versions_are_named(tmp_path: Path) -> None:
    path = tmp_path / "made.tmd"
    path.write_bytes(b"Binary TrueMap Data File v3.1\r\n\x00\x00" + bytes(100))
    with pytest.raises(FormatError, match=r"v3\.1"):
        read_surface(path)


@pytest.mark.parametrize("dtype", ["<f4", ">f8", "<i2", "<u1", "<f2"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_npy_types_and_orders(tmp_path: Path, dtype: str, order: str) -> None:
    path = tmp_path / "made.npy"
    np.save(path, np.asarray(COUNTS, dtype=dtype, order="F" if order == "F" else "C"))
    height_map = read_surface(path, STATED)
    assert np.array_equal(height_map.height_um, COUNTS * 1000.0)
    assert height_map.pitch_y_um == 2.0


@pytest.mark.parametrize(
    ("array", "match"),
    [
        (np.zeros((3, 4, 2)), "3 axes"),
        (np.zeros((3, 4), complex), "type"),
        (np.zeros((1, 4)), "at least 2 x 2"),
        (np.full((3, 4), np.nan), "no measured point"),
        (np.array([["a", "b"], ["c", "d"]]), "type"),
    ],
)
def test_npy_refusals(tmp_path: Path, array: np.ndarray, match: str) -> None:
    path = tmp_path / "made.npy"
    np.save(path, array)
    with pytest.raises(FormatError, match=match):
        read_surface(path, STATED)


def test_npy_never_unpickles(tmp_path: Path) -> None:
    path = tmp_path / "made.npy"
    np.save(path, np.array([[Path(), 1], [2, 3]], dtype=object), allow_pickle=True)
    with pytest.raises(FormatError, match="object"):
        read_surface(path, STATED)


def test_npy_announcing_more_than_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "made.npy"
    np.save(path, np.zeros((30, 40)))
    content = path.read_bytes()
    path.write_bytes(content.replace(b"(30, 40)", b"(9999, 9999)"[:8].ljust(8)))
    with pytest.raises(FormatError):
        read_surface(path, STATED)
    path.write_bytes(content.replace(b"(30, 40), }", b"(9000, 90)}", 1))
    with pytest.raises(FormatError, match="truncated"):
        read_surface(path, STATED)


def test_npy_without_pitch_or_unit(tmp_path: Path) -> None:
    path = tmp_path / "made.npy"
    np.save(path, COUNTS.astype(float))
    with pytest.raises(UnitError, match="pitch_x_um"):
        read_surface(path)
    with pytest.raises(UnitError, match="height_unit"):
        read_surface(path, ReadOptions(pitch_x_um=1.0))
    with pytest.raises(UnitError, match="kg"):
        read_surface(path, ReadOptions(pitch_x_um=1.0, height_unit="kg"))


@pytest.mark.parametrize("pitch", [0.0, -1.0, float("nan"), float("inf")])
def test_impossible_options_are_refused(pitch: float) -> None:
    with pytest.raises(InputError, match="pitch_x_um"):
        ReadOptions(pitch_x_um=pitch)


def test_region_must_not_be_empty() -> None:
    with pytest.raises(InputError, match="region_mm"):
        ReadOptions(region_mm=(1.0, 0.0, 1.0, 5.0))
