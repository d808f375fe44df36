"""Planted wrinkles as one field: the deepest wrinkle at a point owns it.

The planted displacement of one wrinkle at a point is depth(s) * section(d / half width(s)), with
s and d the foot on the nearest piece of its centre line and the distance to it. Where wrinkles
meet, the greatest displacement holds; it is not summed.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.phantom.surface.section import (
    REACH,
    SHOULDER_REACH,
    section_number,
    section_value,
    shoulder_value,
)
from turgor.phantom.surface.spec import WrinkleSpec

F = NDArray[np.float64]
I = NDArray[np.int32]  # noqa: E741

STEP_UM = 50.0
BUCKET_UM = 250.0
WAVE_UM = 4000.0


@dataclass(frozen=True, slots=True)
class FurrowField:
    """Every wrinkle of a skin, ready for the kernel.

    vertex : (n, 6) x, y, depth, left and right half width, shoulder height; all µm.
    segment : (m, 2) first vertex and wrinkle number of each piece.
    section : (wrinkles,) numbers of the cross-sections.
    start, item : segments that can be nearest to a point of each bucket, wrinkle by wrinkle.
    grid : x and y of the first bucket's corner and the bucket's side, µm; then columns, rows.
    """

    specs: tuple[WrinkleSpec, ...]
    vertex: F
    segment: I
    section: I
    start: I
    item: I
    grid: tuple[float, float, float, int, int]

    def vertices_of(self, number: int) -> F:
        """(n, 6) vertices of one wrinkle, in the order of its centre line."""
        first = self.segment[self.segment[:, 1] == number, 0]
        return self.vertex[first[0] : first[-1] + 2]


def arc_length_um(line_um: F) -> F:
    """(n,) distance along a polyline from its first vertex, µm."""
    steps = np.hypot(*np.diff(line_um, axis=0).T)
    return np.concatenate(([0.0], np.cumsum(steps)))


def _taper(s: F, total: float, start: float, end: float) -> F:
    """(n,) raised cosine from 0 to 1 over the shares ``start`` and ``end`` of the length."""
    share = np.ones_like(s)
    if start > 0:
        share *= 0.5 - 0.5 * np.cos(np.pi * np.clip(s / (start * total), 0, 1))
    if end > 0:
        share *= 0.5 - 0.5 * np.cos(np.pi * np.clip((total - s) / (end * total), 0, 1))
    return share


def wrinkle_vertices(spec: WrinkleSpec, phase: float) -> F:
    """(n, 6) x, y, depth, left and right half width and shoulder along one wrinkle, all µm.

    The line's own vertices are kept and pieces longer than 50 µm are divided, so the polyline
    stays what it was. Between vertices every column is linear.
    """
    s_own = arc_length_um(spec.line_um)
    total = float(s_own[-1])
    even = np.linspace(0.0, total, max(2, math.ceil(total / STEP_UM) + 1))
    s = np.union1d(s_own, even)
    s = s[np.concatenate(([True], np.diff(s) > 1e-6))]
    taper = _taper(s, total, spec.taper_start, spec.taper_end)
    wave = 1.0 - spec.depth_variation * (0.5 + 0.5 * np.cos(2 * np.pi * s / WAVE_UM + phase))
    shape = taper * wave
    depth = spec.depth_um * shape / max(float(shape.max()), 1e-12)
    width = spec.width_um * (1.0 - spec.width_taper * (1.0 - taper))
    return np.column_stack(
        (
            np.interp(s, s_own, spec.line_um[:, 0]),
            np.interp(s, s_own, spec.line_um[:, 1]),
            depth,
            width * spec.asymmetry,
            width * (1.0 - spec.asymmetry),
            spec.shoulder * depth,
        )
    )


def _reach_um(spec: WrinkleSpec) -> float:
    """How far from its centre line a wrinkle changes the surface, µm."""
    half = spec.width_um * max(spec.asymmetry, 1.0 - spec.asymmetry)
    return half * max(REACH[spec.section], SHOULDER_REACH if spec.shoulder > 0 else 0.0)


def _near(vertex: F, reach: float, grid: tuple[float, float, float, int, int]) -> tuple[I, I]:
    """(buckets, local segments) pairs: every segment that can be nearest within ``reach``."""
    x0, y0, side, cols, _ = grid
    lo = np.floor((vertex[:, :2].min(axis=0) - reach - (x0, y0)) / side).astype(int)
    hi = np.floor((vertex[:, :2].max(axis=0) + reach - (x0, y0)) / side).astype(int)
    bx, by = np.meshgrid(np.arange(lo[0], hi[0] + 1), np.arange(lo[1], hi[1] + 1))
    px = x0 + (bx.ravel() + 0.5) * side
    py = y0 + (by.ravel() + 0.5) * side
    ax, ay = vertex[:-1, 0], vertex[:-1, 1]
    ex, ey = np.diff(vertex[:, 0]), np.diff(vertex[:, 1])
    dx, dy = px[:, None] - ax, py[:, None] - ay
    t = np.clip((dx * ex + dy * ey) / np.maximum(ex * ex + ey * ey, 1e-12), 0, 1)
    d = np.hypot(dx - t * ex, dy - t * ey)
    least = d.min(axis=1, keepdims=True)
    half = side * math.sqrt(0.5)
    bucket, local = np.nonzero((d <= least + 2 * half) & (least <= reach + half))
    number = by.ravel()[bucket] * cols + bx.ravel()[bucket]
    return number.astype(np.int32), local.astype(np.int32)


def build_field(specs: tuple[WrinkleSpec, ...], phases: F) -> FurrowField:
    """Make the field of all wrinkles; ``phases`` (len(specs),) start each depth wave, radians."""
    shapes = np.array([section_number(w.section) for w in specs], np.int32)
    blocks = [wrinkle_vertices(w, float(p)) for w, p in zip(specs, phases, strict=True)]
    reach = [_reach_um(w) for w in specs]
    if not blocks:
        empty = np.zeros((0, 2), np.int32)
        none = np.zeros(0, np.int32)
        return FurrowField(
            (), np.zeros((0, 6)), empty, none, np.zeros(2, np.int32), none, (0.0, 0.0, 1.0, 1, 1)
        )
    low = np.min([b[:, :2].min(axis=0) - r for b, r in zip(blocks, reach, strict=True)], axis=0)
    high = np.max([b[:, :2].max(axis=0) + r for b, r in zip(blocks, reach, strict=True)], axis=0)
    low = low - BUCKET_UM
    cols, rows = (np.ceil((high - low) / BUCKET_UM).astype(int) + 1).tolist()
    grid = (float(low[0]), float(low[1]), BUCKET_UM, cols, rows)
    buckets, items, segments = [], [], []
    vertex_first, segment_first = 0, 0
    for number, (block, r) in enumerate(zip(blocks, reach, strict=True)):
        bucket, local = _near(block, r, grid)
        buckets.append(bucket)
        items.append(local + segment_first)
        first = np.arange(vertex_first, vertex_first + len(block) - 1)
        segments.append(np.column_stack((first, np.full(len(first), number))))
        vertex_first += len(block)
        segment_first += len(block) - 1
    bucket = np.concatenate(buckets)
    order = np.argsort(bucket, kind="stable")
    counts = np.bincount(bucket, minlength=cols * rows)
    return FurrowField(
        specs,
        np.concatenate(blocks),
        np.concatenate(segments).astype(np.int32),
        shapes,
        np.concatenate(([0], np.cumsum(counts))).astype(np.int32),
        np.concatenate(items)[order].astype(np.int32),
        grid,
    )


@jit
def foot(px: float, py: float, vertex: F, a: int) -> tuple[float, float, float]:
    """Share along one segment, distance squared to it, and on which side (negative = left)."""
    ex = vertex[a + 1, 0] - vertex[a, 0]
    ey = vertex[a + 1, 1] - vertex[a, 1]
    dx = px - vertex[a, 0]
    dy = py - vertex[a, 1]
    t = min(1.0, max(0.0, (dx * ex + dy * ey) / (ex * ex + ey * ey)))
    rx = dx - t * ex
    ry = dy - t * ey
    return t, rx * rx + ry * ry, ex * dy - ey * dx


@jit
def carve(
    x: F,
    y: F,
    vertex: F,
    segment: I,
    section: I,
    start: I,
    item: I,
    grid: tuple[float, float, float, int, int],
    out: F,
) -> None:
    """Fill ``out`` (4, points): displacement down, its unit section, shoulder up, owner or -1."""
    x0, y0, side, cols, rows = grid
    for k in range(x.size):
        out[0, k] = 0.0
        out[1, k] = 0.0
        out[2, k] = 0.0
        out[3, k] = -1.0
        i = math.floor((x[k] - x0) / side)
        j = math.floor((y[k] - y0) / side)
        if i < 0 or j < 0 or i >= cols or j >= rows:
            continue
        q = start[j * cols + i]
        end = start[j * cols + i + 1]
        raised = 0.0
        while q < end:
            w = segment[item[q], 1]
            best = 1e30
            bt = 0.0
            bs = 0.0
            ba = 0
            while q < end and segment[item[q], 1] == w:
                a = segment[item[q], 0]
                t, d2, across = foot(x[k], y[k], vertex, a)
                if d2 < best:
                    best = d2
                    bt = t
                    bs = across
                    ba = a
                q += 1
            side_column = 3 if bs < 0 else 4
            half = (1.0 - bt) * vertex[ba, side_column] + bt * vertex[ba + 1, side_column]
            depth = (1.0 - bt) * vertex[ba, 2] + bt * vertex[ba + 1, 2]
            r = math.sqrt(best) / half
            p = section_value(section[w], r)
            if depth * p > out[0, k]:
                out[0, k] = depth * p
                out[3, k] = w
            out[1, k] = max(out[1, k], p if depth > 0.0 else 0.0)
            up = (1.0 - bt) * vertex[ba, 5] + bt * vertex[ba + 1, 5]
            if up > 0.0:
                raised = max(raised, up * shoulder_value(r))
        out[2, k] = raised * (1.0 - out[1, k])
