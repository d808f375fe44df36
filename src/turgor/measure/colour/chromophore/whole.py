"""The chromophore findings of reflectance spectra."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError, MeasureError
from turgor.measure.colour.chromophore.bands import read_bands
from turgor.measure.colour.chromophore.invert import invert
from turgor.measure.colour.chromophore.prior import prior
from turgor.measure.colour.chromophore.stated import Stamp, doubts_of
from turgor.physics.skin_optics.reflect import forward_model
from turgor.record.finding import Finding
from turgor.record.spectrum import Spectrum

FloatArray = NDArray[np.float64]

#: What spectra that are inverted together share: wavelengths, geometry, aperture.
_Group = tuple[bytes, str, float | None]


def measure_chromophores(
    spectra: Sequence[Spectrum],
    *,
    capture_sha256: str | Sequence[str],
    region: str = "",
    replicate: int = 1,
) -> list[list[Finding]]:
    """Findings of every spectrum, in order; all spectra of one grid are inverted together.

    capture_sha256 : of the file that holds them all, or one for each spectrum. A spectrum's name
    becomes the findings' item. A value that the spectrum does not settle is None with the flag
    'not-identified' and its reason. ``u`` (kind 'instrument') joins
    what one reading leaves open with what a skin of other structure would add; it is not what
    re-seating the instrument would change, and settles no verdict.

    Errors: InputError where captures and spectra differ in number.
    """
    captures = _captures(capture_sha256, len(spectra))
    stamps = [
        Stamp(spectrum, capture, region, replicate)
        for spectrum, capture in zip(spectra, captures, strict=True)
    ]
    found: list[list[Finding]] = [[] for _ in spectra]
    groups: dict[_Group, list[tuple[int, FloatArray, FloatArray]]] = {}
    for i, spectrum in enumerate(spectra):
        try:
            wavelength, value = read_bands(spectrum.wavelength_nm, spectrum.reflectance)
        except MeasureError as error:
            found[i] = stamps[i].refused(f"not identified: {error}")
            continue
        key = (wavelength.tobytes(), spectrum.geometry, spectrum.aperture_mm)
        groups.setdefault(key, []).append((i, wavelength, value))
    for (_, geometry, aperture_mm), members in groups.items():
        expected = prior(geometry, aperture_mm)
        wavelength = members[0][1]
        law = forward_model(wavelength, geometry)
        inversion = invert(wavelength, np.stack([value for _, _, value in members]), expected, law)
        doubts = doubts_of(inversion)
        for row, (i, _, _) in enumerate(members):
            found[i] = stamps[i].stated(inversion, row, doubts, expected, wavelength)
    return found


def _captures(given: str | Sequence[str], count: int) -> list[str]:
    """One capture for each spectrum."""
    captures = [given] * count if isinstance(given, str) else list(given)
    if len(captures) != count:
        raise InputError(f"{count} spectra come with {len(captures)} captures; give one for each")
    return captures
