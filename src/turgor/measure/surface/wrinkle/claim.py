"""Which points lie in an object's zone, and which object a shared point belongs to."""

import math

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.measure.surface.wrinkle.centreline import tangents
from turgor.record.height_map import FloatMap

IntMap = NDArray[np.int32]


def cover_tube(
    cover: IntMap, cell_um: float, line_um: FloatMap, reach_um: float, number: int
) -> None:
    """Put ``number`` on every cell within reach of the line, -1 where another object has it."""
    stride = _stride(line_um, reach_um / 3.0)
    _tube(cover, cell_um, np.ascontiguousarray(line_um[::stride]), reach_um, number)
    _tube(cover, cell_um, np.ascontiguousarray(line_um[-1:]), reach_um, number)


def claim_points(
    labels: IntMap,
    best: NDArray[np.float32],
    pitch_um: tuple[float, float],
    line_um: FloatMap,
    depth_um: FloatMap,
    section: tuple[FloatMap, FloatMap],
    zone_um: tuple[float, float],
    number: int,
) -> None:
    """Label the points of one object's zone, except where another was deeper there already.

    labels, best : (rows, cols) owner and its depth by its own section, both updated in place.
    section : offsets and share of the depth; zone_um : reach to the left and right.
    """
    offset, share = section
    stride = _stride(line_um, max(zone_um) / 6.0)
    _claim(
        labels, best, pitch_um[0], pitch_um[1], np.ascontiguousarray(line_um[::stride]),
        np.ascontiguousarray(tangents(line_um)[::stride]), depth_um[::stride], offset, share,
        zone_um[0], zone_um[1], number,
    )  # fmt: skip


def _stride(line_um: FloatMap, step_um: float) -> int:
    """Every how many points of the line stand about ``step_um`` apart."""
    if len(line_um) < 3:
        return 1
    spacing = float(np.hypot(*(line_um[1] - line_um[0])))
    return max(1, min(int(step_um / max(spacing, 1e-9)), len(line_um) // 4))


@jit
def _tube(cover: IntMap, cell: float, line: FloatMap, reach: float, number: int) -> None:
    rows, cols = cover.shape
    for n in range(line.shape[0]):
        x = line[n, 0]
        y = line[n, 1]
        for i in range(
            max(0, int((y - reach) / cell - 0.5)), min(rows, int((y + reach) / cell + 1.5))
        ):
            dy = (i + 0.5) * cell - y
            for j in range(
                max(0, int((x - reach) / cell - 0.5)), min(cols, int((x + reach) / cell + 1.5))
            ):
                dx = (j + 0.5) * cell - x
                if dx * dx + dy * dy <= reach * reach and cover[i, j] != number:
                    cover[i, j] = number if cover[i, j] == 0 else -1


@jit
def _claim(
    labels: IntMap,
    best: NDArray[np.float32],
    pitch_x: float,
    pitch_y: float,
    line: FloatMap,
    tangent: FloatMap,
    depth: FloatMap,
    offset: FloatMap,
    share: FloatMap,
    left: float,
    right: float,
    number: int,
) -> None:
    rows, cols = labels.shape
    reach = max(left, right)
    step = offset[1] - offset[0]
    half = 0.5
    if line.shape[0] > 1:
        half = 0.75 * math.hypot(line[1, 0] - line[0, 0], line[1, 1] - line[0, 1])
    for n in range(line.shape[0]):
        x = line[n, 0]
        y = line[n, 1]
        for i in range(
            max(0, int((y - reach) / pitch_y - 0.5)), min(rows, int((y + reach) / pitch_y + 1.5))
        ):
            dy = (i + 0.5) * pitch_y - y
            for j in range(
                max(0, int((x - reach) / pitch_x - 0.5)),
                min(cols, int((x + reach) / pitch_x + 1.5)),
            ):
                dx = (j + 0.5) * pitch_x - x
                along = dx * tangent[n, 0] + dy * tangent[n, 1]
                if abs(along) > half + 0.3 * abs(dx * tangent[n, 1] - dy * tangent[n, 0]):
                    continue
                t = dy * tangent[n, 0] - dx * tangent[n, 1]
                if t < -left or t > right or abs(along) > 3.0 * half:
                    continue
                m = int((t - offset[0]) / step + 0.5)
                if m < 0 or m >= offset.size:
                    continue
                deep = np.float32(max(depth[n] * share[m], 1e-3))
                if labels[i, j] == 0 or (labels[i, j] != number and deep > best[i, j]):
                    labels[i, j] = number
                    best[i, j] = deep
                elif labels[i, j] == number and deep > best[i, j]:
                    best[i, j] = deep
