"""What is no photograph, damaged or too large is refused in one line, before memory is taken."""

import struct
import tracemalloc
import zlib

import numpy as np
import pytest
from PIL import Image

from turgor.errors import FormatError, MissingExtraError
from turgor.formats.photo import PhotoOptions, is_photograph, read_photograph, write_photograph
from turgor.formats.photo.kind import PNG_MAGIC
from turgor.formats.photo.raster_write import png_chunk
from turgor.record.photograph import Photograph


def noise(dtype=np.uint8, shape=(60, 80, 3)):
    rng = np.random.default_rng(1)
    return rng.integers(0, np.iinfo(dtype).max + 1, shape).astype(dtype)


def refused(path, match):
    with pytest.raises(FormatError, match=match) as caught:
        read_photograph(path)
    text = str(caught.value)
    assert text.isprintable() and str(path) in text


@pytest.mark.parametrize(
    ("mode", "name", "match"),
    [
        ("CMYK", "a.jpg", "CMYK"),
        ("CMYK", "a.tif", "CMYK"),
        ("P", "a.png", "palette"),
        ("L", "a.png", "greyscale"),
        ("L", "a.jpg", "greyscale"),
        ("LA", "a.png", "greyscale"),
        ("1", "a.tif", "black and white"),
        ("LAB", "a.tif", r"L\*a\*b\*"),
    ],
)
def test_other_colour_models(tmp_path, mode, name, match):
    source = Image.fromarray(noise())
    image = Image.new("LAB", (8, 8)) if mode == "LAB" else source.convert(mode)
    image.save(tmp_path / name)
    refused(tmp_path / name, match)


def test_grey_pictures_stay_height_maps(tmp_path):
    grey = Image.fromarray(noise(np.uint16, (20, 30)))
    for name in ("a.png", "a.tif"):
        grey.save(tmp_path / name)
        assert not is_photograph(tmp_path / name)
        refused(tmp_path / name, "greyscale")
    for name in ("b.png", "b.tif", "b.jpg"):
        Image.fromarray(noise()).save(tmp_path / name)
        assert is_photograph(tmp_path / name)
    (tmp_path / "c.txt").write_bytes(b"1 2 3\n")
    assert not is_photograph(tmp_path / "c.txt")
    refused(tmp_path / "c.txt", "no photograph")


def test_transparency(tmp_path):
    rgba = np.dstack([noise(), np.full((60, 80), 254, np.uint8)])
    Image.fromarray(rgba).save(tmp_path / "a.png")
    refused(tmp_path / "a.png", "transparent")
    Image.fromarray(noise()).save(tmp_path / "b.png", transparency=(1, 2, 3))
    refused(tmp_path / "b.png", "transparent")


def test_several_pages_and_frames(tmp_path):
    first, second = Image.fromarray(noise()), Image.fromarray(noise()[::-1].copy())
    first.save(tmp_path / "a.tif", save_all=True, append_images=[second])
    refused(tmp_path / "a.tif", "2 pages or frames")
    first.save(tmp_path / "a.png", save_all=True, append_images=[second])
    refused(tmp_path / "a.png", "2 pages or frames")


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif", ".dcm"])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_truncated_anywhere(tmp_path, suffix, dtype):
    if suffix == ".jpg" and dtype == np.uint16:
        return
    write_photograph(Photograph(noise(dtype), pixel_um=5.0), tmp_path / f"a{suffix}")
    content = (tmp_path / f"a{suffix}").read_bytes()
    cut = tmp_path / f"cut{suffix}"
    for share in (0.02, 0.1, 0.3, 0.6, 0.9, 0.99):
        cut.write_bytes(content[: int(share * len(content))])
        with pytest.raises(FormatError):
            read_photograph(cut)


