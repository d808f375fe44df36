"""How well colours at the patches' places agree with the chart's reference, whatever the light."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.measure.photo.chart.layout import Chart
from turgor.physics.colour.rgb import linear_from_xyz

#: share of white added before the logarithm, so that saturated and black patches don't rule
_FLOOR = 0.02
#: a patch that is off by more than this (natural log) in colour or lightness is not what it should
#: be; lightness is given more room, for shadow across the chart
_COLOUR_OFF, _LIGHT_OFF = 0.45, 0.9
#: least chroma spread (root mean square, natural log) of a reference that can be told by colour
_COLOURLESS = 0.08
_LEAST_COLOUR, _LEAST_LIGHT, _LEAST_GREYS = 0.85, 0.75, 0.97
#: of a chart with few patches more must agree, since fewer agree by chance
_FEW, _LEAST_COLOUR_OF_FEW, _LEAST_SHARE_OF_FEW, _LEAST_SHARE = 12, 0.93, 0.8, 0.55


@dataclass(frozen=True, slots=True)
class Agreement:
    """Correlation of colour (1 = full), of lightness, and the patches that take part."""

    colour: float
    light: float
    inlier: NDArray[np.bool_]
    convinces: bool

    @property
    def score(self) -> float:
        """For choosing between places: correlation times the share of patches that fit."""
        return min(self.colour, self.light) * float(self.inlier.mean())


def agreement(rgb: NDArray[np.float64], chart: Chart) -> Agreement:
    """Compare linear colours (patches, 3), NaN where there is none, with the reference.

    A gain for each channel (light and white balance) is taken out by medians, so neither matters.
    """
    seen = np.asarray(np.isfinite(rgb).all(axis=1), dtype=np.bool_)
    nothing = Agreement(-1.0, -1.0, np.zeros(len(rgb), np.bool_), False)
    if seen.sum() < 4:
        return nothing
    reference = bent(chart_rgb(chart))
    measured = bent(rgb / max(float(np.percentile(rgb[seen], 97)), 1e-6))
    inlier = np.array(seen, dtype=np.bool_)
    offset = np.zeros(3)
    for _ in range(4):
        offset = np.median((measured - reference)[inlier], axis=0)
        off = measured - reference - offset
        colour_off = np.abs(off - off.mean(axis=1, keepdims=True)).max(axis=1)
        light_off = np.abs(off.mean(axis=1))
        kept = np.asarray(seen & (colour_off < _COLOUR_OFF) & (light_off < _LIGHT_OFF))
        if kept.sum() < 4:
            return nothing
        if np.array_equal(kept, inlier):
            break
        inlier = kept
    a, b = measured[inlier], reference[inlier]
    light = _correlation(a.mean(axis=1), b.mean(axis=1))
    tint_a, tint_b = a - a.mean(axis=1, keepdims=True), b - b.mean(axis=1, keepdims=True)
    spread = float(np.sqrt(np.mean((tint_b - tint_b.mean(axis=0)) ** 2)))
    few = len(rgb) < _FEW
    least_colour = _LEAST_COLOUR_OF_FEW if few else _LEAST_COLOUR
    least = max(4, int(np.ceil((_LEAST_SHARE_OF_FEW if few else _LEAST_SHARE) * len(rgb))))
    if spread < _COLOURLESS:
        good = light >= _LEAST_GREYS and inlier.sum() >= max(5, 0.8 * len(rgb))
        return Agreement(light, light, inlier, bool(good))
    colour = _correlation(
        (tint_a - tint_a.mean(axis=0)).ravel(), (tint_b - tint_b.mean(axis=0)).ravel()
    )
    strength = float(np.sqrt(np.mean((tint_a - tint_a.mean(axis=0)) ** 2))) / spread
    good = (
        colour >= least_colour and light >= _LEAST_LIGHT and inlier.sum() >= least
        and 0.35 < strength < 2.5
    )  # fmt: skip
    return Agreement(colour, light, inlier, bool(good))


def chart_rgb(chart: Chart) -> NDArray[np.float64]:
    """(patches, 3) linear sRGB of the reference; what lies outside sRGB is cut at 0."""
    return np.maximum(linear_from_xyz(chart.xyz), 0.0)


def bent(linear: NDArray[np.float64]) -> NDArray[np.float64]:
    """Logarithm above a floor, in which light and white balance are mere offsets."""
    return np.asarray(np.log(np.maximum(linear, 0.0) + _FLOOR))


def _correlation(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    a, b = a - a.mean(), b - b.mean()
    size = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / size if size > 1e-12 else -1.0
