"""OCT phantoms as files of two complex scans (.npz or .mat)."""

from pathlib import Path

from turgor.formats.oct import write_oct
from turgor.phantom.oct.pair import OctSpec, OctTruth, oct_pair


def write_oct_phantom(spec: OctSpec, path: Path, seed: tuple[int, ...] = (1,)) -> OctTruth:
    """Write a pair of scans and hand back its truth.

    Errors: InputError for impossible specifications, FormatError for another suffix.
    """
    record, truth = oct_pair(spec, seed)
    write_oct(record, path)
    return truth
