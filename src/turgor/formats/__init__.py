"""One file per file format: bytes to height maps and back, behind one doorway."""

from turgor.formats.base import ReadOptions, SurfaceFormat
from turgor.formats.doorway import read_surface, write_surface

__all__ = ["ReadOptions", "SurfaceFormat", "read_surface", "write_surface"]
