"""A B-mode image as DICOM Ultrasound Image with its region calibrated; nobody's name."""

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray

from turgor.errors import FormatError
from turgor.formats.hashed_uid import hashed_uid
from turgor.formats.photo.dicom_read import pydicom
from turgor.formats.ultrasound.dicom_region import CENTIMETRE, TISSUE, TWO_D
from turgor.formats.ultrasound.sniff import SINGLE
from turgor.record.ultrasound import BModeImage

_EXPLICIT_LITTLE = "1.2.840.10008.1.2.1"
#: attributes that the class demands but that may stand empty (type 2)
_EMPTY = (
    "StudyDate", "StudyTime", "AccessionNumber", "ReferringPhysicianName", "StudyID",
    "PatientName", "PatientID", "PatientBirthDate", "PatientSex", "SeriesNumber", "InstanceNumber",
    "Manufacturer", "PatientOrientation", "ContentDate", "ContentTime",
)  # fmt: skip


def dicom_bytes(image: BModeImage, levels: NDArray[np.uint8]) -> bytes:
    """The file's bytes; its identifiers are hashes of pixels and scale.

    Errors: FormatError where only one of the two scales is known; MissingExtraError without the
    optional part.
    """
    if (image.axial_um is None) != (image.lateral_um is None):
        raise FormatError("DICOM states both scales of an image or none; write it as .png")
    library = pydicom("DICOM ultrasound")
    from pydicom.dataset import FileDataset, FileMetaDataset

    scale = repr((image.axial_um, image.lateral_um, image.frequency_mhz, image.time_of_day))
    seed = b"|".join((scale.encode(), repr(levels.shape).encode(), levels.tobytes()))
    meta: Any = FileMetaDataset()
    meta.FileMetaInformationVersion = b"\x00\x01"
    meta.MediaStorageSOPClassUID = SINGLE
    meta.MediaStorageSOPInstanceUID = hashed_uid(b"instance", seed)
    meta.TransferSyntaxUID = _EXPLICIT_LITTLE
    meta.ImplementationClassUID = hashed_uid(b"turgor", b"")
    data = FileDataset("", {}, file_meta=meta, preamble=bytes(128))
    for name in _EMPTY:
        setattr(data, name, None)
    data.SOPClassUID = SINGLE
    data.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
    data.StudyInstanceUID = hashed_uid(b"study", seed)
    data.SeriesInstanceUID = hashed_uid(b"series", seed)
    data.Modality = "US"
    data.ImageType = ["DERIVED", "SECONDARY"]
    data.PatientIdentityRemoved = "YES"
    data.DeidentificationMethod = "only pixels, scale, frequency and hour kept"
    if image.time_of_day:
        data.ContentTime = image.time_of_day.replace(":", "") + "00"
    if image.device:
        data.ManufacturerModelName = image.device[:64]
    _put_pixels(data, levels)
    if image.axial_um is not None and image.lateral_um is not None:
        data.SequenceOfUltrasoundRegions = [_region(image, levels.shape)]
    stream = io.BytesIO()
    library.dcmwrite(stream, data, enforce_file_format=True)
    return stream.getvalue()


def _put_pixels(data: Any, levels: NDArray[np.uint8]) -> None:
    data.SamplesPerPixel = 1
    data.PhotometricInterpretation = "MONOCHROME2"
    data.Rows, data.Columns = int(levels.shape[0]), int(levels.shape[1])
    data.BitsAllocated = data.BitsStored = 8
    data.HighBit = 7
    data.PixelRepresentation = 0
    data.LossyImageCompression = "00"
    data.BurnedInAnnotation = "NO"
    content = levels.tobytes()
    data.add_new("PixelData", "OW", content + bytes(len(content) % 2))


def _region(image: BModeImage, shape: tuple[int, ...]) -> Any:
    from pydicom.dataset import Dataset

    item: Any = Dataset()
    item.RegionSpatialFormat = TWO_D
    item.RegionDataType = TISSUE
    item.RegionFlags = 0
    item.RegionLocationMinX0 = item.RegionLocationMinY0 = 0
    item.RegionLocationMaxX1, item.RegionLocationMaxY1 = shape[1] - 1, shape[0] - 1
    item.PhysicalUnitsXDirection = item.PhysicalUnitsYDirection = CENTIMETRE
    item.PhysicalDeltaX = float(image.lateral_um or 0.0) * 1e-4
    item.PhysicalDeltaY = float(image.axial_um or 0.0) * 1e-4
    if image.frequency_mhz is not None:
        item.TransducerFrequency = round(1000.0 * image.frequency_mhz)
    return item
