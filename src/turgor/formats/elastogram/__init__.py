"""What scanners store of stiffness: reports, parametric maps and pictures with a colour bar."""

from turgor.formats.elastogram.doorway import (
    is_elastogram,
    read_elastogram,
    write_elastogram,
)
from turgor.formats.elastogram.options import ElastogramOptions

__all__ = ["ElastogramOptions", "is_elastogram", "read_elastogram", "write_elastogram"]
