"""Least squares of one phase with one or two exponentials, damped Gauss-Newton.

Suction:  z = c + a1 (1 - exp(-s/t1)) [+ a2 (1 - exp(-s/t2))] + v s
Release:  z = c + a1 exp(-s/t1) [+ a2 exp(-s/t2)]
with s the time since the phase began. Parameters stand as c, (v), then a and ln t of each
exponential.
"""

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit

Floats = NDArray[np.float64]


@jit
def fit_phase(
    at: Floats, value: Floats, exponentials: int, slope: bool
) -> tuple[Floats, Floats, float, float]:
    """Best parameters, their covariance for a scatter of one, squares missed, neighbours' likeness.

    at, value : (n,) s since the phase began and mm. exponentials : 1 or 2. slope : with ``v``.
    The last number is the correlation of neighbouring residuals. Where nothing converges the
    covariance is NaN.
    """
    n = len(at)
    linear = 2 if slope else 1
    count = linear + 2 * exponentials
    span = at[n - 1] - at[0]
    best = np.zeros(count)
    least = np.inf
    starts = 5 if exponentials == 1 else 4
    for i in range(starts):
        tau = span * 0.03 * 60.0 ** (i / (starts - 1.0))
        first = np.zeros(count)
        first[linear + 1] = np.log(tau)
        if exponentials == 2:
            first[linear + 1] = np.log(span * (0.05 if i < 2 else 0.15))
            first[linear + 3] = np.log(span * (0.4 if i % 2 == 0 else 1.2))
        missed = _linear(at, value, first, exponentials, slope)
        if missed < least:
            least = missed
            best[:] = first
    covariance = np.full((count, count), np.nan)
    if not np.isfinite(least):
        return best, covariance, least, 0.0
    least = _descend(at, value, best, exponentials, slope)
    normal, _, _ = _normal(at, value, best, exponentials, slope)
    if abs(np.linalg.det(normal)) > 0.0:
        covariance = np.linalg.inv(normal)
    return best, covariance, least, _likeness(at, value, best, exponentials, slope)


@jit
def _terms(s: float, p: Floats, exponentials: int, slope: bool, row: Floats) -> float:
    """Value of the law at ``s``; ``row`` takes its derivatives."""
    row[0] = 1.0
    total = p[0]
    k = 1
    if slope:
        row[1] = s
        total += p[1] * s
        k = 2
    for _ in range(exponentials):
        tau = np.exp(p[k + 1])
        decay = np.exp(-s / tau)
        if slope:
            row[k] = 1.0 - decay
            row[k + 1] = -p[k] * decay * s / tau
        else:
            row[k] = decay
            row[k + 1] = p[k] * decay * s / tau
        total += p[k] * row[k]
        k += 2
    return float(total)


@jit
def _linear(at: Floats, value: Floats, p: Floats, exponentials: int, slope: bool) -> float:
    """Set everything but the times to its best; returns the squares missed, to rank starts."""
    linear = 2 if slope else 1
    free = linear + exponentials
    places = np.empty(free, dtype=np.int64)
    for i in range(linear):
        places[i] = i
    for e in range(exponentials):
        places[linear + e] = linear + 2 * e
    m, v = np.zeros((free, free)), np.zeros(free)
    row = np.empty(len(p))
    square = 0.0
    for i in range(len(at)):
        _terms(at[i], p, exponentials, slope, row)
        square += value[i] ** 2
        for a in range(free):
            for b in range(a + 1):
                m[a, b] += row[places[a]] * row[places[b]]
            v[a] += row[places[a]] * value[i]
    for a in range(free):
        for b in range(a):
            m[b, a] = m[a, b]
    solved = v.copy()
    if not _solve(m, solved):
        return np.inf
    for a in range(free):
        p[places[a]] = solved[a]
        square -= solved[a] * v[a]
    return float(square)


@jit
def _normal(
    at: Floats, value: Floats, p: Floats, exponentials: int, slope: bool
) -> tuple[Floats, Floats, float]:
    count = len(p)
    m, v, row = np.zeros((count, count)), np.zeros(count), np.empty(count)
    total = 0.0
    for i in range(len(at)):
        gap = value[i] - _terms(at[i], p, exponentials, slope, row)
        total += gap * gap
        for a in range(count):
            for b in range(a + 1):
                m[a, b] += row[a] * row[b]
            v[a] += row[a] * gap
    for a in range(count):
        for b in range(a):
            m[b, a] = m[a, b]
    return m, v, total


@jit
def _solve(m: Floats, x: Floats) -> bool:
    """Solve m y = x in place by Cholesky, m lost; False where m is not positive definite."""
    n = len(x)
    for i in range(n):
        for j in range(i + 1):
            total = m[i, j]
            for k in range(j):
                total -= m[i, k] * m[j, k]
            if i == j:
                if not total > 0.0:
                    return False
                m[i, i] = np.sqrt(total)
            else:
                m[i, j] = total / m[j, j]
    for i in range(n):
        for k in range(i):
            x[i] -= m[i, k] * x[k]
        x[i] /= m[i, i]
    for i in range(n - 1, -1, -1):
        for k in range(i + 1, n):
            x[i] -= m[k, i] * x[k]
        x[i] /= m[i, i]
    return True


@jit
def _descend(at: Floats, value: Floats, p: Floats, exponentials: int, slope: bool) -> float:
    """Damped Gauss-Newton steps on ``p`` in place; returns the squares missed."""
    damping = 1e-4
    count = len(p)
    span = at[len(at) - 1] - at[0]
    low, high = np.log(1e-3 * span), np.log(30.0 * span)
    m, v, least = _normal(at, value, p, exponentials, slope)
    for _ in range(80):
        damped, step = m.copy(), v.copy()
        for a in range(count):
            damped[a, a] = m[a, a] * (1.0 + damping) + 1e-300
        if not _solve(damped, step):
            damping = damping * 10.0
            if damping > 1e8:
                break
            continue
        promised = 0.0
        for a in range(count):
            promised += step[a] * v[a]
        if promised <= 1e-9 * least:
            break  # what is left to gain is lost in rounding
        new = p + step
        for a in range(count - 2 * exponentials + 1, count, 2):
            # one step may not carry a time away by more than a factor of e, nor out of reach
            new[a] = min(max(p[a] + min(max(step[a], -1.0), 1.0), low), high)
        # everything but the times at its best again: the valley of the whole is curved and narrow
        _linear(at, value, new, exponentials, slope)
        m_new, v_new, missed = _normal(at, value, new, exponentials, slope)
        if missed < least:
            gain = least - missed
            p[:] = new
            m, v, least = m_new, v_new, missed
            damping = max(damping * 0.1, 1e-12)
            if gain <= 1e-8 * least:
                break
        else:
            damping *= 10.0
            if damping > 1e8:
                break
    return least


@jit
def _likeness(at: Floats, value: Floats, p: Floats, exponentials: int, slope: bool) -> float:
    row = np.empty(len(p))
    before, together, square = 0.0, 0.0, 0.0
    for i in range(len(at)):
        gap = value[i] - _terms(at[i], p, exponentials, slope, row)
        if i > 0:
            together += gap * before
        square += gap * gap
        before = gap
    return together / square if square > 0.0 else 0.0
