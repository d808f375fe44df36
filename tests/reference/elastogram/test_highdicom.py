"""Reports and parametric maps written by highdicom, a third party's library, are read exactly."""

import warnings
from pathlib import Path

import numpy as np
import pytest

from turgor.errors import FormatError
from turgor.formats.elastogram import (
    ElastogramOptions,
    is_elastogram,
    read_elastogram,
    write_elastogram,
)
from turgor.record.elastogram import Elastogram, StatedStiffness

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    hd = pytest.importorskip("highdicom")
    from pydicom import dcmread
    from pydicom.dataset import Dataset, FileMetaDataset
    from pydicom.sr.codedict import codes
    from pydicom.sr.coding import Code

pytestmark = pytest.mark.filterwarnings("ignore")

ELASTICITY, SPEED = codes.DCM.Elasticity, codes.DCM.ShearWaveSpeed
SLOPE = codes.DCM.ShearWaveDispersionSlope
KPA, M_S = Code("kPa", "UCUM", "kilopascal"), Code("m/s", "UCUM", "meter per second")
FACE = Code("73897004", "SCT", "Skin of face")


def source_image() -> Dataset:
    """An ultrasound image for the report to refer to, with a patient who must not be kept."""
    image = Dataset()
    image.file_meta = FileMetaDataset()
    image.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2.1"
    image.SOPClassUID = "1.2.840.10008.5.1.4.1.1.6.1"
    image.SOPInstanceUID = hd.UID()
    image.StudyInstanceUID, image.SeriesInstanceUID = hd.UID(), hd.UID()
    image.FrameOfReferenceUID = hd.UID()
    image.PatientID, image.PatientName = "P-7", "Somebody^Real"
    image.PatientBirthDate, image.PatientSex = "19700101", "F"
    image.StudyID, image.AccessionNumber = "1", ""
    image.StudyDate, image.StudyTime, image.ReferringPhysicianName = "20260101", "101112", None
    image.Modality = "US"
    image.Rows, image.Columns = 12, 9
    image.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    image.ImagePositionPatient = [0, 0, 0]
    image.PixelSpacing = [0.25, 0.1]
    image.SliceThickness = 1.0
    image.SamplesPerPixel, image.PhotometricInterpretation = 1, "MONOCHROME2"
    image.BitsAllocated = image.BitsStored = 8
    image.HighBit, image.PixelRepresentation = 7, 0
    image.PixelData = bytes(12 * 9)
    return image


IMAGE = source_image()


def measurement(name, value, unit, derivation=None, method=None):
    return hd.sr.Measurement(name, value, unit, derivation=derivation, method=method)


def write_report(path: Path, groups) -> None:
    observer = hd.sr.ObserverContext(
        codes.DCM.Device, hd.sr.DeviceObserverIdentifyingAttributes(uid=hd.UID())
    )
    report = hd.sr.MeasurementReport(
        observation_context=hd.sr.ObservationContext(observer_device_context=observer),
        procedure_reported=Code("99", "99TEST", "Elastography"),
        imaging_measurements=groups,
        title=codes.DCM.ImagingMeasurementReport,
    )
    hd.sr.ComprehensiveSR(
        evidence=[IMAGE],
        content=report,
        series_instance_uid=hd.UID(),
        series_number=1,
        sop_instance_uid=hd.UID(),
        instance_number=1,
        manufacturer="Maker",
    ).save_as(path)


def group(name, measurements, site=FACE, method=None):
    return hd.sr.MeasurementsAndQualitativeEvaluations(
        tracking_identifier=hd.sr.TrackingIdentifier(hd.UID(), name),
        finding_sites=[hd.sr.FindingSite(site)],
        method=method,
        measurements=measurements,
        source_images=[hd.sr.SourceImageForMeasurementGroup.from_source_image(IMAGE)],
    )


