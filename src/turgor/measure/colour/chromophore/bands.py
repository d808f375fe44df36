"""The wavelengths that the inversion reads: 400 to 700 nm, about every 10 nm."""

import numpy as np
from numpy.typing import NDArray

from turgor.errors import MeasureError

FloatArray = NDArray[np.float64]

FIRST_NM, LAST_NM, STEP_NM = 400.0, 700.0, 10.0
#: Without these no chromophore can be told from another.
_NEEDED_FROM, _NEEDED_TO, _WIDEST_STEP = 430.0, 680.0, 20.0


def read_bands(wavelength_nm: FloatArray, reflectance: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Wavelengths and reflectance as the inversion reads them.

    Spectra finer than 10 nm are averaged with a triangle of 10 nm half width, so that a finely
    sampled one weighs no more than a coarse one. Gaps (NaN) are left out.

    Errors: MeasureError where 430 to 680 nm are not covered in steps of at most 20 nm.
    """
    kept = np.isfinite(reflectance)
    wavelength, value = wavelength_nm[kept], reflectance[kept]
    inside = (wavelength >= FIRST_NM - 1e-6) & (wavelength <= LAST_NM + 1e-6)
    own = wavelength[inside]
    covered = own.size > 1 and own[0] <= _NEEDED_FROM and own[-1] >= _NEEDED_TO
    if not covered or np.diff(own).max() > _WIDEST_STEP + 1e-6:
        raise MeasureError(
            f"chromophores need {_NEEDED_FROM:.0f} to {_NEEDED_TO:.0f} nm in steps of "
            f"{_WIDEST_STEP:.0f} nm at most; this spectrum has "
            + (f"{own[0]:.0f} to {own[-1]:.0f} nm with gaps" if own.size else "none of it")
        )
    if np.sort(np.diff(own))[(own.size - 1) // 2] >= STEP_NM - 1e-6:
        return own.copy(), value[inside]
    grid = np.arange(FIRST_NM, LAST_NM + 0.5 * STEP_NM, STEP_NM)
    grid = grid[(grid >= own[0] - 1e-6) & (grid <= own[-1] + 1e-6)]
    weight = np.clip(1.0 - np.abs(wavelength - grid[:, None]) / STEP_NM, 0.0, None)
    total = weight.sum(axis=1)
    grid, weight, total = grid[total > 0], weight[total > 0], total[total > 0]
    return grid, (weight @ value) / total
