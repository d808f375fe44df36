"""16-bit images: scale from the sidecar or the options, and never a guess."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from turgor.errors import FormatError, UnitError
from turgor.formats import ReadOptions, read_surface, write_surface
from turgor.record.height_map import HeightMap

COUNTS = (np.arange(20).reshape(4, 5) * 3000).astype(np.uint16)


def image(tmp_path: Path, suffix: str = ".png", counts: np.ndarray = COUNTS) -> Path:
    path = tmp_path / f"made{suffix}"
    Image.fromarray(counts).save(path)
    return path


def sidecar(path: Path, text: str) -> None:
    path.with_name(path.name + ".toml").write_text(text)


@pytest.mark.parametrize("suffix", [".png", ".tif", ".tiff"])
def test_scale_from_the_sidecar(tmp_path: Path, suffix: str) -> None:
    path = image(tmp_path, suffix)
    sidecar(path, 'pitch_um = 10\nheight_um_per_count = 0.01\nheight_offset_um = -5\ndevice = "x"')
    height_map = read_surface(path)
    assert height_map.height_um == pytest.approx(COUNTS * 0.01 - 5)
    assert (height_map.pitch_x_um, height_map.pitch_y_um) == (10.0, 10.0)
    assert height_map.device == "x"


def test_scale_from_the_options(tmp_path: Path) -> None:
    options = ReadOptions(pitch_x_um=10.0, pitch_y_um=11.0, height_um_per_count=0.5)
    height_map = read_surface(image(tmp_path), options)
    assert height_map.height_um == pytest.approx(COUNTS * 0.5)
    assert height_map.pitch_y_um == 11.0


def test_zero_is_a_height_unless_it_is_said_to_be_missing(tmp_path: Path) -> None:
    path = image(tmp_path)
    stated = ReadOptions(pitch_x_um=10.0, height_um_per_count=0.5)
    assert read_surface(path, stated).valid.all()
    missing = ReadOptions(pitch_x_um=10.0, height_um_per_count=0.5, missing_count=0)
    assert np.flatnonzero(~read_surface(path, missing).valid).tolist() == [0]
    sidecar(path, "pitch_um = 10\nheight_um_per_count = 0.01\nmissing_count = 3000\n")
    assert np.flatnonzero(~read_surface(path).valid).tolist() == [1]


def test_without_scale_or_pitch(tmp_path: Path) -> None:
    path = image(tmp_path)
    with pytest.raises(UnitError, match="pitch_x_um"):
        read_surface(path)
    with pytest.raises(UnitError, match=r"made\.png\.toml"):
        read_surface(path, ReadOptions(pitch_x_um=1.0))


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("pitch_um = 10\nheight_um_per_count = 0\n", "height_um_per_count"),
        ("pitch_um = 10\nheight_um_per_count = nan\n", "height_um_per_count"),
        ("pitch_um = -10\nheight_um_per_count = 1\n", "pitch"),
        ("pitch_um = 10\nheight_um_per_count = '1'\n", "wrong type"),
        ("pitch_um = 10\nscale = 2\n", "'scale'"),
        ("pitch_um 10", "TOML"),
        ("pitch_um = 10\nheight_um_per_count = 1\nheight_reference = 'odd'\n", "relative"),
    ],
)
def test_malformed_sidecars(tmp_path: Path, text: str, match: str) -> None:
    path = image(tmp_path)
    sidecar(path, text)
    with pytest.raises(FormatError, match=match):
        read_surface(path)


@pytest.mark.parametrize("mode", ["L", "RGB", "1", "P"])
def test_coarse_and_coloured_images_are_refused(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "made.png"
    Image.new(mode, (8, 6)).save(path)
    with pytest.raises(FormatError, match="16-bit"):
        read_surface(path, ReadOptions(pitch_x_um=1.0, height_um_per_count=1.0))


def test_relative_heights_stay_relative(tmp_path: Path) -> None:
    relative = HeightMap(COUNTS * 0.5, 1.0, 1.0, height_reference="relative")
    path = tmp_path / "made.png"
    write_surface(relative, path)
    assert read_surface(path).height_reference == "relative"


def test_image_bomb_is_refused(tmp_path: Path) -> None:
    path = image(tmp_path, counts=np.zeros((7000, 7000), np.uint16))
    options = ReadOptions(pitch_x_um=1.0, height_um_per_count=1.0)
    assert path.stat().st_size < 300_000
    with pytest.raises(FormatError, match="zip bomb"):
        read_surface(path, options)