def test_a_report_is_read_exactly(tmp_path: Path) -> None:
    path = tmp_path / "report.any"
    two_d = Code("130609", "DCM", "2D Shear Wave Elastography")
    write_report(
        path,
        [
            group(
                "box 1",
                [
                    measurement(ELASTICITY, 23.4375, KPA, codes.SCT.Mean),
                    measurement(ELASTICITY, 4.1, KPA, codes.SCT.StandardDeviation),
                    measurement(SPEED, 2.7951, M_S, codes.SCT.Median),
                    measurement(SLOPE, 1.9, Code("(m/s)/kHz", "UCUM", "m/s per kHz")),
                ],
                method=two_d,
            ),
            group(
                "box 2",
                [
                    measurement(
                        ELASTICITY, 9500.0, Code("Pa", "UCUM", "pascal"), codes.SCT.Minimum
                    ),
                    measurement(SPEED, 184.5, Code("cm/s", "UCUM", "cm/s"), codes.SCT.Maximum),
                    measurement(ELASTICITY, 3.0, Code("[psi]", "UCUM", "psi"), codes.SCT.Mean),
                    measurement(Code("410668003", "SCT", "Length"), 1.0, Code("mm", "UCUM", "mm")),
                ],
                site=Code("39937001", "SCT", "Skin"),
                method=Code("130616", "DCM", "Point Shear Wave Elastography"),
            ),
        ],
    )
    assert is_elastogram(path)
    refused: list[str] = []
    (found,) = read_elastogram(path, refused=refused)
    face = ("Skin of face", "2D Shear Wave Elastography", "box 1")
    skin = ("Skin", "Point Shear Wave Elastography", "box 2")
    assert found.stated == (
        StatedStiffness("modulus_kpa", 23.4375, "mean", *face),
        StatedStiffness("modulus_kpa", 4.1, "sd", *face),
        StatedStiffness("speed_m_s", 2.7951, "median", *face),
        StatedStiffness("dispersion_slope_m_s_khz", 1.9, "", *face),
        StatedStiffness("modulus_kpa", 9.5, "min", *skin),
        StatedStiffness("speed_m_s", 1.845, "max", *skin),
    )
    assert len(refused) == 1
    assert "Elasticity mean Skin: its unit '[psi]' (UCUM)" in refused[0]
    assert found.flags == ("number-of-the-report-left-out",)
    assert "Somebody" not in repr(found) and "P-7" not in repr(found)


def test_a_report_of_other_things_is_none_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "other.dcm"
    length = measurement(Code("410668003", "SCT", "Length"), 1.0, Code("mm", "UCUM", "mm"))
    write_report(path, [group("box", [length])])
    assert not is_elastogram(path)
    with pytest.raises(FormatError, match="report without a number of stiffness"):
        read_elastogram(path)


def write_map(path: Path, pixels, unit, quantity, **mapping) -> None:
    low, high = mapping.pop("value_range", (0.0, 1000.0))
    hd.pm.ParametricMap(
        [source_image()],
        pixels,
        series_instance_uid=hd.UID(),
        series_number=1,
        sop_instance_uid=hd.UID(),
        instance_number=1,
        manufacturer="Maker",
        manufacturer_model_name="Scanner 3",
        software_versions="4.5",
        device_serial_number="0",
        contains_recognizable_visual_features=False,
        real_world_value_mappings=[
            hd.pm.RealWorldValueMapping(
                lut_label="1", lut_explanation="map", unit=unit, value_range=(low, high),
                quantity_definition=quantity, **mapping,
            )
        ],
        window_center=10, window_width=20,
    ).save_as(path)  # fmt: skip


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_map_in_floating_point_is_read_exactly(tmp_path: Path, dtype) -> None:
    path = tmp_path / "map.dcm"
    pixels = np.random.default_rng(1).uniform(1, 80, (12, 9)).astype(dtype)
    write_map(path, pixels, KPA, ELASTICITY, slope=1.0, intercept=0.0)
    assert is_elastogram(path)
    (found,) = read_elastogram(path)
    assert np.array_equal(found.values, pixels.astype(np.float64))
    assert (found.quantity, found.origin, found.u) == ("modulus_kpa", "parametric-map", None)
    assert found.pixel_um == (250.0, 100.0)
    assert found.device == "Maker Scanner 3"
    assert found.settings["software_version"] == "4.5"
    assert "Somebody" not in repr(found)


