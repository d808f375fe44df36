"""Absorption and refraction of water from 400 nm to 12 µm.

Segelstein's table is the default, read in logarithms: tables with wide steps (Hale and Querry)
err by 2.5 to 4 times at 1064, 1440 and 1927 nm where they are read along straight lines.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from turgor.errors import InputError
from turgor.evidence import evidence_table, find_source, parameter

FloatArray = NDArray[np.float64]

#: Range of the table, and the wavelength that parts its two uncertainties, nm.
LEAST_NM, MOST_NM = 400.0, 12000.0
_INFRARED_NM = 2400.0


def water_absorption_mm(wavelength_nm: ArrayLike, table_id: str = "water-segelstein") -> FloatArray:
    """Absorption coefficient of liquid water at low intensity, 1/mm, of any shape.

    table_id : 'water-segelstein', 'water-hale' or 'water-kedenburg' (500 to 1750 nm). Under a
    draw the default carries what the tables differ by; the other two stay as published.

    Errors: InputError where a wavelength lies outside the table.
    """
    wavelength = _within(wavelength_nm, table_id)
    table = evidence_table(table_id)
    log_index = np.interp(
        np.log(wavelength),
        np.log(table.column("wavelength_nm")),
        np.log(table.column("extinction_index")),
    )
    absorption: FloatArray = 4.0 * np.pi * np.exp(log_index) / (wavelength * 1e-6)
    if table_id != "water-segelstein":
        return absorption
    near = parameter("water.absorption_scale.near_infrared")
    far = parameter("water.absorption_scale.infrared")
    scaled: FloatArray = absorption * np.where(wavelength < _INFRARED_NM, near, far)
    return scaled


def water_index(wavelength_nm: ArrayLike) -> FloatArray:
    """Refractive index of water at 25 °C, of any shape.

    Errors: as for water_absorption_mm.
    """
    wavelength = _within(wavelength_nm, "water-segelstein")
    table = evidence_table("water-segelstein")
    index: FloatArray = np.interp(
        np.log(wavelength),
        np.log(table.column("wavelength_nm")),
        table.column("refractive_index"),
    )
    return index


def _within(wavelength_nm: ArrayLike, table_id: str) -> FloatArray:
    wavelength = np.asarray(wavelength_nm, dtype=np.float64)
    tabled = evidence_table(table_id)
    rows = tabled.column("wavelength_nm")
    low, high = max(float(rows[0]), LEAST_NM), min(float(rows[-1]), MOST_NM)
    if wavelength.size == 0 or not ((wavelength >= low) & (wavelength <= high)).all():
        raise InputError(
            f"water's absorption is known from {low:.0f} to {high:.0f} nm "
            f"({find_source(tabled.source).authors.split('.')[0]}. {tabled.locator}); "
            f"given: {np.array2string(wavelength.ravel()[:4], separator=', ')}"
        )
    return wavelength
