"""The CIE illuminants: relative spectral power at any wavelength."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from turgor.errors import InputError
from turgor.evidence import evidence_table

ILLUMINANTS = ("D65", "D50", "D55", "D75", "A", "C", "E")
_SMOOTH = ("A", "C")


def illuminant_power(illuminant: str, wavelength_nm: ArrayLike) -> NDArray[np.float64]:
    """Relative power (n,) for (n,) nm, 100 at 560 nm.

    Between the table's 5 nm it is linear, as cie-015-2018 lays down for daylight; for the smooth
    A and C it is a cubic spline, since chords would move C's white by 0.00007 in y. Below 300
    and above 780 nm the last value is held; the observers weigh what lies above 780 nm with less
    than 0.00002 of the whole.

    Errors: InputError where the illuminant is none of ILLUMINANTS.
    """
    if illuminant not in ILLUMINANTS:
        raise InputError(f"illuminant '{illuminant}' is unknown; allowed: {', '.join(ILLUMINANTS)}")
    table = evidence_table("cie-illuminants")
    wanted_nm = np.asarray(wavelength_nm, dtype=np.float64)
    known_nm, power = table.column("wavelength_nm"), table.column(illuminant)
    if illuminant not in _SMOOTH:
        return np.interp(wanted_nm, known_nm, power)
    from scipy.interpolate import CubicSpline

    return np.asarray(CubicSpline(known_nm, power)(np.clip(wanted_nm, known_nm[0], known_nm[-1])))
