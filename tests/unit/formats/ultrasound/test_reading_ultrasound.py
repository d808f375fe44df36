"""Pictures, DICOM and raw lines: what is read, what wins, what is refused."""

import io

import numpy as np
import pytest
from PIL import Image

from turgor.errors import FormatError, InputError
from turgor.formats.photo import is_photograph
from turgor.formats.ultrasound import (
    UltrasoundOptions,
    is_ultrasound,
    read_ultrasound,
    write_ultrasound,
)
from turgor.record.ultrasound import BModeImage, UltrasoundLines

rng = np.random.default_rng(4)
LEVELS = rng.integers(0, 256, (60, 40)).astype(np.uint8)
STATED = UltrasoundOptions(axial_um=8.0, lateral_um=50.0, gain_db=-3.0, time_of_day="09:30")


def picture(folder, name, pixels=LEVELS):
    path = folder / name
    Image.fromarray(pixels).save(path)
    return path


@pytest.mark.parametrize("name", ["a.png", "a.tif", "a.bmp"])
def test_grey_pictures(tmp_path, name):
    path = picture(tmp_path, name)
    assert is_ultrasound(path)
    (image,) = read_ultrasound(path)
    assert np.array_equal(image.echo, LEVELS.astype(np.float32))
    assert image.axial_um is None
    assert "no-scale-only-pixels-and-ratios" in image.flags


def test_a_grey_jpeg(tmp_path):
    smooth = np.tile(np.arange(0, 200, 5, np.uint8), (60, 1))
    (image,) = read_ultrasound(picture(tmp_path, "a.jpg", smooth))
    assert np.abs(image.echo - smooth).max() < 8


def test_pictures_that_stay_with_others(tmp_path):
    deep = picture(tmp_path, "deep.png", rng.integers(0, 60_000, (30, 30)).astype(np.uint16))
    colour = picture(tmp_path, "colour.png", rng.integers(0, 256, (30, 30, 3)).astype(np.uint8))
    grey_rgb = picture(tmp_path, "grey.png", np.dstack([LEVELS] * 3))
    assert not any(is_ultrasound(path) for path in (deep, colour, grey_rgb))
    assert is_photograph(colour)
    with pytest.raises(FormatError, match="8-bit grey"):
        read_ultrasound(deep)
    with pytest.raises(FormatError, match="in colour"):
        read_ultrasound(colour)
    assert np.array_equal(read_ultrasound(grey_rgb)[0].echo, LEVELS)


def test_a_few_coloured_pixels_are_masked(tmp_path):
    pixels = np.dstack([LEVELS] * 3)
    pixels[5, :8] = (255, 255, 0)
    (image,) = read_ultrasound(picture(tmp_path, "cursor.png", pixels))
    assert np.isnan(image.echo[5, :8]).all()
    assert np.isnan(image.echo).sum() == 8
    assert "coloured-overlay-masked" in image.flags


def test_the_sidecar_wins(tmp_path):
    path = picture(tmp_path, "a.png")
    (tmp_path / "a.png.toml").write_text(
        'axial_um = 10\nlateral_um = 50.0\nfrequency_mhz = 22\ntime_of_day = "07:15"\n'
    )
    (image,) = read_ultrasound(path, STATED)
    assert (image.axial_um, image.lateral_um, image.frequency_mhz) == (10.0, 50.0, 22.0)
    assert (image.gain_db, image.time_of_day) == (-3.0, "07:15")
    assert set(image.flags) == {
        "stated-axial-um-ignored-the-file-has-its-own",
        "stated-time-of-day-ignored-the-file-has-its-own",
    }


@pytest.mark.parametrize(
    "text", ["axial = 3", "axial_um = -3", "axial_um = 'x'", "time_of_day = '25:00'", "= ="]
)
def test_a_sidecar_that_is_wrong(tmp_path, text):
    path = picture(tmp_path, "a.png")
    (tmp_path / "a.png.toml").write_text(text)
    with pytest.raises(FormatError):
        read_ultrasound(path)


@pytest.mark.parametrize(
    "wrong",
    [{"axial_um": 0.0}, {"sound_speed_m_s": 15.4}, {"time_of_day": "9h"}, {"lines": 0},
     {"sample_type": "int12"}, {"frequency_mhz": float("nan")}],
)  # fmt: skip
def test_options_that_cannot_be(wrong):
    with pytest.raises(InputError):
        UltrasoundOptions(**wrong)


@pytest.mark.parametrize("suffix", [".png", ".dcm"])
def test_round_trip_of_an_image(tmp_path, suffix):
    pytest.importorskip("pydicom")
    image = BModeImage(
        LEVELS.astype(np.float32), axial_um=8.0, lateral_um=48.5, sound_speed_m_s=1580.0,
        frequency_mhz=22.0, gain_db=12.0, dynamic_range_db=60.0, time_of_day="16:05",
        device="Scanner 3", device_class="high-frequency ultrasound",
    )  # fmt: skip
    path = tmp_path / f"a{suffix}"
    write_ultrasound(image, path)
    first = path.read_bytes()
    write_ultrasound(image, path)
    assert path.read_bytes() == first
    assert is_ultrasound(path)
    (back,) = read_ultrasound(path)
    assert np.array_equal(back.echo, image.echo)
    assert back.axial_um == pytest.approx(8.0, abs=1e-9)
    assert back.lateral_um == pytest.approx(48.5, abs=1e-9)
    for name in ("sound_speed_m_s", "frequency_mhz", "gain_db", "dynamic_range_db", "time_of_day",
                 "device", "device_class"):  # fmt: skip
        assert getattr(back, name) == getattr(image, name), name
    assert not back.flags


