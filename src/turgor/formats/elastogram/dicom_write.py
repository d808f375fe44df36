"""What every DICOM file of an elastogram carries: identifiers from the content, nobody's name."""

import io
import warnings
from typing import TYPE_CHECKING

from turgor.formats.hashed_uid import hashed_uid
from turgor.formats.photo.dicom_read import pydicom
from turgor.record.elastogram import Elastogram

if TYPE_CHECKING:
    from pydicom.dataset import Dataset, FileDataset

_EXPLICIT_LITTLE = "1.2.840.10008.1.2.1"
#: attributes that the classes demand but that may stand empty (type 2)
_EMPTY = (
    "StudyDate", "StudyTime", "AccessionNumber", "ReferringPhysicianName", "StudyID",
    "PatientName", "PatientID", "PatientBirthDate", "PatientSex",
)  # fmt: skip
#: date and time of content are demanded; a file made from numbers alone has none of its own
_NO_DATE, _NO_TIME = "19000101", "000000"


def described(sop_class: str, modality: str, seed: bytes, elastogram: Elastogram) -> "FileDataset":
    """A data set with its identifiers, the instrument's name and no person's.

    Errors: MissingExtraError without pydicom.
    """
    pydicom("a DICOM file")
    from pydicom.dataset import FileDataset, FileMetaDataset
    from pydicom.uid import UID

    meta = FileMetaDataset()
    meta.FileMetaInformationVersion = b"\x00\x01"
    meta.MediaStorageSOPClassUID = UID(sop_class)
    meta.MediaStorageSOPInstanceUID = UID(hashed_uid(b"instance|" + sop_class.encode(), seed))
    meta.TransferSyntaxUID = UID(_EXPLICIT_LITTLE)
    meta.ImplementationClassUID = UID(hashed_uid(b"turgor", b""))
    data = FileDataset("", {}, file_meta=meta, preamble=bytes(128))
    for name in _EMPTY:
        setattr(data, name, None)
    data.SOPClassUID = sop_class
    data.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
    data.StudyInstanceUID = hashed_uid(b"study", seed)
    data.SeriesInstanceUID = hashed_uid(b"series", seed)
    data.SeriesNumber = data.InstanceNumber = 1
    data.ContentDate, data.ContentTime = _NO_DATE, _NO_TIME
    data.Modality = modality
    data.Manufacturer = elastogram.device[:64] or "unknown"
    data.ManufacturerModelName = elastogram.settings.get("device_model", "unknown")[:64]
    data.DeviceSerialNumber = "unknown"
    data.SoftwareVersions = elastogram.settings.get("software_version", "unknown")[:64]
    data.PatientIdentityRemoved = "YES"
    data.DeidentificationMethod = "only numbers of stiffness and the instrument's name kept"
    data.SpecificCharacterSet = "ISO_IR 192"
    return data


def file_bytes(data: "FileDataset") -> bytes:
    """The data set as a whole file."""
    library = pydicom("a DICOM file")
    stream = io.BytesIO()
    with warnings.catch_warnings(), library.config.disable_value_validation():
        warnings.simplefilter("ignore")
        library.dcmwrite(stream, data, enforce_file_format=True)
    return stream.getvalue()


def new_item() -> "Dataset":
    """An empty item of a sequence."""
    from pydicom.dataset import Dataset

    return Dataset()


def coded(scheme: str, value: str, meaning: str) -> "Dataset":
    """A code as an item of a code sequence."""
    code = new_item()
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = value, scheme, meaning[:64]
    return code
