"""Hills and dales: every point joined to the peak it climbs to and the pit it drains to.

A dale is what drains to one pit by steepest descent among eight neighbours; a hill is a dale of
the inverted surface. Equal heights are ordered by their place in the array (earlier is lower in
dales, higher in hills), so plateaus need no case of their own. Saddles are kept per pair of
neighbouring basins: the lowest height at which one can pass from one to the other.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit, map_strips
from turgor.record.height_map import FloatMap

CodeMap = NDArray[np.int8]
LabelMap = NDArray[np.int32]

#: codes of a point that is its own extremum, and of one that is not evaluated
OWN, GAP = -1, -2
_UNSET = -2


@dataclass(frozen=True, slots=True)
class Basins:
    """A surface cut into basins, before any is pruned; heights are those of the signed surface.

    sign : +1 for dales, -1 for hills (heights times sign are what was cut).
    labels : (rows, cols) int32, basin of each point, -1 = not evaluated.
    extremum : (n,) int64, flat index of each basin's pit or peak; depth : (n,) its signed height.
    first, second, pass_um : (m,) neighbouring basins and the signed height of their lowest pass.
    """

    sign: float
    labels: LabelMap
    extremum: NDArray[np.int64]
    floor_um: NDArray[np.float64]
    first: NDArray[np.int32]
    second: NDArray[np.int32]
    pass_um: NDArray[np.float64]


@jit
def _steepest(
    height: FloatMap, down: CodeMap, up: CodeMap, first: int, end: int, weights: FloatMap
) -> None:
    """Direction (0-7, row by row round the point) of steepest descent and of steepest ascent."""
    rows, cols = height.shape
    for i in range(first, end):
        for j in range(cols):
            z = height[i, j]
            if z != z:
                down[i, j] = GAP
                up[i, j] = GAP
                continue
            fall, rise = 0.0, 0.0
            below, above = OWN, OWN
            for k in range(8):
                place = k if k < 4 else k + 1
                y, x = i + place // 3 - 1, j + place % 3 - 1
                if y < 0 or x < 0 or y >= rows or x >= cols:
                    continue
                slope = (height[y, x] - z) * weights[0, k]
                if slope < fall or (k < 4 and slope == 0.0 and below == OWN):
                    fall = slope
                    below = k
                if slope > rise or (k < 4 and slope == 0.0 and above == OWN):
                    rise = slope
                    above = k
            down[i, j] = below
            up[i, j] = above


@jit
def _follow(codes: NDArray[np.int8], labels: LabelMap, offsets: NDArray[np.int64]) -> None:
    """Give every point the label at the end of its path, writing it along the whole path."""
    for start in range(codes.size):
        if labels[start] != _UNSET:
            continue
        if codes[start] == GAP:
            labels[start] = -1
            continue
        point = start
        while labels[point] == _UNSET:
            point += offsets[codes[point]]
        label = labels[point]
        point = start
        while labels[point] == _UNSET:
            labels[point] = label
            point += offsets[codes[point]]


@jit
def _passes(
    height: FloatMap,
    labels: LabelMap,
    sign: float,
    basins: int,
    keys: NDArray[np.int64],
    lowest: NDArray[np.float64],
) -> int:
    """Fill a hash table with the lowest pass of each pair of neighbours; -1 where it is full."""
    rows, cols = height.shape
    mask = keys.size - 1
    room = keys.size - keys.size // 4
    used = 0
    last_key, slot = -1, 0
    for i in range(rows):
        for j in range(cols):
            here = labels[i, j]
            if here < 0:
                continue
            z = sign * height[i, j]
            for k in range(4):
                y = i if k == 0 else i + 1
                x = j + 1 if k == 0 else j + k - 2
                if y >= rows or x < 0 or x >= cols:
                    continue
                there = labels[y, x]
                if there < 0 or there == here:
                    continue
                level = max(z, sign * height[y, x])
                key = min(here, there) * np.int64(basins) + max(here, there)
                if key != last_key:
                    last_key = key
                    slot = ((key ^ (key >> 15)) * 0x2545F4914F6CDD1D >> 20) & mask
                    while keys[slot] != -1 and keys[slot] != key:
                        slot = (slot + 1) & mask
                    if keys[slot] == -1:
                        used += 1
                        if used > room:
                            return -1
                        keys[slot] = key
                lowest[slot] = min(lowest[slot], level)
    return used  # fmt: skip


def slope_codes(surface: FloatMap, pitch_x_um: float, pitch_y_um: float) -> tuple[CodeMap, CodeMap]:
    """Steepest descent and steepest ascent of every point, one pass for hills and dales."""
    down, up = np.empty(surface.shape, np.int8), np.empty(surface.shape, np.int8)
    slant = 1.0 / np.hypot(pitch_x_um, pitch_y_um)
    per_x, per_y = 1.0 / pitch_x_um, 1.0 / pitch_y_um
    weights = np.array([[slant, per_y, slant, per_x, per_x, slant, per_y, slant]])
    map_strips(lambda a, b: _steepest(surface, down, up, a, b, weights), surface.shape[0])
    return down, up


def cut_basins(surface: FloatMap, codes: CodeMap, sign: float) -> Basins:
    """Basins of one sign from the direction codes of that sign (see ``slope_codes``)."""
    cols = surface.shape[1]
    offsets = np.array([-cols - 1, -cols, -cols + 1, -1, 1, cols - 1, cols, cols + 1])
    flat = codes.reshape(-1)
    extremum = np.flatnonzero(flat == OWN)
    labels = np.full(surface.shape, _UNSET, dtype=np.int32)
    labels.reshape(-1)[extremum] = np.arange(extremum.size, dtype=np.int32)
    _follow(flat, labels.reshape(-1), offsets)
    size = 1 << max(10, int(4 * extremum.size).bit_length())
    while True:
        keys, lowest = np.full(size, -1, dtype=np.int64), np.full(size, np.inf)
        if _passes(surface, labels, sign, extremum.size, keys, lowest) >= 0:
            break
        size *= 2
    filled = keys >= 0
    pairs, pass_um = keys[filled], lowest[filled]
    count = max(1, extremum.size)
    return Basins(
        sign=sign,
        labels=labels,
        extremum=extremum,
        floor_um=sign * surface.reshape(-1)[extremum],
        first=(pairs // count).astype(np.int32),
        second=(pairs % count).astype(np.int32),
        pass_um=pass_um,
    )
