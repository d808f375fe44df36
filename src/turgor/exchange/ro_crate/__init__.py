"""RO-Crate: a whole study with its captures, described by itself, and back."""

from turgor.exchange.ro_crate.graph import CaptureFile, CrateStudy, MeasuredBatch
from turgor.exchange.ro_crate.read import Crate, read_crate
from turgor.exchange.ro_crate.write import CrateWriter, open_crate

__all__ = [
    "CaptureFile",
    "Crate",
    "CrateStudy",
    "CrateWriter",
    "MeasuredBatch",
    "open_crate",
    "read_crate",
]
