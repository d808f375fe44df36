"""Ultrasound images in DICOM: their pixels, their own calibration, their refusals."""

from pathlib import Path

import numpy as np
import pytest

from turgor.errors import FormatError, MissingExtraError
from turgor.formats.elastogram import ElastogramOptions, is_elastogram, read_elastogram
from turgor.formats.elastogram.dicom_write import described, file_bytes
from turgor.record.elastogram import Elastogram

pydicom = pytest.importorskip("pydicom")
US = "1.2.840.10008.5.1.4.1.1.6.1"
STATED = {"bar_low": 0.0, "bar_high": 10.0, "bar_unit": "m/s", "roi": "0 0 40 40"}


def hue(t):
    return np.stack([255 * t, 255 * (1 - abs(2 * t - 1)), 255 * (1 - t)], -1)


def image() -> np.ndarray:
    picture = np.full((120, 80, 3), 60.0)
    picture[:40, :40] = hue(np.linspace(0.1, 0.9, 40))[None]
    picture[10:110, 60:70] = hue((np.arange(100) + 0.5) / 100)[::-1, None]
    return np.round(picture).astype(np.uint8)


def regions(bar_unit=7, delta=-10.0):
    tissue, bar = pydicom.Dataset(), pydicom.Dataset()
    tissue.RegionDataType, tissue.PhysicalUnitsXDirection, tissue.PhysicalUnitsYDirection = 1, 3, 3
    tissue.PhysicalDeltaX, tissue.PhysicalDeltaY = 0.005, 0.004
    bar.RegionDataType, bar.PhysicalUnitsXDirection, bar.PhysicalUnitsYDirection = 14, 0, bar_unit
    bar.RegionLocationMinX0, bar.RegionLocationMinY0 = 60, 10
    bar.RegionLocationMaxX1, bar.RegionLocationMaxY1 = 69, 109
    bar.PhysicalDeltaY, bar.ReferencePixelY0, bar.ReferencePixelPhysicalValueY = delta, 99, 5.0
    return [tissue, bar]


def write(path: Path, picture, change=None, sequence=None) -> Path:
    data = described(US, "US", picture.tobytes(), Elastogram("colour-bar", device="Maker"))
    data.Rows, data.Columns = picture.shape[:2]
    data.SamplesPerPixel, data.PlanarConfiguration = 3, 0
    data.PhotometricInterpretation = "RGB"
    data.BitsAllocated, data.BitsStored, data.HighBit, data.PixelRepresentation = 8, 8, 7, 0
    if sequence is not None:
        data.SequenceOfUltrasoundRegions = sequence
    data.PixelData = picture.tobytes()
    for name, value in (change or {}).items():
        setattr(data, name, value)
    path.write_bytes(file_bytes(data))
    return path


def test_a_stated_bar(tmp_path: Path) -> None:
    path = write(tmp_path / "a.dcm", image())
    options = ElastogramOptions(bar="60 10 70 110", **STATED)
    assert not is_elastogram(path)
    assert is_elastogram(path, options)
    (found,) = read_elastogram(path, options)
    truth = np.linspace(1.0, 9.0, 40)
    assert np.abs(found.values[:40, :40] - truth).max() <= found.u
    assert (found.quantity, found.pixel_um, found.format_id) == ("speed_m_s", None, "dicom")
    with pytest.raises(FormatError, match="its colours mean nothing"):
        read_elastogram(path)


def test_the_file_calibrates_its_own_bar_and_scale(tmp_path: Path) -> None:
    path = write(tmp_path / "a.dcm", image(), sequence=regions())
    (found,) = read_elastogram(path, ElastogramOptions(roi="0 0 40 40"))
    assert found.pixel_um == (40.0, 50.0)
    assert found.settings["bar"] == "60 10 70 110"
    assert (found.settings["bar_low"], found.settings["bar_high"]) == ("0", "10")
    assert "colour-bar-calibrated-by-the-file" in found.flags
    assert np.abs(found.values[:40, :40] - np.linspace(1.0, 9.0, 40)).max() <= found.u
    (again,) = read_elastogram(path, ElastogramOptions(**{**STATED, "bar_high": 99.0}))
    assert "stated-bar-ignored-the-file-has-its-own" in again.flags
    assert again.settings["bar_high"] == "10"


@pytest.mark.parametrize("sequence", [regions(bar_unit=3), regions(delta=0.0)])
def test_a_bar_in_other_units_is_not_calibrated(tmp_path: Path, sequence) -> None:
    path = write(tmp_path / "a.dcm", image(), sequence=sequence)
    with pytest.raises(FormatError, match="its colours mean nothing"):
        read_elastogram(path)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"PhotometricInterpretation": "MONOCHROME2"}, "a map under a colour bar is in colour"),
        ({"NumberOfFrames": 3}, "holds 3 frames"),
        ({"Rows": 60000, "Columns": 60000}, "at most 100000000 are read"),
        ({"Rows": 6000}, "is truncated"),
        ({"BitsAllocated": 16}, "no picture of 8 bits"),
        ({"SOPClassUID": "1.2.840.10008.5.1.4.1.1.2"}, "is DICOM of class"),
    ],
)
def test_what_is_refused(tmp_path: Path, change, reason) -> None:
    path = write(tmp_path / "a.dcm", image(), change)
    with pytest.raises(FormatError, match=reason):
        read_elastogram(path, ElastogramOptions(bar="60 10 70 110", **STATED))


def test_pydicom_is_asked_for_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a.dcm", image())
    from turgor.formats.photo import dicom_read

    def absent(name: str):
        raise ImportError(name)

    monkeypatch.setattr(dicom_read, "import_module", absent)
    with pytest.raises(MissingExtraError, match=r"pip install 'turgor\[photo\]'"):
        read_elastogram(path)
    assert is_elastogram(path) is False
