"""Whether the recorded bands of a spectrum suffice, and what is held or bridged."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import MeasureError
from turgor.physics.colour.weights import WIDEST_NM, held_share
from turgor.record.spectrum import Spectrum

#: colour needs every part of this range, nm
NEEDED_FIRST_NM, NEEDED_LAST_NM = 400.0, 700.0

#: widest distance in nm between recorded bands that is bridged
WIDEST_BRIDGED_NM = 20.0

#: share of a white's X, Y or Z beyond the bands from which it is said that an end was held
_HELD_SHARE = 0.001

EXTRAPOLATED, INTERPOLATED = "bands-extrapolated", "bands-interpolated"


@dataclass(frozen=True, slots=True)
class Recorded:
    """The bands that a spectrum really holds: (n,) nm and (n,) fraction of white."""

    wavelength_nm: NDArray[np.float64]
    reflectance: NDArray[np.float64]


def recorded(spectrum: Spectrum) -> Recorded:
    """A spectrum without its gaps."""
    held = np.isfinite(spectrum.reflectance)
    return Recorded(spectrum.wavelength_nm[held], spectrum.reflectance[held])


def need_range(bands: Recorded, first_nm: float, last_nm: float) -> None:
    """Refuse bands that don't enclose a range, or leave more than 20 nm of it open.

    Errors: MeasureError saying what is recorded and what is needed.
    """
    nm = bands.wavelength_nm
    if len(nm) < 2 or nm[0] > first_nm or nm[-1] < last_nm:
        has = f"{nm[0]:g} to {nm[-1]:g} nm are" if len(nm) else "nothing is"
        raise MeasureError(f"{has} recorded and {first_nm:g} to {last_nm:g} nm are needed")
    low = np.searchsorted(nm, first_nm, side="right") - 1
    high = np.searchsorted(nm, last_nm, side="left")
    steps = np.diff(nm[low : high + 1])
    if len(steps) and steps.max() > WIDEST_BRIDGED_NM:
        at = int(np.argmax(steps)) + int(low)
        raise MeasureError(
            f"nothing is recorded between {nm[at]:g} and {nm[at + 1]:g} nm; at most "
            f"{WIDEST_BRIDGED_NM:g} nm are bridged"
        )


def colour_flags(bands: Recorded, illuminant: str, observer: str) -> tuple[str, ...]:
    """What colour from these bands rests on besides readings."""
    nm = bands.wavelength_nm
    inside = np.diff(nm[(nm >= NEEDED_FIRST_NM) & (nm <= NEEDED_LAST_NM)])
    bridged = bool(len(inside)) and float(inside.max()) > WIDEST_NM + 1e-9
    held = held_share(float(nm[0]), float(nm[-1]), illuminant, observer) > _HELD_SHARE
    return (EXTRAPOLATED,) * held + (INTERPOLATED,) * bridged
