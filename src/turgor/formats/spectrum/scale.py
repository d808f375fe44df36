"""Percent or fraction, and what is a little or far outside a reflectance."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from turgor.errors import FormatError

PERCENT_CONVERTED = "percent-converted"
NEGATIVE = "negative-reflectance"
ABOVE_ONE = "reflectance-above-one"

#: readings of skin reach 0.05 to 0.9 of white, so a peak between these two can't be told
_HIGHEST_FRACTION, _LOWEST_PERCENT = 1.2, 3.0
_LEAST, _MOST = -0.05, 1.2


def as_fraction(
    path: Path, values: NDArray[np.float64], scale: str | None, places: list[str]
) -> tuple[NDArray[np.float64], bool]:
    """Readings (m, n) as fractions, and whether they were percent.

    scale : 'percent' or 'fraction' where the file or the user says so; else the spectra's own
    peaks tell, and must agree.

    Errors: FormatError where the peaks leave it open, or spectra differ.
    """
    if scale is None:
        peaks = np.nanmax(values, axis=1)
        percent, fraction = peaks >= _LOWEST_PERCENT, peaks <= _HIGHEST_FRACTION
        if percent.any() and fraction.any():
            where = places[int(np.flatnonzero(fraction)[0])]
            raise FormatError(
                f"{path}: {where} peaks at {peaks[fraction][0]:g} and others above "
                f"{_LOWEST_PERCENT:g}, so some may be percent and some fractions; state scale "
                "'percent' or 'fraction', or split the file"
            )
        if not (percent.all() or fraction.all()):
            open_one = int(np.flatnonzero(~percent & ~fraction)[0])
            raise FormatError(
                f"{path}: {places[open_one]} peaks at {peaks[open_one]:g}, which may be percent or "
                "a fraction; state scale 'percent' or 'fraction'"
            )
        scale = "percent" if percent.all() else "fraction"
    return (values / 100.0, True) if scale == "percent" else (values, False)


def range_flags(
    path: Path, wavelength_nm: NDArray[np.float64], row: NDArray[np.float64], place: str
) -> tuple[str, ...]:
    """Flags for a little below 0 or above 1, which noise and calibration explain.

    Errors: FormatError where a reading lies outside -0.05 to 1.2.
    """
    low, high = float(np.nanmin(row)), float(np.nanmax(row))
    for value, at in ((low, np.nanargmin(row)), (high, np.nanargmax(row))):
        if not _LEAST <= value <= _MOST:
            raise FormatError(
                f"{path}: {place}: reflectance is {value:.4g} at {wavelength_nm[at]:g} nm; between "
                f"{_LEAST:g} and {_MOST:g} (a fraction of white) are read: check the white "
                "calibration, or state scale 'percent' or 'fraction'"
            )
    return (NEGATIVE,) * (low < 0.0) + (ABOVE_ONE,) * (high > 1.0)
