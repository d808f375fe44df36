"""Nothing that tells who, where or when leaves a reader or stays in an export."""

import struct

import numpy as np
import pytest
from PIL import Image, PngImagePlugin, TiffImagePlugin

from turgor.errors import FormatError
from turgor.formats.photo import read_photograph, strip_metadata, write_photograph
from turgor.formats.photo.raster_write import png_chunk
from turgor.record.photograph import Photograph

SECRET = "Jorvik-7731"
PLACE = (48.0, 12.0, 33.0)


def blocks():
    rng = np.random.default_rng(2)
    return np.kron(rng.integers(0, 256, (4, 6, 3)).astype(np.uint8), np.ones((8, 8, 1), np.uint8))


def telling_exif(orientation=6):
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F], exif[0x0110] = "Canon", "Canon EOS R5"
    exif[0x013B] = exif[0x8298] = exif[0x010E] = exif[0x0131] = SECRET
    exif[0x0132] = "2024:05:17 10:11:12"
    page = exif.get_ifd(0x8769)
    page.update(
        {
            0x829A: TiffImagePlugin.IFDRational(1, 125),
            0x829D: TiffImagePlugin.IFDRational(8, 1),
            0x8827: 200,
            0x920A: TiffImagePlugin.IFDRational(60, 1),
            0x9204: TiffImagePlugin.IFDRational(-1, 3),
            0xA403: 1,
            0x9209: 1,
            0xA001: 1,
            0x9003: "2024:05:17 10:11:12",
            0x927C: SECRET.encode() * 3,
            0x9286: b"ASCII\0\0\0" + SECRET.encode(),
            0xA430: SECRET,
            0xA431: SECRET,
            0xA435: SECRET,
            0xA434: f"lens of {SECRET}",
            0xA420: SECRET,
        }
    )
    exif.get_ifd(0x8825).update({1: "N", 2: PLACE, 3: "E", 4: PLACE, 29: "2024:05:17"})
    return exif


def assert_silent(photo):
    words = repr((photo.device, dict(photo.settings), photo.flags, photo.format_id))
    assert SECRET not in words and "2024" not in words and "48" not in words


def telling_jpeg(path):
    Image.fromarray(blocks()).save(
        path, exif=telling_exif(), comment=SECRET.encode(), quality=95, subsampling=0,
        xmp=f"<x:xmpmeta>{SECRET}</x:xmpmeta>".encode(),
    )  # fmt: skip
    content = path.read_bytes()
    irb = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x0b" + SECRET.encode()
    ducky = struct.pack(">BBH", 0xFF, 0xED, len(irb) + 2) + irb
    path.write_bytes(content[:2] + ducky + content[2:] + b"motion picture of " + SECRET.encode())


def test_only_listed_settings_leave_the_reader(tmp_path):
    telling_jpeg(tmp_path / "a.jpg")
    photo = read_photograph(tmp_path / "a.jpg")
    assert_silent(photo)
    assert photo.device == "Canon EOS R5"
    assert photo.encoding == "srgb"
    assert photo.shape == (48, 32)
    assert dict(photo.settings) == {
        "exposure_time": "1/125 s",
        "aperture": "f/8",
        "sensitivity": "ISO 200",
        "exposure_bias": "-0.333333 EV",
        "focal_length": "60 mm",
        "white_balance": "manual",
        "flash": "fired",
    }


def test_jpeg_export(tmp_path):
    telling_jpeg(tmp_path / "a.jpg")
    assert SECRET.encode() in (tmp_path / "a.jpg").read_bytes(), "the test can fail"
    strip_metadata(tmp_path / "a.jpg", tmp_path / "b.jpg")
    content = (tmp_path / "b.jpg").read_bytes()
    assert SECRET.encode() not in content and b"2024" not in content and b"Canon" not in content
    with Image.open(tmp_path / "b.jpg") as image:
        assert dict(image.getexif()) == {0x0112: 6}
        assert "comment" not in image.info and "xmp" not in image.info
    assert np.array_equal(
        read_photograph(tmp_path / "a.jpg").rgb, read_photograph(tmp_path / "b.jpg").rgb
    )
    strip_metadata(tmp_path / "b.jpg", tmp_path / "c.jpg")
    assert (tmp_path / "c.jpg").read_bytes() == content


def test_progressive_jpeg_export_is_lossless(tmp_path):
    Image.fromarray(blocks()).save(tmp_path / "a.jpg", progressive=True, exif=telling_exif(1))
    strip_metadata(tmp_path / "a.jpg", tmp_path / "b.jpg")
    assert b"Exif" not in (tmp_path / "b.jpg").read_bytes()
    assert np.array_equal(
        read_photograph(tmp_path / "a.jpg").rgb, read_photograph(tmp_path / "b.jpg").rgb
    )


