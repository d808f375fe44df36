"""Spatial parameters from the autocorrelation: length Sal and aspect ratio Str."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.measure.surface.areal.autocorrelation import autocorrelation, first_crossings_um
from turgor.record.height_map import FloatMap

#: the fraction of its maximum to which the autocorrelation must fall
ACF_THRESHOLD = 0.2
#: the coarse look takes every k-th point, so that no side has more points than this
_COARSE_POINTS = 1000
#: a crossing nearer than this many coarse lags is looked up again on every point
_ENOUGH_LAGS = 10
_RAYS = 720


@dataclass(frozen=True, slots=True)
class SpatialParameters:
    """Sal (µm) and Str, each None where the field does not identify it; the reasons say why."""

    sal_um: float | None
    str_ratio: float | None
    reasons: dict[str, str]


def spatial_parameters(
    surface: FloatMap,
    mean_um: float,
    pitch_x_um: float,
    pitch_y_um: float,
    threshold: float = ACF_THRESHOLD,
) -> SpatialParameters:
    """Sal and Str of an evaluated surface (rows, cols), µm, NaN = not evaluated.

    The autocorrelation is first found for lags up to half the field on every k-th point (its
    values at those lags are unbiased: points are left out, not averaged); where it falls within
    a few of those lags, the near lags are found again on every point. Sal is the shortest, the
    longest distance in Str the longest first crossing over straight rays half a degree apart.
    Where one ray does not reach the threshold within half the field, Str is not identified.

    Source: iso-25178-2-2021, spatial parameters; threshold 0.2.
    """  # fmt: skip
    distances = crossings_um(surface, mean_um, pitch_x_um, pitch_y_um, threshold)
    shortest, longest = float(distances.min()), float(distances.max())
    if not np.isfinite(shortest):
        reason = f"the autocorrelation stays above {threshold:g} within half the field"
        return SpatialParameters(None, None, {"sal": reason, "str": reason})
    if not np.isfinite(longest):
        reason = (
            f"in some direction the autocorrelation stays above {threshold:g} to half the field"
        )
        return SpatialParameters(shortest, None, {"str": reason})
    return SpatialParameters(shortest, shortest / longest, {})


def crossings_um(
    surface: FloatMap, mean_um: float, pitch_x_um: float, pitch_y_um: float, threshold: float
) -> NDArray[np.float64]:
    """First crossing (µm) along each of 720 rays over half a turn, inf beyond half the field."""
    angles: NDArray[np.float64] = np.arange(float(_RAYS)) * (np.pi / _RAYS)
    rows, cols = surface.shape
    every = max(1, -(-max(rows, cols) // _COARSE_POINTS))
    coarse = surface[::every, ::every]
    acf = autocorrelation(
        coarse, mean_um, pitch_x_um * every, pitch_y_um * every,
        max(1, coarse.shape[0] // 2), max(1, coarse.shape[1] // 2), tile_points=4 * _COARSE_POINTS,
    )  # fmt: skip
    distances = first_crossings_um(acf, angles, threshold)
    finest = min(pitch_x_um, pitch_y_um)
    if every == 1 or distances.min() > _ENOUGH_LAGS * every * finest:
        return distances
    near = 2.0 * max(float(distances.min()), every * finest)
    lags_x = min(cols // 2, int(near / pitch_x_um) + 2)
    lags_y = min(rows // 2, int(near / pitch_y_um) + 2)
    fine = autocorrelation(surface, mean_um, pitch_x_um, pitch_y_um, lags_y, lags_x)
    found = first_crossings_um(fine, angles, threshold)
    return np.where(np.isfinite(found), found, np.maximum(distances, near))
