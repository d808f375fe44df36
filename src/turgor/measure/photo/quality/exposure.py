"""Exposure: how much of the picture is full or black, and where the chart's white stands."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.measure.photo.chart.found import CLIPPED, FoundChart
from turgor.measure.photo.chart.sample import FULL
from turgor.record.photograph import Photograph

_BLACK = 0.008
#: of a larger picture evenly spread pixels are counted
_MOST_PIXELS = 4_000_000


@dataclass(frozen=True, slots=True)
class Exposure:
    """Shares of the judged pixels.

    full, black : (3,) for each channel. white_level : linear level of the chart's lightest grey,
    1 = full, NaN without a chart.
    """

    full: NDArray[np.float64]
    black: NDArray[np.float64]
    white_level: float


def exposure(photo: Photograph, mask: NDArray[np.bool_], chart: FoundChart | None) -> Exposure:
    """Shares of full and black pixels inside ``mask``, and the level of the chart's white."""
    top = photo.levels - 1
    full, black = np.zeros(3), np.zeros(3)
    step = max(1, int(np.sqrt(mask.size / _MOST_PIXELS)))
    mask = mask[::step, ::step]
    count = max(1, int(mask.sum()))
    for channel in range(3):
        values = photo.rgb[::step, ::step, channel]
        full[channel] = np.count_nonzero((values >= FULL * top) & mask) / count
        black[channel] = np.count_nonzero((values <= _BLACK * top) & mask) / count
    return Exposure(full, black, _white_level(chart))


def _white_level(chart: FoundChart | None) -> float:
    if chart is None or not chart.chart.neutral:
        return float("nan")
    white = max(chart.chart.neutral, key=lambda i: chart.chart.xyz[i, 1])
    if chart.faults[white] == CLIPPED:
        return 1.0
    return float(chart.rgb[white].max()) if np.isfinite(chart.rgb[white]).all() else float("nan")