def test_png_export(tmp_path):
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", SECRET)
    words.add_itxt("XML:com.adobe.xmp", SECRET)
    words.add_text("Comment", SECRET * 9, zip=True)
    Image.fromarray(blocks()).save(tmp_path / "a.png", pnginfo=words, exif=telling_exif())
    content = (tmp_path / "a.png").read_bytes()
    at = content.index(b"IDAT") - 4
    (tmp_path / "a.png").write_bytes(
        content[:at] + png_chunk(b"tIME", b"\x07\xe8\x05\x11\x0a\x0b\x0c") + content[at:]
    )
    photo = read_photograph(tmp_path / "a.png")
    assert_silent(photo)
    strip_metadata(tmp_path / "a.png", tmp_path / "b.png")
    cleaned = (tmp_path / "b.png").read_bytes()
    for word in (SECRET.encode(), b"tEXt", b"iTXt", b"zTXt", b"tIME", b"Canon"):
        assert word not in cleaned
    assert np.array_equal(read_photograph(tmp_path / "b.png").rgb, photo.rgb)


@pytest.mark.parametrize("compression", [None, "tiff_lzw", "jpeg"])
def test_tiff_export(tmp_path, compression):
    Image.fromarray(blocks()).save(
        tmp_path / "a.tif", exif=telling_exif(3), compression=compression, artist=SECRET,
        description=SECRET, date_time="2024:05:17 10:11:12",
    )  # fmt: skip
    assert SECRET.encode() in (tmp_path / "a.tif").read_bytes()
    photo = read_photograph(tmp_path / "a.tif")
    assert_silent(photo)
    strip_metadata(tmp_path / "a.tif", tmp_path / "b.tif")
    cleaned = (tmp_path / "b.tif").read_bytes()
    assert SECRET.encode() not in cleaned and b"2024" not in cleaned and b"Canon" not in cleaned
    assert np.array_equal(read_photograph(tmp_path / "b.tif").rgb, photo.rgb)


def test_dicom_export(tmp_path):
    pydicom = pytest.importorskip("pydicom")
    write_photograph(Photograph(blocks(), pixel_um=30.0), tmp_path / "a.dcm")
    data = pydicom.dcmread(tmp_path / "a.dcm")
    data.PatientName = data.PatientID = data.InstitutionName = data.DeviceSerialNumber = SECRET
    data.PatientBirthDate = data.StudyDate = "20240517"
    data.ImageComments = data.CameraOwnerName = SECRET
    data.Manufacturer, data.ManufacturerModelName = "Nikon", "D850"
    data.ExposureTimeInSeconds, data.FNumber, data.FlashFiringStatus = "0.008", "11", 1
    block = data.private_block(0x0011, SECRET, create=True)
    block.add_new(1, "LO", SECRET)
    data.save_as(tmp_path / "b.dcm")
    photo = read_photograph(tmp_path / "b.dcm")
    assert_silent(photo)
    assert photo.device == "Nikon D850"
    assert photo.settings == {"exposure_time": "1/125 s", "aperture": "f/11", "flash": "fired"}
    strip_metadata(tmp_path / "b.dcm", tmp_path / "c.dcm")
    cleaned = (tmp_path / "c.dcm").read_bytes()
    assert SECRET.encode() not in cleaned and b"2024" not in cleaned and b"Nikon" not in cleaned
    assert cleaned == (tmp_path / "a.dcm").read_bytes()


def test_a_profile_of_a_device_loses_its_words(tmp_path):
    from turgor.formats.photo.profile import profile_of

    profile = bytearray(profile_of("srgb"))
    at = profile.index("Turgor".encode("utf-16-be"))
    profile[at : at + 12] = b"Jorvik-7731!"
    curve = profile.index(b"para") + 12
    profile[curve : curve + 4] = b"\x00\x02\x00\x00"  # a tone curve of nobody's
    profile[24:36] = struct.pack(">6H", 2024, 5, 17, 10, 11, 12)
    for suffix in ("jpg", "png", "tif"):
        Image.fromarray(blocks()).save(tmp_path / f"a.{suffix}", icc_profile=bytes(profile))
        strip_metadata(tmp_path / f"a.{suffix}", tmp_path / f"b.{suffix}")
        with Image.open(tmp_path / f"b.{suffix}") as image:
            left = image.info["icc_profile"]
        assert b"Jorvik" not in left and left[24:36] == bytes(12)
        assert b"\x00\x02\x00\x00" in left
        photo = read_photograph(tmp_path / f"b.{suffix}")
        assert "colour-profile-unknown-taken-as-srgb" in photo.flags


def test_damaged_files_are_not_exported(tmp_path):
    telling_jpeg(tmp_path / "a.jpg")
    content = (tmp_path / "a.jpg").read_bytes()
    (tmp_path / "cut.jpg").write_bytes(content[: len(content) // 2])
    with pytest.raises(FormatError, match="nothing was written"):
        strip_metadata(tmp_path / "cut.jpg", tmp_path / "out.jpg")
    assert not (tmp_path / "out.jpg").exists()
