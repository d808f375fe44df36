"""One step of heat flow in enthalpy, by stabilised explicit Runge-Kutta-Legendre stages.

The state is heat per volume, J/cm³ above 0 °C, so that boiling needs no iteration and energy is
kept to rounding. RKL2 (Meyer, Balsara and Aslam 2014) is second order in time and covers
(s² + s - 2)/4 explicit steps with s stages.
"""

import math

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit

FloatArray = NDArray[np.float64]


@jit
def temperatures(h: FloatArray, capacity: FloatArray, latent: FloatArray, t: FloatArray) -> None:
    """Write °C into the inside of t (n_z + 2, n_r + 2) from enthalpies h (n_z, n_r)."""
    n_z, n_r = h.shape
    for i in range(n_z):
        per = 1.0 / capacity[i]
        steam = 100.0 * capacity[i] + latent[i]
        for j in range(n_r):
            e = h[i, j]
            t[i + 1, j + 1] = min(e * per, 100.0) + max(e - steam, 0.0) * per


@jit
def enthalpies(t: FloatArray, capacity: FloatArray, latent: FloatArray, h: FloatArray) -> None:
    """J/cm³ above 0 °C of tissue at t (n_z, n_r); at 100 °C nothing has boiled yet."""
    n_z, n_r = h.shape
    for i in range(n_z):
        for j in range(n_r):
            h[i, j] = t[i, j] * capacity[i] + (latent[i] if t[i, j] > 100.0 else 0.0)


@jit
def heat_rate(
    t: FloatArray, down: FloatArray, out: FloatArray, per_volume: FloatArray,
    perfused: FloatArray, blood: float, power: FloatArray, rate: FloatArray,
) -> None:  # fmt: skip
    """Rate of enthalpy, J/(cm³·s), into rate; power (n_z, n_r) in pJ/s."""
    n_z, n_r = rate.shape
    for i in range(n_z):
        for j in range(n_r):
            here = t[i + 1, j + 1]
            flow = power[i, j] + perfused[i, j] * (blood - here)
            flow += down[i, j] * (t[i, j + 1] - here)
            flow += down[i + 1, j] * (t[i + 2, j + 1] - here)
            flow += out[i, j] * (t[i + 1, j] - here)
            flow += out[i, j + 1] * (t[i + 1, j + 2] - here)
            rate[i, j] = flow * per_volume[i, j]


@jit
def _stage(
    t: FloatArray, down: FloatArray, out: FloatArray, per_volume: FloatArray,
    perfused: FloatArray, blood: float, power: FloatArray, first: FloatArray,
    rate: FloatArray, before: FloatArray, older: FloatArray, w: FloatArray,
) -> None:  # fmt: skip
    """Overwrite older by w0·before + w1·older + w2·first + w3·(rate of t) + w4·rate."""
    w0, w1, w2, w3, w4 = w[0], w[1], w[2], w[3], w[4]
    n_z, n_r = rate.shape
    for i in range(n_z):
        for j in range(n_r):
            here = t[i + 1, j + 1]
            flow = power[i, j] + perfused[i, j] * (blood - here)
            flow += down[i, j] * (t[i, j + 1] - here)
            flow += down[i + 1, j] * (t[i + 2, j + 1] - here)
            flow += out[i, j] * (t[i + 1, j] - here)
            flow += out[i, j + 1] * (t[i + 1, j + 2] - here)
            older[i, j] = (
                w0 * before[i, j] + w1 * older[i, j] + w2 * first[i, j]
                + w3 * (flow * per_volume[i, j]) + w4 * rate[i, j]
            )  # fmt: skip


@jit
def _losses(
    t: FloatArray, down: FloatArray, perfused: FloatArray, blood: float, by_column: FloatArray
) -> tuple[float, float]:
    """Heat that leaves through the surface and with the blood, pJ/s."""
    n_z, n_r = perfused.shape
    surface = 0.0
    by_column[:] = 0.0
    for j in range(n_r):
        surface += down[0, j] * (t[1, j + 1] - t[0, j + 1])
    for i in range(n_z):
        for j in range(n_r):
            by_column[j] += perfused[i, j] * (t[i + 1, j + 1] - blood)
    return surface, by_column.sum()


