"""Spq, Svq and Smq: the two straight regions of the material probability curve.

The curve is the material ratio curve with the ratio on the scale of the normal quantile, where a
Gaussian surface is a straight line whose slope is its Sq. A surface made by two processes (a
plateau with deep dales) shows two lines. Procedure as described for ISO 13565-3, whose text was
not read; what is chosen here is listed in docs/science/areal-parameters.md.
"""

from dataclasses import dataclass
from math import atan2, cos, pi, sin, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from turgor.measure.surface.areal.material import MaterialCurve

_Curve = NDArray[np.float64]

#: the curve is looked at within this many standard deviations
WIDEST_SIGMA = 3.0
_STEP_SIGMA = 0.005
#: points that must lie beyond either end of the curve
_POINTS_BEYOND = 10
_LEAST_POINTS = 1000
#: half width of the second difference, and how far beyond its scatter it ends a region
_DIFFERENCE_SIGMA = 0.05
_OUTLIER_SCATTERS = 6.0
_BISECTIONS = 3
#: two regions: slopes this much apart, each this wide, this straight
LEAST_SLOPE_RATIO = 2.0
LEAST_WIDTH_SIGMA = 0.5
WORST_MISFIT = 0.03
#: the share of the surface that either process must hold, %
LEAST_SHARE_PCT = 2.0

_FEW = f"fewer than {_LEAST_POINTS} points are evaluated"
_NOT_TWO = "the material probability curve has no two straight regions"


@dataclass(frozen=True, slots=True)
class ProbabilityParameters:
    """Slopes Spq and Svq in µm per standard deviation, and the ratio Smq where the lines meet, %.

    ``limits_sigma`` : normal quantiles of the upper and lower plateau limit and the upper and
    lower valley limit.
    """

    spq_um: float
    svq_um: float
    smq_pct: float
    limits_sigma: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class _Hyperbola:
    """y = level + slope·u - gain·√(u² + width²), u = x - centre, gain > 0, both axes normalised.

    x is (sigma - first_sigma)/span_sigma; the level plays no part in where rays meet the branch.
    """

    centre: float
    slope: float
    gain: float
    width: float
    first_sigma: float
    span_sigma: float

    def crossing(self, share: float) -> float:
        """Quantile where a ray from the centre meets the branch.

        ``share`` of the sector that holds the branch: 0 is the left asymptote, 1 the right one.
        """
        left = atan2(-(self.slope + self.gain), -1.0)
        if left < 0.0:
            left += 2.0 * pi
        right = atan2(self.slope - self.gain, 1.0) + 2.0 * pi
        angle = left + share * (right - left)
        # on the ray (t cos, t sin) the branch is t sin = slope t cos - gain √(t² cos² + width²)
        drop = self.slope * cos(angle) - sin(angle)
        under = drop * drop - (self.gain * cos(angle)) ** 2
        x = self.centre + cos(angle) * self.gain * self.width / sqrt(under)
        return self.first_sigma + x * self.span_sigma


def probability_parameters(
    curve: MaterialCurve, points: int
) -> tuple[ProbabilityParameters | None, str]:
    """Spq, Svq and Smq, or None and the reason why the curve does not identify them.

    curve : material ratio curve of a surface that is not flat; points : how many it rests on.

    Source: iso-13565-3-1998 and iso-25178-2-2021 by secondary accounts.
    """
    if points < _LEAST_POINTS:
        return None, _FEW
    sigma, height = _resampled(curve, points)
    first = _fitted(sigma, height)
    if first is None:
        return None, f"{_NOT_TWO}: it does not fall more steeply in the dales"
    upper, lower = _outer_limits(height, _index(sigma, first.crossing(0.5)))
    second = _fitted(sigma[upper : lower + 1], height[upper : lower + 1])
    if second is None:
        return None, f"{_NOT_TWO}: it does not fall more steeply in the dales"
    near = 0.5**_BISECTIONS
    plateau = slice(upper, _index(sigma, second.crossing(near)) + 1)
    valley = slice(_index(sigma, second.crossing(1.0 - near)), lower + 1)
    for region in (plateau, valley):
        if (region.stop - region.start) * _STEP_SIGMA < LEAST_WIDTH_SIGMA:
            return None, f"{_NOT_TWO}: one is narrower than {LEAST_WIDTH_SIGMA:g} sigma"
    return _from_lines(sigma, height, plateau, valley)


def _from_lines(
    sigma: _Curve, height: _Curve, plateau: slice, valley: slice
) -> tuple[ProbabilityParameters | None, str]:
    """Regress both regions and judge whether these are two straight lines."""
    spq, high, bent_high = _line(sigma[plateau], height[plateau])
    svq, low, bent_low = _line(sigma[valley], height[valley])
    if not (spq > 0.0 and svq >= LEAST_SLOPE_RATIO * spq):
        return None, f"{_NOT_TWO}: the slopes differ by less than {LEAST_SLOPE_RATIO:g} times"
    if max(bent_high, bent_low) > WORST_MISFIT:
        return None, f"{_NOT_TWO}: it is bent within a region"
    meet = (low - high) / (svq - spq)
    smq = 100.0 * float(ndtr(meet))
    if not LEAST_SHARE_PCT <= smq <= 100.0 - LEAST_SHARE_PCT:
        return None, f"{_NOT_TWO}: one holds less than {LEAST_SHARE_PCT:g} % of the surface"
    limits = (
        float(sigma[plateau.start]),
        float(sigma[plateau.stop - 1]),
        float(sigma[valley.start]),
        float(sigma[valley.stop - 1]),
    )
    return ProbabilityParameters(spq, svq, smq, limits), ""


