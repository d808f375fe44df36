"""One spectrum's most probable skin and how sure it is: damped Gauss-Newton, compiled."""

import math

import numpy as np
from numpy.typing import NDArray

from turgor.compute import jit
from turgor.physics.skin_optics.spectrum_kernel import spectrum_with_slopes

FloatArray = NDArray[np.float64]

#: A round that gains less log posterior than this changes no statement.
_SMALL_GAIN = 1e-3
_MOST_DAMPING = 1e8


@jit
def factor(matrix: FloatArray, lower: FloatArray) -> bool:
    """Cholesky factor of a symmetric matrix; False where it is not positive definite."""
    n = matrix.shape[0]
    for i in range(n):
        for j in range(i + 1):
            total = matrix[i, j]
            for k in range(j):
                total -= lower[i, k] * lower[j, k]
            if i == j:
                if total <= 0.0:
                    return False
                lower[i, i] = math.sqrt(total)
            else:
                lower[i, j] = total / lower[j, j]
    return True


@jit
def solve_factored(lower: FloatArray, right: FloatArray, out: FloatArray) -> None:
    """Solve with a Cholesky factor."""
    n = lower.shape[0]
    for i in range(n):
        total = right[i]
        for k in range(i):
            total -= lower[i, k] * out[k]
        out[i] = total / lower[i, i]
    for i in range(n - 1, -1, -1):
        total = out[i]
        for k in range(i + 1, n):
            total -= lower[k, i] * out[k]
        out[i] = total / lower[i, i]


@jit
def misfit(measured: FloatArray, fitted: FloatArray, sigma: FloatArray, z: FloatArray) -> float:
    """Minus the log posterior, up to a constant."""
    total = 0.0
    for j in range(measured.size):
        total += ((measured[j] - fitted[j]) / sigma[j]) ** 2
    for p in range(z.size):
        total += z[p] * z[p]
    return 0.5 * total


@jit
def normal_equations(
    measured: FloatArray,
    fitted: FloatArray,
    slopes: FloatArray,
    sigma: FloatArray,
    spread: FloatArray,
    z: FloatArray,
    hessian: FloatArray,
    gradient: FloatArray,
) -> None:
    """Fill the Gauss-Newton matrix and the downhill gradient in whitened coordinates."""
    count = z.size
    for p in range(count):
        total = -z[p]
        for j in range(measured.size):
            slopes[p, j] *= spread[p] / sigma[j]
            total += slopes[p, j] * (measured[j] - fitted[j]) / sigma[j]
        gradient[p] = total
    for p in range(count):
        for q in range(p + 1):
            total = 1.0 if p == q else 0.0
            for j in range(measured.size):
                total += slopes[p, j] * slopes[q, j]
            hessian[p, q] = hessian[q, p] = total


@jit
def solve_spectrum(
    measured: FloatArray,
    sigma: FloatArray,
    bands: FloatArray,
    table: FloatArray,
    first: FloatArray,
    step: FloatArray,
    depth_mm: float,
    rayleigh: float,
    mean: FloatArray,
    spread: FloatArray,
    most: int,
    z: FloatArray,
    fitted: FloatArray,
    hessian: FloatArray,
) -> int:
    """Move ``z`` (11,), whitened by the prior, to the most probable skin; returns the rounds.

    Fills ``fitted`` (n,) and ``hessian`` (11, 11), the curvature there. Rounds equal to ``most``
    mean that it did not come to rest.
    """
    count, n = z.size, measured.size
    slopes, trial_slopes = np.empty((count, n)), np.empty((count, n))
    trial_fit, gradient, move, trial = np.empty(n), np.empty(count), np.empty(count), z.copy()
    damped, lower = np.empty((count, count)), np.empty((count, count))
    x = mean + spread * z
    spectrum_with_slopes(x, bands, table, first, step, depth_mm, rayleigh, fitted, slopes)
    cost = misfit(measured, fitted, sigma, z)
    normal_equations(measured, fitted, slopes, sigma, spread, z, hessian, gradient)
    damping = 1e-3
    rounds = 0
    while rounds < most and damping < _MOST_DAMPING:
        rounds += 1
        damped[:] = hessian
        for p in range(count):
            damped[p, p] += damping * hessian[p, p]
        factor(damped, lower)
        solve_factored(lower, gradient, move)
        trial[:] = z + move
        x = mean + spread * trial
        spectrum_with_slopes(
            x, bands, table, first, step, depth_mm, rayleigh, trial_fit, trial_slopes
        )
        lower_cost = misfit(measured, trial_fit, sigma, trial)
        if not lower_cost <= cost:
            damping *= 8.0
            continue
        damping = max(damping * 0.2, 1e-7)
        gain, cost = cost - lower_cost, lower_cost
        z[:] = trial
        fitted[:] = trial_fit
        normal_equations(measured, fitted, trial_slopes, sigma, spread, z, hessian, gradient)
        if gain < _SMALL_GAIN:
            return rounds
    return most if damping < _MOST_DAMPING else rounds
