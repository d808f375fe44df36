"""Melanin and erythema index: mean reflectance over a red and a green band (fullerton-1996)."""

import math

import numpy as np

from turgor.errors import MeasureError
from turgor.measure.colour.coverage import Recorded, need_range

RED_NM, GREEN_NM = 655.0, 568.0

#: full width of each band, nm; the bandwidth of most handheld spectrophotometers
BANDWIDTH_NM = 10.0


def band_mean(bands: Recorded, middle_nm: float, width_nm: float = BANDWIDTH_NM) -> float:
    """Mean reflectance over a band, linear between recorded bands, exactly integrated.

    Errors: MeasureError where the recorded bands don't enclose it.
    """
    first, last = middle_nm - width_nm / 2.0, middle_nm + width_nm / 2.0
    need_range(bands, first, last)
    nm = bands.wavelength_nm
    nodes = np.concatenate(([first], nm[(nm > first) & (nm < last)], [last]))
    values = np.interp(nodes, nm, bands.reflectance)
    return float(np.trapezoid(values, nodes) / width_nm)


def melanin_index(bands: Recorded) -> float:
    """MI = 100 log10(1 / R_red).

    Errors: MeasureError where the band is not recorded or its mean is not above zero.
    """
    return -100.0 * _log10(band_mean(bands, RED_NM), RED_NM)


def erythema_index(bands: Recorded) -> float:
    """EI = 100 log10(R_red / R_green).

    Errors: as for ``melanin_index``.
    """
    red, green = band_mean(bands, RED_NM), band_mean(bands, GREEN_NM)
    return 100.0 * (_log10(red, RED_NM) - _log10(green, GREEN_NM))


def _log10(value: float, middle_nm: float) -> float:
    if value <= 0.0:
        raise MeasureError(
            f"reflectance at {middle_nm:g} nm is {value:.4g}, and an index needs more than zero: "
            "check the black calibration"
        )
    return math.log10(value)
