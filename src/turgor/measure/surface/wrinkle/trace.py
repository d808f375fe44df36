"""Follow lines through the response, place and direction together.

A line starts at the strongest response that is left and is followed both ways along the crest of
the response in (direction, row, column). Because directions are kept apart, a wrinkle runs
straight through another that it crosses; at a branch the straighter, stronger arm is the
wrinkle, and the other arm is one of its own that ends at the first one's flank.
"""

import math

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.measure.surface.wrinkle.options import WrinkleOptions
from turgor.measure.surface.wrinkle.ridge import Lifted, LineResponse

Marks = NDArray[np.uint16]
Floats = NDArray[np.float64]

#: mark of a line that was followed and found too short
DEAD = 65535

#: a line may bend by this much at each step of one cell, in radians (a radius of 2 mm at 50 µm)
MOST_BEND = 0.025

#: and shift sideways by this much, in cells
MOST_SHIFT = 0.25


def trace_lines(
    response: LineResponse, cell_um: float, options: WrinkleOptions
) -> list[tuple[Floats, float]]:
    """Lines as ((n, 2) points x, y in µm at steps of one cell, scale in µm), strongest first."""
    z = response.z
    seeds = _seeds(z, options.seed_z)
    strength = z[seeds[:, 0], seeds[:, 1], seeds[:, 2]]
    seeds = seeds[np.argsort(-strength, kind="stable")]
    marks = np.zeros(z.shape, dtype=np.uint16)
    least = max(4, int(0.7 * options.least_length_mm * 1000.0 / cell_um))
    gap = max(2, round(options.gap_um / cell_um))
    radius = np.array([max(2.5, 1.5 * s / cell_um) for s in options.scales_um])
    points = np.empty((4 * sum(z.shape) + 4 * max(z.shape), 2))
    lines: list[tuple[Floats, float]] = []
    for seed in seeds:
        if marks[seed[0], seed[1], seed[2]]:
            continue
        number = len(lines) + 1
        if number >= DEAD:
            break
        first, end = _follow_both(z, marks, seed, options.follow_z, gap, points)
        long_enough = end - first >= least
        scale = int(response.scale[seed[0], seed[1], seed[2]])
        _mark(marks, points, first, end, radius[scale], number if long_enough else DEAD)
        marks[seed[0], seed[1], seed[2]] = number if long_enough else DEAD
        if long_enough:
            lines.append(((points[first:end] + 0.5) * cell_um, options.scales_um[scale]))
    return lines


@jit
def _seeds(z: Lifted, least: float) -> NDArray[np.int64]:
    """(n, 3) direction, row and column of each local maximum above ``least``."""
    count, rows, cols = z.shape
    found = []
    for k in range(count):
        for r in range(1, rows - 1):
            for c in range(1, cols - 1):
                value = z[k, r, c]
                if value < least or value < z[k - 1, r, c] or value < z[(k + 1) % count, r, c]:
                    continue
                top = True
                for i in range(-1, 2):
                    for j in range(-1, 2):
                        if z[k, r + i, c + j] > value:
                            top = False
                if top:
                    found.append((k, r, c))
    out = np.empty((len(found), 3), dtype=np.int64)
    for n in range(len(found)):
        out[n, 0] = found[n][0]
        out[n, 1] = found[n][1]
        out[n, 2] = found[n][2]
    return out


@jit
def _at(z: Lifted, k: int, y: float, x: float) -> float:
    """Bilinear response of direction k (any integer), low outside the grid."""
    count, rows, cols = z.shape
    if y < 0.0 or x < 0.0 or y > rows - 1 or x > cols - 1:
        return -1e3
    i = min(int(y), rows - 2)
    j = min(int(x), cols - 2)
    a = y - i
    b = x - j
    plane = z[k % count]
    top = plane[i, j] * (1.0 - b) + plane[i, j + 1] * b
    low = plane[i + 1, j] * (1.0 - b) + plane[i + 1, j + 1] * b
    return float(top * (1.0 - a) + low * a)


@jit
def _peak(left: float, middle: float, right: float) -> float:
    """Place of a parabola's top through three values one step apart, within half a step."""
    bend = left - 2.0 * middle + right
    if bend >= -1e-9:
        return 0.5 if right > left else -0.5
    return max(-0.5, min(0.5, 0.5 * (left - right) / bend))


