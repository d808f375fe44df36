"""Cut parallel profiles out of a height map at any angle, gaps staying gaps."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.record.height_map import FloatMap

IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Bundle:
    """Parallel profiles.

    height_um : (lines, points) float64, µm; NaN = not measured or outside the map.
    lengths : (lines,) points inside the map, from the first column on.
    step_um : µm between neighbouring points along a profile.
    too_short : share of all lines at one pitch across the map that are shorter than asked.
    """

    height_um: FloatMap
    lengths: IntArray
    step_um: float
    too_short: float


def step_along_um(pitch_x_um: float, pitch_y_um: float, direction_deg: float) -> float:
    """Point spacing along a direction: the pitch itself on an isotropic grid, µm."""
    angle = math.radians(direction_deg)
    return 1.0 / math.hypot(math.cos(angle) / pitch_x_um, math.sin(angle) / pitch_y_um)


def cut_profiles(
    height_um: FloatMap,
    pitch_x_um: float,
    pitch_y_um: float,
    direction_deg: float,
    least_length_um: float,
    most_lines: int,
) -> Bundle:
    """Cut profiles along a direction, counted anticlockwise on the screen from the row direction.

    The sampling lattice is anchored on the first point, so that 0° and 90° fall on measured
    points and need no interpolation. Of the lines long enough, ``most_lines`` are taken evenly.

    height_um : (rows, cols) float64, µm, NaN = not measured. Errors: none; no line long enough
    gives an empty bundle.
    """
    rows, cols = height_um.shape
    angle = math.radians(direction_deg)
    cos, sin = _exact(math.cos(angle)), _exact(math.sin(angle))
    step_um = step_along_um(pitch_x_um, pitch_y_um, direction_deg)
    across_um = step_along_um(pitch_x_um, pitch_y_um, direction_deg + 90.0)
    along = np.array([step_um * cos / pitch_x_um, -step_um * sin / pitch_y_um])
    aside = np.array([across_um * sin / pitch_x_um, across_um * cos / pitch_y_um])
    corners = np.array([[0, 0], [cols - 1, 0], [0, rows - 1], [cols - 1, rows - 1]], np.float64)
    lattice = corners @ np.linalg.inv(np.stack([along, aside]))
    number = np.arange(
        math.ceil(lattice[:, 1].min() - 1e-9), math.floor(lattice[:, 1].max() + 1e-9) + 1
    )
    first, last = _inside(number[:, None] * aside, along, cols, rows)
    lengths = np.maximum(last - first + 1, 0)
    need = max(1, round(least_length_um / step_um))
    enough = np.flatnonzero(lengths >= need)
    too_short = 1.0 - enough.size / max(1, number.size)
    if enough.size > most_lines:
        enough = enough[np.linspace(0, enough.size - 1, most_lines).round().astype(np.int64)]
    if enough.size == 0:
        return Bundle(np.empty((0, 0)), np.empty(0, np.int64), step_um, too_short)
    start = number[enough, None] * aside + first[enough, None] * along
    out = np.full((enough.size, int(lengths[enough].max())), np.nan)
    sample_lines(height_um, start, along, lengths[enough], out)
    return Bundle(out, lengths[enough], step_um, too_short)


def _exact(value: float) -> float:
    """Sine or cosine with the rounding noise of right angles removed."""
    return 0.0 if abs(value) < 1e-12 else value


def _inside(start: FloatMap, along: FloatMap, cols: int, rows: int) -> tuple[IntArray, IntArray]:
    """First and last whole number of steps that stay inside the map, for each line."""
    low = np.full(start.shape[0], -np.inf)
    high = np.full(start.shape[0], np.inf)
    for axis, size in ((0, cols), (1, rows)):
        if along[axis] == 0.0:
            outside = (start[:, axis] < -1e-9) | (start[:, axis] > size - 1 + 1e-9)
            high = np.where(outside, -np.inf, high)
            continue
        ends = np.stack([-start[:, axis], size - 1 - start[:, axis]]) / along[axis]
        low = np.maximum(low, ends.min(axis=0))
        high = np.minimum(high, ends.max(axis=0))
    empty = high < low
    first = np.where(empty, 0, np.ceil(np.where(empty, 0, low) - 1e-9)).astype(np.int64)
    last = np.where(empty, -1, np.floor(np.where(empty, 0, high) + 1e-9)).astype(np.int64)
    return first, last


@jit
def sample_lines(
    height: FloatMap, start: FloatMap, along: FloatMap, lengths: IntArray, out: FloatMap
) -> None:
    """Heights along each line: cubic convolution, bilinear where its 4 x 4 points aren't all there.

    A point is missing only where one of the (up to four) points around it is missing.
    start : (lines, 2) column and row of each first point; along : column and row of one step.
    out : (lines, points), filled from the left.
    """
    rows, cols = height.shape
    wx = np.empty(4)
    wy = np.empty(4)
    for k in range(start.shape[0]):
        for j in range(lengths[k]):
            x = start[k, 0] + j * along[0]
            y = start[k, 1] + j * along[1]
            if abs(x - round(x)) < 1e-7:
                x = round(x)
            if abs(y - round(y)) < 1e-7:
                y = round(y)
            x = min(max(x, 0.0), cols - 1.0)
            y = min(max(y, 0.0), rows - 1.0)
            c = min(int(x), max(cols - 2, 0))
            r = min(int(y), max(rows - 2, 0))
            fx = x - c
            fy = y - r
            if fx == 0.0 and fy == 0.0:
                out[k, j] = height[r, c]
                continue
            total = np.nan
            if 1 <= c < cols - 2 and 1 <= r < rows - 2:
                wx[0] = fx * (-0.5 + fx * (1.0 - 0.5 * fx))
                wx[1] = 1.0 + fx * fx * (1.5 * fx - 2.5)
                wx[2] = fx * (0.5 + fx * (2.0 - 1.5 * fx))
                wx[3] = fx * fx * (0.5 * fx - 0.5)
                wy[0] = fy * (-0.5 + fy * (1.0 - 0.5 * fy))
                wy[1] = 1.0 + fy * fy * (1.5 * fy - 2.5)
                wy[2] = fy * (0.5 + fy * (2.0 - 1.5 * fy))
                wy[3] = fy * fy * (0.5 * fy - 0.5)
                total = 0.0
                for b in range(4):
                    if wy[b] != 0.0:
                        for a in range(4):
                            if wx[a] != 0.0:
                                total += wy[b] * wx[a] * height[r - 1 + b, c - 1 + a]
            if np.isnan(total):
                total = 0.0
                for b in range(2):
                    for a in range(2):
                        weight = (fy if b else 1.0 - fy) * (fx if a else 1.0 - fx)
                        if weight > 0.0:
                            total += weight * height[r + b, c + a]
            out[k, j] = total
