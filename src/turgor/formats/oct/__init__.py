"""Files of two complex OCT B-scans, before and after a small load (.npz, .mat)."""

from turgor.formats.oct.doorway import is_oct, read_oct
from turgor.formats.oct.options import OctOptions
from turgor.formats.oct.write import write_oct

__all__ = ["OctOptions", "is_oct", "read_oct", "write_oct"]
