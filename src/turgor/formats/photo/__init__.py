"""Photographs: JPEG, PNG, TIFF and DICOM in, without what tells who or where; and back out."""

from turgor.formats.photo.doorway import is_photograph, read_photograph, write_photograph
from turgor.formats.photo.options import PhotoOptions
from turgor.formats.photo.strip import strip_metadata

__all__ = [
    "PhotoOptions",
    "is_photograph",
    "read_photograph",
    "strip_metadata",
    "write_photograph",
]
