"""DICOM ultrasound: regions, frames, colour, compression, and what is not kept."""

import io

import numpy as np
import pytest

from turgor.errors import FormatError
from turgor.formats.photo import is_photograph, read_photograph
from turgor.formats.ultrasound import (
    UltrasoundOptions,
    is_ultrasound,
    read_ultrasound,
    write_ultrasound,
)
from turgor.record.ultrasound import BModeImage

pydicom = pytest.importorskip("pydicom")
LEVELS = np.random.default_rng(5).integers(0, 256, (60, 40)).astype(np.uint8)


def changed(path, change, **options):
    """The file that write_ultrasound makes, with its data set changed."""
    image = BModeImage(LEVELS.astype(np.float32), axial_um=8.0, lateral_um=50.0,
                       frequency_mhz=22.0, time_of_day="11:45")  # fmt: skip
    write_ultrasound(image, path)
    path.with_name(path.name + ".toml").unlink()
    data = pydicom.dcmread(path)
    change(data)
    stream = io.BytesIO()
    pydicom.dcmwrite(stream, data, **options)
    path.write_bytes(stream.getvalue())
    return path


def test_cut_to_the_region(tmp_path):
    def shift(data):
        item = data.SequenceOfUltrasoundRegions[0]
        item.RegionLocationMinX0, item.RegionLocationMinY0 = 10, 20
        other = pydicom.dataset.Dataset()
        other.RegionSpatialFormat, other.RegionDataType = 3, 3
        data.SequenceOfUltrasoundRegions.append(other)
        data.PatientName = "Somebody^Known"
        data.InstitutionName = "Clinic"

    path = changed(tmp_path / "a.dcm", shift)
    assert is_ultrasound(path)
    (image,) = read_ultrasound(path)
    assert np.array_equal(image.echo, LEVELS[20:, 10:])
    assert (image.axial_um, image.lateral_um) == pytest.approx((8.0, 50.0))
    assert (image.frequency_mhz, image.time_of_day) == (22.0, "11:45")
    assert image.flags == ("regions-of-other-kind-skipped",)
    assert "Somebody" not in repr(image) and "Clinic" not in repr(image)


def test_two_regions_are_two_images(tmp_path):
    def twice(data):
        again = pydicom.dataset.Dataset()
        again.update(data.SequenceOfUltrasoundRegions[0])
        again.RegionLocationMinX0 = 20
        data.SequenceOfUltrasoundRegions[0].RegionLocationMaxX1 = 19
        data.SequenceOfUltrasoundRegions.append(again)

    left, right = read_ultrasound(changed(tmp_path / "a.dcm", twice))
    assert np.array_equal(np.hstack([left.echo, right.echo]), LEVELS)


def test_without_calibration(tmp_path):
    def bare(data):
        del data.SequenceOfUltrasoundRegions
        del data.BurnedInAnnotation

    (image,) = read_ultrasound(changed(tmp_path / "a.dcm", bare))
    assert image.axial_um is None
    assert set(image.flags) == {
        "dicom-without-calibration", "burnt-in-text-possible", "no-scale-only-pixels-and-ratios"
    }  # fmt: skip

    def spaced(data):
        bare(data)
        data.PixelSpacing = ["0.012", "0.06"]

    (image,) = read_ultrasound(changed(tmp_path / "b.dcm", spaced))
    assert (image.axial_um, image.lateral_um) == pytest.approx((12.0, 60.0))
    assert image.flags == ("burnt-in-text-possible",)


def test_an_absurd_scale_is_ignored(tmp_path):
    def wrong(data):
        data.SequenceOfUltrasoundRegions[0].PhysicalDeltaY = 0.0

    (image,) = read_ultrasound(changed(tmp_path / "a.dcm", wrong))
    assert image.axial_um is None
    assert "region-calibration-absurd-ignored" in image.flags


def test_frames(tmp_path):
    stack = np.stack([LEVELS, LEVELS[::-1], 255 - LEVELS])

    def many(data):
        data.SOPClassUID = data.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.3.1"
        data.NumberOfFrames = 3
        data.PixelData = stack.tobytes()

    path = changed(tmp_path / "a.dcm", many)
    with pytest.raises(FormatError, match="3 frames"):
        read_ultrasound(path)
    (image,) = read_ultrasound(path, UltrasoundOptions(frame=2))
    assert np.array_equal(image.echo, LEVELS[::-1])
    with pytest.raises(FormatError, match="frame 4"):
        read_ultrasound(path, UltrasoundOptions(frame=4))


def test_grey_shown_in_colour(tmp_path):
    def colour(data):
        data.SamplesPerPixel, data.PhotometricInterpretation = 3, "RGB"
        data.PlanarConfiguration = 0
        data.PixelData = np.dstack([LEVELS] * 3).tobytes()

    (image,) = read_ultrasound(changed(tmp_path / "a.dcm", colour))
    assert np.array_equal(image.echo, LEVELS)

    def inverted(data):
        data.PhotometricInterpretation = "MONOCHROME1"

    (image,) = read_ultrasound(changed(tmp_path / "b.dcm", inverted))
    assert np.array_equal(image.echo, 255 - LEVELS)


def test_compression(tmp_path):
    def squeeze(data):
        data.compress(pydicom.uid.RLELossless)

    (image,) = read_ultrasound(changed(tmp_path / "a.dcm", squeeze))
    assert np.array_equal(image.echo, LEVELS)

    def unknown(data):
        data.PixelData = pydicom.encaps.encapsulate([b"\x00\x00\x01\xb3" + b"\0" * 60])
        data["PixelData"].is_undefined_length = True
        data.file_meta.TransferSyntaxUID = pydicom.uid.MPEG2MPML

    with pytest.raises(FormatError, match="MPEG2"):
        read_ultrasound(changed(tmp_path / "b.dcm", unknown))


def test_cut_short_and_other_classes(tmp_path):
    path = changed(tmp_path / "a.dcm", lambda data: None)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) - 900])
    with pytest.raises(FormatError):
        read_ultrasound(path)

    def photograph(data):
        data.SOPClassUID = data.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.77.1.4"
        data.Modality = "XC"

    path = changed(tmp_path / "b.dcm", photograph)
    assert not is_ultrasound(path) and is_photograph(path)
    with pytest.raises(FormatError, match="class"):
        read_ultrasound(path)
    with pytest.raises(FormatError, match="class"):
        read_photograph(changed(tmp_path / "c.dcm", lambda data: None))

    def captured(data):
        data.SOPClassUID = data.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.7"

    assert is_ultrasound(changed(tmp_path / "d.dcm", captured))


def test_what_is_written(tmp_path):
    path = changed(tmp_path / "a.dcm", lambda data: None)
    data = pydicom.dcmread(path)
    item = data.SequenceOfUltrasoundRegions[0]
    assert item.PhysicalDeltaY == pytest.approx(8e-4) and item.PhysicalUnitsXDirection == 3
    assert (item.RegionLocationMaxX1, item.RegionLocationMaxY1) == (39, 59)
    assert data.SOPClassUID.name == "Ultrasound Image Storage"
    assert not data.PatientName and not data.PatientID