def test_progressive_jpeg_cut(tmp_path):
    Image.fromarray(noise()).save(tmp_path / "a.jpg", progressive=True)
    content = (tmp_path / "a.jpg").read_bytes()
    for share in (0.3, 0.6, 0.9, 0.995):
        (tmp_path / "b.jpg").write_bytes(content[: int(share * len(content))])
        refused(tmp_path / "b.jpg", "truncated")


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif", ".dcm"])
def test_damage_never_leaves_as_another_error(tmp_path, suffix):
    write_photograph(Photograph(noise(shape=(24, 32, 3))), tmp_path / f"a{suffix}")
    content = bytearray((tmp_path / f"a{suffix}").read_bytes())
    rng = np.random.default_rng(7)
    bad = tmp_path / f"bad{suffix}"
    for _ in range(150):
        changed = bytearray(content)
        for at in rng.integers(0, min(len(changed), 1500), 4):
            changed[at] = rng.integers(256)
        bad.write_bytes(changed)
        try:
            photo = read_photograph(bad)
        except FormatError as error:
            assert str(error).isprintable()
        else:
            assert photo.rgb.ndim == 3


def test_bombs_are_refused_before_memory_is_taken(tmp_path):
    side = 60_000
    packed = zlib.compress(bytes(10_000_000), 9)
    png = PNG_MAGIC + png_chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    (tmp_path / "a.png").write_bytes(png + png_chunk(b"IDAT", packed) + png_chunk(b"IEND", b""))
    small = PNG_MAGIC + png_chunk(b"IHDR", struct.pack(">IIBBBBB", 9000, 9000, 8, 2, 0, 0, 0))
    (tmp_path / "b.png").write_bytes(small + png_chunk(b"IDAT", packed) + png_chunk(b"IEND", b""))
    Image.fromarray(noise()).save(tmp_path / "c.jpg")
    jpeg = bytearray((tmp_path / "c.jpg").read_bytes())
    at = jpeg.index(b"\xff\xc0") + 5
    jpeg[at : at + 4] = struct.pack(">HH", 65_000, 65_000)
    (tmp_path / "c.jpg").write_bytes(jpeg)
    tracemalloc.start()
    refused(tmp_path / "a.png", "max_pixels")
    refused(tmp_path / "b.png", "zip bomb")
    refused(tmp_path / "c.jpg", "max_pixels")
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()
    Image.fromarray(noise()).save(tmp_path / "d.png")
    with pytest.raises(FormatError, match="at most 100 are read"):
        read_photograph(tmp_path / "d.png", PhotoOptions(max_pixels=100))


def test_camera_raw_and_other_pictures_say_what_to_export(tmp_path):
    Image.fromarray(noise()).save(tmp_path / "a.tif")
    (tmp_path / "a.nef").write_bytes((tmp_path / "a.tif").read_bytes())
    assert is_photograph(tmp_path / "a.nef")
    refused(tmp_path / "a.nef", "camera raw")
    Image.fromarray(noise()).save(tmp_path / "b.tif", tiffinfo={50706: b"\x01\x04\x00\x00"})
    refused(tmp_path / "b.tif", "camera raw")
    Image.fromarray(noise()).save(tmp_path / "c.webp")
    refused(tmp_path / "c.webp", "WebP")
    (tmp_path / "d.heic").write_bytes(b"\0\0\0\x18ftypheic" + bytes(50))
    refused(tmp_path / "d.heic", "HEIF")


def test_dicom_of_other_kinds(tmp_path):
    pydicom = pytest.importorskip("pydicom")
    write_photograph(Photograph(noise()), tmp_path / "a.dcm")

    def changed(match, **words):
        data = pydicom.dcmread(tmp_path / "a.dcm")
        for name, value in words.items():
            setattr(data, name, value)
        data.save_as(tmp_path / "b.dcm")
        refused(tmp_path / "b.dcm", match)

    changed("of class", SOPClassUID="1.2.840.10008.5.1.4.1.1.2")
    changed("frames", NumberOfFrames=2)
    changed("in colour", PhotometricInterpretation="PALETTE COLOR")
    changed("square pixels", PixelSpacing=["0.1", "0.2"])
    changed("12 of 16", BitsAllocated=16, BitsStored=12, HighBit=11)


def test_a_missing_extra_names_its_command(tmp_path, monkeypatch):
    import sys

    write_photograph(Photograph(noise(np.uint16)), tmp_path / "a.png")
    write_photograph(Photograph(noise()), tmp_path / "a.dcm")
    for module, name in (("cv2", "a.png"), ("pydicom", "a.dcm")):
        with monkeypatch.context() as patch:
            patch.setitem(sys.modules, module, None)
            with pytest.raises(MissingExtraError, match=r"pip install 'turgor\[photo\]'"):
                read_photograph(tmp_path / name)
