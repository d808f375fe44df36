"""Where the skin lies, roughly: the bright layer between path and subcutis, over the image."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.errors import MeasureError
from turgor.measure.ultrasound.region_kernel import cheapest_pair, layer_costs

_BLOCK_ROWS, _BLOCK_COLS = 112, 32
_BRIGHT = 92.0
_CEILING_DB = 2.0
_STEP = 6.0
_LEAST_SKIN = 0.03
#: median of |ln E1 - ln E2| for two independent grains of speckle, in dB
_TWO_GRAINS_DB = 10.0 / math.log(10.0) * math.log(3.0)
_APART = 5


@dataclass(frozen=True, slots=True)
class Region:
    """Rough borders, (cols,) float64 rows each, and by how many rows they may be wrong."""

    surface: NDArray[np.float64]
    bottom: NDArray[np.float64]
    slack_rows: float


def rough_region(level: NDArray[np.float64], levels_per_db: float | None = None) -> Region:
    """The bright layer of an image.

    level : (rows, cols), even in dB, higher = brighter, NaN = no image there. levels_per_db :
    None = from the speckle of the brightest tenth. Layers are sought in amplitude, cut a little
    above the dermis: haze and bubbles then weigh little, and lone bright lines no more than skin.

    Errors: MeasureError where no layer is brighter than what is above and beneath it.
    """
    rows, cols = level.shape
    high, wide = math.ceil(rows / _BLOCK_ROWS), math.ceil(cols / _BLOCK_COLS)
    means, counts = _blocks(level, high, wide)
    full = counts > 0
    if not full.any():
        raise MeasureError("the image is empty; no skin is seen")
    bright = float(np.percentile(means[full], _BRIGHT))
    scale = levels_per_db or _rough_scale(level, bright)
    amplitude = 10.0 ** (np.minimum((level - bright) / scale, _CEILING_DB) / 20.0)
    means, _ = _blocks(amplitude, high, wide)
    means = np.where(full, means, 0.0)
    weight = full / _noise(means, full) ** 2
    least = max(3, round(_LEAST_SKIN * len(means)))
    found = cheapest_pair(layer_costs(means, weight, least), _STEP)
    if found.min() < 0:
        raise MeasureError("no bright layer is seen between path and subcutis; no skin is found")
    centres = (np.arange(found.shape[0]) + 0.5) * wide - 0.5
    centres[-1] = 0.5 * ((found.shape[0] - 1) * wide + cols - 1)
    at = np.arange(cols)
    surface, bottom = (np.interp(at, centres, _smooth(found[:, i]) * high - 0.5) for i in (0, 1))
    return Region(surface, np.minimum(bottom, rows - 0.5), 2.5 * high)


def _rough_scale(level: NDArray[np.float64], bright: float) -> float:
    """Levels per dB, from how much bright pixels a few columns apart differ.

    Errors: MeasureError where they don't, as in a drawing or a mask.
    """
    apart = min(_APART, level.shape[1] - 1)
    first, second = level[:, apart:], level[:, :-apart]
    both = np.minimum(first, second) > bright - 0.35 * (bright - float(np.nanmin(level)))
    steps = np.abs(first - second)[both]
    scale = float(np.median(steps)) / _TWO_GRAINS_DB if steps.size else 0.0
    if scale <= 0.0:
        raise MeasureError(
            "what is bright in it shows no speckle; this is a drawing or a mask, no ultrasound "
            "image of skin"
        )
    return scale


def _blocks(
    level: NDArray[np.float64], high: int, wide: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean of every block of high x wide pixels, and how many pixels it had."""
    rows, cols = level.shape
    over = -rows % high, -cols % wide

    def total(image: NDArray[np.float64]) -> NDArray[np.float64]:
        whole = np.pad(image, ((0, over[0]), (0, over[1])))
        down = whole.reshape(-1, high, cols + over[1]).sum(axis=1)
        return np.asarray(down.reshape(len(down), -1, wide).sum(axis=2))

    seen = np.isfinite(level)
    counts = total(seen.astype(np.float64))
    with np.errstate(invalid="ignore"):
        return total(np.where(seen, level, 0.0)) / counts, counts


def _noise(means: NDArray[np.float64], full: NDArray[np.bool_]) -> float:
    """Spread of a block mean, from the differences of neighbours along a row of blocks; > 0."""
    both = full[:, 1:] & full[:, :-1]
    steps = np.abs(np.diff(means, axis=1))[both]
    return max(float(np.mean(steps)) * math.sqrt(math.pi) / 2.0, 1e-3)


def _smooth(path: NDArray[np.int64]) -> NDArray[np.float64]:
    """A path with its single-column spikes taken out."""
    if len(path) < 3:
        return path.astype(np.float64)
    padded = np.concatenate([path[:1], path, path[-1:]])
    return np.asarray(np.median(np.stack([padded[:-2], padded[1:-1], padded[2:]]), axis=0))
