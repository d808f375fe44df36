"""The CIE standard observers: colour matching functions at any wavelength."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from turgor.errors import InputError
from turgor.evidence import evidence_table

OBSERVERS = ("cie-1931-2deg", "cie-1964-10deg")


def colour_matching(observer: str, wavelength_nm: ArrayLike) -> NDArray[np.float64]:
    """The functions x, y, z of an observer: (n, 3) for (n,) nm, 0 outside 360 to 830 nm.

    Linear between the table's 1 nm (cie-015-2018).

    Errors: InputError where the observer is none of OBSERVERS.
    """
    if observer not in OBSERVERS:
        raise InputError(f"observer '{observer}' is unknown; allowed: {', '.join(OBSERVERS)}")
    table = evidence_table(observer)
    known_nm = table.column("wavelength_nm")
    wanted_nm = np.asarray(wavelength_nm, dtype=np.float64)
    columns = [
        np.interp(wanted_nm, known_nm, table.column(name), left=0.0, right=0.0) for name in "xyz"
    ]
    return np.stack(columns, axis=-1)
