"""Maps as 8-bit pictures: colours that rise evenly in lightness, told apart by every kind of eye.

The ramps are drawn here in CIE L*a*b*: lightness carries the order, and hue runs between blue and
yellow only, the pair that the common kinds of colour blindness keep.
"""

import math
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from turgor.compute import map_strips
from turgor.errors import MeasureError
from turgor.physics.colour import white_point, xyz_from_lab
from turgor.physics.colour.rgb import linear_from_xyz, srgb_from_linear

Picture = NDArray[np.uint8]

#: 'amount' for a quantity (dark is low), 'change' for a difference around 0 (pale is none)
Kind = Literal["amount", "change"]

#: L*, a*, b* at even distances along each ramp
_NODES: dict[str, tuple[tuple[float, float, float], ...]] = {
    "amount": (
        (12.0, 6.0, -32.0), (32.0, 2.0, -24.0), (52.0, 0.0, 4.0), (72.0, 0.0, 36.0),
        (92.0, -4.0, 62.0),
    ),
    "change": (
        (30.0, 8.0, -50.0), (62.0, -4.0, -28.0), (94.0, 0.0, 0.0), (62.0, 16.0, 48.0),
        (30.0, 16.0, 38.0),
    ),
}  # fmt: skip

#: what is missing: a grey that no ramp holds
MISSING = (128, 128, 128)


def render_map(
    values: NDArray[np.float32] | NDArray[np.float64], low: float, high: float, kind: Kind
) -> Picture:
    """(rows, cols, 3) uint8 sRGB of a map, from ``low`` to ``high``; values beyond take the ends.

    For 'change' give low = -high, so that no change is pale. NaN becomes MISSING.

    Errors: MeasureError where the limits are not finite or not rising.
    """
    if not (math.isfinite(low) and math.isfinite(high) and high > low):
        raise MeasureError(
            f"colours of a map: limits {low} to {high} don't rise; give a lower and a higher number"
        )
    table = colour_ramp(kind)
    picture = np.empty((*values.shape, 3), dtype=np.uint8)

    def strip(first: int, end: int) -> None:
        part = values[first:end]
        gap = np.isnan(part)
        place = np.where(gap, 0.0, (part - low) * (255.0 / (high - low)))
        picture[first:end] = table[np.clip(np.rint(place), 0, 255).astype(np.uint8)]
        picture[first:end][gap] = MISSING

    map_strips(strip, values.shape[0])
    return picture


def colour_ramp(kind: Kind) -> Picture:
    """(256, 3) uint8 sRGB, from low to high."""
    return np.array(_ramp(kind), dtype=np.uint8)


@cache
def _ramp(kind: str) -> tuple[tuple[int, ...], ...]:
    nodes = np.array(_NODES[kind])
    at = np.linspace(0.0, len(nodes) - 1.0, 256)
    lab = np.stack([np.interp(at, np.arange(len(nodes)), column) for column in nodes.T], axis=1)
    linear = linear_from_xyz(xyz_from_lab(lab, white_point("D65", "cie-1931-2deg")))
    codes = np.rint(255.0 * srgb_from_linear(np.clip(linear, 0.0, 1.0))).astype(int)
    return tuple(tuple(row) for row in codes.tolist())


def scale_bar(kind: Kind, length_px: int, width_px: int) -> Picture:
    """(length_px, width_px, 3) uint8: the ramp upright, high at the top."""
    at = np.rint(np.linspace(255, 0, length_px)).astype(np.intp)
    return np.repeat(colour_ramp(kind)[at][:, None], width_px, axis=1)


def scale_values(low: float, high: float, most: int = 6) -> list[float]:
    """Round numbers from ``low`` to ``high`` to write beside a scale bar, at most ``most``.

    Errors: MeasureError as in ``render_map``.
    """
    if not (math.isfinite(low) and math.isfinite(high) and high > low) or most < 2:
        raise MeasureError(
            f"scale bar: {low} to {high}, at most {most} values; give rising limits and 2 or more"
        )
    rough = (high - low) / (most - 1)
    power = 10.0 ** math.floor(math.log10(rough))
    for factor in (1.0, 2.0, 2.5, 5.0, 10.0, 20.0):
        step = factor * power
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if step >= rough * (1 - 1e-9) and last - first + 1 <= most:
            break
    return [round(k * step, 12) for k in range(first, last + 1)]
