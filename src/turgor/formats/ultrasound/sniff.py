"""Whether a file is an ultrasound recording, by its content before its suffix."""

from pathlib import Path
from typing import TYPE_CHECKING

from turgor.errors import MissingExtraError, TurgorError
from turgor.formats.mat5 import mat_arrays
from turgor.formats.opening import HEAD_BYTES, read_bytes
from turgor.formats.photo.dicom_read import pydicom
from turgor.formats.ultrasound.picture import is_plain_grey, picture_kind
from turgor.formats.ultrasound.raw_lines import npz_headers

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

#: storage classes of ultrasound pictures (PS3.4, annex B.5), the retired ones too
SINGLE, MULTI = "1.2.840.10008.5.1.4.1.1.6.1", "1.2.840.10008.5.1.4.1.1.3.1"
CLASSES = {
    SINGLE: "ultrasound image",
    MULTI: "ultrasound multi-frame image",
    "1.2.840.10008.5.1.4.1.1.6": "ultrasound image (retired)",
    "1.2.840.10008.5.1.4.1.1.3": "ultrasound multi-frame image (retired)",
}
_SECONDARY = (
    "1.2.840.10008.5.1.4.1.1.7",
    "1.2.840.10008.5.1.4.1.1.7.2",
    "1.2.840.10008.5.1.4.1.1.7.4",
)


def is_ultrasound(path: Path) -> bool:
    """True for 8-bit grey pictures, ultrasound DICOM and raw lines; never raises.

    Pictures in colour are photographs and 16-bit grey ones height maps; neither is claimed.
    """
    path = Path(path)
    try:
        if not path.is_file() or path.stat().st_size == 0:
            return False
        head = read_bytes(path, HEAD_BYTES)
        if head[128:132] == b"DICM":
            return _ultrasound_dicom(path)
        if picture_kind(head):
            return is_plain_grey(path)
        if head.startswith(b"PK"):
            shape, kind = npz_headers(path).get("rf", ((), None))
            return kind is not None and kind.kind in "fiu" and len(shape) == 2
        if head.startswith(b"MATLAB 5.0"):
            return _mat_lines(path)
        return path.suffix.lower() == ".crf"
    except (TurgorError, OSError, ValueError):
        return False


def is_ultrasound_dicom(data: "Dataset") -> bool:
    """True for a data set of an ultrasound class, or a secondary capture of that modality."""
    kind, modality = str(data.get("SOPClassUID", "")), str(data.get("Modality", ""))
    return kind in CLASSES or (kind in _SECONDARY and modality.strip().upper() == "US")


def _ultrasound_dicom(path: Path) -> bool:
    try:
        pydicom(f"{path}: a DICOM file")
        from pydicom import config, dcmread
    except MissingExtraError:  # the class alone, from the file's meta information
        head = read_bytes(path, 2 * HEAD_BYTES)
        return any(uid.encode() + b"\x00" in head or uid.encode() + b"\x08" in head
                   for uid in CLASSES)  # fmt: skip
    try:
        with config.disable_value_validation():
            data = dcmread(path, stop_before_pixels=True, specific_tags=["SOPClassUID", "Modality"])
        return is_ultrasound_dicom(data)
    except Exception:  # damaged files are not claimed
        return False


def _mat_lines(path: Path) -> bool:
    return any(
        one.name == "rf" and len(one.shape) == 2 and one.kind == "number"
        for one in mat_arrays(path, path.stat().st_size)
    )
