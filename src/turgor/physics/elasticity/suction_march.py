"""The compiled march through time of a skin under suction (equations in ``suction_law``)."""

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit

F = NDArray[np.float64]


@jit
def _held(x: float, spacing: float, table: F) -> float:
    """p(x) by cubic interpolation between nodes, straight on beyond both ends."""
    last = len(table) - 1
    if x <= 0.0:
        return x * float(table[1] - table[0]) / spacing
    at = x / spacing
    i = int(at)
    if i >= last:
        return float(table[last] + (at - last) * (table[last] - table[last - 1]))
    t = at - i
    before = table[i - 1] if i > 0 else 2.0 * table[0] - table[1]
    after = table[i + 2] if i + 2 <= last else 2.0 * table[last] - table[last - 1]
    low, high = table[i], table[i + 1]
    a = 0.5 * (high - before)
    b = 0.5 * (after - low)
    bend = 3.0 * (high - low) - 2.0 * a - b + t * (2.0 * (low - high) + a + b)
    return float(low + t * (a + t * bend))


@jit
def march(vacuum: F, step: float, table: F, numbers: F) -> F:
    """Elevation x (n + 1,) from vacuum, kPa, at every half step (2 n + 1,).

    table : p(x), kPa, at nodes spaced by numbers[0] from 0. numbers : spacing, then the equation's
    fluid stiffness and sliding dashpot per unit of x, exchange_s and quickening. Fourth-order
    Runge-Kutta with inner steps of at most 0.3 of the fastest time constant.
    """
    spacing, fluid, sliding, exchange, quickening = (
        numbers[0], numbers[1], numbers[2], numbers[3], numbers[4],
    )  # fmt: skip
    steepest = 0.0
    for i in range(1, len(table)):
        steepest = max(steepest, (table[i] - table[i - 1]) / spacing)
        if table[i] > 1.02 * vacuum.max():
            break
    rate = (steepest + fluid) / sliding + 1.0 / exchange
    inner = int(np.ceil(step * rate / 0.3))
    inner = max(inner, 1)
    h = step / inner
    count = (len(vacuum) - 1) // 2
    out = np.zeros(count + 1)
    x, q = 0.0, 0.0
    for n in range(count):
        p0, p1, p2 = vacuum[2 * n], vacuum[2 * n + 1], vacuum[2 * n + 2]
        for k in range(inner):
            xs, qs = x, q
            dx, dq = 0.0, 0.0
            for stage in range(4):
                ahead = 0.0 if stage == 0 else (1.0 if stage == 3 else 0.5)
                t = (k + ahead) / inner
                p = p0 + t * (4.0 * p1 - 3.0 * p0 - p2) + 2.0 * t * t * (p0 - 2.0 * p1 + p2)
                late = xs - qs
                vx = (p - _held(xs, spacing, table) - fluid * late) / sliding
                vq = late / exchange * np.exp(quickening * xs)
                share = 1.0 if stage == 0 or stage == 3 else 2.0
                dx += share * vx
                dq += share * vq
                onward = 0.5 if stage < 2 else 1.0
                xs = x + onward * h * vx
                qs = q + onward * h * vq
            x += h * dx / 6.0
            q += h * dq / 6.0
        out[n + 1] = x
    return out
