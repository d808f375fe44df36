"""What absorbs in skin at each wavelength, before any amount is chosen."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import InputError
from turgor.evidence import evidence_table, parameter

FloatArray = NDArray[np.float64]

#: Wavelengths that the model covers: the haemoglobin table below, water left out above.
LEAST_NM, MOST_NM = 360.0, 900.0
_FWHM_TO_SD = 1.0 / np.sqrt(8.0 * np.log(2.0))


@dataclass(frozen=True, slots=True)
class Absorbers:
    """Absorption of unit amounts at n wavelengths.

    bands : (5, n) float64, rows: ln(500 nm / wavelength); whole blood fully oxygenated, and
    fully deoxygenated, 1/mm; bloodless skin, 1/mm; yellow, peak about 1.
    """

    wavelength_nm: FloatArray
    bands: FloatArray


def absorbers(
    wavelength_nm: FloatArray, bandwidth_nm: float | None = None, shift_nm: float | None = None
) -> Absorbers:
    """Absorbers at rising or falling wavelengths between LEAST_NM and MOST_NM.

    bandwidth_nm, shift_nm : how the haemoglobin table is smoothed and read; None = the model's.

    Errors: InputError where a wavelength lies outside.
    """
    wavelength = np.asarray(wavelength_nm, dtype=np.float64)
    if wavelength.size == 0 or wavelength.min() < LEAST_NM or wavelength.max() > MOST_NM:
        raise InputError(
            f"the skin model covers {LEAST_NM:.0f} to {MOST_NM:.0f} nm; cut the wavelengths to it"
        )
    oxy, deoxy = _blood(
        wavelength,
        parameter("skin.haemoglobin_bandwidth") if bandwidth_nm is None else bandwidth_nm,
        parameter("skin.haemoglobin_shift") if shift_nm is None else shift_nm,
    )
    decay = np.exp(
        -(wavelength - parameter("skin.baseline_origin")) / parameter("skin.baseline_decay")
    )
    bloodless = parameter("skin.baseline_constant") + parameter("skin.baseline_slope") * decay
    bands = np.stack(
        [np.log(500.0 / wavelength), oxy, deoxy, bloodless, _yellow(wavelength)], dtype=np.float64
    )
    return Absorbers(wavelength, bands)


def _blood(wavelength: FloatArray, fwhm: float, shift: float) -> tuple[FloatArray, FloatArray]:
    """Absorption of whole blood in 1/mm, smoothed."""
    table = evidence_table("haemoglobin-prahl")
    tabled = table.column("wavelength_nm")
    fine = np.arange(tabled[0], tabled[-1] + 0.5)
    molar = parameter("blood.haemoglobin_g_per_l") / parameter("blood.haemoglobin_g_per_mol")
    per_mm = np.log(10.0) * molar / 10.0
    sd = max(fwhm, 1e-6) * _FWHM_TO_SD
    weight = np.exp(-0.5 * ((wavelength[:, None] + shift - fine) / max(sd, 0.4)) ** 2)
    weight /= weight.sum(axis=1, keepdims=True)
    oxy = weight @ (per_mm * np.interp(fine, tabled, table.column("oxyhaemoglobin")))
    deoxy = weight @ (per_mm * np.interp(fine, tabled, table.column("deoxyhaemoglobin")))
    return oxy, deoxy


def _yellow(wavelength: FloatArray) -> FloatArray:
    """Three Gaussian peaks, the middle one of height 1."""
    width = parameter("skin.yellow_width")
    strengths = {
        "low": parameter("skin.yellow_strength_low"),
        "middle": 1.0,
        "high": parameter("skin.yellow_strength_high"),
    }
    total = np.zeros_like(wavelength)
    for place, strength in strengths.items():
        peak = parameter(f"skin.yellow_peak_{place}")
        total += strength * np.exp(-0.5 * ((wavelength - peak) / width) ** 2)
    return total
