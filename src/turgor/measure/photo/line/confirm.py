"""Is a followed line dark against *both* its sides, and where does it end?

The rim of a pigmented spot or a shadow answers a line detector, but it is light on one side only.
So contrast is that of the less different side, and a rim has none. It is read from the darkness
before its local mean was taken out, since that mean bends at a rim; a slope that both sides share
is light and is taken out. A line ends where its contrast falls below half of its own upper level,
which puts an abrupt end where it is and keeps an oval spot from passing for a short line.
"""

import numpy as np
from scipy.ndimage import gaussian_filter1d, map_coordinates

from turgor.measure.surface.wrinkle.centreline import (
    lengthened,
    moved_sideways,
    smooth_line,
    tangents,
)
from turgor.record.height_map import FloatMap

#: distance between points along a line, in cells
STEP_CELLS = 1.0

#: shoulders, and what lies beyond them, in scales from the centre line; the core within CORE
SHOULDERS = (2.2, 3.2)
BEYOND = (3.6, 4.6)
CORE = 0.3

#: percentile of its contrast that a line's ends are judged by, and the share of it that must hold
UPPER_PCT = 80.0
LEAST_HELD = 0.9

#: a line is at least this many times as long as its detector's width at half height
ELONGATION = 5.0
_HALF_WIDTHS = 2.355

#: least share of a line's contrast that all channels share; 1 for lost light, about 0 for pigment
LEAST_SHADE = 0.4

#: averaging along a line, in scales, under which its contrast's 15th percentile must hold this
#: share of its 85th
STEADY_ALONG = 0.7
LEAST_STEADY = 0.3

#: standard deviation of the averaging along the line, in scales
ALONG = 2.0


def confirmed(
    flat: FloatMap,
    darkness: FloatMap,
    cell: float,
    line: FloatMap,
    scale: float,
    least_contrast: float,
    least_length: float,
    gap: float,
) -> list[tuple[FloatMap, FloatMap]]:
    """The stretches of a line that hold, each as (n, 2) points and (n,) contrast.

    flat, darkness : (rows, cols) on cells of side ``cell``, with and without the local mean taken
    out; line : (n, 2) x, y from the grid's corner.
    Lengths share one unit.
    """
    step = STEP_CELLS * cell
    smooth = smooth_line(line, step, max(2.0 * scale, 2.0 * cell))
    if len(smooth) < 4:
        return []
    longer = lengthened(smooth, 3.0 * scale, step)
    for _ in range(2):
        longer = _centred(flat, cell, longer, scale, step)
    contrast = _two_sided(darkness, cell, longer, scale, step)
    least_length = max(least_length, ELONGATION * _HALF_WIDTHS * scale)
    return _stretches(longer, contrast, step, least_contrast, least_length, gap)


def is_shade(
    darkness: FloatMap, shade: FloatMap, cell: float, points: FloatMap, scale: float
) -> bool:
    """Whether a line's contrast is that of lost light, alike in all channels, not of a pigment.

    darkness, shade : (rows, cols), all of it and its part that the channels share.
    """
    step = STEP_CELLS * cell
    whole = float(np.median(_two_sided(darkness, cell, points, scale, step)))
    shared = float(np.median(_two_sided(shade, cell, points, scale, step)))
    return shared >= LEAST_SHADE * whole


def is_steady(darkness: FloatMap, cell: float, points: FloatMap, scale: float) -> bool:
    """Whether contrast holds all along; a chain of pores falls to nothing between them."""
    step = STEP_CELLS * cell
    contrast = _two_sided(darkness, cell, points, scale, step, along=STEADY_ALONG)
    low, high = np.percentile(contrast, (15.0, 85.0))
    return bool(low >= LEAST_STEADY * high)


def _strip(darkness: FloatMap, cell: float, line: FloatMap, offset: FloatMap) -> FloatMap:
    """(points, offsets) darkness across the line, to its left and right."""
    t = tangents(line)
    x = line[:, 0, None] - t[:, 1, None] * offset
    y = line[:, 1, None] + t[:, 0, None] * offset
    at = np.stack([y / cell - 0.5, x / cell - 0.5])
    return np.asarray(map_coordinates(darkness, at, order=1, mode="nearest"))


def _centred(
    darkness: FloatMap, cell: float, line: FloatMap, scale: float, step: float
) -> FloatMap:
    """The line moved sideways onto its darkest course."""
    offset = np.linspace(-1.5, 1.5, 13) * scale
    strip = _strip(darkness, cell, line, offset)
    strip = gaussian_filter1d(strip, ALONG * scale / step, axis=0, mode="nearest")
    above = np.maximum(strip - strip.min(axis=1, keepdims=True), 0.0) ** 2
    shift = (above * offset).sum(axis=1) / np.maximum(above.sum(axis=1), 1e-12)
    shift = np.clip(shift, -0.5 * scale, 0.5 * scale)
    shift = gaussian_filter1d(shift, ALONG * scale / step, mode="nearest")
    return smooth_line(moved_sideways(line, shift), step, scale)


def _two_sided(
    darkness: FloatMap,
    cell: float,
    line: FloatMap,
    scale: float,
    step: float,
    along: float = ALONG,
) -> FloatMap:
    """(n,) darkness of the core over that of the darker shoulder, averaged along the line."""
    sigma = along * scale / step

    def level(first: float, last: float) -> FloatMap:
        offset = np.linspace(first, last, 5) * scale
        strip = _strip(darkness, cell, line, offset).mean(axis=1)
        return np.asarray(gaussian_filter1d(strip, sigma, mode="nearest"))

    middle = level(-CORE, CORE)
    left, right = level(-SHOULDERS[1], -SHOULDERS[0]), level(*SHOULDERS)
    apart = 0.5 * (sum(BEYOND) - sum(SHOULDERS))
    first, second = left - level(-BEYOND[1], -BEYOND[0]), level(*BEYOND) - right
    less = np.minimum(np.abs(first), np.abs(second))
    shared = np.where(first * second > 0, np.sign(first) * less, 0.0)
    tilt = shared / apart * 0.5 * sum(SHOULDERS)
    return np.asarray(middle - np.maximum(left + tilt, right - tilt))


def _stretches(
    line: FloatMap,
    contrast: FloatMap,
    step: float,
    least_contrast: float,
    least_length: float,
    gap: float,
) -> list[tuple[FloatMap, FloatMap]]:
    """Runs above half of their own upper contrast, small gaps bridged, long and dark enough."""
    found = []
    bridged = round(gap / step)
    for first, end in _runs(contrast >= 0.5 * least_contrast, bridged):
        upper = float(np.percentile(contrast[first:end], UPPER_PCT))
        held = contrast[first:end] >= 0.5 * max(upper, least_contrast)
        for a, b in _runs(held, bridged):
            part = slice(first + a, first + b)
            steady = held[a:b].mean() >= LEAST_HELD
            dark = float(np.median(contrast[part])) >= least_contrast
            if steady and dark and (b - a) * step >= least_length:
                found.append((line[part], contrast[part]))
    return found


def _runs(held: np.ndarray, gap: int) -> list[tuple[int, int]]:
    """Half-open ranges of True, joined across up to ``gap`` of False."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], held, [False]]).astype(np.int8)))
    runs: list[tuple[int, int]] = []
    for first, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if runs and first - runs[-1][1] <= gap:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((first, end))
    return runs