def _resampled(curve: MaterialCurve, points: int) -> tuple[_Curve, _Curve]:
    """The curve in equal steps of the normal quantile, from hills to dales."""
    widest = min(WIDEST_SIGMA, -float(ndtri(_POINTS_BEYOND / points)))
    half = int(widest / _STEP_SIGMA)
    sigma: _Curve = np.arange(-half, half + 1, dtype=np.float64) * _STEP_SIGMA
    ratio: _Curve = 100.0 * ndtr(sigma)
    return sigma, np.interp(ratio, curve.ratio_pct, curve.edge_um).astype(np.float64)


def _index(sigma: _Curve, value: float) -> int:
    """The step of the curve nearest to a quantile, held within the curve."""
    place = round((value - float(sigma[0])) / _STEP_SIGMA)
    return min(max(place, 0), sigma.size - 1)


def _line(x: _Curve, y: _Curve) -> tuple[float, float, float]:
    """Minus the slope, the height at 0, and the rms misfit as a share of the line's drop."""
    from_centre = x - x.mean()
    slope = float(np.dot(from_centre, y) / np.dot(from_centre, from_centre))
    misfit = float(np.std(y - slope * from_centre))
    drop = abs(slope) * float(x[-1] - x[0])
    return -slope, float(y.mean() - slope * x.mean()), misfit / drop if drop > 0.0 else np.inf


def _outer_limits(height: _Curve, transition: int) -> tuple[int, int]:
    """Upper plateau limit and lower valley limit: where outliers begin, as steps of the curve.

    Outwards from the transition, a second difference beyond six times the scatter of those before
    it ends the region; a quarter of the way is always kept.
    """
    reach = round(_DIFFERENCE_SIGMA / _STEP_SIGMA)
    bend = np.zeros(height.size)
    bend[reach:-reach] = height[2 * reach :] - 2.0 * height[reach:-reach] + height[: -2 * reach]

    def kept(outwards: _Curve) -> int:
        count = np.arange(1, outwards.size + 1)
        scatter = np.sqrt(np.cumsum(outwards**2) / count)
        wild = np.abs(outwards[1:]) > _OUTLIER_SCATTERS * scatter[:-1]
        wild[: outwards.size // 4] = False
        return int(np.argmax(wild)) if wild.any() else outwards.size - 1

    return transition - kept(bend[transition::-1]), transition + kept(bend[transition:])


def _fitted(sigma: _Curve, height: _Curve) -> _Hyperbola | None:
    """The hyperbola of least squared height, both axes normalised.

    None where no concave hyperbola is nearer than a straight line. Centre and width are searched
    on ever finer grids; the other three numbers follow by linear regression.
    """
    span, drop = float(sigma[-1] - sigma[0]), float(height[0] - height[-1])
    if not (drop > 0.0 and sigma.size > 20):
        return None
    thin = slice(None, None, max(1, sigma.size // 200))
    x, y = (sigma[thin] - sigma[0]) / span, (height[thin] - height[-1]) / drop
    across = x - x.mean()
    line = np.stack([np.full(x.size, x.size**-0.5), across / sqrt(float(np.dot(across, across)))])
    left = y - (y @ line.T) @ line
    centre, log_width, reach = 0.5, np.log(0.05), np.array([0.48, 2.5])
    for _ in range(14):
        centres, widths = np.meshgrid(
            np.clip(centre + reach[0] * np.linspace(-1, 1, 17), 0.02, 0.98),
            np.clip(log_width + reach[1] * np.linspace(-1, 1, 9), np.log(0.003), np.log(0.7)),
        )
        bow = np.hypot(x - centres.reshape(-1, 1), np.exp(widths.reshape(-1, 1)))
        bow -= (bow @ line.T) @ line
        along = -(bow @ left)
        gained = np.where(along > 0.0, along**2 / np.einsum("ij,ij->i", bow, bow), 0.0)
        best = int(np.argmax(gained))
        centre, log_width = float(centres.flat[best]), float(widths.flat[best])
        reach = reach * 0.45
    if not gained[best] > 0.0:
        return None
    bow_best = np.hypot(x - centre, np.exp(log_width))
    gain = float(along[best] / np.dot(bow[best], bow[best]))
    straight = y + gain * bow_best
    slope = float(np.dot(across, straight) / np.dot(across, across))
    return _Hyperbola(centre, slope, gain, float(np.exp(log_width)), float(sigma[0]), span)