@jit
def _correct(z: Lifted, y: float, x: float, angle: float) -> tuple[float, float, float, float]:
    """Move a predicted place sideways and turn its direction towards the crest."""
    count = z.shape[0]
    step = math.pi / count
    k = round(angle / step)
    best = -1e9
    turn = 0
    for d in range(-1, 2):
        value = _at(z, k + d, y, x)
        if value > best:
            best = value
            turn = d
    kk = k + turn
    part = _peak(_at(z, kk - 1, y, x), best, _at(z, kk + 1, y, x))
    wanted = (kk + part) * step
    angle += max(-MOST_BEND, min(MOST_BEND, 0.5 * (wanted - angle)))
    k = round(angle / step)
    ny = math.cos(angle)
    nx = -math.sin(angle)
    shift = _peak(_at(z, k, y - ny, x - nx), _at(z, k, y, x), _at(z, k, y + ny, x + nx))
    shift = max(-MOST_SHIFT, min(MOST_SHIFT, shift))
    y += shift * ny
    x += shift * nx
    return y, x, angle, _at(z, k, y, x)


@jit
def _follow(
    z: Lifted,
    marks: Marks,
    start: Floats,
    least: float,
    gap: int,
    out: Floats,
) -> int:
    """Follow one way from (y, x, angle); write (x, y) to ``out``; return how many were kept."""
    count, rows, cols = z.shape
    y, x, angle = start[0], start[1], start[2]
    weak = 0
    kept = 0
    n = 0
    while n < out.shape[0]:
        y += math.sin(angle)
        x += math.cos(angle)
        if y < 0.0 or x < 0.0 or y > rows - 1 or x > cols - 1:
            break
        new_y, new_x, new_angle, value = _correct(z, y, x, angle)
        if value >= least:
            y, x, angle = new_y, new_x, new_angle
            weak = 0
        else:
            weak += 1
        k = round(angle * count / math.pi) % count
        mark = (
            marks[k, int(y + 0.5), int(x + 0.5)]
            if (y <= rows - 1 and x <= cols - 1 and y >= 0 and x >= 0)
            else np.uint16(0)
        )
        if weak > gap or (mark != 0 and mark != DEAD):
            break
        if n > 2 * gap and math.hypot(x - start[1], y - start[0]) < 1.5:
            break
        out[n, 0] = x
        out[n, 1] = y
        n += 1
        if weak == 0:
            kept = n
    return kept


@jit
def _follow_both(
    z: Lifted,
    marks: Marks,
    seed: NDArray[np.int64],
    least: float,
    gap: int,
    points: Floats,
) -> tuple[int, int]:
    """Write a line through ``seed`` to ``points`` and return its half-open range."""
    half = points.shape[0] // 2
    angle = seed[0] * math.pi / z.shape[0]
    y, x, angle, _ = _correct(z, float(seed[1]), float(seed[2]), angle)
    ahead = _follow(z, marks, np.array([y, x, angle]), least, gap, points[half:])
    back = np.empty((half - 1, 2))
    behind = _follow(z, marks, np.array([y, x, angle + math.pi]), least, gap, back)
    if (
        ahead > 2 * gap
        and math.hypot(points[half + ahead - 1, 0] - x, points[half + ahead - 1, 1] - y) < 3.0
    ):
        behind = 0  # a closed line was followed all around
    points[half - 1, 0] = x
    points[half - 1, 1] = y
    for n in range(behind):
        points[half - 2 - n] = back[n]
    return half - 1 - behind, half + ahead


@jit
def _mark(marks: Marks, points: Floats, first: int, end: int, radius: float, number: int) -> None:
    """Mark the tube around a line, for the directions within two steps of its own."""
    count, rows, cols = marks.shape
    reach = math.ceil(radius)
    for n in range(first, end):
        a = max(first, n - 2)
        b = min(end - 1, n + 2)
        angle = math.atan2(points[b, 1] - points[a, 1], points[b, 0] - points[a, 0])
        k = round(angle * count / math.pi)
        r = round(points[n, 1])
        c = round(points[n, 0])
        for i in range(max(0, r - reach), min(rows, r + reach + 1)):
            for j in range(max(0, c - reach), min(cols, c + reach + 1)):
                if (i - points[n, 1]) ** 2 + (j - points[n, 0]) ** 2 <= radius * radius:
                    for d in range(-2, 3):
                        kk = (k + d) % count
                        if marks[kk, i, j] == 0 or marks[kk, i, j] == DEAD:
                            marks[kk, i, j] = number
