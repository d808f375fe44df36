"""Melanin and haemoglobin maps of a photograph, relative, with shading set apart.

As tsumura-2003 does, each pixel's optical density in three channels is read as melanin +
haemoglobin + shading, where shading (light, shape, exposure) is alike in all channels. The two
pigments' directions come from the layered skin model rendered to linear sRGB, not from the picture,
so that maps of two visits share one scale. Nothing forces a map to be positive: a value below 0
says that the model does not hold there, and must stay to be seen.
"""

from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

import numpy as np
from numpy.typing import NDArray

from turgor.compute import map_strips
from turgor.measure.photo.colour_kernel import Codes
from turgor.measure.photo.colour_map import (
    ILLUMINANT,
    OBSERVER,
    ColourCorrection,
    Map,
    checked_matrix,
    checked_table,
)
from turgor.measure.photo.pigment_kernel import fill_pigment
from turgor.physics.colour import tristimulus
from turgor.physics.colour.rgb import XYZ_TO_RGB, linear_from_xyz
from turgor.physics.skin_optics import SkinOptics, skin_reflectances
from turgor.record.height_map import BoolMap
from turgor.record.photograph import Photograph

Shading = Literal["apart", "none"]

#: the skin at which the directions are taken: medium tone, no light from the surface itself
REFERENCE = SkinOptics(melanin=0.3, specular=0.0)

#: in darker zones (mean of 100 log10(1/R_lin)) blue is too weak to tell melanin from shading
MOST_RED_DENSITY = 65.0

_BANDS_NM = np.arange(400.0, 701.0, 5.0)


@dataclass(frozen=True, slots=True)
class PigmentMaps:
    """Components of optical density, each (rows, cols) float32, NaN where clipped or dark.

    melanin : its part of 100 log10(1/R_lin). haemoglobin : its part of 100 log10(1/G_lin).
    shading : the part of 100 log10 that all channels share. All are relative: to a white in the
    light of the chart, along the model's directions.
    clipped : bool, as in ColourMaps.
    """

    melanin: Map
    haemoglobin: Map
    shading: Map
    clipped: BoolMap


def pigment_maps(
    photo: Photograph,
    correction: ColourCorrection,
    gloss: float = 0.0,
    shading: Shading = "apart",
) -> PigmentMaps:
    """Melanin, haemoglobin and shading of each pixel.

    gloss : share of a white that the surface itself sends back into the camera, taken off first;
    0 for cross-polarised light and for light from the side. shading : 'apart', or 'none' where
    light and shape are even, so that all darkness is a pigment's (least squares, shading 0).

    Errors: MeasureError as in ``colour_maps``.
    """
    table = checked_table(photo, correction)
    matrix = checked_matrix(correction.matrix, "photograph")
    rows, cols = photo.shape
    weights = np.zeros((5, matrix.shape[1]), dtype=np.float32)
    weights[2:] = XYZ_TO_RGB @ matrix
    unmix = pigment_unmixing(shading).astype(np.float32)
    codes = cast(Codes, np.ascontiguousarray(photo.rgb).reshape(-1, 3))
    made = np.empty((3, rows * cols), dtype=np.float32)
    clipped = np.empty(rows * cols, dtype=np.bool_)

    def strip(first: int, end: int) -> None:
        parts = (made[0], made[1], made[2])
        fill_pigment(codes, first * cols, end * cols, table, weights, unmix, gloss, parts, clipped)

    map_strips(strip, rows)
    melanin, haemoglobin, light = made.reshape(3, rows, cols)
    return PigmentMaps(melanin, haemoglobin, light, clipped.reshape(rows, cols))


def unmixed(linear: NDArray[np.float64], shading: Shading = "apart") -> NDArray[np.float64]:
    """Melanin, haemoglobin and shading (..., 3) of linear R, G, B (..., 3) above 0."""
    return np.asarray(-100.0 * np.log10(linear) @ pigment_unmixing(shading).T)


def pigment_unmixing(shading: Shading = "apart") -> NDArray[np.float64]:
    """(3, 3) from 100 log10(1 / (R, G, B)) to melanin, haemoglobin and shading."""
    directions = pigment_directions()
    if shading == "none":
        directions[:, 2] = 0.0
    return np.asarray(np.linalg.pinv(directions), dtype=np.float64)


def pigment_directions() -> NDArray[np.float64]:
    """(3, 3): columns are melanin (1 in R), haemoglobin (1 in G) and shading (1 in all)."""
    return np.array(_directions())


@cache
def _directions() -> tuple[tuple[float, ...], ...]:
    """Slopes of optical density at the reference skin, by central differences of the model."""
    base = REFERENCE.as_row()
    rows = np.tile(base, (4, 1))
    rows[0, 0], rows[1, 0] = base[0] * 1.05, base[0] / 1.05
    rows[2, 1], rows[3, 1] = base[1] * 1.05, base[1] / 1.05
    xyz = tristimulus(_BANDS_NM, skin_reflectances(rows, _BANDS_NM), ILLUMINANT, OBSERVER)
    density = -np.log10(linear_from_xyz(xyz))
    melanin, blood = density[0] - density[1], density[2] - density[3]
    columns = np.stack([melanin / melanin[0], blood / blood[1], np.ones(3)], axis=1)
    return tuple(tuple(float(v) for v in row) for row in columns)
