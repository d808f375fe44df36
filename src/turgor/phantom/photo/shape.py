"""The law of a patch: how much of it is left at a point, and its outline."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.phantom.photo.spec import PatchShape

F = NDArray[np.float64]

#: columns of a shape's row: centre, axis, radii, rim, lens, three harmonics, amount, reach
COLUMNS = 16


def shape_table(shapes: Sequence[PatchShape], amounts: Sequence[float]) -> F:
    """(n, COLUMNS) coefficients for ``add_patches``; amounts are what each patch adds inside."""
    table = np.zeros((len(shapes), COLUMNS))
    for row, shape, amount in zip(table, shapes, amounts, strict=True):
        rx, ry = shape.radius_mm
        angle = math.radians(shape.angle_deg)
        row[:6] = (*shape.centre_mm, math.cos(angle), math.sin(angle), rx, ry)
        row[6] = shape.edge_mm / math.sqrt(rx * ry)
        row[7] = float(shape.lens)
        for k, (share, phase) in enumerate(shape.wobble):
            row[8 + 2 * k : 10 + 2 * k] = share, phase
        row[14:] = amount, shape.reach_mm
    return table


def near(table: F, x: F, y: F) -> F:
    """The rows of a table whose patches can reach the box around the points."""
    if not len(table) or not x.size:
        return table[:0]
    dx = np.maximum(np.maximum(x.min() - table[:, 0], table[:, 0] - x.max()), 0.0)
    dy = np.maximum(np.maximum(y.min() - table[:, 1], table[:, 1] - y.max()), 0.0)
    return np.ascontiguousarray(table[np.hypot(dx, dy) <= table[:, 15]])


@jit
def patch_share(px: float, py: float, row: F) -> float:
    """Share of one patch at a point: 1 inside, 1/2 on the outline, 0 outside the rim."""
    dx = px - row[0]
    dy = py - row[1]
    u = (row[2] * dx + row[3] * dy) / row[4]
    v = (row[2] * dy - row[3] * dx) / row[5]
    if row[7] > 0.0:
        inside = 1.0 - (abs(v) + u * u)
    else:
        radius = 1.0
        if row[8] != 0.0 or row[10] != 0.0 or row[12] != 0.0:
            theta = math.atan2(v, u)
            radius += row[8] * math.cos(3.0 * theta + row[9])
            radius += row[10] * math.cos(4.0 * theta + row[11])
            radius += row[12] * math.cos(5.0 * theta + row[13])
        inside = radius - math.sqrt(u * u + v * v)
    t = min(max(inside / row[6] + 0.5, 0.0), 1.0)
    share: float = t * t * (3.0 - 2.0 * t)
    return share


@jit
def add_patches(x: F, y: F, table: F, out: F) -> None:
    """Add each patch's amount times its share to ``out``; all (points,), mm."""
    for n in range(table.shape[0]):
        row = table[n]
        reach2 = row[15] * row[15]
        for k in range(x.size):
            dx = x[k] - row[0]
            dy = y[k] - row[1]
            if dx * dx + dy * dy <= reach2:
                out[k] += row[14] * patch_share(x[k], y[k], row)


@jit
def lay_patches(x: F, y: F, table: F, cover: F, value: F) -> None:
    """Lay opaque patches one over another: ``cover`` is what hides the skin, ``value`` theirs."""
    for n in range(table.shape[0]):
        row = table[n]
        for k in range(x.size):
            share = patch_share(x[k], y[k], row)
            if share > 0.0:
                value[k] = (1.0 - share) * value[k] + share * row[14]
                cover[k] = cover[k] + share - cover[k] * share


def outline_mm(shape: PatchShape, points: int = 180) -> F:
    """(points, 2) the outline, where half of the patch is left, plan mm, not closed."""
    t = np.linspace(0.0, 2.0 * math.pi, points, endpoint=False)
    rx, ry = shape.radius_mm
    if shape.lens:
        u = np.cos(t)
        v = np.sign(np.sin(t)) * (1.0 - u * u)
    else:
        r = np.ones_like(t)
        for order, (share, phase) in enumerate(shape.wobble, start=3):
            r += share * np.cos(order * t + phase)
        u, v = r * np.cos(t), r * np.sin(t)
    c, s = math.cos(math.radians(shape.angle_deg)), math.sin(math.radians(shape.angle_deg))
    return np.column_stack(
        (
            shape.centre_mm[0] + c * rx * u - s * ry * v,
            shape.centre_mm[1] + s * rx * u + c * ry * v,
        )
    )
