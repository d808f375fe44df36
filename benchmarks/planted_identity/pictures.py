"""Photographs of a drawn face and of a plain forearm with the specimen person in every slot."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from planted_identity.person import CLINIC, FAMILY, GIVEN, SERIAL, TEXTS, text

#: every Exif tag of free text that Pillow writes as ASCII
_MAIN = (0x010D, 0x010E, 0x010F, 0x0110, 0x0131, 0x013B, 0x013C, 0x8298, 0x0132)
_PAGE = (
    0x9003, 0x9004, 0x9010, 0x9011, 0x9012, 0x927C, 0x9286, 0x9290, 0xA420, 0xA430, 0xA431,
    0xA433, 0xA434, 0xA435,
)  # fmt: skip
_WHOLE = " ".join(TEXTS)


def planted_exif() -> Image.Exif:
    """Exif with texts, dates, maker's notes and GPS."""
    exif = Image.Exif()
    for number, tag in enumerate(_MAIN):
        exif[tag] = "2024:05:17 10:11:12" if tag == 0x0132 else text(number)
    for tag in (0x9C9B, 0x9C9C, 0x9C9D, 0x9C9E, 0x9C9F):
        exif[tag] = (_WHOLE + "\0").encode("utf-16-le")
    page = exif.get_ifd(0x8769)
    for number, tag in enumerate(_PAGE):
        page[tag] = "2024:05:17 10:11:12" if tag in (0x9003, 0x9004) else text(number)
    page[0x927C] = _WHOLE.encode() * 2
    page[0x9286] = b"ASCII\0\0\0" + _WHOLE.encode()
    exif.get_ifd(0x8825).update(
        {1: "N", 2: (48.0, 12.0, 33.01), 3: "E", 4: (11.0, 34.0, 7.0), 27: _WHOLE.encode(),
         29: "2024:05:17"}
    )  # fmt: skip
    return exif


def write_jpeg(rgb: np.ndarray, path: Path) -> None:
    """Exif, XMP, IPTC, comment, a thumbnail of its own and bytes behind the end."""
    stream = io.BytesIO()
    Image.fromarray(rgb).save(
        stream, "JPEG", quality=95, subsampling=0, exif=planted_exif(), comment=_WHOLE.encode(),
        xmp=f"<x:xmpmeta>{_WHOLE}</x:xmpmeta>".encode(),
    )  # fmt: skip
    content = stream.getvalue()
    thumbnail = io.BytesIO()
    Image.fromarray(rgb).resize((60, 48)).save(thumbnail, "JPEG", comment=_WHOLE)
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + _iptc()
    extra = _segment(0xED, iptc) + _segment(0xE0, b"JFXX\0\x10" + thumbnail.getvalue())
    extra += _segment(0xEC, _WHOLE.encode()) + _segment(0xFE, text(3).encode())
    path.write_bytes(content[:2] + extra + content[2:] + thumbnail.getvalue() + _WHOLE.encode())


def write_png(rgb: np.ndarray, path: Path) -> None:
    """tEXt, zTXt, iTXt, XMP, eXIf, time, a private chunk and bytes behind the end."""
    info = PngInfo()
    for number, key in enumerate(("Author", "Title", "Description", "Copyright", "Source")):
        info.add_text(key, text(number))
    info.add_text(FAMILY, GIVEN)
    info.add_text("Comment", _WHOLE, zip=True)
    info.add_itxt("XML:com.adobe.xmp", f"<x:xmpmeta>{_WHOLE}</x:xmpmeta>")
    info.add_itxt("Note", _WHOLE, zip=True)
    info.add(b"tIME", struct.pack(">HBBBBB", 2024, 5, 17, 10, 11, 12))
    info.add(b"prVt", zlib.compress(_WHOLE.encode()))
    Image.fromarray(rgb).save(path, "PNG", pnginfo=info, exif=planted_exif())
    path.write_bytes(path.read_bytes() + _WHOLE.encode())


def write_tiff(rgb: np.ndarray, path: Path) -> None:
    """Tags of text, XMP, IPTC and bytes behind the end."""
    tags: dict[int, object] = {
        269: text(0), 270: text(1), 271: text(2), 272: text(3), 285: text(4), 305: text(5),
        306: "2024:05:17 10:11:12", 315: text(6), 316: text(7), 33432: text(8),
        700: f"<x:xmpmeta>{_WHOLE}</x:xmpmeta>".encode(), 33723: _iptc(), 65000: _WHOLE,
    }  # fmt: skip
    Image.fromarray(rgb).save(path, "TIFF", tiffinfo=tags)
    path.write_bytes(path.read_bytes() + _WHOLE.encode())


def write_dicom(rgb: np.ndarray, path: Path) -> None:
    """A photograph as DICOM with every text tag of the dictionary filled."""
    from turgor.formats.photo import write_photograph
    from turgor.record.photograph import Photograph

    write_photograph(Photograph(rgb), path)
    fill_dicom(path)


def fill_dicom(path: Path) -> int:
    """Fill every public tag of text that is free, and a private block; how many were filled."""
    import warnings

    import pydicom
    from pydicom.datadict import DicomDictionary

    words = {"PN": f"{FAMILY}^{GIVEN}", "DA": "19840317", "LO": text(0), "SH": CLINIC,
             "ST": text(2), "LT": text(4), "UT": _WHOLE, "UC": text(5), "AS": "040Y",
             "DT": "19840317101112", "CS": "MUSTERMANN"}  # fmt: skip
    kept = ("SpecificCharacterSet", "PhotometricInterpretation", "Modality", "BurnedInAnnotation",
            "ImageType", "ColorSpace", "PatientOrientation", "ContentLabel", "ValueType",
            "ContinuityOfContent", "CompletionFlag", "VerificationFlag", "CodeMeaning", "CodeValue",
            "CodingSchemeDesignator", "PresentationLUTShape", "LossyImageCompression",
            "VolumetricProperties")  # fmt: skip
    count = 0
    with warnings.catch_warnings(), pydicom.config.disable_value_validation():
        warnings.simplefilter("ignore")
        data = pydicom.dcmread(path)
        for tag, (vr, _, _, retired, keyword) in DicomDictionary.items():
            if vr not in words or retired or keyword in kept or not keyword or tag < 0x00080000:
                continue
            if tag >> 16 in (0x0028, 0x0048, 0x0070, 0x300A, 0x3010, 0x0074) or tag >> 16 > 0x4010:
                continue
            data.add_new(tag, vr, words[vr])
            count += 1
        data.DeviceSerialNumber = SERIAL
        data.PatientTelephoneNumbers = text(2)
        data.EthnicGroup = GIVEN
        block = data.private_block(0x0099, FAMILY, create=True)
        block.add_new(0x01, "LO", text(0))
        block.add_new(0x02, "OB", _WHOLE.encode() + b" " * (len(_WHOLE.encode()) % 2))
        data.preamble = (_WHOLE.encode() * 2)[:128]
        pydicom.dcmwrite(path, data)
    return count


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _iptc() -> bytes:
    fields = b"".join(
        struct.pack(">BBBH", 0x1C, 2, number, len(body)) + body
        for number, body in (
            (5, text(0).encode()), (25, text(3).encode()), (55, b"20240517"),
            (80, text(0).encode()), (90, text(4).encode()), (120, _WHOLE.encode()),
        )
    )  # fmt: skip
    return struct.pack(">I", len(fields)) + fields + b"\0" * (len(fields) % 2)