def test_whole_numbers_go_through_slope_and_intercept(tmp_path: Path) -> None:
    path = tmp_path / "map.dcm"
    pixels = np.arange(108, dtype=np.uint16).reshape(12, 9)
    write_map(path, pixels, Code("cm/s", "UCUM", "cm/s"), SPEED, slope=3.0, intercept=20.0,
              value_range=(5, 100))  # fmt: skip
    (found,) = read_elastogram(path)
    expected = (pixels * 3.0 + 20.0) * 0.01
    expected[(pixels < 5) | (pixels > 100)] = np.nan
    assert found.quantity == "speed_m_s"
    np.testing.assert_array_equal(found.values, expected)


def test_whole_numbers_go_through_a_table(tmp_path: Path) -> None:
    path = tmp_path / "map.dcm"
    pixels = np.arange(108, dtype=np.uint8).reshape(12, 9)
    table = [0.5 * (i - 10) ** 2 for i in range(10, 91)]
    write_map(path, pixels, KPA, ELASTICITY, lut_data=table, value_range=(10, 90))
    (found,) = read_elastogram(path)
    expected = 0.5 * (pixels.astype(float) - 10) ** 2
    expected[(pixels < 10) | (pixels > 90)] = np.nan
    np.testing.assert_array_equal(found.values, expected)


def test_a_map_without_a_coded_quantity(tmp_path: Path) -> None:
    path = tmp_path / "map.dcm"
    pixels = np.ones((12, 9), np.float32)
    write_map(path, pixels, M_S, None, slope=1.0, intercept=0.0)
    assert not is_elastogram(path)
    with pytest.raises(FormatError, match="without a quantity"):
        read_elastogram(path)
    (found,) = read_elastogram(path, ElastogramOptions(quantity="speed_m_s"))
    assert found.flags == ("quantity-stated-by-user",)
    write_map(path, pixels, KPA, None, slope=1.0, intercept=0.0)
    (found,) = read_elastogram(path)
    assert found.flags == ("quantity-taken-from-its-unit",)


def test_highdicom_reads_our_report(tmp_path: Path) -> None:
    path = tmp_path / "ours.dcm"
    stated = (
        StatedStiffness("modulus_kpa", 21.123456789012345, "mean", "Skin of face", "2D Shear Wave Elastography", "box 1"),  # noqa: E501
        StatedStiffness("speed_m_s", 2.6, "median", "Skin", "Point Shear Wave Elastography", "b"),
    )  # fmt: skip
    write_elastogram(Elastogram("structured-report", stated), path)
    (again,) = read_elastogram(path)
    assert again.stated == stated
    report = hd.sr.srread(path)
    groups = report.content.get_image_measurement_groups()
    assert [g.tracking_identifier for g in groups] == ["box 1", "b"]
    (first,) = groups[0].get_measurements()
    assert first.name == ELASTICITY and first.unit == KPA
    assert first.value == pytest.approx(21.123456789, abs=1e-9)
    assert first.derivation == codes.SCT.Mean
    assert groups[0].finding_sites[0].value == FACE


def test_highdicom_reads_our_map(tmp_path: Path) -> None:
    path = tmp_path / "ours.dcm"
    values = np.random.default_rng(3).uniform(2, 60, (7, 5))
    values[2, 3] = np.nan
    write_elastogram(
        Elastogram("parametric-map", values=values, pixel_um=(250.0, 100.0), device="Maker X"), path
    )
    (again,) = read_elastogram(path)
    np.testing.assert_array_equal(again.values, values)
    assert again.pixel_um == (250.0, 100.0)
    # its get_frame fails on floating-point maps, its own included, for want of PixelRepresentation
    theirs = hd.pm.ParametricMap.from_dataset(dcmread(path))
    np.testing.assert_array_equal(theirs.pixel_array, values)
    (mapping,) = theirs.SharedFunctionalGroupsSequence[0].RealWorldValueMappingSequence
    unit = hd.sr.CodedConcept.from_dataset(mapping.MeasurementUnitsCodeSequence[0])
    assert unit == KPA
    assert (mapping.RealWorldValueSlope, mapping.RealWorldValueIntercept) == (1.0, 0.0)
    (quantity,) = mapping.QuantityDefinitionSequence
    assert hd.sr.CodedConcept.from_dataset(quantity.ConceptCodeSequence[0]) == ELASTICITY
