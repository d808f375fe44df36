"""Ultrasound of skin: B-mode pictures and DICOM, raw radio-frequency lines; in and out."""

from turgor.formats.ultrasound.doorway import read_ultrasound, write_ultrasound
from turgor.formats.ultrasound.options import UltrasoundOptions
from turgor.formats.ultrasound.sniff import is_ultrasound

__all__ = ["UltrasoundOptions", "is_ultrasound", "read_ultrasound", "write_ultrasound"]
