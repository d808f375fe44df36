"""What a scanner would store of a planted stiffness map: report, map of numbers, picture."""

from turgor.phantom.elastogram.files import ElastogramFiles, write_elastogram_files
from turgor.phantom.elastogram.planted import (
    ElastogramSpec,
    ElastogramTruth,
    planted_elastogram,
)

__all__ = [
    "ElastogramFiles",
    "ElastogramSpec",
    "ElastogramTruth",
    "planted_elastogram",
    "write_elastogram_files",
]
