"""Writing a pair of OCT scans as .npz or .mat, with units in the names."""

from pathlib import Path

import numpy as np

from turgor.formats.named_arrays import write_named
from turgor.record.oct_pair import OctPair


def write_oct(record: OctPair, path: Path) -> None:
    """Write one pair; the suffix, .npz or .mat, chooses the container.

    Errors: FormatError for another suffix, InputError where the disk refuses.
    """
    arrays: dict[str, object] = {
        "before": record.before,
        "after": record.after,
        "axial_um": np.float64(record.axial_um),
        "lateral_um": np.float64(record.lateral_um),
        "wavelength_nm": np.float64(record.wavelength_nm),
        "refractive_index": np.float64(record.refractive_index),
    }
    if record.layer_edges_um:
        arrays["layer_edges_um"] = np.asarray(record.layer_edges_um, np.float64)
    meta: dict[str, object] = {
        "load": record.load,
        "name": record.name,
        "device": record.device,
        "device_class": record.device_class,
        "settings": dict(record.settings),
        "flags": list(record.flags),
    }
    write_named(Path(path), arrays, meta)
