"""Open a DICOM file without its pixels; only what measuring needs is ever looked at."""

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from turgor.errors import FormatError
from turgor.formats.opening import read_bytes
from turgor.formats.photo.dicom_read import pydicom
from turgor.formats.photo.settings import device_name

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

PARAMETRIC_MAP = "1.2.840.10008.5.1.4.1.1.30"
#: Basic Text, Enhanced, Comprehensive, Comprehensive 3D and Extensible SR
REPORTS = tuple(f"1.2.840.10008.5.1.4.1.1.88.{n}" for n in ("11", "22", "33", "34", "35"))
#: ultrasound image and multi-frame image, with their retired forms, and secondary capture
PICTURES = (
    "1.2.840.10008.5.1.4.1.1.6.1",
    "1.2.840.10008.5.1.4.1.1.6",
    "1.2.840.10008.5.1.4.1.1.3.1",
    "1.2.840.10008.5.1.4.1.1.3",
    "1.2.840.10008.5.1.4.1.1.7",
    "1.2.840.10008.5.1.4.1.1.7.4",
)
COMPREHENSIVE_SR = REPORTS[2]
_DEFLATED = "1.2.840.10008.1.2.1.99"
_LARGEST_REPORT = 64_000_000


def looks_like_dicom(path: Path) -> bool:
    """True where the file carries DICOM's mark."""
    return read_bytes(path, 4, 128) == b"DICM"


def open_dicom(path: Path, size: int, *, pixels: bool = True) -> "Dataset":
    """The file's attributes; long ones stay on disk until they are asked for.

    Errors: FormatError where it is deflated or can't be read; MissingExtraError without pydicom.
    """
    library = pydicom(f"{path}: a DICOM file")
    with warnings.catch_warnings(), library.config.disable_value_validation():
        warnings.simplefilter("ignore")
        try:
            meta = library.filereader.read_file_meta_info(path)
            if str(meta.get("TransferSyntaxUID", "")) == _DEFLATED:
                raise FormatError(f"{path}: is deflated DICOM; save it uncompressed")
            data: Dataset = library.dcmread(path, defer_size=65536, stop_before_pixels=not pixels)
        except FormatError:
            raise
        except Exception as error:
            raise FormatError(
                f"{path}: can't be read as DICOM ({type(error).__name__}); export it again"
            ) from None
    if sop_class(data) in REPORTS and size > _LARGEST_REPORT:
        raise FormatError(
            f"{path}: is a report of {size} bytes; at most {_LARGEST_REPORT} are read"
        )
    return data


def items_of(data: "Dataset", keyword: str) -> "list[Dataset]":
    """The items of a sequence; none where the file lacks it or holds something else there."""
    found = data.get(keyword)
    if found is None or isinstance(found, (str, bytes, int, float)):
        return []
    return list(found)


def sop_class(data: "Dataset") -> str:
    """What kind of object the file holds; '' where it doesn't say."""
    return str(data.get("SOPClassUID", "") or "")[:64]


def device_facts(data: "Dataset") -> tuple[str, dict[str, str]]:
    """(make and model, settings): never anything of the person or the place."""
    version = data.get("SoftwareVersions") or ""
    if not isinstance(version, str):
        version = " ".join(str(item) for item in version)
    settings = {
        "device_model": device_name("", data.get("ManufacturerModelName")),
        "software_version": device_name("", version),
    }
    device = device_name(data.get("Manufacturer"), data.get("ManufacturerModelName"))
    return device, {name: text for name, text in settings.items() if text}
