"""What speckle tells of an image: how many levels one dB is, and how large a grain.

The envelope of many scatterers is Rayleigh, its power exponential; so the spread of a
log-compressed image is known in dB and the compression can be read off it (goodman-1985). The
interquartile range is used, since clipping and lone reflectors spoil a standard deviation.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import MeasureError

#: interquartile range of the power of fully developed speckle, in dB: of ln(E), E exponential
QUARTILES_DB = 10.0 / math.log(10.0) * math.log(math.log(4.0) / math.log(4.0 / 3.0))
#: lag, in sigmas of the power's correlation, at which that of the logarithm is one half: it is
#: Li2(x) / (pi^2 / 6) where the power's is x (goodman-1985), one half at x = 0.6601
_HALF = math.sqrt(-2.0 * math.log(0.6601))
_LAGS = 24


@dataclass(frozen=True, slots=True)
class Speckle:
    """What the dermis' speckle tells.

    levels_per_db : of the image's own levels. stated : True where it follows from a stated
        dynamic range instead. axial_px, lateral_px : sigma of the correlation of its power.
    """

    levels_per_db: float
    stated: bool
    axial_px: float
    lateral_px: float

    @property
    def edge_px(self) -> float:
        """Sigma over which a sharp border's power is smeared: of the pulse's power."""
        return self.axial_px / math.sqrt(2.0)

    @property
    def grain_px(self) -> float:
        """Pixels to one independent reading: area under the squared correlation."""
        return max(1.0, math.pi * self.axial_px * self.lateral_px)


def speckle_of(
    level: NDArray[np.float64], inside: NDArray[np.bool_], levels_per_db: float | None
) -> Speckle:
    """Speckle of the pixels ``inside``, a stated compression first.

    level : (rows, cols). inside : same shape, True well within the dermis.

    Errors: MeasureError where there is no speckle, as in a drawing or a mask.
    """
    rows = np.flatnonzero(inside.any(axis=1))
    if rows.size:
        level, inside = level[rows[0] : rows[-1] + 1], inside[rows[0] : rows[-1] + 1]
    rest = _flattened(level, inside)
    values = rest[inside & np.isfinite(rest)]
    if values.size < 200:
        raise MeasureError("too few pixels between the borders to judge speckle; no skin is seen")
    low, high = np.percentile(values, (25.0, 75.0))
    spread = float(high - low)
    if spread <= 1e-6 * max(1.0, float(np.ptp(level[np.isfinite(level)]))):
        raise MeasureError(
            "the brightest band shows no speckle; this is a drawing or a mask, no ultrasound image"
        )
    grain = np.where(inside & np.isfinite(rest), rest, 0.0)
    weight = (inside & np.isfinite(rest)).astype(np.float64)
    return Speckle(
        levels_per_db=levels_per_db or spread / QUARTILES_DB,
        stated=levels_per_db is not None,
        axial_px=_half_width(grain, weight, 0) / _HALF,
        lateral_px=_half_width(grain, weight, 1) / _HALF,
    )


def _flattened(level: NDArray[np.float64], inside: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Levels less their mean over a neighbourhood much larger than a grain."""
    from scipy.ndimage import uniform_filter

    weight = (inside & np.isfinite(level)).astype(np.float64)
    size = (min(41, level.shape[0]), min(25, level.shape[1]))
    total = uniform_filter(np.where(weight > 0, level, 0.0), size, mode="constant")
    share = uniform_filter(weight, size, mode="constant")
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(share > 0.05, level - total / share, np.nan)


def _half_width(grain: NDArray[np.float64], weight: NDArray[np.float64], axis: int) -> float:
    """Lag at which the correlation along an axis falls to one half, at least 0.4 pixels."""
    grain, weight = np.moveaxis(grain, axis, 0), np.moveaxis(weight, axis, 0)
    before, lag_before = 1.0, 0.0
    start = float((grain * grain).sum() / max(weight.sum(), 1.0))
    for lag in range(1, min(_LAGS, len(grain) - 1)):
        both = float((weight[lag:] * weight[:-lag]).sum())
        if both < 50 or start <= 0:
            break
        now = float((grain[lag:] * grain[:-lag]).sum()) / both / start
        if now <= 0.5:
            return max(0.4, lag_before + (before - 0.5) / (before - now) * (lag - lag_before))
        before, lag_before = now, float(lag)
    return max(0.4, lag_before)