@jit
def stage_weights(stages: int, step: float) -> FloatArray:
    """(stages + 1, 5) weights of RKL2 as _stage takes them; row 1 uses the last one alone."""
    b = np.empty(stages + 1)
    w = np.zeros((stages + 1, 5))
    for j in range(stages + 1):
        b[j] = 1.0 / 3.0 if j < 3 else (j * j + j - 2.0) / (2.0 * j * (j + 1.0))
    w1 = 4.0 / (stages * stages + stages - 2.0)
    w[1, 4] = b[1] * w1 * step
    for j in range(2, stages + 1):
        mu = (2.0 * j - 1.0) / j * b[j] / b[j - 1]
        nu = -(j - 1.0) / j * b[j] / b[j - 2]
        w[j, 0] = mu
        w[j, 1] = nu
        w[j, 2] = 1.0 - mu - nu
        w[j, 3] = mu * w1 * step
        w[j, 4] = -(1.0 - b[j - 1]) * mu * w1 * step
    return w


@jit
def advance(
    h: FloatArray, t: FloatArray, down: FloatArray, out: FloatArray, per_volume: FloatArray,
    perfused: FloatArray, blood: float, power: FloatArray, capacity: FloatArray,
    latent: FloatArray, work: FloatArray, rate: FloatArray, step: float, stages: int,
) -> tuple[float, float]:  # fmt: skip
    """Advance h by one step and t to match; (surface, perfusion) losses in pJ.

    rate holds heat_rate at the start. t's upper border row holds the medium's temperature. work :
    (2, n_z, n_r). The losses pass through the same stages, so that the balance closes exactly.
    """
    w = stage_weights(stages, step)
    older, before = work[0], work[1]
    by_column = np.empty(h.shape[1])
    first_loss = np.array(_losses(t, down, perfused, blood, by_column))
    loss_older = np.zeros(2)
    loss_before = w[1, 4] * first_loss
    n_z, n_r = h.shape
    for i in range(n_z):
        for j in range(n_r):
            older[i, j] = h[i, j]
            before[i, j] = h[i, j] + w[1, 4] * rate[i, j]
    for k in range(2, stages + 1):
        temperatures(before, capacity, latent, t)
        surface, blood_loss = _losses(t, down, perfused, blood, by_column)
        _stage(t, down, out, per_volume, perfused, blood, power, h, rate, before, older, w[k])
        for q in range(2):
            now = surface if q == 0 else blood_loss
            fresh = w[k, 0] * loss_before[q] + w[k, 1] * loss_older[q]
            loss_older[q] = loss_before[q]
            loss_before[q] = fresh + w[k, 3] * now + w[k, 4] * first_loss[q]
        older, before = before, older
    h[:, :] = before
    temperatures(h, capacity, latent, t)
    return loss_before[0], loss_before[1]


@jit
def stiffness(
    down: FloatArray, out: FloatArray, per_volume: FloatArray, perfused: FloatArray,
    capacity: FloatArray,
) -> float:  # fmt: skip
    """Bound on the fastest decay, 1/s (Gershgorin)."""
    most = 0.0
    n_z, n_r = per_volume.shape
    for i in range(n_z):
        for j in range(n_r):
            total = down[i, j] + down[i + 1, j] + out[i, j] + out[i, j + 1]
            most = max(most, (2.0 * total + perfused[i, j]) * per_volume[i, j] / capacity[i])
    return most


def stages_for(step: float, fastest: float) -> int:
    """Fewest stages (odd, at least 3) that keep a step stable."""
    needed = 0.5 * step * fastest
    stages = max(3, math.ceil(0.5 * (math.sqrt(9.0 + 16.0 * needed) - 1.0)))
    return stages + 1 - stages % 2
