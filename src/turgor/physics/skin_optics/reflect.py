"""From skin optics to a reflectance spectrum: what a sphere instrument would read."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.compute import map_strips
from turgor.errors import InputError
from turgor.evidence import parameter
from turgor.physics.skin_optics.absorbers import absorbers
from turgor.physics.skin_optics.optics import FIELDS, SkinOptics
from turgor.physics.skin_optics.spectrum_kernel import spectrum_with_slopes
from turgor.physics.skin_optics.table import skin_table

FloatArray = NDArray[np.float64]

#: Amounts below this are as good as none and keep their logarithm finite.
_NEXT_TO_NOTHING = 1e-12


@dataclass(frozen=True, slots=True)
class ForwardModel:
    """The layered model at n wavelengths, ready for many skins.

    bands : (5, n) as in Absorbers; the rest as in SkinTable and the evidence base.
    """

    bands: FloatArray
    table: FloatArray
    first: FloatArray
    step: FloatArray
    depth_mm: float
    rayleigh: float


def forward_model(wavelength_nm: FloatArray, geometry: str = "d:8") -> ForwardModel:
    """The model at these wavelengths (360 to 900 nm).

    geometry : one of turgor.record.spectrum.GEOMETRIES, or its first part. A ring of light at 45
    degrees is modelled as such, and so is its reverse; all else as a sphere at 8 degrees.

    Errors: InputError where a wavelength lies outside.
    """
    table = skin_table(None, "45:0" if geometry in ("45:0", "0:45") else "d:8")
    return ForwardModel(
        absorbers(wavelength_nm).bands,
        table.log_reflectance,
        table.first,
        table.step,
        parameter("skin.epidermis_depth") / 1000.0,
        parameter("skin.rayleigh_share"),
    )


def skin_reflectance(
    optics: SkinOptics, wavelength_nm: FloatArray, geometry: str = "d:8"
) -> FloatArray:
    """Reflectance factor (n,) of one skin, its specular share included.

    geometry : as for forward_model; d:8 and 8:d are one, 45:0 and 0:45 another.

    Errors: InputError where a wavelength lies outside 360 to 900 nm.
    """
    one: FloatArray = skin_reflectances(optics.as_row()[None], wavelength_nm, geometry)[0]
    return one


def skin_reflectances(
    parameters: FloatArray, wavelength_nm: FloatArray, geometry: str = "d:8"
) -> FloatArray:
    """Reflectance factors (m, n) of many skins; parameters (m, 11) in the order of SkinOptics.

    geometry : as for forward_model.

    Errors: InputError where the shape is another, a value is not physical, or a wavelength lies
    outside 360 to 900 nm.
    """
    x = coordinates(parameters)
    model = forward_model(wavelength_nm, geometry)
    out = np.empty((x.shape[0], model.bands.shape[1]))

    def strip(start: int, end: int) -> None:
        slopes = np.empty((len(FIELDS), model.bands.shape[1]))
        for i in range(start, end):
            spectrum_with_slopes(
                x[i],
                model.bands,
                model.table,
                model.first,
                model.step,
                model.depth_mm,
                model.rayleigh,
                out[i],
                slopes,
            )

    map_strips(strip, x.shape[0])
    return out


def coordinates(parameters: FloatArray) -> FloatArray:
    """Rows of SkinOptics (m, 11) in the solver's coordinates.

    Errors: InputError where the shape is another or a value is not physical.
    """
    rows = np.asarray(parameters, dtype=np.float64)
    if rows.ndim != 2 or rows.shape[1] != len(FIELDS):
        raise InputError(
            f"skin parameters have shape {rows.shape}; needed: rows of {len(FIELDS)}, in the order "
            f"{', '.join(FIELDS)}"
        )
    amounts = rows[:, [0, 1, 3, 5, 6, 8, 10]]
    bounded = rows[:, [1, 2]]
    if (
        np.isnan(rows).any()
        or (amounts < 0.0).any()
        or (bounded < 0.0).any()
        or (bounded > 1.0).any()
    ):
        raise InputError("skin parameters hold a value below 0, a share above 1, or a gap")
    x = rows.copy()
    for column in (0, 1, 3, 5, 6, 8, 10):
        x[:, column] = np.log(np.maximum(rows[:, column], _NEXT_TO_NOTHING))
    share = np.clip(rows[:, 2], _NEXT_TO_NOTHING, 1.0 - _NEXT_TO_NOTHING)
    x[:, 2] = np.log(share / (1.0 - share))
    return x


def from_coordinates(x: FloatArray) -> FloatArray:
    """Rows of the solver's coordinates (m, 11) as rows of SkinOptics."""
    rows = x.copy()
    for column in (0, 1, 3, 5, 6, 8, 10):
        rows[:, column] = np.exp(x[:, column])
    rows[:, 2] = 1.0 / (1.0 + np.exp(-x[:, 2]))
    return rows
