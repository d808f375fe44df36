"""The library's formats: scales judged by the file's own header, a missing library named."""

import struct
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from turgor.errors import FormatError, MissingExtraError, UnitError
from turgor.formats import ReadOptions, read_surface
from turgor.formats.base import NEVER_TRIED, SCALE_UNCHECKED
from turgor.formats.long_tail import LONG_TAIL

COUNTS = np.arange(12).reshape(3, 4) * 1000


def metropro(path: Path, lateral_m: float = 2e-6, resolution: int = 1) -> None:
    """A Zygo .dat with a header of 834 bytes, fields at their published places."""
    head = bytearray(834)
    head[0:4] = b"\x88\x1b\x03o"
    struct.pack_into(">HI", head, 4, 1, 834)
    struct.pack_into(">HH", head, 68, 4, 3)
    struct.pack_into(">I", head, 72, COUNTS.size * 4)
    struct.pack_into(">6f", head, 164, 0.5, 6.328e-7, 0.0, 1.0, 0.0, lateral_m)
    struct.pack_into(">h", head, 218, resolution)
    path.write_bytes(bytes(head) + COUNTS.astype(">i4").tobytes())


def nanofocus(path: Path, highest_um: float = 10.0) -> None:
    head = bytearray(3468)
    struct.pack_into("<2d", head, 16, 0.0, highest_um)
    struct.pack_into("<2I2d", head, 1368, 4, 3, 0.002, 0.004)
    path.write_bytes(bytes(head) + COUNTS.astype("<u2").tobytes())


def sensofar(path: Path) -> None:
    index = (
        "<?xml version='1.0'?><xml><GENERAL><IMAGE_SIZE_X>4</IMAGE_SIZE_X>"
        "<IMAGE_SIZE_Y>3</IMAGE_SIZE_Y><FOV_X>2.5</FOV_X><FOV_Y>3.5</FOV_Y>"
        "<DATE>Mon Jan 1 10:00:00 2024</DATE></GENERAL><LAYER_0><FILENAME_Z>LAYER_0.raw"
        "</FILENAME_Z></LAYER_0><INFO><SIZE>1</SIZE><ITEM_0><NAME>Device</NAME>"
        "<VALUE>probe</VALUE></ITEM_0></INFO></xml>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("index.xml", index)
        archive.writestr("LAYER_0.raw", COUNTS.astype("<f4").tobytes())


def test_metropro_scale_is_confirmed_by_its_header(tmp_path: Path) -> None:
    """One count is S · W · O / 32768 for the high resolution, as in the maker's manual."""
    pytest.importorskip("SurfaceTopography")
    metropro(tmp_path / "made.dat")
    height_map = read_surface(tmp_path / "made.dat")
    assert height_map.pitch_x_um == pytest.approx(2.0)
    assert height_map.height_um == pytest.approx(COUNTS * 0.5 * 0.6328 / 32768)
    assert SCALE_UNCHECKED not in height_map.flags
    assert NEVER_TRIED in height_map.flags
    metropro(tmp_path / "none.dat", lateral_m=0.0)
    with pytest.raises(UnitError, match="pitch_x_um"):
        read_surface(tmp_path / "none.dat")
    stated = read_surface(tmp_path / "none.dat", ReadOptions(pitch_x_um=7.0))
    assert (stated.pitch_x_um, stated.pitch_y_um) == (7.0, 7.0)
    assert stated.height_um == pytest.approx(height_map.height_um)


def test_nanofocus_spacing_is_in_millimetres(tmp_path: Path) -> None:
    """The format in which a library once was wrong by a million."""
    pytest.importorskip("SurfaceTopography")
    nanofocus(tmp_path / "made.nms")
    height_map = read_surface(tmp_path / "made.nms")
    assert (height_map.pitch_x_um, height_map.pitch_y_um) == pytest.approx((2.0, 4.0))
    assert SCALE_UNCHECKED not in height_map.flags


def test_sensofar_pitch_is_confirmed_heights_are_not(tmp_path: Path) -> None:
    pytest.importorskip("SurfaceTopography")
    sensofar(tmp_path / "made.plux")
    height_map = read_surface(tmp_path / "made.plux")
    assert (height_map.pitch_x_um, height_map.pitch_y_um) == pytest.approx((2.5, 3.5))
    assert height_map.height_um == pytest.approx(COUNTS)
    assert SCALE_UNCHECKED in height_map.flags


@pytest.mark.parametrize(("factor", "what"), [(1e6, "pitch in x"), (1000.0, "pitch in x")])
def test_a_library_that_is_wrong_by_a_factor_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, factor: float, what: str
) -> None:
    pytest.importorskip("SurfaceTopography")
    from turgor.formats import long_tail

    honest = long_tail._through_library

    def wrong(*given: object) -> object:
        heights, unit, sizes, scale = honest(*given)  # type: ignore[arg-type]
        return heights, unit, tuple(s * factor for s in sizes or ()), scale

    monkeypatch.setattr(long_tail, "_through_library", wrong)
    nanofocus(tmp_path / "made.nms")
    with pytest.raises(FormatError, match=f"{what}.*factor"):
        read_surface(tmp_path / "made.nms")


def test_a_library_wrong_in_height_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("SurfaceTopography")
    from turgor.formats import long_tail

    honest = long_tail._through_library

    def wrong(*given: object) -> object:
        heights, unit, sizes, scale = honest(*given)  # type: ignore[arg-type]
        return heights * 8, unit, sizes, scale * 8

    monkeypatch.setattr(long_tail, "_through_library", wrong)
    metropro(tmp_path / "made.dat")
    with pytest.raises(FormatError, match="factor 8"):
        read_surface(tmp_path / "made.dat")
    nanofocus(tmp_path / "made.nms", highest_um=1.0)
    with pytest.raises(FormatError, match="span"):
        read_surface(tmp_path / "made.nms")


@pytest.mark.parametrize("entry", LONG_TAIL, ids=lambda entry: entry.id)
def test_without_the_library_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entry: object
) -> None:
    monkeypatch.setitem(sys.modules, "SurfaceTopography", None)
    monkeypatch.setitem(sys.modules, "SurfaceTopography.IO", None)
    nanofocus(tmp_path / "made.nms")
    with pytest.raises(MissingExtraError, match=r"pip install 'turgor\[formats\]'"):
        entry.read(tmp_path / "made.nms", ReadOptions())  # type: ignore[attr-defined]