def test_round_trip_of_raw_lines(tmp_path):
    lines = UltrasoundLines(
        rng.normal(0, 100, (20, 300)).astype(np.float32), sampling_mhz=100.0, line_um=50.0,
        frequency_mhz=20.0, time_of_day="08:00", device_class="high-frequency ultrasound",
    )  # fmt: skip
    path = tmp_path / "a.npz"
    write_ultrasound(lines, path)
    assert is_ultrasound(path)
    (back,) = read_ultrasound(path)
    assert np.array_equal(back.rf, lines.rf)
    assert (back.sampling_mhz, back.line_um, back.gain_db) == (100.0, 50.0, None)
    assert (back.time_of_day, back.device_class) == ("08:00", "high-frequency ultrasound")


def test_raw_lines_of_matlab(tmp_path):
    from scipy.io import savemat

    rf = rng.normal(0, 100, (20, 300))
    savemat(tmp_path / "a.mat", {"rf": rf, "sampling_mhz": 100.0, "device": "Scanner"})
    assert is_ultrasound(tmp_path / "a.mat")
    (back,) = read_ultrasound(tmp_path / "a.mat")
    assert np.allclose(back.rf, rf, rtol=1e-6)
    assert (back.sampling_mhz, back.device) == (100.0, "Scanner")
    for kind in ("i2", "u1", "f4", "i4"):  # small whole numbers lie packed in the file
        whole = rng.integers(0, 90, (7, 11)).astype(kind)
        savemat(tmp_path / "c.mat", {"x": 3, "rf": whole}, do_compression=True)
        (back,) = read_ultrasound(tmp_path / "c.mat")
        assert np.array_equal(back.rf, whole.astype(np.float32))
    savemat(tmp_path / "d.mat", {"rf": rf + 1j * rf})
    assert not is_ultrasound(tmp_path / "d.mat")
    savemat(tmp_path / "b.mat", {"echoes": rf})
    assert not is_ultrasound(tmp_path / "b.mat")
    with pytest.raises(FormatError, match="echoes"):
        read_ultrasound(tmp_path / "b.mat")
    assert read_ultrasound(tmp_path / "b.mat", UltrasoundOptions(variable="echoes"))
    (tmp_path / "new.mat").write_bytes(b"MATLAB 7.3".ljust(512) + b"\x89HDF\r\n\x1a\n" + b"\0" * 9)
    with pytest.raises(FormatError, match=r"7\.3"):
        read_ultrasound(tmp_path / "new.mat")


def test_pickles_are_never_loaded(tmp_path):
    np.savez(tmp_path / "a.npz", rf=np.array([[{}], [{}]], object))
    assert not is_ultrasound(tmp_path / "a.npz")
    with pytest.raises(FormatError):
        read_ultrasound(tmp_path / "a.npz")


def test_raw_files_without_a_layout(tmp_path):
    path = tmp_path / "x_L.crf"
    raw = rng.integers(0, 65_536, (12, 100)).astype("<u2")
    path.write_bytes(raw.tobytes())
    assert is_ultrasound(path)
    with pytest.raises(FormatError, match="lines, samples"):
        read_ultrasound(path)
    fits = UltrasoundOptions(lines=12, samples=100, sample_type="uint16-le")
    (lines,) = read_ultrasound(path, fits)
    assert np.array_equal(lines.rf, raw.astype(np.float32) - 32768.0)
    assert "format-never-tried-on-a-real-file" in lines.flags
    with pytest.raises(FormatError, match="layout that fits"):
        read_ultrasound(path, UltrasoundOptions(lines=12, samples=99, sample_type="uint16-le"))


def test_huge_and_broken_files(tmp_path):
    few = UltrasoundOptions(max_pixels=100)
    path = picture(tmp_path, "a.png")
    with pytest.raises(FormatError, match="at most 100"):
        read_ultrasound(path, few)
    buffer = io.BytesIO()
    Image.fromarray(LEVELS).save(buffer, "PNG")
    (tmp_path / "cut.png").write_bytes(buffer.getvalue()[:-900])
    with pytest.raises(FormatError, match="decoded"):
        read_ultrasound(tmp_path / "cut.png")
    (tmp_path / "text.txt").write_text("no image")
    assert not is_ultrasound(tmp_path / "text.txt")
    with pytest.raises(FormatError, match="no ultrasound recording"):
        read_ultrasound(tmp_path / "text.txt")
    assert not is_ultrasound(tmp_path / "missing.png")
