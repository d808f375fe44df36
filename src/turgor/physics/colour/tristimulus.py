"""Tristimulus values of reflectance spectra under a stated illuminant, for a stated observer."""

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from turgor.errors import InputError
from turgor.physics.colour.illuminant import illuminant_power
from turgor.physics.colour.observer import colour_matching
from turgor.physics.colour.weights import FIRST_NM, LAST_NM, band_weights


def tristimulus(
    wavelength_nm: ArrayLike, reflectance: ArrayLike, illuminant: str, observer: str
) -> NDArray[np.float64]:
    """X, Y, Z with Y = 100 for a perfect white: (m, 3) for (m, n) spectra, (3,) for one of (n,).

    wavelength_nm : (n,) nm, rising. reflectance : fraction of a perfect white; NaN = not
        recorded, and that spectrum is summed over its other bands as ``band_weights`` says.
        A spectrum with fewer than two bands gives NaN. Whether bands suffice is the caller's
        to judge.

    Errors: InputError for unknown illuminant or observer, or shapes and wavelengths that don't
    fit.
    """
    nm = np.asarray(wavelength_nm, dtype=np.float64)
    spectra = np.asarray(reflectance, dtype=np.float64)
    if nm.ndim != 1 or len(nm) < 2 or not np.all(np.diff(nm) > 0):
        raise InputError("wavelengths must be a rising list of two or more, in nm")
    if spectra.ndim not in (1, 2) or spectra.shape[-1] != len(nm):
        raise InputError(
            f"reflectance of shape {spectra.shape} doesn't fit {len(nm)} wavelengths; give (n,) "
            "or (m, n)"
        )
    rows = np.atleast_2d(spectra)
    white = np.asarray(white_point(illuminant, observer))
    held = np.isfinite(rows)
    if held.all():
        whole = rows @ band_weights(nm, illuminant, observer) * white
        return whole if spectra.ndim == 2 else whole[0]
    xyz = np.full((len(rows), 3), np.nan)
    recorded, group = np.unique(held, axis=0, return_inverse=True)
    for index, bands in enumerate(recorded):
        if bands.sum() < 2:
            continue
        weights = band_weights(nm[bands], illuminant, observer)
        chosen = group.reshape(-1) == index
        xyz[chosen] = rows[np.ix_(chosen, bands)] @ weights * white
    return xyz if spectra.ndim == 2 else xyz[0]


def white_point(illuminant: str, observer: str) -> NDArray[np.float64]:
    """X, Y, Z (3,) of a perfect white, Y = 100, summed at 1 nm from 360 to 830 nm.

    Errors: InputError for an unknown illuminant or observer.
    """
    return np.array(_white(illuminant, observer))


@cache
def _white(illuminant: str, observer: str) -> tuple[float, float, float]:
    nm = np.arange(FIRST_NM, LAST_NM + 1.0)
    x, y, z = illuminant_power(illuminant, nm) @ colour_matching(observer, nm)
    return float(100.0 * x / y), 100.0, float(100.0 * z / y)
