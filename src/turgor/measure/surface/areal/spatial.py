"""Spatial parameters from the autocorrelation: length Sal and aspect ratio Str."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.measure.surface.areal.autocorrelation import autocorrelation, first_crossings_um
from turgor.record.height_map import FloatMap

#: the fraction of its maximum to which the autocorrelation must fall
ACF_THRESHOLD = 0.2
#: the first look takes every k-th point, so that no side has more points than this
_COARSE_POINTS = 600
#: a crossing nearer than this many lags is looked up again on every second of those steps
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
    values at those lags are unbiased: points are left out, not averaged); crossings within ten of
    those lags are found again on every k/2-th point, and so on down to every point. Sal is the
    shortest, the longest distance in Str the longest first crossing over rays 0.25 degrees apart.
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
    every = 1
    while max(rows, cols) > every * _COARSE_POINTS:
        every *= 2
    lags_y, lags_x = rows // (2 * every), cols // (2 * every)
    distances = np.full(_RAYS, np.inf)
    while True:
        lag_x, lag_y = pitch_x_um * every, pitch_y_um * every
        part = surface[::every, ::every]
        acf = autocorrelation(
            part, mean_um, lag_x, lag_y, max(1, lags_y), max(1, lags_x),
            tile_points=2 * _COARSE_POINTS if np.isinf(distances).all() else 512,
        )  # fmt: skip
        found = first_crossings_um(acf, angles, threshold)
        distances = np.where(np.isfinite(found), found, distances)
        near = _ENOUGH_LAGS * min(lag_x, lag_y)
        if every == 1 or distances.min() > near:
            return distances
        every //= 2
        reach = near + 2.0 * max(lag_x, lag_y)
        lags_y = min(rows // (2 * every), int(reach / (pitch_y_um * every)))
        lags_x = min(cols // (2 * every), int(reach / (pitch_x_um * every)))
