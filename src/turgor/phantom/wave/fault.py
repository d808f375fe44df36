"""Faults of a wave recording: noise, mirrors, gaps, wrapped phase, a wave that never crosses."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.phantom.wave.spec import WaveFaults

F = NDArray[np.float64]


def faulty_motion_um(
    motion_at: Callable[[F], F], lateral_mm: F, faults: WaveFaults, rng: np.random.Generator
) -> tuple[F, F, tuple[str, ...]]:
    """Clean motion, motion as recorded, and the names of its faults.

    motion_at : motion (depths, laterals, times) in um at given laterals.
    Errors: InputError where a missing lateral doesn't exist or a mirror stands at the source.
    """
    clean = motion_at(lateral_mm)
    motion, names = clean.copy(), []
    if faults.reflector_mm is not None and faults.reflected:
        if faults.reflector_mm <= 0.0:
            raise InputError("reflector: it must stand at a lateral above 0 mm")
        # the way there and back is the way from a mirrored source
        motion += faults.reflected * motion_at(2.0 * faults.reflector_mm - lateral_mm)
        names.append("reflection")
    if faults.stops_mm is not None:
        motion[:, np.abs(lateral_mm) > faults.stops_mm] = 0.0
        names.append("stops")
    if faults.absent:
        motion[:] = 0.0
        names.append("absent")
    noise = faults.noise_um
    if faults.snr_db is not None:
        noise = float(np.abs(clean).max()) * 10.0 ** (-faults.snr_db / 20.0)
    if noise > 0.0:
        motion += noise * rng.standard_normal(motion.shape)
        names.append("noise")
    if faults.wrap_um > 0.0:
        motion -= faults.wrap_um * np.round(motion / faults.wrap_um)
        names.append("wrapped")
    for number in faults.missing_laterals:
        if not 0 <= number < lateral_mm.size:
            raise InputError(f"missing lateral {number}: there are 0 to {lateral_mm.size - 1}")
        motion[:, number] = np.nan
    if faults.missing_laterals:
        names.append("missing-laterals")
    return clean, motion, tuple(names)
