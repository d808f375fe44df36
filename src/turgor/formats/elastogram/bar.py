"""A colour bar: which colour stands for which value, from low to high, and how noisy it is."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from turgor.errors import FormatError
from turgor.formats.elastogram.colour_space import lab_of_code
from turgor.formats.elastogram.options import Rectangle

F = NDArray[np.float64]
Picture = NDArray[np.uint8]
_FEWEST_STEPS = 8
_SHORTEST_PATH = 25.0


@dataclass(frozen=True, slots=True)
class ColourBar:
    """The bar's own scale.

    code : (n, 3) float64, sRGB codes from its low end to its high end. value : (n,) at the middle
    of each step. low, high : the end values. noise : 95th percentile of the colour difference
    (CIELAB) between the bar's pixels and the middle one of their step: what compression left.
    """

    code: F
    value: F
    low: float
    high: float
    noise: float

    @property
    def half_step(self) -> float:
        """Half of the distance in value between two steps."""
        return abs(self.high - self.low) / (2 * len(self.value))


def colour_bar(path: Path, rgb: Picture, place: Rectangle, low: float, high: float) -> ColourBar:
    """The bar inside a rectangle: upright where it is taller than wide, low at the bottom or left.

    Errors: FormatError where the rectangle leaves the picture or holds no run of colours.
    """
    x0, y0, x1, y1 = place
    if x1 > rgb.shape[1] or y1 > rgb.shape[0]:
        raise FormatError(
            f"{path}: the bar {x0} {y0} {x1} {y1} leaves the picture of {rgb.shape[1]} x "
            f"{rgb.shape[0]} pixels"
        )
    strip = rgb[y0:y1, x0:x1].astype(np.float64)
    if strip.shape[0] >= strip.shape[1]:
        strip = strip[::-1]
    else:
        strip = strip.transpose(1, 0, 2)
    if strip.shape[0] < _FEWEST_STEPS:
        raise FormatError(
            f"{path}: the bar is {strip.shape[0]} pixels long; at least {_FEWEST_STEPS} are needed"
        )
    margin = strip.shape[1] // 5
    inner = strip[:, margin : strip.shape[1] - margin]
    code = np.median(inner, axis=1)
    lab = lab_of_code(code)
    length = float(np.linalg.norm(np.diff(lab, axis=0), axis=1).sum())
    if length < _SHORTEST_PATH:
        raise FormatError(
            f"{path}: the rectangle {x0} {y0} {x1} {y1} holds one colour, not a colour bar"
        )
    off = np.linalg.norm(lab_of_code(inner) - lab[:, None, :], axis=2)
    noise = float(np.percentile(off, 95))
    if noise > 0.2 * length:
        raise FormatError(
            f"{path}: the rectangle {x0} {y0} {x1} {y1} is no colour bar, its colours differ "
            "across it as much as along it"
        )
    steps = len(code)
    value = low + (np.arange(steps) + 0.5) / steps * (high - low)
    return ColourBar(code, value, low, high, noise)
