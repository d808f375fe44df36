"""A photograph as DICOM VL Photographic Image: identifiers from the content, nobody's name."""

import io
from typing import Any

from turgor.formats.hashed_uid import hashed_uid
from turgor.formats.photo.dicom_read import PHOTOGRAPHIC, pydicom
from turgor.formats.photo.orientation import Photo
from turgor.formats.photo.profile import profile_of
from turgor.record.photograph import Photograph

_EXPLICIT_LITTLE = "1.2.840.10008.1.2.1"
#: attributes that the class demands but that may stand empty (type 2)
_EMPTY = (
    "StudyDate", "StudyTime", "AccessionNumber", "ReferringPhysicianName", "StudyID",
    "PatientName", "PatientID", "PatientBirthDate", "PatientSex", "SeriesNumber", "InstanceNumber",
    "Manufacturer", "Laterality", "PatientOrientation", "ContentDate", "ContentTime",
)  # fmt: skip
_COLOUR_SPACE = {"srgb": "SRGB", "adobe-rgb": "ADOBERGB", "display-p3": "DISPLAYP3"}


def dicom_bytes(photo: Photograph) -> bytes:
    """The file's bytes; its identifiers are hashes of pixels, encoding and scale.

    Errors: MissingExtraError without the optional part.
    """
    rgb = photo.rgb.copy(order="C")
    return assembled(rgb, profile_of(photo.encoding), photo.encoding, photo.pixel_um)


def assembled(rgb: Photo, profile: bytes, encoding: str, pixel_um: float | None) -> bytes:
    """A whole DICOM file of the pixels with the given profile and scale."""
    library = pydicom("a DICOM photograph")
    from pydicom.dataset import FileDataset, FileMetaDataset

    seed = b"|".join(
        (encoding.encode(), repr(pixel_um).encode(), repr(rgb.shape).encode(), rgb.tobytes())
    )
    meta: Any = FileMetaDataset()
    meta.FileMetaInformationVersion = b"\x00\x01"
    meta.MediaStorageSOPClassUID = PHOTOGRAPHIC
    meta.MediaStorageSOPInstanceUID = hashed_uid(b"instance", seed)
    meta.TransferSyntaxUID = _EXPLICIT_LITTLE
    meta.ImplementationClassUID = hashed_uid(b"turgor", b"")
    data = FileDataset("", {}, file_meta=meta, preamble=bytes(128))
    for name in _EMPTY:
        setattr(data, name, None)
    data.SOPClassUID = PHOTOGRAPHIC
    data.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
    data.StudyInstanceUID = hashed_uid(b"study", seed)
    data.SeriesInstanceUID = hashed_uid(b"series", seed)
    data.Modality = "XC"
    data.ImageType = ["DERIVED", "SECONDARY"]
    data.PatientIdentityRemoved = "YES"
    data.DeidentificationMethod = "only pixels, colour profile and scale kept"
    _put_pixels(data, rgb, profile, encoding, pixel_um)
    stream = io.BytesIO()
    library.dcmwrite(stream, data, enforce_file_format=True)
    return stream.getvalue()


def _put_pixels(
    data: Any, rgb: Photo, profile: bytes, encoding: str, pixel_um: float | None
) -> None:
    bits = 8 * rgb.dtype.itemsize
    data.SamplesPerPixel = 3
    data.PhotometricInterpretation = "RGB"
    data.PlanarConfiguration = 0
    data.Rows, data.Columns = int(rgb.shape[0]), int(rgb.shape[1])
    data.BitsAllocated = data.BitsStored = bits
    data.HighBit = bits - 1
    data.PixelRepresentation = 0
    data.LossyImageCompression = "00"
    data.BurnedInAnnotation = "NO"
    data.AcquisitionContextSequence = []
    if pixel_um is not None:
        text = f"{pixel_um / 1000:.10g}"
        data.PixelSpacing = [text, text]
    if profile:
        data.ICCProfile = profile
    if encoding in _COLOUR_SPACE:
        data.ColorSpace = _COLOUR_SPACE[encoding]
    content = rgb.astype(rgb.dtype.newbyteorder("<"), copy=False).tobytes()
    data.add_new("PixelData", "OB" if bits == 8 else "OW", content + bytes(len(content) % 2))
