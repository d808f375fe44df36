"""From overlay colours back to values, each with the interval of values that its colour allows."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.formats.elastogram.bar import ColourBar, Picture
from turgor.formats.elastogram.colour_space import distances

F = NDArray[np.float64]
#: codes between the largest and the smallest channel below which a pixel is grey
GREY = 12
#: colour difference that rounding to 8 bits leaves, of the pixel and of the bar
_ROUNDING = 0.5
#: colour difference from the bar beyond which a pixel is no overlay
_MISMATCH = 8.0
#: part of the whole range beyond which a colour is said to fit too many values
_AMBIGUOUS = 0.25
#: parts of the bar's noise and of the median mismatch by which a pixel's colour may lie off along
#: the bar. Set on rendered pictures (benchmarks/elastogram_truth.py): with 0 and 0.5 the worst of
#: them keeps 88 % of its pixels within the stated half-width, with these 96 %
_OF_NOISE, _OF_MISMATCH = 0.25, 1.0
_CHUNK = 250_000


@dataclass(frozen=True, slots=True)
class ColourReading:
    """Values of one picture.

    values : (rows, cols) in the bar's unit, NaN = no overlay colour; the end values exactly where
        the colour is that of an end. u_pixel : (rows, cols) half-width within which each lies.
    alpha : share of colour. mismatch : median colour difference of the overlay's pixels from the
        bar. ambiguous : share of coloured pixels whose colour fits too many values.
    foreign : share of coloured pixels that are no colour of the bar.
    """

    values: F
    u_pixel: F
    alpha: float
    mismatch: float
    ambiguous: float
    foreign: float


def read_colours(rgb: Picture, bar: ColourBar, alpha: float) -> ColourReading:
    """Read every coloured pixel of (rows, cols, 3) sRGB codes.

    alpha : share of colour over an unknown grey, 1 = opaque.

    The interval of a pixel holds every step of the bar whose colour is no farther from the pixel
    than the nearest one's plus what rounding, compression (seen on the bar itself) and the
    overlay's own median mismatch allow.
    """
    packed = (
        rgb[..., 0].astype(np.uint32) << 16
        | rgb[..., 1].astype(np.uint32) << 8
        | rgb[..., 2].astype(np.uint32)
    )
    unique, inverse, counts = np.unique(packed, return_inverse=True, return_counts=True)
    code = _unpacked(unique)
    coloured = np.ptp(code, axis=1) >= GREY
    values = np.full(len(unique), np.nan)
    u_pixel = np.full(len(unique), np.nan)
    weight = counts[coloured]
    total = max(int(weight.sum()), 1)
    if not coloured.any():
        return _shaped(rgb, inverse, values, u_pixel, (alpha, 0.0, 0.0, 0.0))
    nearest = _nearest(code[coloured], bar, alpha)
    fits = nearest <= (_MISMATCH + 2.0 * bar.noise) / alpha
    mismatch = _weighted_median(nearest[fits], weight[fits])
    allowed = _ROUNDING * 0.5 * (1.0 + 1.0 / alpha)
    allowed += _OF_NOISE * bar.noise / alpha + _OF_MISMATCH * mismatch
    value, half = _matched(code[coloured], bar, alpha, allowed)
    ambiguous = fits & (half > _AMBIGUOUS * abs(bar.high - bar.low))
    value[~fits | ambiguous] = np.nan
    half[~fits | ambiguous] = np.nan
    values[coloured], u_pixel[coloured] = value, half
    shares = (float(weight[part].sum()) / total for part in (ambiguous, ~fits))
    return _shaped(rgb, inverse, values, u_pixel, (alpha, mismatch, *shares))


def estimated_alpha(rgb: Picture, bar: ColourBar) -> float:
    """The share of colour, 0.2 to 1, under which the coloured pixels fit the bar best.

    1 where the pixels are the bar's own colours. It rests on colours of several hues: where the
    whole overlay is of one hue, a paler colour and a thinner one look alike.
    """
    flat = rgb.reshape(-1, 3)
    flat = flat[np.ptp(flat.astype(np.int16), axis=1) >= GREY]
    if len(flat) == 0:
        return 1.0
    code = flat[:: max(len(flat) // 3000, 1)].astype(np.float64)
    opaque = _nearest(code, bar, 1.0)
    if float(np.mean(opaque <= 3.0 + 2.0 * bar.noise)) >= 0.7:
        return 1.0

    # times alpha: in codes of the picture, since else a thinner overlay would seem to fit worse
    def misfit(alpha: float) -> float:
        return float(np.mean(np.minimum(_nearest(code, bar, alpha) * alpha, 6.0)))

    coarse = np.arange(0.2, 0.9801, 0.04)
    best = float(coarse[int(np.argmin([misfit(a) for a in coarse]))])
    fine = np.clip(best + np.arange(-0.04, 0.0401, 0.01), 0.15, 0.99)
    return float(fine[int(np.argmin([misfit(a) for a in fine]))])


def _unpacked(unique: NDArray[np.uint32]) -> F:
    return np.stack([unique >> 16, unique >> 8 & 255, unique & 255], axis=1).astype(np.float64)


def _nearest(code: F, bar: ColourBar, alpha: float) -> F:
    step = max(_CHUNK // len(bar.value), 1)
    return np.concatenate(
        [
            distances(code[i : i + step], bar.code, alpha).min(axis=1)
            for i in range(0, len(code), step)
        ]
    )


def _matched(code: F, bar: ColourBar, alpha: float, allowed: float) -> tuple[F, F]:
    """((m,) values, (m,) half-widths): the nearest step, or the middle of equal ones."""
    step = max(_CHUNK // len(bar.value), 1)
    value, half = np.empty(len(code)), np.empty(len(code))
    low, high = min(bar.low, bar.high), max(bar.low, bar.high)
    for i in range(0, len(code), step):
        off = distances(code[i : i + step], bar.code, alpha)
        least = off.min(axis=1, keepdims=True)
        tied = off <= least + 0.05
        found = (tied * bar.value).sum(axis=1) / tied.sum(axis=1)
        around = off <= least + allowed
        below = np.where(around, bar.value, np.inf).min(axis=1)
        above = np.where(around, bar.value, -np.inf).max(axis=1)
        half[i : i + step] = np.maximum(above - found, found - below) + bar.half_step
        # an end's colour stands for everything beyond it as well
        found[tied[:, 0]] = bar.low
        found[tied[:, -1]] = bar.high
        value[i : i + step] = np.clip(found, low, high)
    return value, half


def _weighted_median(values: F, weight: NDArray[np.int64]) -> float:
    if len(values) == 0:
        return 0.0
    order = np.argsort(values)
    total = np.cumsum(weight[order])
    return float(values[order][np.searchsorted(total, 0.5 * total[-1])])


def _shaped(
    rgb: Picture,
    inverse: NDArray[np.intp],
    values: F,
    u_pixel: F,
    told: tuple[float, ...],
) -> ColourReading:
    shape = rgb.shape[:2]
    back = inverse.reshape(-1)
    return ColourReading(values[back].reshape(shape), u_pixel[back].reshape(shape), *told)
