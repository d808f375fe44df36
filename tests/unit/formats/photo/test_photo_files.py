"""Photographs through their files: round trips, way up, encodings, scale, sameness of bytes."""

import io

import numpy as np
import pytest
from PIL import Image, ImageCms

from turgor.errors import FormatError, InputError
from turgor.formats.photo import PhotoOptions, is_photograph, read_photograph, write_photograph
from turgor.formats.photo.orientation import turned_upright
from turgor.formats.photo.profile import profile_of, recognised_encoding, wordless_profile
from turgor.record.photograph import Photograph

SUFFIXES = (".png", ".tif", ".dcm", ".jpg")


def noise(dtype=np.uint8, shape=(37, 53, 3)):
    rng = np.random.default_rng(5)
    return rng.integers(0, np.iinfo(dtype).max + 1, shape).astype(dtype)


@pytest.mark.parametrize("suffix", SUFFIXES[:3])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("encoding", ["srgb", "display-p3", "adobe-rgb", "linear", "unknown"])
def test_pixels_and_encoding_come_back(tmp_path, suffix, dtype, encoding):
    path = tmp_path / f"photo{suffix}"
    photo = Photograph(noise(dtype), encoding=encoding, pixel_um=23.5)
    write_photograph(photo, path)
    first = path.read_bytes()
    write_photograph(photo, path)
    assert path.read_bytes() == first
    back = read_photograph(path)
    assert is_photograph(path)
    assert np.array_equal(back.rgb, photo.rgb)
    assert back.encoding == encoding
    assert back.pixel_um == (23.5 if suffix == ".dcm" else None)
    assert back.settings == {} and back.device == ""


def test_jpeg_keeps_the_picture_within_its_loss(tmp_path):
    ramp = np.broadcast_to(np.arange(64, dtype=np.uint8)[None, :, None] * 3, (48, 64, 3))
    write_photograph(Photograph(ramp), tmp_path / "a.jpg")
    back = read_photograph(tmp_path / "a.jpg")
    assert np.abs(back.rgb.astype(int) - ramp).max() <= 3


@pytest.mark.parametrize("encoding", ["srgb", "display-p3", "adobe-rgb", "linear"])
def test_our_profiles_are_read_by_littlecms(encoding):
    profile = ImageCms.ImageCmsProfile(io.BytesIO(profile_of(encoding)))
    to_srgb = ImageCms.buildTransform(profile, ImageCms.createProfile("sRGB"), "RGB", "RGB")
    grey = Image.new("RGB", (1, 1), (128, 128, 128))
    red, green, blue = ImageCms.applyTransform(grey, to_srgb).getpixel((0, 0))
    assert max(red, green, blue) - min(red, green, blue) <= 1
    wanted = {"srgb": 128, "display-p3": 128, "adobe-rgb": 127, "linear": 188}[encoding]
    assert abs(green - wanted) <= 2
    assert recognised_encoding(wordless_profile(profile_of(encoding))) == encoding


def test_a_profile_is_known_by_its_numbers_not_its_name():
    theirs = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert recognised_encoding(theirs) == "srgb"
    bent = theirs.replace(theirs[theirs.index(b"para") + 12 :][:4], b"\x00\x01\xcc\xcc", 1)
    assert recognised_encoding(bent) == "unknown"
    assert recognised_encoding(b"sRGB IEC61966-2.1") == "unknown"


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif"])
def test_all_eight_orientations(tmp_path, orientation, suffix):
    """Pillow's own transposition is the second opinion."""
    from PIL import ImageOps

    base = np.kron(noise(shape=(3, 4, 3)), np.ones((16, 16, 1), np.uint8))
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / f"turned{suffix}"
    Image.fromarray(base).save(path, exif=exif)
    with Image.open(path) as image:
        wanted = np.asarray(ImageOps.exif_transpose(image))
    assert np.array_equal(read_photograph(path).rgb, wanted)
    assert np.array_equal(turned_upright(turned_upright(base, 3), 3), base)


