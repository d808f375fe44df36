"""Writing a wave or its echoes as .npz or .mat, with units in the names."""

from pathlib import Path

import numpy as np

from turgor.formats.named_arrays import write_named
from turgor.record.wave_field import EchoEnsemble, WaveField


def write_wave(record: WaveField | EchoEnsemble, path: Path) -> None:
    """Write one record; the suffix, .npz or .mat, chooses the container.

    Errors: FormatError for another suffix, InputError where the disk refuses.
    """
    path = Path(path)
    arrays: dict[str, object] = {
        "depth_mm": record.depth_mm,
        "lateral_mm": record.lateral_mm,
        "time_s": record.time_s,
    }
    meta: dict[str, object] = {
        "wave": record.wave,
        "stretch": record.stretch,
        "density_kg_m3": record.density_kg_m3,
        "name": record.name,
        "device": record.device,
        "device_class": record.device_class,
        "settings": dict(record.settings),
        "flags": list(record.flags),
    }
    if isinstance(record, WaveField):
        arrays[record.quantity] = record.motion
    else:
        arrays["iq" if np.iscomplexobj(record.samples) else "rf"] = record.samples
        meta["centre_mhz"] = record.centre_mhz
        meta["sound_speed_m_s"] = record.sound_speed_m_s
    write_named(path, arrays, {k: v for k, v in meta.items() if v is not None})