def test_deep_png_is_turned_too(tmp_path):
    from turgor.formats.photo.raster_write import png_chunk

    deep = noise(np.uint16)
    write_photograph(Photograph(deep), tmp_path / "a.png")
    content = (tmp_path / "a.png").read_bytes()
    note = Image.Exif()
    note[0x0112] = 6
    at = content.index(b"IDAT") - 4
    turned = content[:at] + png_chunk(b"eXIf", note.tobytes()[6:]) + content[at:]
    (tmp_path / "b.png").write_bytes(turned)
    back = read_photograph(tmp_path / "b.png")
    assert back.rgb.dtype == np.uint16
    assert np.array_equal(back.rgb, np.rot90(deep, -1))


def test_other_deep_compressions(tmp_path):
    cv2 = pytest.importorskip("cv2")
    deep = noise(np.uint16)
    for name in ("lzw.tif", "own.png"):
        cv2.imwrite(str(tmp_path / name), deep[..., ::-1])
        assert np.array_equal(read_photograph(tmp_path / name).rgb, deep)


def test_what_is_not_stated_is_flagged(tmp_path):
    Image.fromarray(noise()).save(tmp_path / "a.png")
    photo = read_photograph(tmp_path / "a.png")
    assert photo.encoding == "unknown"
    assert photo.flags == ("colour-encoding-not-stated-taken-as-srgb",)
    stated = read_photograph(tmp_path / "a.png", PhotoOptions(pixel_um=10.0, encoding="adobe-rgb"))
    assert (stated.pixel_um, stated.encoding) == (10.0, "adobe-rgb")
    assert stated.flags == ("encoding-stated-by-user",)


def test_resolution_for_printing_is_no_scale(tmp_path):
    Image.fromarray(noise()).save(tmp_path / "a.jpg", dpi=(300, 300))
    assert read_photograph(tmp_path / "a.jpg").pixel_um is None


def test_opaque_alpha_is_dropped_and_flagged(tmp_path):
    rgba = np.dstack([noise(), np.full((37, 53), 255, np.uint8)])
    Image.fromarray(rgba).save(tmp_path / "a.png")
    photo = read_photograph(tmp_path / "a.png")
    assert "opaque-alpha-dropped" in photo.flags
    assert np.array_equal(photo.rgb, rgba[..., :3])


def test_dicom_scale_wins_over_the_stated_one(tmp_path):
    write_photograph(Photograph(noise(), pixel_um=40.0), tmp_path / "a.dcm")
    photo = read_photograph(tmp_path / "a.dcm", PhotoOptions(pixel_um=10.0))
    assert photo.pixel_um == 40.0
    assert "stated-pixel-ignored-the-file-has-its-own" in photo.flags


def test_dicom_with_a_jpeg_inside(tmp_path):
    pydicom = pytest.importorskip("pydicom")
    from pydicom.encaps import encapsulate

    smooth = np.full((64, 48, 3), (200, 120, 90), np.uint8)
    write_photograph(Photograph(smooth), tmp_path / "a.dcm")
    data = pydicom.dcmread(tmp_path / "a.dcm")
    coded = io.BytesIO()
    Image.fromarray(smooth).save(coded, "JPEG", quality=95)
    data.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.4.50"
    data.PhotometricInterpretation = "YBR_FULL_422"
    data.PixelData = encapsulate([coded.getvalue()])
    data["PixelData"].is_undefined_length = True
    data.save_as(tmp_path / "b.dcm", enforce_file_format=True)
    back = read_photograph(tmp_path / "b.dcm")
    assert np.abs(back.rgb.astype(int) - smooth).max() <= 2


def test_writing_refuses_what_it_cannot_hold(tmp_path):
    with pytest.raises(FormatError, match="JPEG holds 8 bits"):
        write_photograph(Photograph(noise(np.uint16)), tmp_path / "a.jpg")
    with pytest.raises(FormatError, match="suffix"):
        write_photograph(Photograph(noise()), tmp_path / "a.bmp")
    with pytest.raises(FormatError, match="uint8 or uint16"):
        write_photograph(Photograph(noise().astype(float)), tmp_path / "a.png")
    with pytest.raises(InputError):
        PhotoOptions(pixel_um=float("nan"))
    with pytest.raises(InputError):
        PhotoOptions(encoding="cmyk")
